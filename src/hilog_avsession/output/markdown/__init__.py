"""Markdown, for issues and merge requests."""
