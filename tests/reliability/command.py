"""From options to the figures of all trials: run, print, record."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from . import archives, damaged_bytes, hiding, library, live, outputs, processes, same_bytes, same_facts
from .trial import Sums, Trial, run

TRIALS: tuple[Trial, ...] = (
    *processes.TRIALS,
    *outputs.TRIALS,
    *hiding.TRIALS,
    *library.TRIALS,
    *live.TRIALS,
    *damaged_bytes.TRIALS,
    *archives.TRIALS,
    *same_bytes.TRIALS,
    *same_facts.TRIALS,
)
DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
MARK = "<!-- measured -->"


def main(arguments: list[str] | None = None) -> int:
    """Run the trials and print the figures; return 1 if something broke."""
    asked = parse(arguments)
    chosen = [trial for trial in TRIALS if asked.only in trial.name]
    done = []
    for sums in run_all([trial.name for trial in chosen], asked.seed, asked.seconds, asked.jobs):
        done.append(sums)
        print(line(sums), flush=True)
        print("".join(f"    {example}\n" for example in sums.examples), end="", flush=True)
    if asked.record:
        record(done, asked.seed)
    return 1 if any(sums.faults for sums in done) else 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--only", default="", help="run only trials whose name holds this word")
    parser.add_argument("--seconds", type=float, default=30, help="of each trial (default: 30)")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default: 1)")
    parser.add_argument("--jobs", type=int, default=2, help="trials at the same time (default: 2)")
    parser.add_argument("--record", action="store_true", help="write the figures to docs/reliability.md")
    return parser.parse_args(arguments)


def run_all(names: Iterable[str], seed: int, seconds: float, jobs: int) -> Iterator[Sums]:
    """Run trials in processes of their own, and yield their sums in the order of the names."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        yield from pool.map(partial(run_named, seed=seed, seconds=seconds), names)


def run_named(name: str, seed: int, seconds: float) -> Sums:
    """Run the trial of this name."""
    with TemporaryDirectory() as empty, chdir(empty):  # an odd argument may name a file to write
        return run(next(trial for trial in TRIALS if trial.name == name), seed, seconds)


def line(sums: Sums) -> str:
    """Return a trial's figures in one line."""
    return f"{sums.name}: tried {sum(sums.tried.values())}, broken {sum(sums.faults.values())}, {sums.seconds:.0f} s"


def record(done: list[Sums], seed: int) -> None:
    """Write the figures to the page, after its mark."""
    head, _mark, _old = DOCUMENT.read_text("utf-8").partition(MARK)
    DOCUMENT.write_text(f"{head}{MARK}\n\nSeed {seed}.\n\n{table(done)}\n", "utf-8", newline="\n")


def table(done: list[Sums]) -> str:
    """Return the figures as a Markdown table, a row for each trial."""
    holds = {trial.name: trial.holds for trial in TRIALS}
    rows = [["trial", "what has to hold", "what was tried", "times", "broken"], ["---"] * 3 + ["---:"] * 2]
    for sums in done:
        times, broken = sum(sums.tried.values()), sum(sums.faults.values())
        rows.append([sums.name, holds[sums.name], _kinds(sums), f"{times:,}", str(broken)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


_MOST_NAMED = 10  # kinds of attempts in one row


def _kinds(sums: Sums) -> str:
    """Return what was tried and how often: all kinds, or the most frequent ones."""
    named = "; ".join(f"{kind} ({times:,})" for kind, times in sums.tried.most_common(_MOST_NAMED))
    others = len(sums.tried) - _MOST_NAMED
    return f"{named}; {others} other kinds" if others > 0 else named
