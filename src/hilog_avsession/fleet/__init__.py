"""Thousands of captures, one answer: which failures hit how many devices, since when, and which capture shows it."""
