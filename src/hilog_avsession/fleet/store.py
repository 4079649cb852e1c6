"""The folder that a fleet is stored in: one run at a time, what is done, and new results as whole files.

One process, that of the run, writes everything: the workers may not see the folder, and a full disk has one place.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from .._version import TOOL, __version__
from ..errors import UnreadableInput, WrongUsage, reason_of
from ..results.json.dumps import dumps
from . import parts
from .tables import DATASETS, META, SCHEMA_VERSION, DatasetName, Values, arrow_table, rows, schema

if TYPE_CHECKING:
    import pyarrow as pa

RUN_FILE, LOCK_FILE, SUMMARY_FILE, REPORTS = "fleet-run.json", ".lock", "fleet.json", "reports"
_FORGETTING = "forgetting.json"  # units that are being removed; a run that was killed meanwhile is completed
_FILES = (RUN_FILE, SUMMARY_FILE, _FORGETTING, parts.UNITS_FILE)  # that lie beside the folders
_REPORT = re.compile(r"[0-9a-f]{16}\.json\.gz")
_KEPT = 500  # units that are held in memory before they are written
_KEPT_CELLS = 1_000_000  # values of their tables
_CELL = 64  # bytes that a value takes, roughly
_SOONEST, _LATEST = 2.0, 60.0  # seconds after which finished units are written; more as the run gets longer
_LOCKED_BYTE = 1 << 30  # on Windows a locked byte cannot be read, so it lies far beyond the end of the file
_LOCKED = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)  # what a lock of another process raises
_LARGE, _MOST_SMALL = 64 << 20, 16  # bytes of a part that is not joined with others; small parts that may remain


class Known(NamedTuple):
    """What is stored of a unit."""

    name: str
    size: int
    version: str
    status: str
    reason: str | None


class Result(NamedTuple):
    """What came of a unit: its row in the table of units, its rows in the other tables, and its report if asked for."""

    row: Mapping[str, Any]
    tables: Mapping[DatasetName, Values]  # plain columns
    report: bytes | None = None  # JSON, compressed with gzip


def is_stored_in(out: str, path: str) -> bool:
    """Tell whether a fleet needs this file; fleet.json and pages can be made again."""
    if not os.path.isfile(path):
        return False
    folder, file = Path(out).resolve(), Path(path).resolve()
    inner = (folder / name for name in ("parts", REPORTS, *DATASETS))
    own = (folder / name for name in (RUN_FILE, LOCK_FILE, _FORGETTING, parts.UNITS_FILE))
    return file in own or any(file.is_relative_to(name) for name in inner)


class Store:
    """The folder of a fleet while a run writes it."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.known: dict[str, Known] = {}  # by id: what was stored before the run
        self.stored = 0  # units
        self._results: list[Result] = []
        self._size = 0  # of the results, in cells
        self._next = 1  # number of the next part
        self._started = self._written = time.monotonic()

    # ---- what is there ----

    def prepare(self, settings: Mapping[str, Any]) -> bool:
        """Complete what a killed run left, and return whether what is stored was made with the same settings."""
        stored = read_settings(self.out)
        self._complete_forgetting()
        for path in _unfinished(self.out):
            path.unlink()
        parts.remove_uncounted(self.out, DATASETS)
        self._load()
        return stored is None or stored == {**settings}

    def begin(self, settings: Mapping[str, Any], *, anew: bool) -> None:
        """Note the settings of a run. What is stored is removed if it begins anew.

        A fleet must not mix units that were read in different ways.
        """
        if anew:
            self.clear()
        text = dumps({"schema_version": SCHEMA_VERSION, "tool": TOOL, **settings}, indent=2)
        parts.write_bytes(self.out / RUN_FILE, f"{text}\n".encode())

    def clear(self) -> None:
        """Remove everything that is stored, the units first."""
        for name in (parts.UNITS_FILE, SUMMARY_FILE):
            (self.out / name).unlink(missing_ok=True)
        for folder in ("parts", REPORTS, *DATASETS):
            shutil.rmtree(self.out / folder, ignore_errors=True)
        self._load()

    def _load(self) -> None:
        """Read what is stored of each unit."""
        columns = ["unit_id", "unit", "size", "version", "status", "reason"]
        self.known = {}
        for batch in parts.read_units(self.out, columns).to_batches(10_000):
            for id_, *row in zip(*(batch.column(name).to_pylist() for name in columns), strict=True):
                self.known[id_] = Known(*row)
        self.stored = len(self.known)
        numbers = [part.last for name in ("parts", *DATASETS) for part in parts.parts_in(self.out / name)]
        self._next = max([parts.last_part(self.out), *numbers]) + 1

    # ---- removing units ----

    def forget(self, ids: Iterable[str]) -> None:
        """Remove units that are to be read again from all tables."""
        known = {id_: self.known[id_].name for id_ in ids if id_ in self.known}
        if not known:
            return
        parts.write_bytes(self.out / _FORGETTING, json.dumps(known).encode("utf-8", "surrogatepass"))
        self._complete_forgetting()
        for id_ in known:
            del self.known[id_]
        self.stored = len(self.known)

    def _complete_forgetting(self) -> None:
        journal = self.out / _FORGETTING
        if not journal.exists():
            return
        known: dict[str, str] = json.loads(journal.read_bytes())
        parts.forget(self.out, DATASETS, known, known.values())
        for id_ in known:
            self.report_path(id_).unlink(missing_ok=True)
        journal.unlink()

    # ---- adding units ----

    def report_path(self, unit_id: str) -> Path:
        """Return where the report of a unit is written: its name is a digest, since names of units are data."""
        return self.out / REPORTS / f"{unit_id}.json.gz"

    def add(self, result: Result) -> None:
        """Take the result of a unit. It is written with others, soon. Raises UnwritableOutput."""
        self._results.append(result)
        self._size += len(result.report or b"") // _CELL
        self._size += sum(len(values["unit"]) * len(values) for values in result.tables.values())
        if len(self._results) >= _KEPT or self._size >= _KEPT_CELLS:
            self.flush()

    def flush_if_due(self) -> None:
        """Write what has waited long enough. Raises UnwritableOutput."""
        now = time.monotonic()
        wait = min(max((now - self._started) / 60, _SOONEST), _LATEST)
        if self._results and now - self._written >= wait:
            self.flush()

    def flush(self) -> None:
        """Write the results that are held in memory, the units last. Raises UnwritableOutput."""
        if not self._results:
            return
        number, results = self._next, self._results
        written: list[Path] = []
        try:
            for result in results:
                if result.report is not None:
                    parts.write_bytes(self.report_path(result.row["unit_id"]), result.report)
            for name in DATASETS:
                if values := [result.tables[name] for result in results if name in result.tables]:
                    path = self.out / name / parts.part_name(number)
                    parts.write_table(path, [arrow_table(name, values)], schema(name))
                    written.append(path)
            units = arrow_table("units", [rows("units", [result.row for result in results])])
            parts.write_table(self.out / "parts" / parts.part_name(number, prefix="units"), [units], units.schema)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise
        self.stored += len(results)
        self._results, self._size, self._next = [], 0, number + 1
        self._written = time.monotonic()

    # ---- the end of a run ----

    def finish(self, meta: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Write what is left, then all units into one file, and join small parts. Raises UnwritableOutput.

        `meta` has the values of the user's table by the id of the unit; None keeps those of the run before.
        """
        self.flush()
        self._write_units(meta)
        for name in DATASETS:
            parts.merge_parts(self.out, name, _LARGE, _MOST_SMALL)
            if not parts.parts_in(self.out / name):  # so that other programs find the columns
                parts.write_table(self.out / name / parts.part_name(0), [schema(name).empty_table()], schema(name))

    def _write_units(self, meta: Mapping[str, Mapping[str, str]] | None) -> None:
        table = parts.read_units(self.out).sort_by("unit")
        if meta is not None:
            table = _with_meta(table, meta)
        wanted = parts.with_last_part(table.schema, self._next - 1)
        parts.write_table(self.out / parts.UNITS_FILE, [table.cast(wanted)], wanted)
        parts.remove_uncounted(self.out, ())


def _with_meta(table: pa.Table, meta: Mapping[str, Mapping[str, str]]) -> pa.Table:
    """Return the units with the columns of the user's table; units that it does not name keep what they have."""
    import pyarrow as pa

    names = list(dict.fromkeys(name for row in meta.values() for name in row))
    ids = table.column("unit_id").to_pylist()
    for name in names:
        column = META + name
        old = table.column(column).to_pylist() if column in table.column_names else [None] * len(ids)
        values = [meta[id_].get(name) if id_ in meta else before for id_, before in zip(ids, old, strict=True)]
        array = pa.array(values, pa.string())
        if column in table.column_names:
            table = table.set_column(table.column_names.index(column), column, array)
        else:
            table = table.append_column(column, array)
    return table


# ---- opening ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def open_store(out: str | os.PathLike[str]) -> Iterator[Store]:
    """Open a folder for a run, and keep other runs out of it. It is created if it does not exist.

    A folder that was created for a run that fails before it stores anything is removed again.
    Raises WrongUsage if it cannot be created or written, if another run writes it, or if it holds something else.
    """
    folder = Path(out)
    try:
        str(folder).encode()  # as Parquet's library does with names
        _check(folder)
        created = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / LOCK_FILE, "a+", encoding="utf-8")  # noqa: SIM115  (closed below)
    except OSError as error:
        raise WrongUsage(
            "{folder}: cannot be written: {error}; choose another folder, or change its permissions",
            folder=str(folder),
            error=reason_of(error),
        ) from None
    except ValueError:  # a NUL, or half a character
        raise WrongUsage("{folder!r}: no folder can be called so; choose another name", folder=str(folder)) from None
    with lock:
        if not _lock(lock):
            lock.seek(0)
            raise WrongUsage(
                "{folder}: another run writes into it ({who}); wait until it has ended, or choose another folder",
                folder=str(folder),
                who=lock.read(200).strip() or "?",
            )
        lock.truncate(0)
        lock.write(f"{socket.gethostname()}, {os.getpid()}")
        lock.flush()
        try:
            yield Store(folder)
        except BaseException:
            _remove_empty(created)
            raise


