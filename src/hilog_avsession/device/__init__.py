"""A connected device: commands to hdc, its endless log, and what would keep a log from being complete."""
