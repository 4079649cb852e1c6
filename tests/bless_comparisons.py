"""Write the golden comparisons, in every format and both languages; read the diff before you commit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hilog_avsession import analyze, compare
from hilog_avsession.output.formats import COMPARISON_FORMATS
from hilog_avsession.output.view import View

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "tests" / "fixtures" / "logs"
GOLDEN = ROOT / "tests" / "fixtures" / "comparisons"
PAIRS = {"builds": ("before.log", "after.log"), "lossy": ("evening.log", "after.log"), "itself": ("after.log",) * 2}


def goldens() -> Iterator[tuple[Path, str]]:
    """Where each stands, and what the format makes of the comparison."""
    for name, pair in PAIRS.items():
        a, b = (analyze(LOGS / log) for log in pair)
        for lang in ("en", "zh"):
            found = compare(a, b, lang=lang, names=(pair[0], pair[1]))
            for format_ in COMPARISON_FORMATS:
                yield GOLDEN / f"{name}.{lang}{format_.suffix}", "".join(format_.text_parts(found, View()))


def main() -> None:
    """Write them all."""
    GOLDEN.mkdir(exist_ok=True)
    for path, text in goldens():
        path.write_bytes(text.encode())


if __name__ == "__main__":
    main()
