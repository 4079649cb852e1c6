"""The same reading in several processes: inputs side by side, and chunks of one large file."""
