"""In which encoding an input is, recognised by its content, turned into UTF-8 with lines that end in a line feed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

SNIFF_LENGTH = 64  # bytes that are enough to tell UTF-16 without a mark: the header is ASCII


@dataclass(frozen=True, slots=True)
class Encoding:
    """One encoding of log files, the mark it may begin with, and how its plain ASCII looks."""

    name: str
    mark: bytes = b""
    looks: Callable[[bytes], bool] = lambda _head: False


def _ascii_at(head: bytes, offset: int) -> bool:
    """Tell whether every second byte is ASCII text and the bytes between are zero."""
    letters, zeros = head[offset::2], head[1 - offset :: 2]
    return len(zeros) >= 4 and not any(zeros) and all(0x09 <= letter < 0x7F or letter == 0x1B for letter in letters)


ENCODINGS: tuple[Encoding, ...] = (
    Encoding("utf-8-sig", codecs.BOM_UTF8),
    Encoding("utf-16-le", codecs.BOM_UTF16_LE, lambda head: _ascii_at(head, 0)),  # PowerShell 5.1 `>`
    Encoding("utf-16-be", codecs.BOM_UTF16_BE, lambda head: _ascii_at(head, 1)),
)
UTF_8 = Encoding("utf-8")
GB18030 = "gb18030"  # holds GBK and GB2312


def recognise(head: bytes) -> Encoding:
    """The encoding that a text with this head is in; UTF-8 where nothing speaks against it."""
    marked = next((encoding for encoding in ENCODINGS if head.startswith(encoding.mark)), None)
    return marked or next((encoding for encoding in ENCODINGS if encoding.looks(head[:SNIFF_LENGTH])), UTF_8)


def transcoder(encoding: Encoding) -> Callable[[bytes, bool], bytes] | None:
    """A function from a chunk (and whether it is the last) to UTF-8; None where the bytes are UTF-8 already.

    It never cuts a character at a chunk's edge. What is no text in the encoding becomes U+FFFD.
    """
    if not encoding.name.startswith("utf-16"):
        return None
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    return lambda chunk, last: decoder.decode(chunk, last).encode("utf-8", "replace")


# ---- Chinese that is no UTF-8 ----------------------------------------------------------------------------------------

_BEYOND_ASCII = re.compile(rb"[\x80-\xff][^\n]*")  # and not the line before it: that search takes its square
_LONG_UTF_8 = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")  # of Chinese, and of little else
_ASCII = bytes(range(0x80))
_ENOUGH = 2  # characters: one alone may be the rest of another that hilog has cut


class ChineseReader:
    """Tells GB18030 from UTF-8 by the first line that decides, and turns blocks of whole lines into UTF-8.

    Both agree on ASCII, so what stood before that line needs no second look, and the verdict hangs on lines, not on
    how the input came in.
    """

    def __init__(self) -> None:
        self.encoding: str | None = None  # while nothing has decided

    def read(self, block: bytes) -> bytes:
        """Turn a block of whole lines into UTF-8."""
        if self.encoding == UTF_8.name or block.isascii():
            return block
        start = 0
        if self.encoding is None:
            for found in _BEYOND_ASCII.finditer(block):
                start = block.rfind(b"\n", 0, found.start()) + 1
                self.encoding = _verdict(block[start : found.end()])
                if self.encoding is not None:
                    break
        if self.encoding != GB18030:
            return block
        return block[:start] + block[start:].decode(GB18030, "backslashreplace").encode()


def _verdict(line: bytes) -> str | None:
    """The encoding that a line with bytes beyond ASCII is in, or None if it is too short or too odd to tell."""
    beyond = len(line.translate(None, _ASCII))
    long = sum(map(len, _LONG_UTF_8.findall(line)))
    try:
        line.decode()
        return UTF_8.name if long >= 3 * _ENOUGH else None
    except UnicodeDecodeError:
        if 2 * long >= beyond and long >= 3 * _ENOUGH:
            return UTF_8.name  # with a byte or two that are no text
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

# a carriage return in front of what begins like a header: `11-20 `, `2026-11-20 `, `10:15:00`, ` 845.123`
_RETURN_BEFORE_HEADER = re.compile(
    rb"\r(?=(?:\x1b\[[0-9;]*m)*(?:\S{1,12} )?(?:(?:\d{4,6}-)?\d\d[-:]\d\d| {0,18}\d+\.\d))"
)


def end_lines(chunks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Turn lone carriage returns into line feeds, where an input has no others in its first `longest` bytes."""
    chunks = iter(chunks)
    held = b""
    for chunk in chunks:
        held += chunk
        if b"\n" in held or len(held) >= longest:
            break
    head = held[:longest]  # not more, however much came at once
    lone = b"\n" not in head and _RETURN_BEFORE_HEADER.search(head) is not None
    yield held.replace(b"\r", b"\n") if lone else held
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n") if lone else chunk


_PADDING = re.compile(rb"\0{64,}")  # after a power loss
_CONTROL_SHARE = 0.02  # of control characters in what is no text: an escape sequence a line is still less


def is_binary(head: bytes) -> bool:
    """Tell whether the bytes are no text: control characters all over."""
    text = _PADDING.sub(b"", head).rstrip(b"\0")
    control = sum(text.count(bytes([code])) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return bool(text) and control > len(text) * _CONTROL_SHARE
