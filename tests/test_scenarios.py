"""The reference scenarios, where they are present: every incident found, none invented, the right session."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import SHARED, with_trials
from hilog_avsession.pipeline import diagnose

SCENARIOS = sorted((SHARED / "samples" / "scenarios").glob("*.log")) if SHARED.is_dir() else []
SOME = SCENARIOS[::4]
CAPTURES = sorted((SHARED / "samples" / "real").glob("*.log")) if SHARED.is_dir() else []
SKIP = "the reference material is not beside this checkout"


@pytest.mark.skipif(not SCENARIOS, reason=SKIP)
@pytest.mark.parametrize("log", SCENARIOS, ids=lambda log: log.name)
def test_a_scenario_is_reported_exactly(log: Path) -> None:
    truth = json.loads((log.parent / f"{log.name.split('.')[0]}.truth.json").read_text("utf-8"))
    report = diagnose([log])
    told = [
        {
            "public_code": incident.code,
            "native_code": incident.native,
            "lines": [line.line for line in incident.evidence],
            "session_id": incident.session and incident.session.full_id,
            "session_pid": incident.session and incident.session.pid,
            "bundle": incident.session and incident.session.bundle,
            "controller_pid": incident.controller.pid if incident.controller else None,
            "api": incident.api,
        }
        for incident in report.incidents
    ]
    wanted = [{key: incident.get(key) for key in told[0]} for incident in truth["incidents"]]
    assert told == wanted


@pytest.mark.skipif(not CAPTURES, reason=SKIP)
@pytest.mark.parametrize("log", CAPTURES, ids=lambda log: log.name)
def test_a_public_capture_without_failures_gives_no_finding(log: Path) -> None:
    report = diagnose([log])
    assert report.counts.incidents == 0
    assert report.inputs[0].error is None
    assert report.lines.unparsed == 0
    text = log.read_bytes().decode("utf-16" if "utf16" in log.name else "utf-8", "replace")
    assert report.lines.total == text.count("\n") + (not text.endswith("\n"))


def damaged(lines: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """The log without a line, with a line twice, without its beginning, without its end."""
    for place in range(len(lines)):
        yield f"without {place + 1}", lines[:place] + lines[place + 1 :]
        yield f"twice {place + 1}", lines[: place + 1] + lines[place:]
        yield f"from {place + 1}", lines[place:]
        yield f"up to {place + 1}", lines[:place]


@pytest.mark.skipif(not SCENARIOS, reason=SKIP)
@pytest.mark.parametrize(
    "log",
    with_trials(SCENARIOS[::4], [log for log in SCENARIOS if log not in SCENARIOS[::4]]),
    ids=lambda log: log.name,
)
def test_damage_never_invents_an_incident_or_a_sure_link_that_is_wrong(log: Path) -> None:
    truth = json.loads((log.parent / f"{log.name.split('.')[0]}.truth.json").read_text("utf-8"))
    codes = {incident["public_code"] for incident in truth["incidents"]}
    session = next(fact["session_id"] for fact in truth["facts"] if fact.get("session_id"))
    for what, lines in damaged(log.read_bytes().splitlines()):
        incidents = diagnose([io.BytesIO(b"\n".join(lines) + b"\n")]).incidents
        assert len(incidents) <= len(truth["incidents"]), what
        assert {one.code for one in incidents} <= codes, what
        sure = [one.session for one in incidents if one.session and one.context_confidence in ("certain", "high")]
        assert {one.full_id for one in sure} <= {session, None}, what
