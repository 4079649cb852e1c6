"""Look up which statement of the framework printed a line.

The table, `statements.tsv`, is written by `python -m inventory` from the framework's source; it is opened when a line
asks for it. Its rows are sorted by function, so a look-up reads the rows of one function and no more.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ...model.patterns import lazy
from ...model.spelling import most_alike

TABLE = Path(__file__).with_name("statements.tsv")
RELEASES = ("3.2", "4.0", "4.1", "5.0.0", "5.0.3", "5.1.0", "6.0", "6.1", "7.0", "master")  # of the table, by age
PRINTED_LEVELS = ("W", "E", "F")  # of the statements that the table holds in full; only they state failures


class Row(NamedTuple):
    """One statement with one meaning."""

    side: str  # `service`, `app` or `both`
    function: str
    level: str
    prefix: bool  # whether `[function]` is printed in front
    kind: str  # `failure`, `step`, `context`, `internal` or `ordinary`
    code: int | None  # public code
    native: int | None
    api: str | None  # interface, in public spelling
    cause: str | None
    reason: str  # why it has this kind: the name of a rule, or a sentence where it was decided by hand
    format: str
    check: str  # the condition that has to hold, or the line is printed
    returns: str  # what its branch returns
    places: str  # in the source, as `written_places` writes them

    @property
    def sites(self) -> Mapping[str, tuple[str, ...]]:
        """Release to its places in the source, `avsession_proxy.cpp:551`."""
        return _read_places(self.places)


COLUMNS = Row._fields


@lru_cache(maxsize=64)
def release_order(name: str) -> tuple[int, ...]:
    """Return a key that sorts releases by age: `5.0.3` before `6.0`, `master` last."""
    return tuple(int(part) for part in name.split(".")) if name != "master" else (99,)


# ---- rows as text ----------------------------------------------------------------------------------------------------


def as_line(row: Row) -> str:
    """Return a row as a line of the table."""
    return "\t".join(map(_cell, row))


def written_places(sites: Mapping[str, tuple[str, ...]]) -> str:
    """Write the places of each release: file by file, because most statements stay in theirs.

    `avsession_proxy.cpp 6.1:540 7.0:551,601|...`
    """
    files: dict[str, dict[str, list[str]]] = {}
    for release, places in sites.items():
        for place in places:
            file, _, line = place.rpartition(":")
            files.setdefault(file, {}).setdefault(release, []).append(line)
    return "|".join(
        f"{file} " + " ".join(f"{release}:{','.join(lines)}" for release, lines in releases.items())
        for file, releases in files.items()
    )


@lru_cache(maxsize=64)  # of the statements that a function's line may be, not of all that are read to find them
def _read_places(text: str) -> Mapping[str, tuple[str, ...]]:
    sites: dict[str, tuple[str, ...]] = {}
    for part in text.split("|"):
        file, *releases = part.split(" ")
        for printed in releases:
            release, _, lines = printed.partition(":")
            sites[release] = (*sites.get(release, ()), *(f"{file}:{line}" for line in lines.split(",")))
    return sites


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    text = "" if value is None else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


_ESCAPE = lazy(r"\\(.)")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}


def parse(line: str) -> Row:
    """Return the row of a line of the table."""
    cells = line.split("\t")
    if "\\" in line:
        cells = [_ESCAPE.sub(lambda match: _ESCAPED[match[1]], cell) for cell in cells]
    side, function, level, prefix, kind, code, native, api, cause, reason, form, check, returns, places = cells
    return Row(
        side,
        function,
        level,
        prefix == "1",
        kind,
        int(code) if code else None,
        int(native) if native else None,
        api or None,
        cause or None,
        reason,
        form,
        check,
        returns,
        places,
    )


# ---- formats ---------------------------------------------------------------------------------------------------------

_VALUE = lazy(
    r"%(?:\{(?P<privacy>public|private)\})?[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j|t)?(?P<type>[a-zA-Z]|PRI\w+)|%%"
)
_TYPES = {
    **dict.fromkeys("di", r"-?\d+"),
    "u": r"\d+",
    **dict.fromkeys("xX", r"[0-9a-fA-F]+"),
    "p": r"\(?[0-9a-fx]*n?i?l?\)?",
}


def pattern_of(form: str) -> str:
    """Return a pattern for the lines that a format prints; a hidden value is `<private>`."""
    parts, at = [], 0
    for value in _VALUE.finditer(form):
        parts.append(re.escape(form[at : value.start()]))
        parts.append("%" if value[0] == "%%" else f"(?:{_TYPES.get(value['type'], '.*?')}|<private>)")
        at = value.end()
    parts.append(re.escape(form[at:].rstrip("\n ")))
    return "".join(parts)


# ---- looking up ------------------------------------------------------------------------------------------------------


_FILE = re.compile(rb"[\t|](\w+\.(?:cpp|h)) \d")  # in the places of a row
_NAMELESS = "[]"  # printed before the text where a compiler has hidden the name of the function


class Inventory:
    """The statements of all releases, by function. The table is open only while it is read."""

    def __init__(self) -> None:
        self._rows = lru_cache(maxsize=256)(self._read)
        self.find = lru_cache(maxsize=64)(self._find)  # several stages ask about the line that is read

    def _find(self, function: str, text: str, level: str = "") -> list[Row]:
        """Return the statements of a function that print a text, the most specific first.

        A compiler may hide the name of a function: `[]createRemoteSessionSinkImpl returned nullptr`.
        """
        if not function and text.startswith(_NAMELESS):
            function, text = _NAMELESS, text.removeprefix(_NAMELESS)
        found = [
            row
            for head, row in self._rows(function)
            if text.startswith(head) and (not level or row.level == level) and _pattern(row.format).fullmatch(text)
        ]
        return sorted(found, key=lambda row: -_literal(row.format))

    def files(self) -> frozenset[str]:
        """Return the names of the source files that print statements, such as `avsession_proxy.cpp`."""
        return frozenset(name.decode() for name in _FILE.findall(TABLE.read_bytes()))

    def _read(self, function: str) -> list[tuple[str, Row]]:
        """Return the rows of a function, each with the beginning of its lines, which is compared before the pattern.

        Lines without a function are printed by the statements that name none.
        """
        if function == _NAMELESS:
            return [(head, row) for row in _all_rows() if (head := head_of(row.format))]
        rows = _rows_of(function) if function else (row for row in _all_rows() if not row.prefix)
        return [(head_of(row.format), row) for row in rows]


def _all_rows() -> Iterator[Row]:
    lines = TABLE.read_text("utf-8").split("\n")
    return (parse(line) for line in lines[1:] if line)


def _rows_of(function: str) -> list[Row]:
    """Return the rows of a function, without reading those of others."""
    rows, wanted = list[Row](), f"\t{function}\t".encode()
    with TABLE.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as table:
        at = _first_of(table, function.encode())
        while 0 <= at < len(table):
            end = table.find(b"\n", at)
            line = table[at:end]
            if wanted not in line[: line.find(b"\t", line.find(b"\t") + 1) + 1]:
                break
            rows.append(parse(line.decode()))
            at = end + 1
    return rows


def _first_of(table: mmap.mmap, function: bytes) -> int:
    """Return where the rows of a function begin: the table is sorted by function."""
    low, high = table.find(b"\n") + 1, len(table)
    while low < high:
        middle = max(table.rfind(b"\n", 0, (low + high) // 2) + 1, low)
        end = table.find(b"\n", middle)
        if table[middle:end].split(b"\t", 2)[1] < function:
            low = end + 1
        else:
            high = middle
    return low


def head_of(form: str) -> str:
    """Return what all lines of a format begin with."""
    return form.partition("%")[0].rstrip("\n ")


@lru_cache(maxsize=2048)
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(pattern_of(form), re.DOTALL)


def _literal(form: str) -> int:
    return len(_VALUE.sub("", form))


@lru_cache(maxsize=1)
def inventory() -> Inventory:
    """Return the table of this package, opened once."""
    return Inventory()


# ---- searching -------------------------------------------------------------------------------------------------------

_WORD = lazy(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")
_MOST_SIMILAR = 3
_CLOSE, _LIKE = 0.75, 0.4  # how much letters and words must have in common


def printing(text: str) -> list[Row]:
    """Return the statements of any function that print a text, or whose format it is.

    At least half of the text must be literal in the format.
    """
    found = [row for row in _all_rows() if text.startswith(head_of(row.format)) and _prints(row, text)]
    most = max((_literal(row.format) for row in found), default=0)
    return [row for row in found if _literal(row.format) == most >= len(text) / 2]


def similar(function: str, text: str) -> list[Row]:
    """Return the statements most like a text, by their letters or else by their words; empty if none is similar."""
    rows = list(_all_rows())
    close = most_alike(text, {row.format for row in rows}, _MOST_SIMILAR, _CLOSE)
    wanted = _words(f"{function} {text}")
    scored = [(_likeness(wanted, _words(f"{row.function} {_VALUE.sub(' ', row.format)}")), row) for row in rows]
    by_words = sorted((pair for pair in scored if pair[0] >= _LIKE), key=lambda pair: -pair[0])
    by_letters = sorted((row for row in rows if row.format in close), key=lambda row: close.index(row.format))
    best = [*(row for row in by_letters if row.function == function), *by_letters, *(row for _, row in by_words)]
    different = {(row.function, row.format): row for row in reversed(best[: 4 * _MOST_SIMILAR])}
    return list(reversed(different.values()))[:_MOST_SIMILAR]


def _prints(row: Row, text: str) -> bool:
    return text == row.format.rstrip("\n ") or _pattern(row.format).fullmatch(text) is not None


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0
