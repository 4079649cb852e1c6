"""From contenders and a corpus to the time, the memory and the counts of each."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .contenders import Contender

_LAUNCHER = Path(__file__).with_name("launch.py")
_SLOW = 20.0  # seconds; a contender that takes longer runs once, because a disturbance matters less then
_KIB = 1024 if sys.platform != "darwin" else 1  # ru_maxrss: KiB, on macOS bytes


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one whole process."""

    seconds: float
    processor: float  # seconds of processor time, of all its processes
    peak: int  # bytes; for a pipeline, of its largest process
    output: bytes


@dataclass(slots=True)
class Result:
    """All runs of one contender on one corpus."""

    contender: Contender
    seconds: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)
    peak: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def best(self) -> float:
        """Return the time of the shortest run, which was disturbed least."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Return the median time."""
        return median(self.seconds)

    @property
    def processor(self) -> float:
        """Return the median processor time."""
        return median(self.processors)

    def add(self, run: Run) -> None:
        """Add a run."""
        self.seconds.append(run.seconds)
        self.processors.append(run.processor)
        self.peak = max(self.peak, run.peak)
        self.counts = self.contender.read_counts(run.output)


def warm(path: Path) -> None:
    """Read a file once, so that every contender finds it in the page cache."""
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 20):
            pass


def run_once(command: list[str], env: dict[str, str]) -> Run:
    """Run a command as a whole process. Raises RuntimeError if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        launched = subprocess.run(
            [sys.executable, "-I", "-S", str(_LAUNCHER), str(output), *command],
            env=os.environ | env,
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, processor, peak, status = launched.stdout.split()
        if int(status):
            raise RuntimeError(f"{command[0]} ended with status {status}: {launched.stderr.strip()[-500:]}")
        return Run(float(seconds), float(processor), int(peak) * _KIB, output.read_bytes())


def memory_floor() -> int:
    """Return the smallest peak memory that can be measured: that of the launcher."""
    return run_once(["true"], {}).peak


def compare(contenders: list[Contender], path: Path, runs: int, tell: Callable[[str], None]) -> list[Result]:
    """Run all contenders in turn, `runs` times, so that a disturbance of the machine affects all of them.

    A contender that takes very long runs once.
    """
    warm(path)
    results = [Result(contender) for contender in contenders]
    for number in range(1, runs + 1):
        for result in results:
            if result.seconds and result.best > _SLOW:
                continue
            tell(f"{path.name}: run {number} of {runs}, {result.contender.name}")
            result.add(run_once(result.contender.command(path), result.contender.env))
    return results


def figure(number: float) -> str:
    """Write small numbers with two significant digits, large ones without a fraction."""
    return f"{number:.0f}" if number >= 10 else f"{number:.2g}"


@dataclass(frozen=True, slots=True)
class Target:
    """A goal, and the figure that was measured."""

    work: str
    wanted: str
    measured: str
    is_met: bool

    @property
    def row(self) -> tuple[str, str, str, str]:
        """Return the target as a row of the table."""
        return self.work, self.wanted, self.measured, "yes" if self.is_met else "no"


COLUMNS = ("work", "target", "measured", "met")
