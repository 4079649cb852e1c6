"""From the texts of a capture to facts about its device and applications; and the user's own table about units.

A bug report holds parameters (`const.product.model = ABC-AL00`, `[const.product.model]: [ABC-AL00]`) and what the
bundle manager prints (`"bundleName": "com.example.music"`, `"versionName": "5.2.1"`). To read another parameter, add a
row to PARAMETERS.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from ..errors import WrongUsage, reason_of
from ..model.inputs import Input, Remark
from ..reading.fastpath import Block
from ..reading.reader import LocalText, LogText, Reader
from ..reading.sources import Location, Ready, Source
from ..reading.sources.archives import PACKED_SUFFIXES

PARAMETERS: Mapping[bytes, str] = {
    b"const.product.model": "device_model",
    b"const.product.software.version": "software_version",
    b"const.ohos.apiversion": "api_level",
    b"const.ohos.fullname": "full_name",  # OpenHarmony-5.0.0.71
}
_MOST_APPLICATIONS = 5_000  # whose versions are kept
_LONGEST = 200  # characters of a value

_PARAMETER = re.compile(
    rb"^[ \t]*\[?(?P<name>const\.[a-z.]+)\]?"  # at the beginning of a line, so not in a message of HiLog
    rb"[ \t]*[:=][ \t]*"
    rb"\[?(?P<value>[^\r\n\]]+)",
    re.MULTILINE,
)
_BUNDLE = re.compile(rb"^(?P<bundle>[a-zA-Z]\w*(?:\.\w+)+):[ \t]*$")  # `bm dump -n` begins with it
_FIELD = re.compile(
    rb"\"?\b(?P<name>bundleName|versionName|versionCode)\"?"
    rb"[ \t]*[:=][ \t]*"
    rb"\"?(?P<value>[^\s\",;}\])]+)"
)
_RELEASE = re.compile(r"OpenHarmony-(\d+\.\d+)")


class Version(NamedTuple):
    """The version of an application."""

    name: str | None = None
    code: int | None = None


class Facts:
    """Collects facts from the texts of a capture; the first value of each counts."""

    def __init__(self) -> None:
        self.applications: dict[str, Version] = {}
        self._parameters: dict[str, str] = {}
        self._bundle = ""  # that the lines are about

    def watch(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass the blocks of a text on unchanged, looking at them."""
        self._bundle, before = "", b""
        for block in blocks:
            data = block.data
            if b"const." in data:
                self._read_parameters(data)
            if b"versionName" in data or b"versionCode" in data:
                self._read_bundles(before)
                self._read_bundles(data)
                before = b""
            else:
                before = data  # may name the bundle that the next block is about
            yield block

    def watched(self, found: LogText | Input | Remark) -> LogText | Input | Remark:
        """Return a text whose blocks are looked at when they are read; anything else as it is."""
        if isinstance(found, LocalText):
            found.source = cast("Source", _Watched(found.source, self))
        return found

    def row(self) -> dict[str, Any]:
        """Return the columns of the table of units that are known."""
        level = self._parameters.get("api_level", "")
        return {
            "device_model": self._parameters.get("device_model"),
            "software_version": self._parameters.get("software_version"),
            "api_level": int(level) if level.isdecimal() and len(level) < 10 else None,
        }

    @property
    def release(self) -> str | None:
        """The release of OpenHarmony that the device names."""
        found = _RELEASE.match(self._parameters.get("full_name", ""))
        return found[1] if found else None

    def _read_parameters(self, data: bytes) -> None:
        for match in _PARAMETER.finditer(data):
            if (name := PARAMETERS.get(match["name"])) is not None:
                value = _text(match["value"])
                if value:
                    self._parameters.setdefault(name, value)

    def _read_bundles(self, data: bytes) -> None:
        for line in data.splitlines():
            if (begins := _BUNDLE.match(line)) is not None:
                self._bundle = _text(begins["bundle"])
            elif b"bundleName" in line or b"version" in line:
                self._read_bundle_line(line)

    def _read_bundle_line(self, line: bytes) -> None:
        """Read the fields of a line; those of a line of HiLog belong to no other line."""
        of_log = line[:1].isdigit() or line[:1] == b"["
        bundle = "" if of_log else self._bundle
        for match in _FIELD.finditer(line):
            value = _text(match["value"])
            if match["name"] == b"bundleName":
                bundle = value
            elif bundle:
                self._note(bundle, match["name"], value)
        if not of_log:
            self._bundle = bundle

    def _note(self, bundle: str, name: bytes, value: str) -> None:
        known = self.applications.get(bundle, Version())
        if name == b"versionName":
            known = known._replace(name=known.name or value)
        elif value.isdecimal() and len(value) < 18:
            known = known._replace(code=known.code if known.code is not None else int(value))
        if bundle in self.applications or len(self.applications) < _MOST_APPLICATIONS:
            self.applications[bundle] = known


