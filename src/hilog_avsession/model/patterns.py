"""Regular expressions that are compiled when they are first used: a run needs few of the many that there are."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Becomes the methods of a compiled pattern, one by one as they are asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, method)
        return method


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that behaves as if it were compiled."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
