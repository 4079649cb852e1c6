"""Count the lines of Python that a piece of work runs: a measure of its cost that depends on no other program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

Work = Callable[[], object]


def steps_of(work: Work) -> int:
    """Return how many lines run; one that loops counts each time, but a loop inside C does not count."""
    steps = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def assert_each_costs_the_same(work_on: Callable[[int], Work], number: int) -> None:
    """Assert that twice as many more cost twice as many steps more, so that a quadratic cost is found beside others."""
    work_on(number)()  # what is made once for all
    few, more, many = (steps_of(work_on(number * times)) for times in (1, 2, 4))
    each, each_of_many = (more - few) / number, (many - more) / (2 * number)
    assert each_of_many <= 1.2 * each, f"{each:.1f} steps each, {each_of_many:.1f} where there are many"
