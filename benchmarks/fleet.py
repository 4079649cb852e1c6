"""From generated captures to what a fleet costs beside its analysis: `python -m benchmarks.fleet --help`."""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
from rich.console import Console
from rich.table import Table

from .corpus import CORPORA, Generator, Kind, make, make_archives

_DIFFERENT = 100  # archives that are generated; the others have the same content under other names
_FEW = 20  # units that show what the start takes
_TINY = 2_000  # bytes of a tiny unit
_SAMPLE = 0.5  # seconds between two looks at the memory
_ANALYZE = """
import sys, time
import hilog_avsession
hilog_avsession.analyze(sys.argv[1])
begun, used = time.perf_counter(), time.process_time()
for path in sys.argv[1:]:
    hilog_avsession.analyze(path)
print(time.perf_counter() - begun, time.process_time() - used)
"""


class Run(NamedTuple):
    """What one run over a fleet took."""

    seconds: float  # from the first unit to the last, without the start of the processes
    whole: float  # with it
    processor: float  # seconds of all processes, with their start
    memory: tuple[tuple[int, float], ...]  # units that had ended, MiB of the process that runs the fleet
    scheduler: tuple[tuple[int, float], ...] = ()  # the same of a scheduler in its own process


def main() -> None:
    """Measure speed-up, overhead and memory, and print them."""
    options = _options()
    console = Console()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        if options.runs:
            mixed = mixed_fleet(folder / "mixed", options.small, options.large, options.seed)
            console.print(_speed(mixed, folder, options))
        small = linked(folder / "small", make_archives(_DIFFERENT, options.seed), options.small)
        console.print(_overhead(small, folder))
        if options.tiny:
            console.print(_memory(tiny_fleet(folder / "tiny", options.tiny, options.seed), folder))


# ---- fleets ----------------------------------------------------------------------------------------------------------


def mixed_fleet(folder: Path, small: int, large: int, seed: int) -> Path:
    """Make bug reports of about 40 kB and plain logs of 20 MB in one folder."""
    linked(folder, make_archives(_DIFFERENT, seed), small)
    logs = [make(Kind.SPARSE, 20_000_000, seed + number)[0] for number in range(min(large, 4))]
    return linked(folder, logs, large) if logs else folder


def tiny_fleet(folder: Path, count: int, seed: int) -> Path:
    """Make packed logs of a few lines."""
    folder.mkdir()
    generator = Generator(Kind.DENSE, seed)
    texts = [b"".join(generator.blocks(generator.truth.bytes + _TINY)) for _ in range(50)]
    for number, text in zip(range(count), itertools.cycle(texts), strict=False):
        (folder / f"{number:06}.log.gz").write_bytes(gzip.compress(text, 1, mtime=0))
    return folder


def linked(folder: Path, files: Sequence[Path], count: int) -> Path:
    """Give files as many names as there are units to be."""
    folder.mkdir(exist_ok=True)
    for number, path in zip(range(count), itertools.cycle(files), strict=False):
        name = folder / f"{number:06}-{path.name}"
        try:
            os.link(path, name)
        except OSError:  # another file system
            shutil.copyfile(path, name)
    return folder


# ---- measuring -------------------------------------------------------------------------------------------------------


