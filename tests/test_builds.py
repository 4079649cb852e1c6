"""The two bundled logs of one device, before and after a fix, are those of their script, and so are their reports."""

from __future__ import annotations

from collections import Counter

import pytest

from conftest import LOGS
from hilog_avsession import analyze
from simulator.builds import BUILDS, generate


@pytest.mark.parametrize("build", BUILDS)
def test_the_bundled_log_is_the_one_that_the_script_makes(build: str) -> None:
    assert (LOGS / f"{build}.log").read_text("utf-8").splitlines() == generate(build).lines()


@pytest.mark.parametrize("build", BUILDS)
def test_the_report_tells_what_the_script_let_happen(build: str) -> None:
    report = analyze(LOGS / f"{build}.log")
    told = Counter(
        (incident.code, incident.cause, incident.session and incident.session.bundle) for incident in report.incidents
    )
    true = Counter(
        (incident.code, incident.cause, incident.session and incident.session.bundle)
        for incident in generate(build).incidents
    )
    assert told == true


def test_one_failure_is_gone_one_is_new_and_one_is_as_rare_as_before() -> None:
    before, after = (
        Counter(incident.code for incident in analyze(LOGS / f"{build}.log").incidents) for build in BUILDS
    )
    assert before == {6600107: 16, 6600101: 3}
    assert after == {6600105: 11, 6600101: 4}
