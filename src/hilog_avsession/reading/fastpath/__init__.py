"""What runs once for each hit or line of a log, and so decides how fast it is read.

The loops are compiled where a C compiler was at hand when the package was installed, or where its wheel brings them;
elsewhere they run in Python. `portable` says what they do.
"""

from __future__ import annotations

from .portable import ANY_DIGIT, MOST_THREADS, Threads, is_back, mark_of

try:
    from .compiled import Block, Cutter, Hits, InOrder, Minute, next_unlike
except ImportError:
    from .portable import Block, Cutter, Hits, InOrder, Minute, next_unlike

COMPILED = Cutter.__module__.endswith(".compiled")

__all__ = [
    "ANY_DIGIT",
    "COMPILED",
    "MOST_THREADS",
    "Block",
    "Cutter",
    "Hits",
    "InOrder",
    "Minute",
    "Threads",
    "is_back",
    "mark_of",
    "next_unlike",
]
