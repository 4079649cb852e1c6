"""From logs of growing size to the time for one megabyte, or one of what they hold: `python -m benchmarks.growth`.

It is the processor time of one process, without its start: each run first reads a small log of the same kind, so that
everything that is loaded, compiled or filled once is there. Of several runs, the shortest was disturbed least.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from .corpus import Kind, make
from .counted import Counted, make_counted
from .measure import warm
from .versions import HERE, add_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .versions import Version

_MB = 1_000_000
_SIZES, _LARGE = (1, 4, 20, 100), 400  # MB
_COUNTS = (1_000, 10_000, 50_000, 200_000)
_SMALL_MB, _SMALL_COUNT = 0.3, 50  # of the log that each run reads first
_BOUND = 0.15  # by which the time for one may differ from that in the smallest log
_MOST_RUNS, _ENOUGH = 9, 6.0  # so many runs, or as many as take so many seconds

_CHILD = """
import sys, time
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
small, log = sys.argv[1:]
options = Options(jobs=1)
diagnose([small], options).to_json()
begin = time.process_time()
diagnose([log], options).to_json()
print(time.process_time() - begin)
"""


@dataclass(frozen=True, slots=True)
class Series:
    """Logs of one kind and growing size."""

    name: str
    unit: str
    sizes: tuple[int, ...]
    small: float
    log: Callable[[float], Path]


@dataclass(frozen=True, slots=True)
class Growth:
    """The seconds of processor time that each size took for one megabyte, or for one of what it holds."""

    series: Series
    seconds: tuple[float, ...]

    @property
    def ratios(self) -> list[float]:
        """Return the times divided by that of the smallest log."""
        return [each / self.seconds[0] for each in self.seconds]

    @property
    def verdict(self) -> str:
        """Return whether all ratios are within the bound."""
        if max(self.ratios) > 1 + _BOUND:
            return "slower"
        return "faster" if min(self.ratios) < 1 - _BOUND else "within"

    @property
    def cells(self) -> list[str]:
        """Return the row of the table."""
        first = f"{self.seconds[0] * 1000:.3g} ms/MB" if self.series.unit == "MB" else f"{self.seconds[0] * 1e6:.3g} µs"
        pairs = zip(self.series.sizes[1:], self.ratios[1:], strict=True)
        return [self.series.name, first, *(f"{size:,}: {ratio:.2f}" for size, ratio in pairs), self.verdict]


def all_series(*, large: bool) -> list[Series]:
    """Return the corpora, then the logs with many of something."""
    sizes = (*_SIZES, _LARGE) if large else _SIZES
    return [
        *(Series(kind, "MB", sizes, _SMALL_MB, partial(_corpus, kind)) for kind in Kind),
        *(Series(kind, "", _COUNTS, _SMALL_COUNT, partial(_counted, kind)) for kind in Counted),
    ]


def _corpus(kind: Kind, megabytes: float) -> Path:
    return make(kind, int(megabytes * _MB), 1)[0]


def _counted(kind: Counted, count: float) -> Path:
    return make_counted(kind, int(count))


def growth(series: Series, version: Version, tell: Callable[[str], None]) -> Growth:
    """Measure all logs of a series."""
    seconds = []
    for size in series.sizes:
        tell(f"{series.name}: {size:,} {series.unit}")
        seconds.append(min(_runs(series.log(size), series.log(series.small), version)) / size)
    return Growth(series, tuple(seconds))


def _runs(log: Path, small: Path, version: Version) -> Iterator[float]:
    warm(log)
    total = 0.0
    for _ in range(_MOST_RUNS):
        if total < _ENOUGH:
            done = subprocess.run(
                [version.python, "-c", _CHILD, str(small), str(log)],
                env=os.environ | version.env, capture_output=True, text=True, check=True,
            )  # fmt: skip
            total += float(done.stdout)
            yield float(done.stdout)


def main() -> int:
    """Measure, print the table, and return 1 if a ratio is out of bounds."""
    options = _options()
    console, notes = Console(), Console(stderr=True)
    wanted = [series for series in all_series(large=options.large) if series.name in (options.only or series.name)]
    shown = Table("log", "smallest", *[""] * (len(_SIZES) - 1 + options.large), f"±{_BOUND:.0%}")
    found = []
    for series in wanted:
        with notes.status(series.name) as status:
            found.append(growth(series, options.before or HERE, status.update))
        cells = found[-1].cells
        notes.print(*cells, sep=" | ")  # the table is complete only after many minutes
        shown.add_row(*cells[:-1], *[""] * (len(shown.columns) - len(cells)), cells[-1])
    console.print(shown)
    return int(any(each.verdict == "slower" for each in found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    names = [series.name for series in all_series(large=False)]
    parser.add_argument("--only", action="append", choices=names, help="one kind of log; may be repeated")
    parser.add_argument("--large", action="store_true", help=f"also corpora of {_LARGE} MB")
    add_before(parser, "measure this version instead")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
