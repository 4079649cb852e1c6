"""One attempt of each kind that the trials "same bytes" and "same facts" make: what is no matter changes nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fuzz.oracle import difference
from hilog_avsession import Report
from hilog_avsession.analysis.matching import AT_ONCE
from hilog_avsession.model.records import span
from reliability import same_bytes, same_facts

IN_PROCESSES = {"several processes", "other hashes, no assertions, another locale and zone"}  # tests/test_jobs.py
FORMS = {kind: form for kind, _share, form in same_bytes.FORMS if kind not in IN_PROCESSES}
LOG = same_bytes.log_of(random.Random(1))


@pytest.mark.parametrize("kind", FORMS)
def test_the_report_is_the_same_however_the_bytes_arrive(kind: str, tmp_path: Path) -> None:
    assert FORMS[kind](LOG, random.Random(1), tmp_path) is None


@pytest.mark.parametrize("kind", dict(same_facts.CHANGES))
def test_details_that_do_not_matter_to_a_failure_change_nothing(kind: str) -> None:
    luck = random.Random(1)
    assert dict(same_facts.CHANGES)[kind](same_facts.trace_of(luck), luck) is None


@pytest.mark.parametrize("form", [same_bytes.told, same_bytes.in_short])
def test_another_report_is_distinguished_from_this_one(form: Callable[[Report], Any]) -> None:
    """A comparison that finds no difference anywhere would prove nothing."""
    one, other = (same_bytes.report_of(LOG[:size]) for size in (len(LOG), len(LOG) // 2))
    assert difference(form(one), form(other)) is not None
    assert same_facts.difference(same_facts.rows(one), same_facts.rows(other)) is not None


@pytest.mark.parametrize("start", [3.007, 53_578.266, 27_258_178.266, 1_795_140_900.266])
def test_a_span_is_as_long_at_every_time(start: float) -> None:
    """Clocks are rounded: 53578.271 - 53578.266 is more than 0.005."""
    for milliseconds in range(1000):
        begin = round(start + milliseconds / 1000, 3)
        assert round(begin + 0.005, 3) - begin <= AT_ONCE < round(begin + 0.006, 3) - begin
    assert span(1) > 1
