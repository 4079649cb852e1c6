"""From the text of `hidumper -s AVSessionService` to what it tells of sessions and controllers.

Bug reports hold such blocks among their logs. They have no HiLog header; each line is a label, blanks, a colon and a
value. They are context, never errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model.events import DumpLine
from ..model.patterns import lazy
from ..model.records import Line

# the labels that tell something (avsession_dumper.cpp); `curretn` is the framework's own spelling
_LABELS = {
    "current session id": "session",
    "is active": "active",
    "pid": "pid",
    "uid": "uid",
    "session type": "type",
    "session tag": "tag",
    "bundle name": "bundle",
    "ability name": "ability",
    "pid of controllers": "controllers",
    "curretn controller pid": "controller",
    "related sessionid": "controlled",
}
_WIDTH = 29  # labels are padded to it; the masked id of 6.1 and later stands right behind its colon
_LINE = lazy(rf"(?P<label>{'|'.join(_LABELS)}) *: (?P<value>.*)", re.IGNORECASE)

# bytes that such a line may begin with, a mark of UTF-8 among them
_FIRST = frozenset("\ufeff".encode() + "".join(label[0] + label[0].upper() for label in _LABELS).encode())

# literals of the lines: the padding makes short labels unmistakable
NEEDLES = ("current session id", *(f"{label:<{_WIDTH}}: " for label in _LABELS if label != "current session id"))


def read_dumps(lines: Iterable[Line]) -> Iterator[Line | DumpLine]:
    """Take the lines of dumps out of the lines of interest and read them; all others pass."""
    for line in lines:
        if line.head or line.body[0] not in _FIRST:  # nearly every line: a header begins with a digit
            yield line
            continue
        # a pattern that left the blanks at the end out itself would take the square of their number
        match = _LINE.fullmatch(line.text.decode("utf-8", "backslashreplace").strip("\ufeff\r\n").rstrip())
        if match is None:
            yield line
        else:
            yield DumpLine(line.number, _LABELS[match["label"].lower()], match["value"])
