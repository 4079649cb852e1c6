"""Write the golden reports of fleets, and the columns in docs/fleet.md; read the diff before you commit it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import fleets
from hilog_avsession.fleet.summary import summarize
from hilog_avsession.fleet.tables import APPLICATIONS, KINDS, UNITS, Column
from hilog_avsession.output.formats import FLEET_FORMATS
from hilog_avsession.output.view import View

PAGE = Path(__file__).parents[1] / "docs" / "fleet.md"
_MEASURES = ("bytes", "min", "s", "MiB")  # other units repeat the meaning
_BEGIN, _END = "<!-- columns -->\n", "<!-- end of columns -->"
GOLDEN = Path(__file__).parent / "fixtures" / "fleets"


FLEETS: Mapping[str, fleets.Tables] = {
    "weeks": fleets.made(300),
    "day": fleets.made(24, seed=4, days=1),
    "failed": fleets.all_failed(12),
    "empty": fleets.Tables(),
}
PAGES = ("weeks", "failed")  # as HTML, whose style and script are long


def goldens() -> Iterator[tuple[Path, str]]:
    """Where each stands, and what the format makes of the fleet."""
    for name, tables in FLEETS.items():
        with TemporaryDirectory() as folder:
            tables.write(Path(folder))
            for lang in ("en", "zh"):
                fleet = summarize(folder, lang=lang)
                for format_ in (each for each in FLEET_FORMATS if each.name != "html" or name in PAGES):
                    yield GOLDEN / f"{name}.{lang}{format_.suffix}", "".join(format_.text_parts(fleet, View()))


def page() -> str:
    """docs/fleet.md with the columns of the tables."""
    before, _, rest = PAGE.read_text("utf-8").partition(_BEGIN)
    return before + _BEGIN + columns() + _END + rest.partition(_END)[2]


def columns() -> str:
    """The columns of the tables that are not those of single reports."""
    tables = {"units": UNITS, "kinds": KINDS, "applications": APPLICATIONS}
    return "\n".join(f"{_table(name, rows)}" for name, rows in tables.items()) + "\n"


def _table(name: str, rows: tuple[Column, ...]) -> str:
    lines = [f"### The columns of `{name}`", "", "| column | type | meaning | null if |", "| --- | --- | --- | --- |"]
    for row in rows:
        meaning = f"{row.meaning}; {row.unit}" if row.unit in _MEASURES else row.meaning
        lines.append(f"| `{row.name}` | {row.type} | {meaning} | {row.null} |".replace("|  |", "| |"))
    return "\n".join([*lines, ""])


def main() -> None:
    """Write them all."""
    PAGE.write_text(page(), "utf-8", newline="\n")
    GOLDEN.mkdir(exist_ok=True)
    for path, text in goldens():
        path.write_bytes(text.encode())


if __name__ == "__main__":
    main()
