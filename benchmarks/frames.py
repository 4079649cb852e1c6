"""From a large report to the time that each of its DataFrames takes: `python -m benchmarks.frames --help`."""

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
    """Make a large report, turn each of its tables into a DataFrame, and print how long that took."""
    options = _options()
    console = Console()
    report = large_report(options.incidents, options.seed)
    hilog_avsession.analyze(io.BytesIO(b"")).to_frame()  # loads pandas
    shown = Table("table", "rows", "columns", "seconds", title=f"{len(report.incidents):,} incidents as DataFrames")
    for table in COLUMNS:
        begun = time.perf_counter()
        frame = report.to_frame(table)
        seconds = time.perf_counter() - begun
        shown.add_row(table, f"{len(frame):,}", str(len(frame.columns)), f"{seconds:.2f}")
    console.print(shown)


def large_report(incidents: int, seed: int) -> hilog_avsession.Report:
    """Return the report of a dense log with its incidents repeated and renumbered."""
    path, _truth = make(Kind.DENSE, 2_000_000, seed)
    report = hilog_avsession.analyze(path)
    again = islice(cycle(report.incidents), incidents)
    return replace(report, incidents=tuple(incident._replace(id=number) for number, incident in enumerate(again, 1)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames", description=__doc__)
    parser.add_argument("--incidents", type=int, default=300_000, help="number of incidents in the report")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another log")
    return parser.parse_args()


if __name__ == "__main__":
    main()
