"""`python -m tests.reliability`: run the trials and print how much was tried and what broke."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from reliability.command import main

if __name__ == "__main__":
    sys.exit(main())
