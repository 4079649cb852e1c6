"""From a seed to the folder of a fleet whose failures are known, without a diagnosis: for tests and for the notebook.

Of the units, 2% could not be read, 3% show nothing of AVSession. The failures are these:

- 6600107, commands too fast: one unit in ten, in the second half three times as many; twice as often in 5.1.0.120
- 6600101, created twice: one unit in twenty, but four of five of the model TAB-20
- 6600103 and 6600109: now and then, the same everywhere
- 6600105: only in com.example.radio 2.1.0
- a storm of 900 incidents in one unit
"""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from hilog_avsession.fleet.parts import UNITS_FILE, part_name, with_last_part, write_table
from hilog_avsession.fleet.store import RUN_FILE
from hilog_avsession.fleet.tables import DatasetName, TableName, arrow_table, rows, schema

MUSIC, RADIO = "com.example.musicdemo", "com.example.radio"
FACTS = ("device_model", "software_version", "framework_release", "api_level")
MODELS, WEIGHTS = ("PHONE-10", "PHONE-12", "TAB-20", "TV-75"), (5, 4, 2, 1)
BUILDS = ("5.0.1.110", "5.1.0.115", "5.1.0.120")
RELEASES = {"5.0.1.110": "5.0", "5.1.0.115": "5.1", "5.1.0.120": "5.1"}
FAILURES = (
    ("damaged", "damaged: the archive ends early"),
    ("time", "it takes more than 300 seconds"),
    ("not-hilog", "no HiLog"),
)
START = datetime.date(2026, 11, 2)
Row = dict[str, Any]


class Tables:
    """The rows of a fleet's tables, as long as they are not written."""

    def __init__(self) -> None:
        self.units: list[Row] = []
        self.kinds: list[Row] = []
        self.applications: list[Row] = []

    def write(self, folder: Path, parts: int = 3) -> Path:
        """Write the tables into a folder as a run leaves them, the datasets in several parts."""
        folder.mkdir(parents=True, exist_ok=True)
        write_settings(folder)
        units = _with_meta(table_of("units", self.units), self.units)
        wanted = with_last_part(units.schema, parts)
        write_table(folder / UNITS_FILE, [units.cast(wanted)], wanted)
        datasets: tuple[tuple[DatasetName, list[Row]], ...] = (
            ("kinds", self.kinds),
            ("applications", self.applications),
        )
        for name, held in datasets:
            for part in range(parts):
                write_table(folder / name / part_name(part + 1), [table_of(name, held[part::parts])], schema(name))
        return folder


def write_settings(folder: Path, key: str | None = None) -> None:
    """Write what a run says of itself; `key` names the key of its redaction."""
    settings = {"schema_version": 1, "tool": "hilog-avsession", "options": {"redaction": key}}
    (folder / RUN_FILE).write_text(json.dumps(settings), "utf-8")


def table_of(name: TableName, held: Sequence[Row]) -> pa.Table:
    """Return rows as a table; a value that a row does not have is null."""
    return arrow_table(name, [rows(name, held)])


def _with_meta(units: pa.Table, held: Sequence[Row]) -> pa.Table:
    """Return the units with the columns of a user's table."""
    for name in dict.fromkeys(name for row in held for name in row if name.startswith("meta_")):
        units = units.append_column(name, pa.array([row.get(name) for row in held], pa.string()))
    return units


def made(units: int = 300, seed: int = 1, days: int = 14) -> Tables:
    """The tables of a fleet."""
    random_ = random.Random(seed)
    tables = Tables()
    for number in range(units):
        _add_unit(tables, number, units, days, random_)
    return tables


def all_failed(units: int) -> Tables:
    """The tables of a fleet whose units could not be read."""
    tables = made(units)
    for number, row in enumerate(tables.units):
        kind, detail = FAILURES[number % len(FAILURES)]
        row |= {"status": "failed", "reason": kind, "detail": detail, "verdict": None, "day": None}
    tables.kinds.clear()
    tables.applications.clear()
    return tables


def _add_unit(tables: Tables, number: int, units: int, days: int, random_: random.Random) -> None:
    name = f"lab{1 + number % 4}/dev-{number:04}.zip"
    day = START + datetime.timedelta(days=number * days // units)
    row: Row = {"unit": name, "address": f"captures/{name}", "size": random_.randrange(40_000, 400_000), "day": day}
    if random_.random() < 0.02:
        kind, detail = random_.choice(FAILURES)
        tables.units.append({**row, "status": "failed", "reason": kind, "detail": detail, "day": None})
        return
    build = random_.choice(BUILDS)
    row |= {
        "status": "done",
        "lines": random_.randrange(2_000, 20_000),
        "lost_lines": random_.randrange(1, 90) if random_.random() < 0.03 else 0,
        "device_model": random_.choices(MODELS, WEIGHTS)[0],
        "software_version": build if random_.random() < 0.95 else None,
        "framework_release": RELEASES[build],
        "api_level": 13 if build.startswith("5.0") else 18,
        "meta_lab": name.partition("/")[0],
    }
    if random_.random() < 0.03:
        tables.units.append({**row, "verdict": False, "sessions": 0, "incidents": 0})
        return
    row |= {"verdict": True, "sessions": random_.randrange(1, 12), "session_minutes": random_.uniform(5, 90)}
    versions = {MUSIC: random_.choice(("5.2.1", "5.2.2")), RADIO: random_.choice(("2.0.4", "2.1.0"))}
    kinds = list(_failures(row, versions, number / units, random_))
    if number == units // 3:
        kinds.append((6600107, "command-rate", MUSIC, 900))
    row["incidents"] = sum(count for *_, count in kinds)
    tables.units.append(row)
    merged: dict[tuple[Any, ...], int] = {}
    for *kind, count in kinds:
        merged[tuple(kind)] = merged.get(tuple(kind), 0) + count
    tables.kinds += [
        {"unit": name, "code": code, "cause": cause, "bundle": bundle, "incidents": count}
        for (code, cause, bundle), count in merged.items()
    ]
    share = random_.random()
    for bundle, part in ((MUSIC, share), (RADIO, 1 - share)):
        minutes = row["session_minutes"] * part
        tables.applications.append(
            {"unit": name, "bundle": bundle, "version": versions[bundle], "session_minutes": minutes}
        )


def _failures(row: Row, versions: dict[str, str], when: float, random_: random.Random) -> Any:
    rate = (0.1 if when < 0.5 else 0.32) * (2.2 if row["software_version"] == "5.1.0.120" else 1)
    if random_.random() < rate:
        yield 6600107, "command-rate", MUSIC, random_.randrange(1, 40)
    if random_.random() < (0.8 if row["device_model"] == "TAB-20" else 0.05):
        yield 6600101, "created-twice", random_.choice((MUSIC, RADIO)), random_.randrange(1, 4)
    if random_.random() < 0.08:
        yield 6600103, None, None, 1
    if random_.random() < 0.04:
        yield 6600109, None, MUSIC, random_.randrange(1, 3)
    if versions[RADIO] == "2.1.0" and random_.random() < 0.5:
        yield 6600105, "command-not-registered", RADIO, random_.randrange(1, 9)
