"""Read the output of `hidumper -s AVSessionService`: what it states about sessions and controllers.

Bug reports contain such blocks among their logs. Their lines have no HiLog header: each is a label, blanks, a colon and
a value. They are context, never errors.
"""

from __future__ import annotations

import re

from ..model.events import DumpLine
from ..model.patterns import lazy
from ..model.records import Line

# the labels of interest (avsession_dumper.cpp); `curretn` is the framework's spelling
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
_WIDTH = 29  # labels are padded to it; the masked id of 6.1 and later follows right after its colon
_LINE = lazy(rf"(?P<label>{'|'.join(_LABELS)}) *: (?P<value>.*)", re.IGNORECASE)

# the bytes that such a line may begin with, including a byte order mark of UTF-8
_FIRST = frozenset("\ufeff".encode() + "".join(label[0] + label[0].upper() for label in _LABELS).encode())

# needles: the padding makes short labels unmistakable
NEEDLES = ("current session id", *(f"{label:<{_WIDTH}}: " for label in _LABELS if label != "current session id"))


def read_dump(line: Line) -> DumpLine | None:
    """Return what a line of a dump states, or None for any other line."""
    if line.head or line.body[0] not in _FIRST:  # nearly every line, as a header begins with a digit
        return None
    # stripped here: a pattern that skipped trailing blanks itself would take quadratic time
    match = _LINE.fullmatch(line.text.decode("utf-8", "backslashreplace").strip("\ufeff\r\n").rstrip())
    return None if match is None else DumpLine(line.number, _LABELS[match["label"].lower()], match["value"])
