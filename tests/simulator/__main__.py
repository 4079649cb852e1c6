"""`python -m tests.simulator`: how well reports tell the truth of simulated traces, as a table."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from simulator.command import main

main()
