"""How inputs are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..knowledge.needle import Needle
from .finders import Finder
from .sources import CHUNK, Limits


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read; another process may read them by the same options."""

    needles: tuple[Needle, ...]  # a line is of interest if it holds one
    limits: Limits = field(default_factory=Limits)
    finder: Finder | None = None  # how needles are found; None: with the fastest library
    read_size: int = CHUNK  # bytes read at a time: small fits the processor's caches, large multiplies copies in memory
    year: int | None = None  # of each log's first line, if the log prints none
