"""Incidents are counted by application and by input; the counts are exact, whatever the report keeps."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from hilog_avsession import Report, analyze
from hilog_avsession.model.incidents import Session
from hilog_avsession.model.inputs import Input
from hilog_avsession.model.report import ApplicationCount, KindCount
from hilog_avsession.output.view import View
from hilog_avsession.output.wording.advice import advice_text
from hilog_avsession.output.wording.terms import Terms
from hilog_avsession.results.by_input import by_input, outermost
from hilog_avsession.results.filters import Filters

FIXTURES = Path(__file__).parent / "fixtures"
EVENING, BUG_REPORT = FIXTURES / "logs" / "evening.log", FIXTURES / "bugreport.zip"


@pytest.fixture(scope="module")
def report() -> Report:
    return analyze(BUG_REPORT, EVENING)


def test_applications_and_inputs_add_up_to_all_incidents(report: Report) -> None:
    assert report.applications == tuple(
        ApplicationCount(bundle, number, sum(s.bundle == bundle and s.incidents > 0 for s in report.sessions))
        for bundle, number in Counter(incident.application for incident in report.incidents).most_common()
    )
    assert sum(entry.incidents for entry in report.inputs) == report.counts.incidents > 30


def test_an_archive_is_one_row_and_its_files_are_counted(report: Report) -> None:
    archive, log = by_input(report)
    assert (archive.name, archive.files, archive.unreadable) == (str(BUG_REPORT), 4, 0)
    assert (log.name, log.files, log.lines) == (str(EVENING), 1, 188)
    assert archive.incidents + log.incidents == report.counts.incidents
    assert log.incidents == sum(incident.evidence[0].source == str(EVENING) for incident in report.incidents)


def test_incidents_that_the_report_does_not_keep_are_counted(report: Report) -> None:
    short = analyze(BUG_REPORT, EVENING, max_incidents=1)
    assert [entry.incidents for entry in short.inputs] == [entry.incidents for entry in report.inputs]
    assert short.applications == report.applications


def test_incidents_that_the_filters_leave_out_are_not_counted() -> None:
    report = analyze(EVENING, filters=Filters(bundles=frozenset(["com.example.radio"])))
    assert [count.bundle for count in report.applications] == ["com.example.radio"]
    assert report.inputs[0].incidents == report.counts.incidents


def test_the_same_file_twice_has_its_incidents_once() -> None:
    first, second = analyze(EVENING, EVENING).inputs
    assert first.incidents == analyze(EVENING).counts.incidents
    assert second.incidents == 0


def test_a_document_of_an_older_release_is_counted_when_it_is_read(report: Report) -> None:
    document = report.to_dict()
    del document["applications"]
    for entry in document["inputs"]:
        del entry["incidents"]
    old = Report.from_dict(document)
    assert (old.inputs, old.applications) == (report.inputs, report.applications)


@pytest.mark.parametrize(
    ("source", "container", "name"),
    [
        ("a.log", (), "a.log"),
        ("a!b.log.gz", ("gzip",), "a!b.log.gz"),
        ("bug.zip!log/a.gz", ("zip", "gzip"), "bug.zip"),
        ("all.tar.gz!bug.zip!log/a", ("gzip", "tar", "zip"), "all.tar.gz"),
        ("new!/bug.zip!log/a", ("zip",), "new!/bug.zip"),
        ("download!log/a", ("zip",), "download"),
    ],
)
def test_the_outermost_archive_gives_an_input_its_name(source: str, container: tuple[str, ...], name: str) -> None:
    assert outermost(Input(source, container=container)) == name


def test_an_unknown_application_comes_after_known_ones_with_as_many_incidents() -> None:
    kinds = [KindCount(6600107, None, bundle, 2) for bundle in (None, "com.b", "com.a")]
    sessions = [Session("1", bundle="com.a", incidents=2), Session("2", bundle="com.a")]
    assert ApplicationCount.of(kinds, sessions) == (("com.b", 2, 0), ("com.a", 2, 1), (None, 2, 0))


def test_each_recommendation_says_who_has_the_other_incidents_of_its_code(report: Report) -> None:
    texts = advice_text(report, Terms.of(report, View(top=None))).shown
    for text, recommendation in zip(texts, report.recommendations, strict=True):
        same = [other for other in report.recommendations if other.code == recommendation.code]
        assert bool(text.share_of_code) == (len(same) > 1)
        if text.share_of_code:
            total = sum(other.incidents for other in same)
            assert text.share_of_code.startswith(f"{recommendation.incidents} of the {total} incidents of {text.code}")
    assert any(text.share_of_code for text in texts)
