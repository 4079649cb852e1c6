"""From the folder of a fleet to its tables: which files hold a table, and its rows in batches."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import MissingLibrary, UnreadableInput
from ..phrases import Phrase

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import dataset

UNITS = "units"
DATASETS = ("incidents", "sessions", "codes", "kinds", "applications")
TABLES = (UNITS, *DATASETS)
_BATCH = 65_536  # rows


class Folder(NamedTuple):
    """A folder that `hilog-avsession fleet` has written, or is writing."""

    path: Path

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> Folder:
        """Return a folder. Raises UnreadableInput if it holds no units, MissingLibrary without pyarrow."""
        folder = cls(Path(path))
        _require_arrow()
        if not folder.path.is_dir():
            raise UnreadableInput(
                str(path),
                "not-found",
                "no such folder",
                "this writes one: hilog-avsession fleet CAPTURES -o {file}",
                file=str(path),
            )
        if not folder.files(UNITS):
            raise UnreadableInput(
                str(path),
                "no-fleet",
                "holds no fleet",
                "name the folder that `hilog-avsession fleet ... -o` wrote",
            )
        return folder

    def files(self, table: str) -> list[Path]:
        """Return the files that hold a table, in the order in which they were written."""
        if table != UNITS:
            return sorted((self.path / table).glob("*.parquet"))
        whole = self.path / "units.parquet"
        return [*([whole] if whole.is_file() else []), *sorted((self.path / "parts").glob("units-*.parquet"))]

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns."""
        files = self.files(table)
        return list(self._dataset(table, files[:1]).schema.names) if files else []

    def batches(self, table: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield some columns of a table in batches of rows."""
        files = self.files(table)
        if files:
            yield from self._dataset(table, files).to_batches(columns=list(columns), batch_size=_BATCH)

    def _dataset(self, table: str, files: Sequence[Path]) -> dataset.Dataset:
        from pyarrow import ArrowInvalid, dataset

        try:
            return dataset.dataset([str(file) for file in files], format="parquet")
        except (OSError, ArrowInvalid) as error:
            raise UnreadableInput(
                str(self.path), "damaged", "{table} cannot be read: {error}", table=table, error=str(error)
            ) from error


def _require_arrow() -> None:
    try:
        import pyarrow as pa  # noqa: F401  (only whether it is there)
    except ImportError as error:
        raise MissingLibrary("pyarrow", "fleet", Phrase("fleets")) from error
