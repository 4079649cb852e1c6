"""Tell whether a line is the rest of a message: hilog prints each line of a message with the header of the first.

Other messages of the same thread in the same millisecond have the same header, too; in a log without times, so have
all lines of a tag. Only the text can tell: a rest is indented, closes a quote or a bracket, or begins with the name of
a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model.patterns import lazy

_FIELD = lazy(r"[^:=：＝\d]*")  # the text before a value
_REST = lazy(
    r"""
      [\s"'}\])]                                                # an indent, or the end of something
    | (?:at|caused[ ]by)[\s:]                                    # a line of a stack
    | (?:err(?:or)?|business|js|native)?[ _.]?
      (?:error|code|name|info|message|msg|stack|cause|reason)   # `Error: `, `errCode=`, `error message is `
      (?:\s*[:=：＝]|[ ]is[ ])
    | (?:错误|异常|失败)?(?:码|代码|信息|原因|消息|堆栈)\s*[:=：＝]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def continues(message: str, earlier: Iterable[str]) -> bool:
    """Tell whether a text continues a message whose earlier lines are known; a message has each field only once."""
    return _REST.match(message) is not None and _field(message) not in map(_field, earlier)


def _field(message: str) -> str:
    """Return the name of the field that a text begins with; without one, what stands before its first number."""
    found = _FIELD.match(message)
    return found[0].casefold() if found else ""