def _remove_empty(created: Sequence[Path]) -> None:
    """Remove folders that hold nothing but a lock, the innermost first."""
    if created and [path.name for path in created[0].iterdir()] == [LOCK_FILE]:
        with contextlib.suppress(OSError):  # Windows removes no open file
            (created[0] / LOCK_FILE).unlink()  # still locked: a run that starts now is refused
            for path in created:
                path.rmdir()


def _check(folder: Path) -> None:
    """Raise WrongUsage for a folder that holds something other than a fleet."""
    if folder.exists() and not folder.is_dir():
        raise WrongUsage("{folder}: is not a folder; choose another name", folder=str(folder))
    if folder.is_dir() and not (folder / RUN_FILE).exists():
        own = {folder / LOCK_FILE, *_unfinished(folder)}
        others = [path.name for path in folder.iterdir() if path not in own]
        if others:
            raise WrongUsage(
                "{folder}: holds other files ({name}) and no fleet; choose an empty or a new folder",
                folder=str(folder),
                name=sorted(others)[0],
            )


def _unfinished(folder: Path) -> Iterator[Path]:
    """Yield the files that a killed run has left unfinished; files of other programs may have names like theirs."""

    def has_part(path: Path) -> bool:
        return parts.is_part(path.name.removeprefix(parts.TEMPORARY))

    def has_report(path: Path) -> bool:
        return _REPORT.fullmatch(path.name.removeprefix(parts.TEMPORARY)) is not None

    found = [folder / f"{parts.TEMPORARY}{name}" for name in _FILES]
    for name in ("parts", *DATASETS):
        found += filter(has_part, (folder / name).glob(f"{parts.TEMPORARY}*"))
    found += filter(has_report, (folder / REPORTS).glob(f"{parts.TEMPORARY}*"))
    return filter(Path.is_file, found)


