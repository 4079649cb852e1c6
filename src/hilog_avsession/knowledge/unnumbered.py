"""Lines of system services that say in words alone that a call of AVSession failed."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model.patterns import LazyPattern, lazy


class Unnumbered(NamedTuple):
    """A way in which system services say that a call of AVSession failed, without any number."""

    pattern: LazyPattern
    api: str
    code: int
    example: str
    decoy: str


_SPACED = r"av ?session(?: object)?"
UNNUMBERED = (
    Unnumbered(
        lazy(
            rf"(?<![A-Za-z])(?:{_SPACED} (?:create|creation|creating) (?:is )?(?:fail|err)"
            rf"|creat(?:e|ing) (?:an? |the )?{_SPACED} (?:is )?(?:fail|err)"
            rf"|(?:fail(?:ed|s)?|unable) to create (?:an? |the )?{_SPACED}(?![A-Za-z]))",
            re.IGNORECASE,
        ),
        "createAVSession",
        6600101,
        "[CreateAVSession]avsession create failed!",
        "[CreateSession]audio session create failed!",
    ),
)

UNNUMBERED_NEEDLES = ("avsession create", "avsession creation", "create avsession", "create the avsession")
