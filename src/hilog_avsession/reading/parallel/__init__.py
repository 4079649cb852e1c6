"""The same reading in several processes: inputs side by side, and chunks of one large file."""

MOST_JOBS = 256  # processes that an option can start: each takes tens of MiB
