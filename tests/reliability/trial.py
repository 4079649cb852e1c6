"""The values of a trial: what it tries, an attempt, and the sums."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_MOST_EXAMPLES = 3  # of the faults of one kind


@dataclass(frozen=True)
class Attempt:
    """One thing that was tried: of which kind, and how the program failed, if it did."""

    kind: str
    fault: str | None = None


@dataclass(frozen=True)
class Trial:
    """What is tried, what has to hold in a sentence, and the attempts from a source of random numbers."""

    name: str
    holds: str
    attempts: Callable[[random.Random], Iterator[Attempt]]


@dataclass
class Sums:
    """How often each kind was tried, and the first faults of each kind."""

    name: str
    tried: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, attempt: Attempt) -> None:
        """Add an attempt."""
        self.tried[attempt.kind] += 1
        if attempt.fault is not None:
            self.faults[attempt.kind] += 1
            if self.faults[attempt.kind] <= _MOST_EXAMPLES:
                self.examples.append(f"{attempt.kind}: {attempt.fault}")


def run(trial: Trial, seed: int, seconds: float) -> Sums:
    """Make attempts until the time is over or the trial has no more; the same seed makes the same attempts."""
    sums, started = Sums(trial.name), time.monotonic()
    attempts = trial.attempts(random.Random(f"{seed} {trial.name}"))
    try:
        for attempt in attempts:
            sums.count(attempt)
            if time.monotonic() - started >= seconds:
                break
    except Exception as broken:  # noqa: BLE001  a defect of the trial, or of the program where it raises: never silent
        sums.count(Attempt("the trial itself", f"{type(broken).__name__}: {broken}"))
    finally:
        attempts.close()  # type: ignore[attr-defined]
    sums.seconds = time.monotonic() - started
    return sums
