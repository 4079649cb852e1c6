"""The files of a fleet's folder: which parts of the tables count, and how a file appears whole or not at all.

    units.parquet             all units, once a run has ended
    parts/units-000007.parquet    units that finished later
    incidents/part-000007.parquet    their incidents; likewise sessions, codes, kinds and applications
    incidents/part-000001-000006.parquet    several parts in one file, which replaces them

A part of a dataset counts once its units are written, so that a run may end anywhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UnwritableOutput
from ..output.files import renamed_when_complete
from .tables import DatasetName, schema

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

UNITS_FILE = "units.parquet"
_LAST_PART = b"hilog-avsession.last-part"  # key in the file of units: parts up to this one are in it
_PART = re.compile(r"(?:part|units)-(?P<first>\d{6,})(?:-(?P<last>\d{6,}))?\.parquet")
TEMPORARY = ".tmp-"  # begins the name of a file that is not finished
_ROWS = 64 << 10  # of a row group


class Part(NamedTuple):
    """A file that holds the parts of a table from a number to another."""

    first: int
    last: int
    path: Path

    def holds(self, other: Part) -> bool:
        """Tell whether it replaces another file."""
        return self is not other and self.first <= other.first and other.last <= self.last


def part_name(first: int, last: int | None = None, prefix: str = "part") -> str:
    """Return the name of a part, or of a file that holds several."""
    return f"{prefix}-{first:06}.parquet" if last in (None, first) else f"{prefix}-{first:06}-{last:06}.parquet"


def is_part(name: str) -> bool:
    """Tell whether a file with a name holds parts of a table."""
    return _PART.fullmatch(name) is not None


def parts_in(folder: Path) -> list[Part]:
    """Return the parts in a folder, in their order."""
    found = []
    for path in folder.glob("*.parquet"):
        if match := _PART.fullmatch(path.name):
            first = int(match["first"])
            found.append(Part(first, int(match["last"] or first), path))
    return sorted(found)


def unit_parts(out: Path) -> list[Part]:
    """Return the parts of the units that `units.parquet` does not hold."""
    last = last_part(out)
    return [part for part in parts_in(out / "parts") if part.first > last]


def dataset_parts(out: Path, name: DatasetName) -> list[Part]:
    """Return the parts of a dataset that count: their units are written, and no other file replaces them."""
    last = last_part(out)
    later = {part.first for part in unit_parts(out)}
    parts = parts_in(out / name)
    return [
        part
        for part in parts
        if (part.last <= last or part.first in later) and not any(other.holds(part) for other in parts)
    ]


def last_part(out: Path) -> int:
    """Return the number of the last part that `units.parquet` holds; 0 without the file."""
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(out / UNITS_FILE).metadata or {}
    except FileNotFoundError:
        return 0
    return int(metadata.get(_LAST_PART, b"0"))


def read_units(out: str | os.PathLike[str], columns: list[str] | None = None) -> pa.Table:
    """Return the table of units, even while a run is writing or after one that was killed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = Path(out)
    files = [folder / UNITS_FILE] if (folder / UNITS_FILE).exists() else []
    files += [part.path for part in unit_parts(folder)]
    tables = []
    for path in files:
        with pq.ParquetFile(path) as file:
            tables.append(file.read(columns=_known(file, columns)))
    if not tables:
        empty = schema("units").empty_table()
        return empty if columns is None else empty.select(columns)
    return pa.concat_tables(tables, promote_options="default")


def _known(file: pq.ParquetFile, columns: list[str] | None) -> list[str] | None:
    """Return the columns that a file has, of those that are wanted."""
    names = set(file.schema_arrow.names)
    return None if columns is None else [name for name in columns if name in names]


# ---- files that appear whole -----------------------------------------------------------------------------------------


def write_table(path: Path, tables: Iterable[pa.Table], wanted: pa.Schema) -> int:
    """Write a Parquet file that gets its name when it is complete; return its rows. Raises UnwritableOutput."""
    import pyarrow.parquet as pq

    rows = 0

    def write(name: str) -> None:
        nonlocal rows
        with pq.ParquetWriter(name, wanted, compression="zstd") as writer:
            for part in tables:
                rows += part.num_rows
                writer.write_table(part, row_group_size=_ROWS)

    write_file(path, write)
    return rows


