"""The tables that a fleet is stored in: the columns of each, and their types in Parquet.

A column of `units` is a row in UNITS; `kinds` and `applications` have lists of their own. The other tables have the
columns of a report's DataFrames, after the name of the unit; `results/frames/columns.py` describes those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from math import isnan
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..model.characters import encodable
from ..results.frames.columns import COLUMNS, ELAPSED, LOCAL, UTC, Choice
from ..results.frames.columns import Column as FrameColumn

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1  # of the whole folder; history: 1, the first
META = "meta_"  # before the names of the columns of a user's table

TableName = Literal["units", "incidents", "sessions", "codes", "kinds", "applications"]
DatasetName = Literal["incidents", "sessions", "codes", "kinds", "applications"]
DATASETS: tuple[DatasetName, ...] = ("incidents", "sessions", "codes", "kinds", "applications")
REPORTED: tuple[Literal["incidents", "sessions", "codes"], ...] = ("incidents", "sessions", "codes")


class Column(NamedTuple):
    """One column of a table."""

    name: str
    type: str  # of Arrow: a key of _TYPES
    meaning: str
    null: str = ""  # when there is no value; empty: never
    unit: str = ""


_UNREAD = "the unit could not be read"
_NO_TIMES = f"{_UNREAD}, or its log prints no times"
_UNTOLD = "the capture does not tell"
_FAILED = "the unit was read completely"

UNITS: tuple[Column, ...] = (
    Column("unit", "string", "name of the unit, as the other tables name it"),
    Column("address", "string", "where it lies: a path, or an address such as `s3://bucket/name`"),
    Column("unit_id", "string", "digest of the address; it stays the same when names are redacted"),
    Column("size", "int64", "size of its files", unit="bytes"),
    Column("version", "string", "what changes when its files change: etags, or else times of modification"),
    Column("status", "string", "`done` or `failed`"),
    Column("reason", "string", "a word for why it failed, or why a part of it could not be read", _FAILED),
    Column("detail", "string", "the same as a sentence", _FAILED),
    Column("tries", "int64", "how often it was read until it was done or given up"),
    Column("first_time", "string", "time of the first line, as the log prints it", _NO_TIMES),
    Column("last_time", "string", "time of the last line, as the log prints it", _NO_TIMES),
    Column("day", "date", "day of the first line, by the device's clock", f"{_NO_TIMES}, or no year"),
    Column("lines", "int64", "lines of its logs", _UNREAD, "lines"),
    Column("examined", "int64", "lines of interest among them", _UNREAD, "lines"),
    Column("lost_lines", "int64", "lines that its logs say were lost", _UNREAD, "lines"),
    Column("incidents", "int64", "incidents, including those that `incidents` does not list", _UNREAD, "incidents"),
    Column("truncated", "bool", "whether `incidents` lists only the first of them", _UNREAD),
    Column("sessions", "int64", "sessions that its logs mention", _UNREAD, "sessions"),
    Column("session_minutes", "double", "life of all its sessions within its logs", f"{_NO_TIMES}", "min"),
    Column("log_minutes", "double", "time that its logs cover", _NO_TIMES, "min"),
    Column("unreadable", "int64", "files in it that could not be read", _UNREAD, "files"),
    Column("verdict", "bool", "whether any line of AVSession was read, so that no incident means no failure", _UNREAD),
    Column("device_model", "string", "model of the device: `const.product.model`", _UNTOLD),
    Column("software_version", "string", "build of the device: `const.product.software.version`", _UNTOLD),
    Column(
        "framework_release",
        "string",
        "release of OpenHarmony that printed the log: `6.1`, `5.0-5.1`",
        _UNTOLD,
    ),
    Column("api_level", "int64", "API level of the device: `const.ohos.apiversion`", _UNTOLD),
    Column("seconds", "double", "time that it took to read", unit="s"),
    Column("memory_mb", "double", "most memory of the process that read it", "the system does not tell", "MiB"),
)
_UNIT = Column("unit", "string", "name of the unit")
KINDS: tuple[Column, ...] = (
    _UNIT,
    Column("code", "int64", "public error code"),
    Column("cause", "string", "key of the cause", "the log shows none"),
    Column("bundle", "string", "application that owns the session", "the log does not show it"),
    Column("incidents", "int64", "incidents of the unit of this code, cause and application", unit="incidents"),
)
APPLICATIONS: tuple[Column, ...] = (
    _UNIT,
    Column("bundle", "string", "application that owns a session, controls one or has incidents"),
    Column("version", "string", "its version, such as `5.2.1`", _UNTOLD),
    Column("version_code", "int64", "the number of its version", _UNTOLD),
    Column("incidents", "int64", "its incidents", unit="incidents"),
    Column("sessions", "int64", "its sessions with incidents", unit="sessions"),
    Column(
        "session_minutes", "double", "life of its sessions within the logs", "it owns no session, or no times", "min"
    ),
)

_FRAME_TYPES: Mapping[str, str] = {
    "string": "string",
    "int64": "int64",
    "Int64": "int64",
    "float64": "double",
    "Float64": "double",
    "bool": "bool",
    "boolean": "bool",
    UTC: "utc",
    LOCAL: "local",
    ELAPSED: "elapsed",
}


def frame_columns(table: Literal["incidents", "sessions", "codes"]) -> tuple[FrameColumn, ...]:
    """Return the columns of a DataFrame that are stored: all but the old names of columns."""
    return tuple(column for column in COLUMNS[table] if not column.renamed)


def columns(table: TableName) -> tuple[Column, ...]:
    """Return the columns of a table."""
    if table in ("incidents", "sessions", "codes"):
        return (_UNIT, *map(_stored, frame_columns(table)))
    return {"units": UNITS, "kinds": KINDS, "applications": APPLICATIONS}[table]


def _stored(column: FrameColumn) -> Column:
    kind = "string" if isinstance(column.dtype, Choice) else _FRAME_TYPES[column.dtype]
    return Column(column.name, kind, column.meaning, column.null, column.unit)


# ---- plain values ----------------------------------------------------------------------------------------------------

Values = Mapping[str, Sequence[Any]]  # by column
_NO_TIME = -(1 << 63)  # what numpy's NaT is as a number


def plain(table: TableName, values: Values) -> dict[str, list[Any]]:
    """Return the values of a table's columns as lists of plain values, which are small when they are pickled.

    The process that reads a unit makes them; it needs neither Arrow nor pandas, which take long to load.
    """
    return {column.name: _PLAIN.get(column.type, list)(values[column.name]) for column in columns(table)}


def rows(table: TableName, rows_: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return rows as plain columns; a value that a row does not have is null."""
    return plain(table, {column.name: [row.get(column.name) for row in rows_] for column in columns(table)})


