"""The bundled bug report is that of its script, and its report states what the script let happen."""

from __future__ import annotations

from collections import Counter

import pytest

from hilog_avsession import Report, analyze
from hilog_avsession.model.inputs import RemarkKind
from simulator.bugreport import ARCHIVE, files, generate, unpack

TRACE = generate()


@pytest.fixture(scope="module")
def report() -> Report:
    return analyze(ARCHIVE)


def test_the_bundled_archive_is_the_one_that_the_script_makes() -> None:
    assert unpack(ARCHIVE.read_bytes()) == files(TRACE), "run python -m tests.simulator.bugreport"


def test_the_script_makes_the_same_every_time() -> None:
    assert generate().lines() == TRACE.lines()


def test_the_report_tells_what_the_script_let_happen(report: Report) -> None:
    told = Counter(
        (incident.code, incident.cause, incident.session and incident.session.bundle) for incident in report.incidents
    )
    true = Counter(
        (incident.code, incident.cause, incident.session and incident.session.bundle) for incident in TRACE.incidents
    )
    assert told == true
    assert told.total() == 24


def test_logs_are_read_in_the_order_of_time_and_the_rest_is_passed_over(report: Report) -> None:
    logs = [source.source.rpartition("/")[2] for source in report.inputs if source.layout]
    assert logs == [
        "hilog.000.20261111-201400.gz",
        "hilog.001.20261111-201535.gz",
        "hilog.002.20261111-201710.gz",
    ]
    assert Counter(remark.kind for remark in report.remarks) == {
        RemarkKind.KERNEL: 1,
        RemarkKind.BINARY: 1,
        RemarkKind.NO_HILOG: 1,
    }


def test_the_names_of_the_files_tell_the_year(report: Report) -> None:
    assert {incident.year for incident in report.incidents} == {2026}
    assert report.to_frame()["local"].dt.year.eq(2026).all()
