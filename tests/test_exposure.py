"""How long a report watched: what its logs cover, and what sessions lived in it, however the log prints time."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from hilog_avsession import Report, analyze
from hilog_avsession.model.incidents import Session
from hilog_avsession.model.inputs import Input
from hilog_avsession.model.report import Counts, LossCount
from hilog_avsession.model.report import Lines as LineCounts
from hilog_avsession.results.comparison.exposure import Exposure, exposure_of, join_exposures

EMPTY = Report(
    lang="en", interrupted=False, inputs=(), lines=LineCounts(), loss=LossCount(), counts=Counts(), categories=(),
    codes=(), recommendations=(), sessions=(), incidents=(),
)  # fmt: skip


def watched(times: Sequence[tuple[str | None, str | None]], sessions: Sequence[Session] = ()) -> Exposure:
    inputs = tuple(Input(f"{n}.log", first_time=first, last_time=last) for n, (first, last) in enumerate(times))
    counts = Counts(sessions=len(sessions))
    return exposure_of(dataclasses.replace(EMPTY, inputs=inputs, sessions=tuple(sessions), counts=counts))


def lived(created: str | None, released: str | None, bundle: str = "com.example.radio") -> Session:
    return Session("ABC******DEF", bundle=bundle, created=created, released=released)


@pytest.mark.parametrize(
    ("first", "last", "minutes"),
    [
        ("11-06 10:00:00.000", "11-06 10:30:00.000", 30),
        ("11-06 23:50:00.000", "11-07 00:10:00.000", 20),
        ("12-31 23:50:00.000", "01-01 00:10:00.000", 20),
        ("2027-12-31 23:50:00.000", "2028-01-01 00:10:00.000", 20),
        ("02-28 23:59:00.000", "03-01 00:00:00.000", 1),
        ("2028-02-28 23:59:00.000", "2028-03-01 00:00:00.000", 1 + 24 * 60),
        ("CST 2027-11-06 10:00:00.000000", "CST 2027-11-06 10:00:30.000000", 0.5),
        ("23:59:00.000", "00:01:00.000", 2),
        ("1794045600.000", "1794045660.000", 1),
        ("98.500", "128.5", 0.5),
    ],
)
def test_a_log_covers_the_time_from_its_first_line_to_its_last(first: str, last: str, minutes: float) -> None:
    assert watched([(first, last)]) == Exposure(pytest.approx(minutes))


@pytest.mark.parametrize(
    "times",
    [[], [(None, None)], [("11-06 10:00:00.000", "11-06 10:00:00.000")], [("11-06 10:00:00.000", "5.0")], [("x", "y")]],
)
def test_without_a_printed_time_nothing_is_known(times: list[tuple[str | None, str | None]]) -> None:
    assert watched(times, [lived(None, None)]) == Exposure()


def test_captures_that_overlap_cover_their_time_once() -> None:
    hour = "11-06 10:{}:00.000"
    times = [(hour.format(a), hour.format(b)) for a, b in (("00", "10"), ("05", "20"), ("30", "40"))]
    assert watched(times).log == pytest.approx(30)


def test_a_session_lives_from_its_creation_to_its_release() -> None:
    log = [("11-06 10:00:00.000", "11-06 10:30:00.000")]
    sessions = [
        lived("11-06 10:05:00.000", "11-06 10:10:00.000"),
        lived("11-06 10:20:00.000", None),  # alive at the end
        lived(None, "11-06 10:01:00.000"),  # alive before the beginning
        lived(None, None, "com.example.cinema"),
    ]
    found = watched(log, sessions)
    assert found.sessions == pytest.approx(5 + 10 + 1 + 30)
    assert found.applications == pytest.approx({"com.example.radio": 16, "com.example.cinema": 30})


def test_a_session_is_watched_only_while_a_log_covers_it() -> None:
    hour = "11-06 1{}:{}:00.000"
    log = [(hour.format(0, "00"), hour.format(0, "10")), (hour.format(5, "00"), hour.format(5, "10"))]
    assert watched(log, [lived("11-06 10:05:00.000", "11-06 15:02:00.000")]).sessions == pytest.approx(5 + 2)


def test_logs_that_count_time_in_other_ways_are_counted_apart() -> None:
    log = [("11-06 10:00:00.000", "11-06 10:10:00.000"), ("100.000", "160.000")]
    found = watched(log, [lived("11-06 10:08:00.000", None), lived("130.000", None)])
    assert found.log == pytest.approx(11)
    assert found.sessions == pytest.approx(2 + 0.5)


def test_where_some_sessions_were_not_kept_their_time_is_not_known() -> None:
    log = (Input("a.log", first_time="1.0", last_time="61.0"),)
    report = dataclasses.replace(EMPTY, inputs=log, sessions=(lived(None, None),), counts=Counts(sessions=2))
    assert exposure_of(report) == Exposure(pytest.approx(1))


def test_several_devices_add_up_as_far_as_all_are_known() -> None:
    both = [Exposure(1.0, 2.0, {"a": 2.0}), Exposure(3.0, 4.0, {"a": 1.0, "b": 3.0})]
    assert join_exposures(both) == Exposure(4.0, 6.0, {"a": 3.0, "b": 3.0})
    assert join_exposures([*both, Exposure(5.0)]) == Exposure(9.0, None, {"a": 3.0, "b": 3.0})
    assert join_exposures([*both, Exposure()]).log is None


def test_a_report_read_back_watched_as_long(evening: Path) -> None:
    report = analyze(evening)
    found = exposure_of(report)
    assert found == exposure_of(Report.from_json(report.to_json()))
    assert found.sessions is not None
    assert found.log is not None
    assert 0 < found.log < found.sessions  # two sessions lived at once
