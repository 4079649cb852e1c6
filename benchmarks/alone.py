"""From runs of the tool alone to the project's targets: start, pipe, growth, processes, memory, live view."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from .contenders import JSON
from .corpus import Kind, make, make_archives
from .counted import Counted, make_counted
from .live import idle_share, latencies
from .measure import Run, Target, run_once, warm
from .screen import view_cost
from .targets import memory
from .versions import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .versions import Version

_MB = 1_000_000
_STORM = 60_000  # failures in a log whose memory is measured
_NOISE = 1.03  # a start that takes this much longer may be just as fast
_STARTS = 15  # runs of a very short command
_ARCHIVES = 200
_PAIRS = 6  # runs of a command that needs both cores


def of_the_tool_alone(
    size: int, seed: int, runs: int, before: Version | None, tell: Callable[[str], None]
) -> Iterator[Target]:
    """Measure the targets that need no other contender, except that the start is compared with the version before."""
    path, _ = make(Kind.SPARSE, size, seed)
    yield from _starts(seed, before, tell)
    yield _pipe(path, runs, tell)
    yield from _growth(path, size, seed, runs, tell)
    yield _jobs(size, seed, runs, tell)
    yield from _archives(seed, runs, tell)
    yield from _memory(tell)
    tell("live: 50,000 lines a second")
    late = sorted(latencies())
    p99 = late[len(late) * 99 // 100] * 1000
    yield Target(
        "live: from a line to its failure in the view, 50,000 lines/s", "p99 ≤ 50 ms", f"p99 {p99:.0f} ms", p99 <= 50
    )
    yield from _view(tell)
    tell("live: no lines come")
    share = idle_share() * 100
    yield Target("live: processor time of the view while no lines come", "≤ 2 %", f"{share:.1f} %", share <= 2)


def _view(tell: Callable[[str], None]) -> Iterator[Target]:
    """Measure the interactive view at 50,000 lines a second."""
    tell("watch: 50,000 lines a second")
    cost = view_cost()
    late = sorted(cost.latencies)
    p99, share = late[len(late) * 99 // 100] * 1000, cost.drawing * 100
    yield Target(
        "watch: from a line to its failure on the screen, 50,000 lines/s",
        "p99 ≤ 100 ms",
        f"p99 {p99:.0f} ms",
        p99 <= 100,
    )
    yield Target("watch: drawing, of one processor, 50,000 lines/s", "≤ 10 %", f"{share:.1f} %", share <= 10)


def _starts(seed: int, before: Version | None, tell: Callable[[str], None]) -> Iterator[Target]:
    small, _ = make(Kind.SPARSE, _MB, seed)
    for work, arguments, limit in (
        ("start: --help", ["--help"], 60),
        ("start: --version", ["--version"], 60),
        ("start: analyze a log of 1 MB", ["analyze", str(small), *JSON], 120),
    ):
        tell(work)
        here, then = list[Run](), list[Run]()
        for _ in range(_STARTS):
            here.append(_run(arguments))
            if before is not None:
                then.append(_run(arguments, before))
        best = min(run.seconds for run in here) * 1000
        yield Target(work, f"≤ {limit} ms", f"{best:.0f} ms (best of {_STARTS})", best <= limit)
        if then:
            yield _no_slower(work, here, then)


def _no_slower(work: str, here: list[Run], then: list[Run]) -> Target:
    """Compare a start with that of the version before."""
    ratio = median(run.seconds for run in here) / median(run.seconds for run in then)
    processor = median(run.processor for run in here) / median(run.processor for run in then)
    measured = f"{ratio:.2f} × (processor time: {processor:.2f} ×)"
    return Target(work, f"≤ {_NOISE} × the time of the version before", measured, ratio <= _NOISE)


def _pipe(path: Path, runs: int, tell: Callable[[str], None]) -> Target:
    tell("through a pipe")
    piped = ["sh", "-c", f"cat {shlex.quote(str(path))} | {shlex.join(HERE.command('analyze', '-', *JSON))}"]
    pairs = [(_seconds(["analyze", str(path), *JSON]), run_once(piped, HERE.env).seconds) for _ in range(runs)]
    ratio = min(file for file, _ in pairs) / min(pipe for _, pipe in pairs)
    return Target("through a pipe", "≥ 0.5 × the file", f"{ratio:.2g} ×", ratio >= 0.5)


def _growth(path: Path, size: int, seed: int, runs: int, tell: Callable[[str], None]) -> Iterator[Target]:
    """Compare a tenth of a corpus with the whole, without the time of the start."""
    tell("growth")
    tenth, _ = make(Kind.SPARSE, size // 10, seed)
    warm(path)
    start = min(_seconds(["analyze", os.devnull, *JSON]) for _ in range(5))
    seconds, peaks = [], []
    for corpus in (tenth, path):
        done = [_run(["analyze", str(corpus), *JSON]) for _ in range(runs)]
        seconds.append(min(run.seconds for run in done) - start)
        peaks.append(max(run.peak for run in done) / 1e6)
    ratio = seconds[1] / seconds[0] / 10
    work = f"growth from {size // 10 // _MB} to {size // _MB} MB"
    yield Target(work, "linear: ≤ 1.15 × the time for a MB", f"{ratio:.2f} ×", ratio <= 1.15)
    yield Target(
        f"memory from {size // 10 // _MB} to {size // _MB} MB",
        "the same (± 4 MB)",
        f"{peaks[0]:.0f} and {peaks[1]:.0f} MB",
        abs(peaks[1] - peaks[0]) <= 4,
    )


def _jobs(size: int, seed: int, runs: int, tell: Callable[[str], None]) -> Target:
    """Compare one process with two on four different files."""
    tell("two processes")
    files = [str(make(Kind.SPARSE, size // 4, seed + number)[0]) for number in range(4)]
    for file in files:
        warm(Path(file))
    both = [
        tuple(_run(["analyze", *files, *JSON, "--jobs", jobs]) for jobs in ("1", "2")) for _ in range(max(runs, _PAIRS))
    ]
    ratio = min(one_job.seconds for one_job, _ in both) / min(two_jobs.seconds for _, two_jobs in both)
    alike = all(one_job.output == two_jobs.output for one_job, two_jobs in both)
    what = "identical report" if alike else "the reports differ"
    return Target(
        "four files on two cores, --jobs 2", "≥ 1.7 ×, identical", f"{ratio:.2f} ×, {what}", ratio >= 1.7 and alike
    )


def _archives(seed: int, runs: int, tell: Callable[[str], None]) -> Iterator[Target]:
    """Compare the number of processes that the tool chooses with others, on many small archives."""
    tell("many small archives")
    files = list(map(str, make_archives(_ARCHIVES, seed)))
    jobs: dict[str, list[float]] = {"0": [], "1": [], "2": [], "4": []}
    outputs = set()
    for _ in range(max(runs, _PAIRS)):
        for number, seconds in jobs.items():
            run = _run(["analyze", *files, *JSON, "--jobs", number])
            seconds.append(run.seconds)
            outputs.add(run.output)
    best = {number: min(seconds) for number, seconds in jobs.items()}
    what = "identical report" if len(outputs) == 1 else "the reports differ"
    speedup, loss = best["1"] / best["0"], best["0"] / min(best.values())
    work = f"{_ARCHIVES} archives of 40 kB on two cores"
    yield Target(
        work, "≥ 1.7 × one process, identical", f"{speedup:.2f} ×, {what}", speedup >= 1.7 and len(outputs) == 1
    )
    yield Target(work, "≤ 1.05 × the time of the best --jobs", f"{loss:.2f} ×", loss <= 1.05)


def _memory(tell: Callable[[str], None]) -> Iterator[Target]:
    """Measure storms of other shapes than those of the corpora."""
    for kind in (Counted.CODES, Counted.INSTANT):
        tell(f"memory: {kind}")
        path = make_counted(kind, _STORM)
        yield memory(f"{_STORM:,} {kind}", _run(["analyze", str(path), *JSON]).peak)


def _run(arguments: list[str], version: Version = HERE) -> Run:
    return run_once(version.command(*arguments), version.env)


def _seconds(arguments: list[str]) -> float:
    return _run(arguments).seconds