def _text(value: bytes) -> str:
    return value.strip().decode("utf-8", "replace")[:_LONGEST]


# ---- reading them beside a diagnosis ---------------------------------------------------------------------------------


class FactReader:
    """Gives a diagnosis the texts of another reader, and looks at them before."""

    def __init__(self, reader: Reader, facts: Facts) -> None:
        self.stopped = False
        self._reader, self._facts = reader, facts

    def read(self, location: Location, ready: Ready | None = None) -> Iterator[LogText | Input | Remark]:
        """Yield what a location holds."""
        for found in self._reader.read(location, ready):
            yield self._facts.watched(found)
        self.stopped = self._reader.stopped


class _Watched:
    """A source whose blocks are looked at when they are taken."""

    def __init__(self, source: Source, facts: Facts) -> None:
        self._source, self._facts = source, facts

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the source."""
        return self._facts.watch(self._source.blocks())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


# ---- the user's table ------------------------------------------------------------------------------------------------

_KEY = "unit"  # the column that names the units; without it, the first one
_NAMED = 3  # rows without a unit


class Unmatched(NamedTuple):
    """Rows of the user's table that name no unit."""

    unmatched: int
    rows: int  # of the table
    names: tuple[str, ...]  # of the first of them
    example: str  # the name of a unit


class MetaTable:
    """A table of the user. Its rows name units in full, or by the last part of the name, with or without suffix."""

    def __init__(self, rows: Mapping[str, Mapping[str, str]]) -> None:
        self._rows = rows

    @classmethod
    def read(cls, path: str) -> MetaTable:
        """Read a CSV file with a header. Raises WrongUsage for any other file."""
        try:
            with open(path, encoding="utf-8-sig", newline="") as file:
                text = file.read()
            first = text.partition("\n")[0]
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count)))
        except OSError as error:
            raise WrongUsage("--meta {path}: cannot be read: {error}", path=path, error=reason_of(error)) from None
        except (ValueError, csv.Error) as error:  # ValueError: no UTF-8, or a NUL in the name
            raise WrongUsage(
                "--meta {path}: cannot be read as CSV: {error}", path=path, error=reason_of(error)
            ) from None
        if len(rows) < 2:
            raise WrongUsage("--meta {path}: has no rows; the first line names the columns", path=path)
        header = [name.strip() for name in rows[0]]
        key = header.index(_KEY) if _KEY in header else 0
        named = [place for place, name in enumerate(header) if name and place != key]
        return cls(
            {
                row[key].strip(): {header[place]: row[place].strip() for place in named if place < len(row)}
                for row in rows[1:]
                if len(row) > key and row[key].strip()
            }
        )

    def of(self, unit: str) -> Mapping[str, str] | None:
        """Return the row of a unit, or None."""
        return next((self._rows[name] for name in _names(unit) if name in self._rows), None)

    def unmatched(self, units: Collection[str]) -> Unmatched | None:
        """Return which rows name none of these units; None if each row names one, or there are no units."""
        known = {name for unit in units for name in _names(unit)}
        names = [name for name in self._rows if name not in known]
        if not names or not units:
            return None
        return Unmatched(len(names), len(self._rows), tuple(names[:_NAMED]), next(iter(units)))


def _names(unit: str) -> tuple[str, str, str]:
    """Return what a row may call a unit: its name, the last part of it, and that without suffixes."""
    last = unit.rstrip("/").rpartition("/")[2]
    return unit, last, _stem(last)


def _stem(name: str) -> str:
    """Return the name of a file without the suffixes of archives and compressions."""
    stem, dot, suffix = name.rpartition(".")
    while dot and suffix.lower() in PACKED_SUFFIXES:
        name = stem
        stem, dot, suffix = name.rpartition(".")
    return name
