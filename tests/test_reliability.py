"""The frame of the trials: what is counted, when it ends, and that nothing that breaks is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reliability.command import TRIALS
from reliability.trial import Attempt, Trial, run


def test_a_trial_counts_its_attempts_and_keeps_the_first_faults() -> None:
    def attempts(luck: random.Random) -> Iterator[Attempt]:
        for number in range(10):
            yield Attempt("even" if number % 2 == 0 else "odd", f"{number} is odd" if number % 2 else None)

    sums = run(Trial("parity", "", attempts), seed=1, seconds=60)
    assert (sums.tried, sums.faults) == ({"even": 5, "odd": 5}, {"odd": 5})
    assert sums.examples == ["odd: 1 is odd", "odd: 3 is odd", "odd: 5 is odd"]


def test_a_trial_ends_with_its_time_and_is_closed() -> None:
    closed = []

    def endless(luck: random.Random) -> Iterator[Attempt]:
        try:
            while True:
                yield Attempt("again")
        finally:
            closed.append(True)

    assert run(Trial("endless", "", endless), seed=1, seconds=0).tried == {"again": 1}
    assert closed == [True]


def test_a_trial_that_breaks_is_a_fault() -> None:
    def broken(luck: random.Random) -> Iterator[Attempt]:
        yield Attempt("before")
        raise ValueError("no")

    sums = run(Trial("broken", "", broken), seed=1, seconds=60)
    assert sums.examples == ["the trial itself: ValueError: no"]


def test_trials_have_names_of_their_own() -> None:
    assert len({trial.name for trial in TRIALS}) == len(TRIALS)
