"""From the folder of a fleet to its tables as DataFrames, of pandas or of Dask, and to its report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from ..model.arguments import is_text, one_or_none, several, word
from ..phrases import Phrase
from ..results.frames.columns import Choice
from .folder import TABLES, Folder
from .tables import META, TableName, columns, frame_columns

if TYPE_CHECKING:
    from pathlib import Path

    import dask.dataframe as dd
    import pandas as pd

    from ..knowledge.catalog import Catalog
    from ..results.filters import Filters
    from .report import Fleet

_DTYPES = {
    "string": "string",
    "int64": "Int64",
    "double": "Float64",
    "bool": "boolean",
    "date": "datetime64[ns]",
}


class OpenFleet:
    """The stored results of a fleet: `to_frame("incidents")`, `report()`."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> OpenFleet:
        """Open a folder. Raises UnreadableInput if it holds no fleet, MissingLibrary without the extra `fleet`."""
        return cls(Folder.of(path))

    def __repr__(self) -> str:
        """Return one line."""
        return f"<OpenFleet: {self.path}>"

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.path

    def files(self, table: TableName) -> list[Path]:
        """Return the Parquet files of a table that count, for other programs. Raises WrongUsage for another name."""
        word("a table of the fleet", table, TABLES)
        return self._folder.files(table)

    def columns(self, table: TableName) -> tuple[str, ...]:
        """Return the names of a table's columns; those of the user's table begin with `meta_`."""
        word("a table of the fleet", table, TABLES)
        return tuple(self._folder.columns(table))

    @overload
    def to_frame(
        self, table: TableName = ..., *, columns: str | Iterable[str] | None = ..., lazy: Literal[False] = ...
    ) -> pd.DataFrame: ...

    @overload
    def to_frame(
        self, table: TableName = ..., *, columns: str | Iterable[str] | None = ..., lazy: Literal[True]
    ) -> dd.DataFrame: ...

    def to_frame(
        self, table: TableName = "incidents", *, columns: str | Iterable[str] | None = None, lazy: bool = False
    ) -> Any:
        """Return a table, or some columns of it, as a DataFrame.

        `units`, `incidents`, `sessions`, `codes`, `kinds` (incidents by code, cause and application) or `applications`.
        The first column is the unit; docs/fleet.md and docs/frames.md describe the others. `lazy` returns a DataFrame
        of Dask, which reads the files part by part when it is computed, for tables that are larger than the memory.

        Raises WrongUsage for another table or column, UnreadableInput for a damaged file.
        """
        held = self.columns(table)
        wanted = held if columns is None else _columns(columns, held)
        types = _types(table, wanted)
        if lazy:
            return self._lazy(table, wanted, types)
        import pandas as pd

        frames = [batch.to_pandas() for batch in self._folder.batches(table, wanted)]
        return pd.concat(frames, ignore_index=True).astype(types)

    def report(
        self,
        *,
        lang: str = "en",
        catalog: Catalog | None = None,
        level: float = 0.05,
        filters: Filters | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> Fleet:
        """Return the report of the units that are finished.

        `lang` is the language of titles and steps, `catalog` the catalogue that they come from. `level` is the
        significance level of trends and correlations. `filters` choose incidents by `codes`, `categories` and
        `bundles`; `where` chooses units by columns of `units`: `{"device_model": ["PHONE-10", "TAB-20"]}`. Raises
        WrongUsage for a value that makes no sense, and if no unit is chosen.
        """
        from ..knowledge.catalog import CATALOG, Catalog
        from .choosing import Chosen
        from .summary import summarize

        chosen = Chosen.of(filters, where)
        known = one_or_none("catalog", catalog, Catalog, "the catalogue that catalog('team.toml') returns")
        return summarize(self.path, lang=lang, catalog=known or CATALOG, level=level, chosen=chosen)

    def _lazy(self, table: TableName, wanted: Sequence[str], types: dict[str, Any]) -> Any:
        import dask.dataframe as dd

        files = self.files(table)
        if not files:
            return dd.from_pandas(self.to_frame(table, columns=wanted), npartitions=1)  # type: ignore[no-untyped-call]  # of Dask
        frame = dd.read_parquet([str(file) for file in files], columns=list(wanted), index=False)
        return frame.astype(types)


def _columns(given: str | Iterable[str], held: Sequence[str]) -> tuple[str, ...]:
    names = several("columns", given, is_text, Phrase("one or several of {columns}", columns=tuple(held)))
    return tuple(word("a column of the table", name, held) for name in names)


def _types(table: TableName, wanted: Iterable[str]) -> dict[str, Any]:
    """Return the pandas types of columns: those of a report's DataFrames where the table has them."""
    known: dict[str, Any] = {column.name: _DTYPES.get(column.type, column.type) for column in columns(table)}
    if table in ("incidents", "sessions", "codes"):
        known |= {column.name: _dtype(column.dtype) for column in frame_columns(table)}
    known |= {name: "string" for name in wanted if name.startswith(META)}
    return {name: known[name] for name in wanted if name in known}


def _dtype(dtype: str | Choice) -> Any:
    import pandas as pd

    return pd.CategoricalDtype(list(dtype.values), dtype.ordered) if isinstance(dtype, Choice) else dtype
