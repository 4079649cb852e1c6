"""Gates: how many failures a report may contain, not counting those that a baseline knew before."""
