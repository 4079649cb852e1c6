"""From any text to a SARIF message in which no text of a log becomes a link or a placeholder."""

from __future__ import annotations

from ..safe import visible

_BROKEN = (("](", "]\\x28"), ("{", "\\x7b"), ("}", "\\x7d"))  # a link is `[text](target)`, a placeholder `{0}`


def plain(text: str) -> str:
    """Return a text that a reader of SARIF shows as it is."""
    shown = visible(text)
    for mark, escape in _BROKEN:
        shown = shown.replace(mark, escape)
    return shown
