"""What is known of sessions and processes at each moment, and which session a signal belongs to."""
