"""Every statement that the framework prints, release by release: what a line means, and its place in the source."""
