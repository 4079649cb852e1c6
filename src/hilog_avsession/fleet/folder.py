"""From the folder of a fleet to its tables: which files hold a table, and its rows in batches."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import MissingLibrary, UnreadableInput
from ..output.paths import refuse_hidden
from ..phrases import Phrase
from . import parts
from .store import REPORTS, read_settings
from .tables import DATASETS, TableName, schema

if TYPE_CHECKING:
    import pyarrow as pa

UNITS: TableName = "units"
TABLES: tuple[TableName, ...] = (UNITS, *DATASETS)
_BATCH = 65_536  # rows


class Folder(NamedTuple):
    """A folder that `hilog-avsession fleet` has written, or is writing."""

    path: Path

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> Folder:
        """Return a folder. Raises UnreadableInput if it holds no fleet, MissingLibrary without pyarrow."""
        folder = cls(Path(path))
        _require_arrow()
        refuse_hidden(path)
        if not os.path.isdir(path):
            raise UnreadableInput(
                str(path),
                "not-found",
                "no such folder",
                "this writes one: hilog-avsession fleet CAPTURES -o {file!q}",
                file=str(path),
            )
        if read_settings(folder.path) is None:
            raise UnreadableInput(
                str(path),
                "no-fleet",
                "holds no fleet",
                "name the folder that `hilog-avsession fleet ... -o` wrote",
            )
        return folder

    @property
    def is_redacted(self) -> bool:
        """Whether pseudonyms stand for the names and addresses of units."""
        options = (read_settings(self.path) or {}).get("options", {})
        return options.get("redaction") is not None

    def report_of(self, unit_id: str) -> Path | None:
        """Return the stored report of a unit, if there is one."""
        path = self.path / REPORTS / f"{unit_id}.json.gz"
        return path if path.is_file() else None

    def files(self, table: TableName) -> list[Path]:
        """Return the files that hold a table in the order of writing, also while a run is writing.

        Raises UnreadableInput for a damaged file.
        """
        with self._reading(table):
            if table != "units":
                return [part.path for part in parts.dataset_parts(self.path, table)]
            whole = self.path / parts.UNITS_FILE
            return [*([whole] if whole.is_file() else []), *(part.path for part in parts.unit_parts(self.path))]

    def columns(self, table: TableName) -> list[str]:
        """Return the names of a table's columns, among them those of the user's table."""
        import pyarrow.parquet as pq

        files = self.files(table)
        with self._reading(table):
            return list(pq.read_schema(files[0]).names) if files else schema(table).names

    def batches(self, table: TableName, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield some columns of a table in batches of rows, at least an empty one. Raises UnreadableInput."""
        import pyarrow as pa
        from pyarrow import dataset

        files = self.files(table)
        if not files:
            yield pa.RecordBatch.from_pylist([], pa.schema([schema(table).field(name) for name in columns]))
            return
        with self._reading(table):
            found = dataset.dataset([str(file) for file in files], format="parquet")
            yield from found.to_batches(
                columns=list(columns), batch_size=_BATCH, batch_readahead=1, fragment_readahead=1
            )

    @contextmanager
    def _reading(self, table: TableName) -> Iterator[None]:
        from pyarrow import ArrowInvalid

        try:
            yield
        except (OSError, ArrowInvalid) as error:
            raise UnreadableInput(
                str(self.path), "damaged", "{table} cannot be read: {error}", table=table, error=str(error)
            ) from error


def _require_arrow() -> None:
    try:
        import pyarrow as pa  # noqa: F401  (only whether it is there)
    except ImportError as error:
        raise MissingLibrary("pyarrow", "fleet", Phrase("fleets")) from error
