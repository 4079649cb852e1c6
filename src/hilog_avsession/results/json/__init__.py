"""The JSON form of a report: written, read back and checked."""
