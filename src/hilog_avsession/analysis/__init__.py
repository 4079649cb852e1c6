"""From records to incidents: duplicates are dropped, signals and facts detected, linked and folded."""
