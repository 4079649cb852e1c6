"""`python -m tests.fuzz`: fuzz the readers and the parser, or check saved findings again."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.command import main

main()
