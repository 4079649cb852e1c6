"""From lines with a prefix to the lines themselves: a terminal, a CI job or a document put something before each.

To add a kind of prefix, add a member to `PrefixKind` in `model/inputs.py`, a row to KINDS and its sentence to
`output/messages/report.py`. The rows only name what was taken off: a header is recognised behind anything, by the rows
of `layouts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from ..model.inputs import PrefixKind
from ..model.patterns import LazyPattern, lazy
from .layouts import DOMAIN, HEADER_AHEAD, Layout, clean, head_end, match_layout

_LONGEST = 200  # bytes of a prefix
_OWN_HEADERS = 100  # lines in a row with nothing before them, after which an input counts as ordinary


class Kind(NamedTuple):
    """One kind of prefix; the first row whose pattern matches a whole prefix names it."""

    kind: PrefixKind
    pattern: LazyPattern
    examples: tuple[str, ...]


_TIME = r"(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
KINDS: tuple[Kind, ...] = (
    Kind(PrefixKind.INDENT, lazy(r"[ \t]+"), ("    ", "\t")),
    Kind(PrefixKind.QUOTE, lazy(r"[ \t]*(?:> ?)+[ \t]*"), ("> ", ">> ")),
    Kind(PrefixKind.BULLET, lazy(r"[ \t]*[-*+\u2022\u00b7][ \t]+"), ("- ", "  * ")),
    Kind(
        PrefixKind.NUMBER,
        lazy(r"[ \t]*[\[(#L]?\d{1,9}[\])]?(?:[:.)|\u3001-][ \t]*|[ \t]+(?:\|[ \t]*)?)"),
        ("12: ", "  12\t", "7. ", "12:"),
    ),
    Kind(
        PrefixKind.TIME,
        lazy(rf"[ \t]*[\[(<]?{_TIME}[\])>]?[ \t]*[:|]?[ \t]*"),
        ("2026-11-20T11:30:05.1234567Z ", "[2026-11-20 11:30:05] ", "[11:30:05]"),
    ),
    Kind(PrefixKind.MARKUP, lazy(r"[ \t]*(?:<[A-Za-z][^<>]*>|`{1,3}|\|)+[ \t]*"), ("<pre>", "<code>", "`", "| ")),
    Kind(
        PrefixKind.KEY, lazy(r"(?s).*[\w\"][ \t]*[=:][ \t]*[\"']?"), ('level=info msg="', '{"log":"', "device.log:12:")
    ),
    Kind(PrefixKind.TEXT, lazy(r"(?s).+"), ("[stdout] ", "web-1  | ")),
)


def kind_of(prefix: str) -> PrefixKind:
    """Return the kind of a prefix that is not empty."""
    return next(row.kind for row in KINDS if row.pattern.fullmatch(prefix))


def header_offset(line: bytes) -> int | None:
    """Return where the header of a line begins, after its prefix if it has one; None if there is no header."""
    if DOMAIN.search(line) is None:
        return None
    if match_layout(clean(line)) is not None:
        return 0
    for found in _header_ahead().finditer(line, 1, _LONGEST):
        match = match_layout(clean(line[found.start() :]))
        if match is not None and _is_whole(*match, line[: found.start()]):
            return found.start()
    return None


def headers_in(block: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the lines with a header begin, and how long the prefix of each is."""
    end = 0
    for found in DOMAIN.finditer(block):
        if found.start() < end:
            continue
        start = block.rfind(b"\n", 0, found.start()) + 1
        end = block.find(b"\n", start) + 1 or len(block)
        offset = header_offset(block[start:end])
        if offset is not None:
            yield start, offset


@cache
def _header_ahead() -> re.Pattern[bytes]:
    return re.compile(HEADER_AHEAD.encode())


