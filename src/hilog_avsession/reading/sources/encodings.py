"""From text in an encoding that its content shows to UTF-8 with lines that end in a line feed.

To read another encoding, add a row to ENCODINGS. The tests read the row's example, with its mark and without.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from ..layouts import HEADER_AMONG_OTHERS, RETURN_BEFORE_RECORD
from .example import LINE

SNIFF_LENGTH = 64  # bytes that are enough to recognise UTF-16 without a mark: a header is ASCII


class Encoding(NamedTuple):
    """One encoding of log files, the mark it may begin with, and how it looks without one."""

    name: str
    example: bytes  # `example.LINE` without a mark
    mark: bytes = b""
    looks: Callable[[bytes], bool] | None = None  # for an encoding that can be recognised without a mark


def _zeros_at(head: bytes, offset: int) -> bool:
    """Tell whether zeros are many in one half of the bytes, as in UTF-16, and nearly none in the other."""
    gap = len(head) - len(head.lstrip(b"\0"))
    text = head[gap & ~1 :]
    zeros, letters = text[offset::2], text[1 - offset :: 2]
    return len(zeros) >= 4 and 10 * zeros.count(0) >= 4 * len(zeros) and 50 * letters.count(0) <= len(letters)


def _spread(offset: int) -> bytes:
    """Return the example as UTF-16, whose codecs would be loaded at every start."""
    spread = bytearray(2 * len(LINE))
    spread[offset::2] = LINE.encode()
    return bytes(spread)


ENCODINGS: tuple[Encoding, ...] = (
    Encoding("utf-8-sig", LINE.encode(), codecs.BOM_UTF8),
    # PowerShell 5.1 `>`
    Encoding("utf-16-le", _spread(0), codecs.BOM_UTF16_LE, lambda head: _zeros_at(head, 1)),
    Encoding("utf-16-be", _spread(1), codecs.BOM_UTF16_BE, lambda head: _zeros_at(head, 0)),
)
UTF_8 = Encoding("utf-8", LINE.encode())
GB18030 = "gb18030"  # holds GBK and GB2312


def recognise(head: bytes) -> Encoding:
    """Return the encoding of a text by its first bytes; UTF-8 unless they show another."""
    marked = next((encoding for encoding in ENCODINGS if head.startswith(encoding.mark)), None)
    if marked is not None or b"\0" not in head:
        return marked or UTF_8
    return next((row for row in ENCODINGS if row.looks is not None and row.looks(head)), UTF_8)


def transcoder(encoding: Encoding) -> Callable[[bytes, bool], bytes] | None:
    """Return a function from a chunk (and whether it is the last) to UTF-8; None if the bytes are UTF-8 already.

    It never cuts a character at a chunk's edge. Bytes that are invalid in the encoding become U+FFFD.
    """
    if not encoding.name.startswith("utf-16"):
        return None
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    return lambda chunk, last: decoder.decode(chunk, last).encode("utf-8", "replace")


# ---- Chinese that is not UTF-8 ---------------------------------------------------------------------------------------

_BEYOND_ASCII = re.compile(rb"[\x80-\xff][^\n]*")  # not with the text before it: that search is quadratic
_LONG_UTF_8 = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")  # of Chinese, and of little else
_LONG_UTF_8_LINE = re.compile(rb"(?:" + _LONG_UTF_8.pattern + rb")[^\n]*")
_CUT_CHARACTER = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})(?=[\r ]*\Z)")
_ASCII = bytes(range(0x80))
_ENOUGH = 2  # characters of Chinese; a single one may be part of something else
_REMEMBERED = 8  # lines whose encoding was certain


class ChineseReader:
    """Tells GB18030 from UTF-8, and turns blocks of whole lines into UTF-8.

    A line that is not valid UTF-8 is read in the encoding of most of the last lines beyond ASCII, itself included. So
    stray text in another encoding stays as it is, joined files may differ, and the size of the chunks cannot matter.
    `before` is called once, and only if needed, for the `verdicts` on the text before this one.
    """

    def __init__(self, before: Callable[[], Iterable[str]] = tuple) -> None:
        self.verdicts: deque[str] = deque(maxlen=_REMEMBERED)  # encodings of the last lines of this text
        self.seen: set[str] = set()
        self._ask_before = before
        self._before: tuple[str, ...] | None = None

    @property
    def encoding(self) -> str:
        """The encodings of the lines."""
        return ", ".join(sorted(self.seen, reverse=True)) or UTF_8.name

    def follow(self, verdicts: Iterable[str], seen: Iterable[str]) -> None:
        """Continue a text whose beginning another reader has read."""
        self.verdicts.extend(verdicts)
        self.seen.update(seen)

    def read(self, block: bytes) -> bytes:
        """Turn a block of whole lines into UTF-8."""
        if block.isascii():
            return block
        if _is_utf_8(block):
            for _line in islice(_LONG_UTF_8_LINE.finditer(block), _REMEMBERED):
                self._note(UTF_8.name)
            return block
        parts, kept = [], 0
        for found in _BEYOND_ASCII.finditer(block):
            start = block.rfind(b"\n", kept, found.start()) + 1 or kept
            line = block[start : found.end()]
            if self._is_chinese(line):
                parts += [block[kept:start], line.decode(GB18030, "backslashreplace").encode()]
                kept = found.end()
        return b"".join([*parts, block[kept:]])

    def _is_chinese(self, line: bytes) -> bool:
        if _is_utf_8(line):
            if _LONG_UTF_8.search(line):
                self._note(UTF_8.name)
            return False
        verdict = _verdict(line)
        if verdict is not None:
            self.verdicts.append(verdict)
        last = self._last_verdicts()
        chinese = 2 * last.count(GB18030) > len(last)
        self.seen.add(GB18030 if chinese else UTF_8.name)
        return chinese

    def _last_verdicts(self) -> list[str]:
        if len(self.verdicts) == _REMEMBERED:
            return list(self.verdicts)
        if self._before is None:
            self._before = tuple(self._ask_before())
        return [*self._before, *self.verdicts][-_REMEMBERED:]

    def _note(self, encoding: str) -> None:
        self.verdicts.append(encoding)
        self.seen.add(encoding)


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _verdict(line: bytes) -> str | None:
    """Return the encoding of a line that is not valid UTF-8, or None if it is uncertain."""
    whole = _CUT_CHARACTER.sub(b"", line)  # hilog cuts long messages inside a character
    beyond = len(line.translate(None, _ASCII))
    if 2 * sum(map(len, _LONG_UTF_8.findall(line))) >= beyond or (not whole.isascii() and _is_utf_8(whole)):
        return UTF_8.name
    try:
        others = [character for character in line.decode(GB18030) if character > "\x7f"]
    except UnicodeDecodeError:
        return None
    common = sum(1 for character in others if _is_common(character))
    return GB18030 if common >= _ENOUGH and 2 * common > len(others) else None


def _is_common(character: str) -> bool:
    """Tell whether a character is one of Chinese text: a hanzi or its punctuation."""
    return "一" <= character <= "鿿" or "　" <= character <= "〿" or "！" <= character <= "～"


# ---- line ends and padding -------------------------------------------------------------------------------------------


def end_lines(chunks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Turn lone carriage returns into line feeds if an input has no line feed in its first `longest` bytes."""
    chunks = iter(chunks)
    held = b""
    for chunk in chunks:
        held += chunk
        if b"\n" in held or len(held) >= longest:
            break
    beginning = held[:longest]  # and not what came with it
    lone = b"\n" not in beginning and re.search(RETURN_BEFORE_RECORD, beginning) is not None
    yield held.replace(b"\r", b"\n") if lone else held
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n") if lone else chunk


_PADDING = re.compile(rb"\0{64,}")  # after a power loss
_CONTROL = bytes([*range(9), *range(14, 27), *range(28, 32)])  # characters that are rare in text
_CONTROL_SHARE = 0.02  # share of control characters above which data is binary; an escape sequence a line is less
_INVALID_SHARE = 0.1  # share of invalid bytes above which data is binary


def is_binary(head: bytes) -> bool:
    """Tell whether the bytes are binary: full of control characters or of invalid ones."""
    text = _PADDING.sub(b"", head).rstrip(b"\0") if b"\0" in head else head  # a search for the pattern is slow
    control = len(text) - len(text.translate(None, _CONTROL))
    if control <= len(text) * _CONTROL_SHARE:
        return _is_neither(text)
    return re.search(HEADER_AMONG_OTHERS, text) is None  # a log with something else around it


def _is_neither(text: bytes) -> bool:
    """Tell whether a large part of the bytes is neither UTF-8 nor GB18030."""
    lost = len(text) - len(text.decode("utf-8", "ignore").encode())
    if lost <= len(text) * _INVALID_SHARE:
        return False
    return text.decode(GB18030, "replace").count("\ufffd") > len(text) * _INVALID_SHARE / 2
