"""Write docs/frames.md from the tables of columns; read the diff before you commit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hilog_avsession.results.frames.columns import CHOICES, COLUMNS, ROWS, Choice, Column

PAGE = Path(__file__).parents[1] / "docs" / "frames.md"

HEAD = """\
# The report as DataFrames

`report.to_frame(table)` returns one of nine tables of the report as a pandas DataFrame. Columns and types are always
those below, even if a table is empty, so you can concatenate the frames of several reports. What the log does not show
is null; a column whose last field below is blank is never null.

```python
import hilog_avsession

report = hilog_avsession.analyze("tests/fixtures/logs/evening.log")
incidents = report.to_frame()  # the table `incidents`
sure = incidents[incidents["context_confidence"] >= "high"]  # confidences are ordered
by_app = sure.groupby(["bundle", "code"]).size()

sessions = report.to_frame("sessions")
with_types = incidents.merge(sessions[["session_number", "type"]], on="session_number", how="left")

per_second = incidents.resample("1s", on="elapsed")["code"].count()
```

## Join tables

A column that joins two tables has the same name in both:

| column | joins |
| --- | --- |
| `incident` | `incidents`, `signals`, `timeline` |
| `session_number` | `incidents`, `sessions`, `timeline`; unlike `session`, it is unique in `sessions` |
| `bundle` | `incidents`, `sessions`, `timeline`, `applications`, and the frame of a comparison |
| `device` | `incidents`, `sessions`, `devices`, `inputs` |
| `code` | all but `sessions`, `applications`, `devices` and `inputs`; with `cause`, `recommendations` and `incidents` |
| `source` | `incidents`, `signals`, `timeline`, `inputs` |

Some columns had other names before: `id` in `incidents` is now `incident`; `number`, `id` and `pid` in `sessions` are
now `session_number`, `session` and `session_pid`. The old names are deprecated. Until release 0.2 they are the last
columns of their tables.

## Times

Times come in five forms, because not every log prints date, year and zone.

| column | what it is | known if |
| --- | --- | --- |
| `time` | text, as the log prints it | the log prints times |
| `utc` | date in UTC | the log prints year and zone |
| `local` | date as the device's clock shows it | the year is known: from the log, the file's name, or `year=` |
| `seconds` | number of seconds since the first line of the log | an input begins on the same clock |
| `elapsed` | `Timedelta` since the first line of the log | the input prints times |

All are exact to the microsecond. Use `elapsed` to resample: of an input that prints times, no row lacks it, whatever
its layout. Count a column that is never null, as above: `.resample(...).size()` fails on an empty table in pandas 3.1.

- With several inputs, `elapsed` and `seconds` count from the earliest first line of all inputs.
- Clocks that count differently (since the device started, by day, by date, since 1970) each count from their own zero:
  the earliest first line of an input with such a clock. If no input begins with such a clock, `seconds` is null, and
  `elapsed` counts from the earliest time of that clock in the report.
- In `incidents`, `signals` and `timeline`, a row whose line prints no time gets the `elapsed` of the row before it in
  the same input.
- Spans may be negative if a clock was set back, and large if it was set forward, as on a board that starts in 2017.
- In a report of several devices (`Report.merge`), all devices count from the earliest first line.
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
    PAGE.write_text(page(), "utf-8", newline="\n")