def run_fleet(
    captures: Path, out: Path, workers: int, scheduler: psutil.Process | None = None, address: str = ""
) -> Run:
    """Read a fleet from nothing, in a process of its own."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "hilog_avsession", "fleet", str(captures), "-o", str(out), "--progress", "jsonl"]
    command += ["--unit", "archive", *(["--scheduler", address] if address else ["--workers", str(workers)])]
    begun, used = time.perf_counter(), _processor_of_children()
    first = last = None
    ended, looked = 0, 0.0
    memory: list[tuple[int, float]] = []
    of_scheduler: list[tuple[int, float]] = []
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None  # a pipe
        watched = psutil.Process(process.pid)
        for line in process.stderr:
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("event") == "unit":
                assert event["status"] == "done", event
                ended, last = ended + 1, event["seconds"]
                first = first if first is not None else last
            if time.monotonic() - looked > _SAMPLE and event.get("event") in ("unit", "tick"):
                looked = time.monotonic()
                memory.append((ended, watched.memory_info().rss / 2**20))
                if scheduler is not None:
                    of_scheduler.append((ended, scheduler.memory_info().rss / 2**20))
    assert process.returncode == 0
    assert first is not None
    assert last is not None
    processor = _processor_of_children() - used
    return Run(last - first, time.perf_counter() - begun, processor, tuple(memory), tuple(of_scheduler))


def _processor_of_children() -> float:
    """Return the seconds of the processor that processes which have ended took, with those that they waited for."""
    times = os.times()
    return times.children_user + times.children_system


def analyze_alone(captures: Path) -> tuple[float, float]:
    """Return the seconds, and those of the processor, that the same units take one after the other in one process."""
    paths = sorted(map(str, captures.iterdir()))
    done = subprocess.run([sys.executable, "-c", _ANALYZE, *paths], capture_output=True, text=True, check=True)
    seconds, processor = map(float, done.stdout.split())
    return seconds, processor


# ---- figures ---------------------------------------------------------------------------------------------------------


def _speed(captures: Path, folder: Path, options: argparse.Namespace) -> Table:
    """Compare two workers with one, in turns."""
    units, size = len(list(captures.iterdir())), sum(path.stat().st_size for path in captures.iterdir())
    runs: dict[int, list[Run]] = {1: [], 2: []}
    for _ in range(options.runs):
        for workers, found in runs.items():
            found.append(run_fleet(captures, folder / "out", workers))
    best = {workers: min(run.seconds for run in found) for workers, found in runs.items()}
    shown = Table("workers", "seconds", "units/s", "MB/s", "times one", title=f"{units:,} units, {size / 1e6:,.0f} MB")
    for workers, seconds in best.items():
        shown.add_row(
            str(workers), f"{seconds:.1f}", f"{units / seconds:,.0f}", f"{size / 1e6 / seconds:.1f}",
            f"{best[1] / seconds:.2f}",
        )  # fmt: skip
    return shown


def _overhead(captures: Path, folder: Path) -> Table:
    """Compare one worker with the analysis of the same units in one process, in turns.

    A few units show what the start takes. Processor time is what counts on a machine that has other work.
    """
    few = linked(folder / "few", sorted(captures.iterdir())[:_FEW], _FEW)
    alone, runs, started = [], [], []
    for _ in range(2):
        alone.append(analyze_alone(captures))
        runs.append(run_fleet(captures, folder / "out", 1))
        started.append(run_fleet(few, folder / "out", 1).processor)
    units = len(list(captures.iterdir()))
    seconds = min(run.seconds for run in runs) - min(seconds for seconds, _ in alone)
    analysis = min(processor for _, processor in alone)
    fleet = (min(run.processor for run in runs) - min(started)) * units / (units - _FEW)
    shown = Table("what", "seconds", "processor s", "processor ms a unit", title=f"{units:,} units of 40 kB")
    shown.add_row("analysis", f"{min(alone)[0]:.1f}", f"{analysis:.1f}", f"{analysis / units * 1e3:.1f}")
    shown.add_row("fleet", f"{min(runs)[0]:.1f}", f"{fleet:.1f}", f"{fleet / units * 1e3:.1f}")
    shown.add_row("overhead", f"{seconds:.1f}", f"{fleet - analysis:.1f}", f"{(fleet - analysis) / units * 1e3:.1f}")
    return shown


def _memory(captures: Path, folder: Path) -> Table:
    """Look at the memory of the process that runs a fleet and of a scheduler in its own, as units end."""
    alone = run_fleet(captures, folder / "out", 2)
    with _loopback(folder) as (scheduler, address):
        apart = run_fleet(captures, folder / "out", 2, scheduler, address)
    units = len(list(captures.iterdir()))
    shown = Table(
        "units ended", "client and scheduler in one", "client", "scheduler", title=f"{units:,} tiny units, MiB"
    )
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        ended = int(units * share)
        columns = (alone.memory, apart.memory, apart.scheduler)
        shown.add_row(f"{ended:,}", *(f"{_at(samples, ended):.0f}" for samples in columns))
    shown.caption = f"{units / alone.seconds:,.0f} and {units / apart.seconds:,.0f} units a second"
    return shown


def _at(samples: Sequence[tuple[int, float]], ended: int) -> float:
    """Return the memory when so many units had ended."""
    return min(samples, key=lambda sample: abs(sample[0] - ended))[1]


@contextmanager
def _loopback(folder: Path) -> Iterator[tuple[psutil.Process, str]]:
    """Start a scheduler and two workers as processes on loopback."""
    file = folder / "scheduler.json"
    options = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]
    programs = [["dask_scheduler", "--port", "0"], *[["dask_worker", "--nworkers", "1", "--nthreads", "1"]] * 2]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for program in programs:
            command = [sys.executable, "-m", f"distributed.cli.{program[0]}", *program[1:], *options]
            started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            while not file.exists():
                if started[0].poll() is not None:
                    raise RuntimeError(f"the scheduler ended with status {started[0].returncode}")
                time.sleep(0.1)
        yield psutil.Process(started[0].pid), json.loads(file.read_text())["address"]
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fleet", description=__doc__)
    parser.add_argument("--small", type=int, default=2_000, help="number of bug reports of 40 kB")
    parser.add_argument("--large", type=int, default=50, help="number of logs of 20 MB")
    parser.add_argument("--tiny", type=int, default=20_000, help="number of tiny units, 0 for none")
    parser.add_argument("--runs", type=int, default=2, help="runs of each number of workers, 0 for none")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other captures")
    parser.add_argument("--folder", type=Path, default=CORPORA, help="where the captures are made and removed again")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    return options


if __name__ == "__main__":
    main()
