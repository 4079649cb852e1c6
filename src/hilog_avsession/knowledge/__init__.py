"""What AVSession prints and what it means, as tables whose rows carry their own examples."""
