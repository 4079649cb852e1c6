"""What runs once for each hit or line of a log, and so decides how fast it is read.

It is compiled where a C compiler was at hand when the package was installed, or where its wheel brings it; elsewhere it
runs in Python. `portable` documents what it does.
"""

from __future__ import annotations

try:
    from .compiled import Block, Cutter, Hits, Minute, Order, Sieve, mark_of, next_unlike
except ImportError:
    from .portable import Block, Cutter, Hits, Minute, Order, Sieve, mark_of, next_unlike

COMPILED = Cutter.__module__.endswith(".compiled")

__all__ = ["COMPILED", "Block", "Cutter", "Hits", "Minute", "Order", "Sieve", "mark_of", "next_unlike"]
