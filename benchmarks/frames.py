"""How long a large report takes to become DataFrames: `python -m benchmarks.frames --help`."""

from __future__ import annotations

import argparse
import io
import time
from dataclasses import replace
from itertools import cycle, islice

from rich.console import Console
from rich.table import Table

import hilog_avsession
from hilog_avsession.results.frames.columns import COLUMNS

from .corpus import Kind, make


def main() -> None:
    """Make a report of so many incidents, and each of its tables a frame."""
    options = _options()
    console = Console()
    report = large_report(options.incidents, options.seed)
    hilog_avsession.analyze(io.BytesIO(b"")).to_frame()  # pandas is loaded now
    shown = Table("table", "rows", "columns", "seconds", title=f"{len(report.incidents):,} incidents as DataFrames")
    for table in COLUMNS:
        begun = time.perf_counter()
        frame = report.to_frame(table)
        seconds = time.perf_counter() - begun
        shown.add_row(table, f"{len(frame):,}", str(len(frame.columns)), f"{seconds:.2f}")
    console.print(shown)


def large_report(incidents: int, seed: int) -> hilog_avsession.Report:
    """The report of a dense log whose incidents are told again and again, numbered anew."""
    path, _truth = make(Kind.DENSE, 2_000_000, seed)
    report = hilog_avsession.analyze(path)
    again = islice(cycle(report.incidents), incidents)
    return replace(report, incidents=tuple(one._replace(id=number) for number, one in enumerate(again, 1)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames", description=__doc__)
    parser.add_argument("--incidents", type=int, default=300_000, help="how many the report holds")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another log")
    return parser.parse_args()


if __name__ == "__main__":
    main()