def _texts(values: Sequence[Any]) -> list[str | None]:
    return [None if text is None or text == "" else encodable(str(text)) for text in values]


def _numbers(values: Sequence[Any]) -> list[float | None]:
    return [None if number is None or isnan(number) else float(number) for number in values]


def _microseconds(values: Any) -> list[int | None]:
    """Return dates of numpy as microseconds since 1970."""
    return [
        None if micros == _NO_TIME else micros for micros in values.astype("datetime64[us]").astype("int64").tolist()
    ]


def _spans(values: Sequence[float | None]) -> list[int | None]:
    return [None if span is None else round(span * 1e6) for span in _numbers(values)]


_PLAIN: Mapping[str, Callable[[Any], list[Any]]] = {
    "string": _texts,
    "double": _numbers,
    "utc": _microseconds,
    "local": _microseconds,
    "elapsed": _spans,
}


# ---- in Arrow --------------------------------------------------------------------------------------------------------


def schema(table: TableName) -> pa.Schema:
    """Return the columns of a table as a schema of Arrow."""
    import pyarrow as pa

    types = _types()
    return pa.schema([pa.field(column.name, types[column.type]) for column in columns(table)])


def arrow_table(table: TableName, parts: Iterable[Values]) -> pa.Table:
    """Return the plain columns of several units as one table of Arrow."""
    import pyarrow as pa

    wanted, parts = schema(table), list(parts)
    arrays = [pa.array(list(chain.from_iterable(part[field.name] for part in parts)), field.type) for field in wanted]
    return pa.Table.from_arrays(arrays, schema=wanted)


def _types() -> dict[str, pa.DataType]:
    import pyarrow as pa

    return {
        "string": pa.string(),
        "int64": pa.int64(),
        "double": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "utc": pa.timestamp("us", tz="UTC"),
        "local": pa.timestamp("us"),
        "elapsed": pa.duration("us"),  # Parquet has no such type: other programs see a number of microseconds
    }
