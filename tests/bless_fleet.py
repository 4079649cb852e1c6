"""Write the golden reports of fleets, in every format and both languages; read the diff before you commit it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import fleets
from hilog_avsession.fleet.summary import summarize
from hilog_avsession.output.formats import FLEET_FORMATS
from hilog_avsession.output.view import View

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


def main() -> None:
    """Write them all."""
    GOLDEN.mkdir(exist_ok=True)
    for path, text in goldens():
        path.write_bytes(text.encode())


if __name__ == "__main__":
    main()