def _is_whole(layout: Layout, fields: Mapping[str, str | None], prefix: bytes) -> bool:
    """Tell whether a header after a prefix really begins there: it may lack its time, or have a word for a zone."""
    if not layout.time:
        return _is_plain(prefix)
    return fields.get("year") is not None or not (fields.get("zone") or "").isalpha()


def _is_plain(prefix: bytes) -> bool:
    """Tell whether a prefix is surely no part of the header."""
    return kind_of(prefix.decode("utf-8", "replace")) not in (PrefixKind.TEXT, PrefixKind.KEY)


class PrefixReader:
    """Takes prefixes off the lines of one input, block by block.

    The first line with a header decides: with nothing before it, all lines stay as they are, at no cost. Otherwise each
    line is looked at by itself, so it does not matter how the input is cut into blocks. A line without a header loses
    what the lines before it had in front, as far as it has that too.
    """

    def __init__(self, *, is_ordinary: bool = False) -> None:
        self.kind: PrefixKind | None = None  # of the first prefix
        self.decided_at: int | None = 0 if is_ordinary else None  # where in its block the first header stood
        self._is_ordinary = is_ordinary
        self._own_headers = 0  # lines in a row
        self._before: re.Pattern[bytes] | None = None  # what stands before lines that continue a record

    def read(self, block: bytes) -> bytes:
        """Take the prefixes off a block of whole lines."""
        if self._is_ordinary:
            return block
        if self.kind is not None:
            return self._without_prefixes(block)
        start = self._decide(block)
        return block if self.kind is None else block[:start] + self._without_prefixes(block[start:])

    def _decide(self, block: bytes) -> int:
        """Look for the first header; return where its line begins."""
        for start, offset in headers_in(block):
            self._is_ordinary = offset == 0
            self.decided_at = start
            if offset:
                self.kind = kind_of(block[start : start + offset].decode("utf-8", "replace"))
            return start
        return len(block)

    def _without_prefixes(self, block: bytes) -> bytes:
        lines = block.splitlines(keepends=True) if b"\r" not in block else re.findall(rb"[^\n]*\n|[^\n]+", block)
        for index, line in enumerate(lines):
            if self._is_ordinary:
                break
            lines[index] = self._without_prefix(line)
        return b"".join(lines)

    def _without_prefix(self, line: bytes) -> bytes:
        match = self._before.match(line) if self._before is not None else None
        if match is not None and head_end(line, match.end(), len(line)) > match.end() > 0:  # nearly every line
            self._own_headers = 0
            return _unquoted(match[0], line[match.end() :])
        offset = header_offset(line)
        if offset is None:
            return _unquoted(match[0].rstrip(), line[match.end() :]) if match else line
        if offset == 0:
            self._own_headers += 1
            self._is_ordinary = self._own_headers == _OWN_HEADERS
            return line
        self._own_headers = 0
        prefix = line[:offset]
        self._before = _like(_DIGITS.sub(b"0", prefix))
        return _unquoted(prefix, line[offset:])


_DIGITS = re.compile(rb"\d+")
_QUOTED_END = re.compile(rb"[\"'][\s}]*\Z")


def _unquoted(prefix: bytes, line: bytes) -> bytes:
    """Take off the quotation mark that closes a line whose prefix opens one: `msg="..."`."""
    text = line.rstrip(b"\r\n")
    end = _QUOTED_END.search(text) if prefix[-1:] in (b'"', b"'") else None
    if end is None or text[end.start() : end.start() + 1] != prefix[-1:]:
        return line
    return text[: end.start()] + line[len(text) :]


@lru_cache(maxsize=64)
def _like(prefix: bytes) -> re.Pattern[bytes]:
    """Return a pattern for prefixes that differ from one only in their numbers, and in blanks at the end."""
    text = prefix.rstrip(b" \t")
    blanks = len(prefix) - len(text)
    parts = b"\\d+".join(map(re.escape, text.split(b"0")))
    return re.compile(parts + b"[ \\t]{0,%d}" % blanks)