def _lock(file: IO[str]) -> bool:
    """Lock a file until it is closed, even by the end of the process; tell whether it was free.

    A file system that knows no locks has to be trusted.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _LOCKED
    return True


def read_settings(out: str | os.PathLike[str]) -> dict[str, Any] | None:
    """Return the settings of the run that made a folder; None if there was none.

    Raises UnreadableInput for a folder that a newer release has made, or whose file cannot be opened or is damaged.
    """
    path = Path(out) / RUN_FILE
    try:
        document = json.loads(path.read_bytes())
        version = document.pop("schema_version")
        document.pop("tool")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableInput(str(path), "not-opened", "cannot be opened: {error}", error=reason_of(error)) from None
    except (ValueError, KeyError, AttributeError) as error:
        raise UnreadableInput(
            str(path), "not-fleet", "is damaged: {error}", "choose another folder for the fleet", error=str(error)
        ) from None
    if version != SCHEMA_VERSION:
        raise UnreadableInput(
            str(path),
            "schema-version",
            "was made by another release: its schema version is {version}, this release reads {own}",
            "choose another folder for the fleet",
            version=version,
            own=SCHEMA_VERSION,
        )
    return dict(document)


def settings_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that decide whether what is stored is still the same: the options, and this release."""
    return {"version": __version__, "options": dict(options)}
