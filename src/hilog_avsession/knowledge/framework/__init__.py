"""Every statement that the framework prints, release by release: what a line means, and where in the source it stands."""
