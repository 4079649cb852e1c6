"""The reference scenarios, where they are present: every incident found, none invented, the right session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import SHARED
from hilog_avsession.pipeline import diagnose

SCENARIOS = sorted((SHARED / "samples" / "scenarios").glob("*.log")) if SHARED.is_dir() else []
CAPTURES = sorted((SHARED / "samples" / "real").glob("*.log")) if SHARED.is_dir() else []
SKIP = "the reference material is not beside this checkout"


@pytest.mark.skipif(not SCENARIOS, reason=SKIP)
@pytest.mark.parametrize("log", SCENARIOS, ids=lambda log: log.name)
def test_a_scenario_is_told_exactly(log: Path) -> None:
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
