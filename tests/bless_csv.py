"""Adds to docs/formats.md a row for each column of the CSV that it does not describe yet; edit them as you like."""

from __future__ import annotations

import re
from pathlib import Path

from hilog_avsession.output.csv import COLUMNS
from hilog_avsession.results.json.fields import INCIDENT

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
ROW = re.compile(r"^\| `([a-z_]+)` \|.*\n", re.MULTILINE)


def page() -> str:
    """The page with all columns."""
    text = PAGE.read_text("utf-8")
    begin = text.index("## CSV")
    rows = list(ROW.finditer(text, begin, text.index("\n## ", begin)))
    described = {row[1] for row in rows}
    cells = INCIDENT.cells()
    missing = [f"| `{name}` | {cells[name].meaning} |\n" for name in COLUMNS if name not in described and name in cells]
    end = rows[-1].end()
    return text[:end] + "".join(missing) + text[end:]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
