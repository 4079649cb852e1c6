"""The comparison of two reports: what failed more or less often, as far as chance does not explain it."""
