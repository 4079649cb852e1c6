"""From a log to the share of time that each stage of the pipeline takes: `python -m benchmarks.stages --help`.

The pipeline is drained stage by stage: first only its scanner runs, then also what reads its lines, and so on.
A stage's time is what it adds. Each run is a new process that first reads a small log, so that the start counts once.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import deque
from itertools import pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING

from rich.console import Console

from hilog_avsession.analysis.deduplicate import Deduplicator
from hilog_avsession.analysis.detect import Detector
from hilog_avsession.analysis.sessions.tracker import Tracker
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.header import Unparsed
from hilog_avsession.reading.reader import LocalText, LogReader

from .contenders import JSON
from .corpus import Kind, make
from .measure import run_once
from .targets import WORK
from .versions import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from hilog_avsession.model.events import DumpLine
    from hilog_avsession.model.records import Line, Record

_MB = 1_000_000
_SMALL = 300_000  # bytes of the log that each run reads first
_RUNS = 5
_OPTIONS = Options(jobs=1)


# ---- the pipeline, up to each of its stages ----


def _texts(log: Path) -> Iterator[LocalText]:
    found = LogReader(_OPTIONS.reading).read(log)
    return (text for text in found if isinstance(text, LocalText))


def _lines(log: Path) -> Iterator[Line]:
    for text in _texts(log):
        yield from text.find_lines()


def _records(log: Path) -> Iterator[Record | DumpLine]:
    deduplicator = Deduplicator()
    for text in _texts(log):
        parsed = (record for record in text.records() if not isinstance(record, Unparsed))
        yield from deduplicator.new_records(parsed, continues=text.continues)


def _linked(log: Path) -> Iterator[object]:
    return Tracker(_OPTIONS.ruleset.catalog).follow(Detector(_OPTIONS.ruleset).find_events(_records(log)))


def _reported(log: Path) -> list[str]:
    return [diagnose([log], _OPTIONS).to_json()]


STAGES: dict[str, Callable[[Path], Iterable[object]]] = {
    "scanning": _lines,
    "reading, deduplication": _records,
    "detection, sessions": _linked,
    "folding, report": _reported,
}


# ---- measuring ----


def shares(log: Path, small: Path, runs: int = _RUNS) -> dict[str, float]:
    """Return the share of each stage, and of the start, in the time that a log takes."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        upto = [min(pool.starmap(_seconds, [(stage, log, small)] * runs, chunksize=1)) for stage in STAGES]
    start = min(run_once(HERE.command("analyze", os.devnull, *JSON), HERE.env).processor for _ in range(runs))
    added = [max(after - before, 0.0) for before, after in pairwise([0.0, *upto])]
    seconds = dict(zip(STAGES, added, strict=True)) | {"start": start}
    return {stage: each / sum(seconds.values()) for stage, each in seconds.items()}


def _seconds(stage: str, log: Path, small: Path) -> float:
    """Drain the pipeline up to a stage, and return the processor time that this takes."""
    deque(STAGES[stage](small), maxlen=0)
    begin = time.process_time()
    deque(STAGES[stage](log), maxlen=0)
    return time.process_time() - begin


def main() -> None:
    """Measure the corpora and print a table in Markdown."""
    options = _options()
    kinds = [Kind(name) for name in options.only or (Kind.SPARSE, Kind.DENSE, Kind.VARIED, Kind.STORM)]
    found = []
    for kind in kinds:
        with Console(stderr=True).status(kind):
            log, _ = make(kind, options.size * _MB // (5 if kind is not Kind.SPARSE else 1), 1)
            found.append(shares(log, make(kind, _SMALL, 1)[0]))
    print("| stage |" + "".join(f" {WORK[kind]} |" for kind in kinds))
    print("| --- |" + " ---: |" * len(kinds))
    for stage in found[0]:
        print(f"| {stage} |" + "".join(f" {each[stage] * 100:.0f} % |" for each in found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="MB of the sparse corpus; the others have a fifth of it")
    parser.add_argument("--only", action="append", choices=list(Kind), help="one corpus; may be repeated")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
