"""How fast a diagnosis is beside what one would use without the tool, and whether it counts right."""
