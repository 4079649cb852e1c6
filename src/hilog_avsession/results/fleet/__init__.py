"""The report of a fleet: its values and their JSON form."""
