"""The values that travel between the stages, and the small things they are made of; nothing here reads a log."""
