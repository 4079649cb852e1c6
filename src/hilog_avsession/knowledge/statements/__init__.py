"""The table of everything known that AVSession prints, with examples.

To add a statement, put one row into the module of its side (`service`, `client`, `lifecycle`, `noise`); the tests
find it there: its pattern must read its example, its needle must stand in it, and no other row may read it.
"""

from __future__ import annotations

from .base import Learns, Statement
from .client import CLIENT
from .lifecycle import LIFECYCLE
from .noise import NOISE
from .service import SERVICE

__all__ = ["STATEMENTS", "Learns", "Statement"]

STATEMENTS: tuple[Statement, ...] = SERVICE + CLIENT + LIFECYCLE + NOISE
