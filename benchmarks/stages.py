"""From a log to the share of processor time that each stage of the pipeline takes: `python -m benchmarks.stages`.

A timer looks every millisecond which stage is at work, and books the processor time since its last look to that stage.
The stages run as they always do, because a line may end early on account of what later stages know.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections import Counter
from multiprocessing import get_context
from typing import TYPE_CHECKING

from rich.console import Console

from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose

from .contenders import JSON
from .corpus import Kind, make
from .measure import run_once
from .targets import WORK
from .versions import HERE

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

_MB = 1_000_000
_FIRST = 3 * _MB  # bytes of the log that each run reads first: what is loaded or compiled once belongs to the start
_RUNS = 5
_TICK = 0.001  # seconds
_REPORT, _START = "folding, report", "start"

_PACKAGE = "hilog_avsession."
# by the beginning of a module's name, the longest first; any other module works for the one that calls it
_STAGES = {
    "reading.header": "reading, deduplication",
    "reading.": "scanning",
    "knowledge.hidumper": "reading, deduplication",
    "knowledge.": "detection, sessions",
    "analysis.deduplicate": "reading, deduplication",
    "analysis.detect": "detection, sessions",
    "analysis.sessions": "detection, sessions",
    "analysis.": _REPORT,
    "results.": _REPORT,
    "pipeline": _REPORT,
    "report": _REPORT,
}
STAGES = ("scanning", "reading, deduplication", "detection, sessions", _REPORT, _START)


def stage_of(module: str) -> str | None:
    """Return the stage that a module belongs to, or None if it works for several."""
    if not module.startswith(_PACKAGE):
        return None
    found = (stage for begin, stage in _STAGES.items() if module.removeprefix(_PACKAGE).startswith(begin))
    return next(found, None)


def shares(log: Path, first: Path, runs: int = _RUNS) -> dict[str, float]:
    """Return the share of each stage, and of the start, in the processor time that a log takes."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        seconds = sum(pool.starmap(_seconds, [(log, first)] * runs, chunksize=1), Counter[str]())
    start = [run_once(HERE.command("analyze", os.devnull, *JSON), HERE.env).processor for _ in range(runs)]
    seconds[_START] = sum(start)
    return {stage: seconds[stage] / seconds.total() for stage in STAGES}


def _seconds(log: Path, first: Path) -> Counter[str]:
    """Diagnose a log and return the seconds of each stage."""
    options = Options(jobs=1)
    diagnose([first], options).to_json()
    seconds = Counter[str]()
    looked = time.process_time()

    def look(_signal: int, frame: FrameType | None) -> None:
        nonlocal looked
        now = time.process_time()
        seconds[_at_work(frame)] += now - looked
        looked = now

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
    diagnose([log], options).to_json()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return seconds


def _at_work(frame: FrameType | None) -> str:
    """Return the stage of the innermost call that belongs to one."""
    while frame is not None:
        stage = stage_of(frame.f_globals.get("__name__", ""))
        if stage is not None:
            return stage
        frame = frame.f_back
    return _REPORT


def main() -> None:
    """Measure the corpora and print a table in Markdown."""
    options = _options()
    kinds = [Kind(name) for name in options.only or (Kind.SPARSE, Kind.DENSE, Kind.VARIED, Kind.STORM)]
    found = []
    for kind in kinds:
        with Console(stderr=True).status(kind):
            log, _ = make(kind, options.size * _MB // (5 if kind is not Kind.SPARSE else 1), 1)
            found.append(shares(log, make(kind, _FIRST, 2)[0]))
    print("| stage |" + "".join(f" {WORK[kind]} |" for kind in kinds))
    print("| --- |" + " ---: |" * len(kinds))
    for stage in STAGES:
        print(f"| {stage} |" + "".join(f" {each[stage] * 100:.0f} % |" for each in found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="MB of the sparse corpus; the others have a fifth of it")
    parser.add_argument("--only", action="append", choices=list(Kind), help="one corpus; may be repeated")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
