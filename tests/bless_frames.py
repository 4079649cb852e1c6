"""Write docs/frames.md from the tables of columns; read the diff before you commit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hilog_avsession.results.frames.columns import CHOICES, COLUMNS, ROWS, Choice, Column

PAGE = Path(__file__).parents[1] / "docs" / "frames.md"

HEAD = """\
# The report as DataFrames

`report.to_frame(table)` returns one of six tables of the report as a pandas DataFrame. Columns and types are always
those below, even if a table is empty, so you can concatenate the frames of several reports. What the log does not show
is null; a column whose last field below is blank is never null.

```python
import hilog_avsession

report = hilog_avsession.analyze("tests/fixtures/logs/evening.log")
incidents = report.to_frame()  # the table `incidents`
sure = incidents[incidents["context_confidence"] >= "high"]  # confidences are ordered
by_app = sure.groupby(["bundle", "code"]).size()

sessions = report.to_frame("sessions").set_index("number")
with_types = incidents.join(sessions["type"], on="session_number")
```

**Times** come in four forms, because not every log prints date, year and zone. `time` is what the log prints. `utc` is
known if the log prints year and zone, `local` if the year is known (from the log, the file's name or `--year`); both
are exact to the microsecond. `seconds` is nearly always known. It counts from the first line of the log, or of the
earliest log of several. Clocks that count differently (since the device started, by day, by date, since 1970) each
count from their own zero: the earliest first line of an input with such a clock. If no input begins with such a clock,
`seconds` is null. If a clock was set back, seconds may be negative.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *tables(), *choices()]) + "\n"


def tables() -> Iterator[str]:
    """A section for each table."""
    for name, columns in COLUMNS.items():
        yield f"## {name}\n\n{ROWS[name]}\n"
        yield "| column | type | unit | meaning | null where |\n| --- | --- | --- | --- | --- |"
        yield from map(row, columns)
        yield ""


def row(column: Column) -> str:
    """A column as a row."""
    dtype = f"[{column.dtype.name}](#categories)" if isinstance(column.dtype, Choice) else f"`{column.dtype}`"
    return f"| `{column.name}` | {dtype} | {column.unit} | {column.meaning} | {column.null} |"


def choices() -> Iterator[str]:
    """The values of the categorical columns."""
    yield "## Categories\n\nCategorical columns have the same categories in every report, used or not.\n"
    yield "| type | ordered | values |\n| --- | --- | --- |"
    for choice in CHOICES:
        values = ", ".join(f"`{value}`" for value in choice.values)
        yield f"| {choice.name} | {'from least to most' if choice.ordered else ''} | {values} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
