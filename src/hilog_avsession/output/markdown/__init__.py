"""What is pasted into an issue or a merge request."""
