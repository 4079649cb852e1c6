"""From results to a table on the terminal and a section of docs/benchmark.md."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from hilog_avsession.reading import fastpath as loops

from .contenders import GREP
from .measure import COLUMNS, Target, figure

if TYPE_CHECKING:
    from collections import Counter
    from datetime import date

    from .corpus import Kind, Truth
    from .measure import Result

PAGE = Path(__file__).parents[1] / "docs" / "benchmark.md"
_COLUMNS = ("", "MB/s", "best MB/s", "times grep", "processor s", "peak MB", "counts")
_FLOOR_WIDTH = 1.15  # memory up to this factor above the floor cannot be distinguished from it


@dataclass(frozen=True, slots=True)
class Comparison:
    """All results on one corpus."""

    kind: Kind
    seed: int
    truth: Truth
    results: list[Result]
    floor: int  # the least memory that can be measured, in bytes

    def rows(self) -> list[tuple[str, ...]]:
        """Return the rows of the table, in the order of the contenders."""
        grep = next(result.median for result in self.results if result.contender.name == GREP)
        return [self._row(result, grep) for result in self.results]

    def _row(self, result: Result, grep: float) -> tuple[str, ...]:
        size = self.truth.bytes / 1e6
        return (
            result.contender.name,
            figure(size / result.median),
            figure(size / result.best),
            figure(grep / result.median),
            figure(result.processor),
            _megabytes(result.peak, self.floor),
            verdict(result, self.truth),
        )

    @property
    def title(self) -> str:
        """Describe the corpus in one line."""
        truth = self.truth
        return (
            f"{self.kind}: {figure(truth.bytes / 1e6)} MB, {truth.lines:,} lines "
            f"({truth.avsession_lines:,} of AVSession), {sum(truth.incidents.values()):,} failures, seed {self.seed}"
        )


def _megabytes(peak: int, floor: int) -> str:
    return f"< {peak / 1e6:.0f}" if peak <= floor * _FLOOR_WIDTH else f"{peak / 1e6:.0f}"


def verdict(result: Result, truth: Truth) -> str:
    """Return whether the counts are the planted ones, or what was counted instead."""
    if result.contender.is_tool:
        return "right" if wrong_counts(result.counts, truth) == {} else f"wrong: {_differences(result.counts, truth)}"
    return f"{result.counts.total():,} hits of {len(result.counts):,} kinds" if result.counts else "nothing counted"


def disagreeing(comparison: Comparison) -> list[str]:
    """Return the contenders that search for the same as grep but find something else."""
    counting = [result for result in comparison.results if result.counts and not result.contender.is_tool]
    wanted = next(result.counts for result in counting if result.contender.name == GREP)
    return [result.contender.name for result in counting if result.counts != wanted]


def wrong_counts(counts: Counter[str], truth: Truth) -> dict[int, tuple[int, int]]:
    """Return the codes whose count differs from the planted one, each with both counts."""
    codes = {int(code) for code in counts} | set(truth.incidents)
    pairs = {code: (counts[str(code)], truth.incidents[code]) for code in sorted(codes)}
    return {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}


def _differences(counts: Counter[str], truth: Truth) -> str:
    wrong = wrong_counts(counts, truth)
    return ", ".join(f"{code} {counted} for {planted}" for code, (counted, planted) in wrong.items())


def as_table(comparison: Comparison) -> Table:
    """Return the comparison as a table for the terminal."""
    table = Table(title=comparison.title, title_justify="left")
    for number, column in enumerate(_COLUMNS):
        table.add_column(column, justify="left" if number in (0, len(_COLUMNS) - 1) else "right")
    for row in comparison.rows():
        table.add_row(*row)
    return table


def targets_table(measured: list[Target]) -> Table:
    """Return the targets as a table for the terminal."""
    table = Table(title="The targets", title_justify="left")
    for column in COLUMNS:
        table.add_column(column)
    for target in measured:
        table.add_row(*target.row)
    return table


def _targets_markdown(measured: list[Target]) -> str:
    rows = ["| " + " | ".join(row) + " |" for row in (COLUMNS, *(target.row for target in measured))]
    return "\n".join(["**The targets**", "", rows[0], "| --- | --- | --- | --- |", *rows[1:]])


def as_markdown(comparison: Comparison) -> str:
    """Return the comparison as a Markdown table for the page."""
    rows = ["| " + " | ".join(row) + " |" for row in (_COLUMNS, *comparison.rows())]
    rule = "| --- |" + " ---: |" * (len(_COLUMNS) - 2) + " --- |"
    return "\n".join([f"**{comparison.title}**", "", rows[0], rule, *rows[1:]])


def record(comparisons: list[Comparison], measured: list[Target], runs: int, day: date, page: Path = PAGE) -> None:
    """Replace the run that the page holds by these results, headed by the day and the machine."""
    begin = [
        f"## {day.isoformat()}",
        "",
        f"{machine()}. Medians of {runs} runs, and the best; one run where it takes longer than 20 s.",
        "",
    ]
    section = "\n".join(begin) + "\n" + "\n\n".join([_targets_markdown(measured), *map(as_markdown, comparisons)])
    kept = re.split(r"^## \d", page.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)[0]
    page.write_text(f"{kept.rstrip()}\n\n{section}\n", encoding="utf-8", newline="\n")


def machine() -> str:
    """Describe the machine and the versions, without host names and paths."""
    cores = len(_affinity())
    python = f"Python {platform.python_version()}"
    libraries = [f"{name} {_version(name)}" for name in ("hyperscan", "regex")]
    tools = [_first_line(name) for name in ("grep", "gzip", "igzip", "rg", "lnav") if shutil.which(name)]
    compiled = f"{'compiled' if loops.COMPILED else 'interpreted'} loops"
    return ", ".join([platform.system(), platform.machine(), f"{cores} cores", python, compiled, *libraries, *tools])


def _affinity() -> set[int]:
    return os.sched_getaffinity(0) if sys.platform == "linux" else set(range(os.cpu_count() or 1))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def _first_line(command: str) -> str:
    output = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    return output.partition("\n")[0].strip()
