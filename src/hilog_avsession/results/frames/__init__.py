"""A report as pandas DataFrames, with a documented schema."""
