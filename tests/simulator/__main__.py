"""`python -m tests.simulator`: a table of how accurate reports of simulated traces are."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from simulator.command import main

main()
