"""A connected device: commands to hdc, its endless log, and the checks of how it logs."""