def with_last_part(wanted: pa.Schema, last: int) -> pa.Schema:
    """Return the schema of `units.parquet`, which says up to which part it holds the units."""
    return wanted.with_metadata({_LAST_PART: str(last).encode()})


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file that gets its name when it is complete. Raises UnwritableOutput."""

    def write(name: str) -> None:
        with open(name, "wb") as file:
            file.write(data)

    write_file(path, write)


def write_file(path: Path, write: Callable[[str], None]) -> None:
    """Write a file under another name, then give it its own. Raises UnwritableOutput, and leaves nothing behind."""
    temporary = os.fspath(path.with_name(TEMPORARY + path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with renamed_when_complete(temporary, path):
            write(temporary)
            with open(temporary, "rb+") as file:
                os.fsync(file.fileno())
            if path.exists():
                os.chmod(temporary, path.stat().st_mode & 0o777)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> UnwritableOutput:
    """Return the error of a file of the fleet's folder that cannot be written."""
    reason = os.strerror(error.errno) if error.errno else str(error)  # Arrow's own texts name its source files
    return UnwritableOutput(
        "{path}: cannot be written: {error}; what is finished is kept, and the same command continues",
        path=str(path),
        error=reason,
    )


def remove_uncounted(out: Path, datasets: Iterable[DatasetName]) -> None:
    """Remove the parts that do not count, which a killed run left."""
    last = last_part(out)
    for part in parts_in(out / "parts"):
        if part.first <= last:
            part.path.unlink()
    for name in datasets:
        counting = set(dataset_parts(out, name))
        for part in parts_in(out / name):
            if part not in counting:
                part.path.unlink()


# ---- changing what is written ----------------------------------------------------------------------------------------


def forget(out: Path, datasets: Iterable[DatasetName], ids: Iterable[str], names: Iterable[str]) -> None:
    """Remove units from all tables, given by id and name. It may be called again after it was cut short."""
    named = set(names)
    for name in datasets:
        for part in dataset_parts(out, name):
            _remove_rows(part.path, "unit", named)
    known = set(ids)
    for path in (out / UNITS_FILE, *(part.path for part in unit_parts(out))):
        if path.exists():
            _remove_rows(path, "unit_id", known)


def _remove_rows(path: Path, column: str, values: set[str]) -> None:
    """Write a file again without the rows that have one of the values in a column."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    wanted = pa.array(sorted(values), pa.string())
    with pq.ParquetFile(path) as file:
        same = file.schema_arrow
        if not any(pc.any(pc.is_in(held.column(0), wanted)).as_py() for held in file.iter_batches(columns=[column])):
            return

    def kept() -> Iterator[pa.Table]:
        with pq.ParquetFile(path) as file:  # closed after the last row: Windows replaces no open file
            for batch in file.iter_batches(_ROWS):
                yield pa.Table.from_batches([batch]).filter(pc.invert(pc.is_in(batch.column(column), wanted)))

    write_table(path, kept(), same)


def merge_parts(out: Path, name: DatasetName, large: int, most: int) -> None:
    """Join the small parts of a dataset, once there are more than `most`, into files of about `large` bytes."""
    small: list[Part] = []
    groups: list[list[Part]] = []
    size = 0
    for part in dataset_parts(out, name):
        length = part.path.stat().st_size
        if length >= large or size >= large:
            groups.append(small)
            small, size = [], 0
        if length < large:
            small.append(part)
            size += length
    groups.append(small)
    if sum(map(len, groups)) > most:
        for group in groups:
            if len(group) > 1:
                _merge(out / name, group, name)


def _merge(folder: Path, group: list[Part], name: DatasetName) -> None:
    first, last = group[0].first, group[-1].last
    write_table(folder / part_name(first, last), _tables([part.path for part in group]), schema(name))
    for part in group:  # a run that is killed here leaves files that no longer count
        part.path.unlink()


def _tables(paths: Iterable[Path]) -> Iterator[pa.Table]:
    """Yield the rows of some files, many at once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    held: list[pa.Table] = []
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS):
                held.append(pa.Table.from_batches([batch]))
                if sum(table.num_rows for table in held) >= _ROWS:
                    yield pa.concat_tables(held)
                    held = []
    if held:
        yield pa.concat_tables(held)
