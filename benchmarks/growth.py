"""From logs of growing size to the time for one megabyte, or one of what they hold: `python -m benchmarks.growth`.

It is the processor time of one process, without its start: each run first reads another log of the kind, so that
everything that is loaded or compiled once is there. Of several runs, the shortest was disturbed least.
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
_SIZES = (1, 4, 20, 100, 400)  # MB
_COUNTS = (1_000, 10_000, 50_000, 200_000)
_FIRST_MB, _FIRST_COUNT = 3, 50  # of the log that each run reads first; it must hold failures
_BOUND = 0.15  # by which the time for one may differ from that in the smallest log
_MOST_RUNS, _ENOUGH = 9, 6.0  # so many runs, or as many as take so many seconds

_CHILD = """
import sys, time
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
first, log = sys.argv[1:]
options = Options(jobs=1)
diagnose([first], options).to_json()
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
    first: Callable[[], Path]  # what each run reads first
    log: Callable[[int], Path]


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
        """Return `slower` if a ratio exceeds the bound, else `faster` if one falls short of it, else `within`."""
        if max(self.ratios) > 1 + _BOUND:
            return "slower"
        return "faster" if min(self.ratios) < 1 - _BOUND else "within"

    @property
    def cells(self) -> list[str]:
        """Return the row of the table."""
        first = f"{self.seconds[0] * 1000:.3g} ms/MB" if self.series.unit == "MB" else f"{self.seconds[0] * 1e6:.3g} µs"
        pairs = zip(self.series.sizes[1:], self.ratios[1:], strict=True)
        return [self.series.name, first, *(f"{size:,}: {ratio:.2f}" for size, ratio in pairs), self.verdict]


def all_series(most_mb: int, most: int) -> list[Series]:
    """Return the corpora, then the logs with many of something, up to a size and a count."""
    sizes = tuple(size for size in _SIZES if size <= most_mb)
    counts = tuple(count for count in _COUNTS if count <= most)
    corpora = [Series(kind, "MB", sizes, partial(_corpus, kind, _FIRST_MB, 2), partial(_corpus, kind)) for kind in Kind]
    made = {kind: partial(make_counted, kind) for kind in Counted}
    return corpora + [Series(kind, "", counts, partial(log, _FIRST_COUNT), log) for kind, log in made.items()]


def _corpus(kind: Kind, megabytes: int, seed: int = 1) -> Path:
    return make(kind, megabytes * _MB, seed)[0]


def growth(series: Series, version: Version, tell: Callable[[str], None]) -> Growth:
    """Measure all logs of a series."""
    seconds = []
    for size in series.sizes:
        tell(f"{series.name}: {size:,} {series.unit}")
        seconds.append(min(_runs(series.log(size), series.first(), version)) / size)
    return Growth(series, tuple(seconds))


def _runs(log: Path, first: Path, version: Version) -> Iterator[float]:
    warm(log)
    total = 0.0
    for _ in range(_MOST_RUNS):
        if total < _ENOUGH:
            done = subprocess.run(
                [version.python, "-c", _CHILD, str(first), str(log)],
                env=os.environ | version.env, capture_output=True, text=True, check=True,
            )  # fmt: skip
            total += float(done.stdout)
            yield float(done.stdout)


def main() -> int:
    """Measure, print the table, and return 1 if a ratio is out of bounds."""
    options = _options()
    console, notes = Console(), Console(stderr=True)
    wanted = [each for each in all_series(options.mb, options.count) if not options.only or each.name in options.only]
    shown = Table("log", "smallest", *[""] * (max(len(each.sizes) for each in wanted) - 1), f"±{_BOUND:.0%}")
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
    names = [*Kind, *Counted]
    parser.add_argument("--only", action="append", choices=names, help="one kind of log; may be repeated")
    parser.add_argument("--mb", type=int, choices=_SIZES[1:], default=100, help="MB of the largest corpus")
    parser.add_argument("--count", type=int, choices=_COUNTS[1:], default=_COUNTS[-1], help="the largest count")
    add_before(parser, "measure this version instead")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
