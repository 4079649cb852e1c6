"""A diagnosis is driven in one way: read the inputs, finish, take the report; each stage keeps its own state."""

from __future__ import annotations

import io
import re
import sys
from collections import deque
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from hilog_avsession.options import Options
from hilog_avsession.pipeline import Diagnosis, diagnose
from hilog_avsession.report import Report
from hilog_avsession.results.filters import Filters


def test_a_report_waits_for_the_end(evening: Path) -> None:
    diagnosis = Diagnosis()
    deque(diagnosis.read(evening), maxlen=0)
    with pytest.raises(AssertionError, match="finish"):
        diagnosis.report()
    deque(diagnosis.finish(), maxlen=0)
    assert diagnosis.report().to_json() == diagnosis.report().to_json()


def test_the_incidents_that_are_yielded_are_those_of_the_report(evening: Path) -> None:
    diagnosis = Diagnosis()
    yielded = [*diagnosis.read(evening), *diagnosis.finish()]
    report = diagnosis.report()
    assert [(incident.id, incident.code) for incident in yielded] == [
        (incident.id, incident.code) for incident in report.incidents
    ]


def test_lines_of_a_file_that_is_not_a_log_count_nowhere(tmp_path: Path, evening: Path) -> None:
    (tmp_path / "evening.log").write_bytes(evening.read_bytes())
    alone = diagnose([tmp_path]).lines
    (tmp_path / "notes.txt").write_bytes(b"nothing of this is a HiLog\n" * 3 + b"error code: 6600107\n")
    report = diagnose([tmp_path])
    assert report.lines == alone
    assert len(report.remarks) == 1


def test_an_incident_that_the_filters_leave_out_is_in_no_story(evening: Path) -> None:
    chosen = diagnose([evening], Options(filters=Filters(codes=frozenset({6600107}))))
    codes = {event.code for session in chosen.sessions for event in session.story if event.kind == "failure"}
    assert codes == {6600107}
    assert sum(session.incidents for session in chosen.sessions) == sum(
        incident.session is not None for incident in chosen.incidents
    )


def test_lines_may_be_counted_while_an_input_is_read() -> None:
    diagnosis = Diagnosis()
    assert diagnosis.lines_so_far == 0
    line = b"09-21 14:03:0%d.000  1184  1421 E C02B91/AVSession: [SendControlCommand]command send number exceed max\n"
    reading = diagnosis.read(io.BytesIO(b"".join(line % second for second in range(9))))
    next(reading)
    assert diagnosis.lines_so_far > 0
    deque(reading, maxlen=0)
    assert diagnosis.lines_so_far == 9


def test_another_thread_never_sees_the_lines_go_back_or_ahead() -> None:
    diagnosis, seen = Diagnosis(), []

    def look(frame: FrameType, _event: str, _argument: object) -> Any:
        """Count the lines wherever another thread might, at the end of each statement."""
        if frame.f_code.co_name in ("_read_text", "_sum_of", "lines_so_far"):
            sys.settrace(None)
            seen.append(diagnosis.lines_so_far)
            sys.settrace(look)
            return look
        return None

    line = b"09-21 14:0%d:0%d.000  1184  1421 E C02B91/AVSession: [SendControlCommand]command send number exceed max\n"
    tracing = sys.gettrace()
    try:
        sys.settrace(look)
        for minute in range(3):
            text = b"".join(line % (minute, second) for second in range(9))
            deque(diagnosis.read(io.BytesIO(text)), maxlen=0)
    finally:
        sys.settrace(tracing)
    assert seen == sorted(seen)
    assert set(seen) >= {0, 9, 18, 27}
    assert seen[-1] == 27


def test_first_and_last_times_are_null_only_if_no_line_has_one(evening: Path) -> None:
    """As the JSON Schema says; an empty text would be a time."""
    untimed = diagnose([io.BytesIO(re.sub(rb"(?m)^\S+ \S+ +\d+ +\d+ ", b"", evening.read_bytes()))])
    timed = diagnose([evening])
    assert untimed.counts == timed.counts
    for counted in (*untimed.codes, *untimed.filtered(Filters(codes="66*")).codes, *untimed.inputs):
        assert (counted.first_time, counted.last_time) == (None, None)
    for merged in (Report.merge(untimed, timed), Report.merge(timed, untimed)):
        assert _times(merged) == _times(merged.filtered(Filters(codes="66*"))) == _times(timed)


def _times(report: Report) -> list[tuple[int, str | None, str | None]]:
    return [(count.code, count.first_time, count.last_time) for count in report.codes]


def test_the_times_of_a_code_do_not_depend_on_the_order_of_the_inputs(evening: Path) -> None:
    before, after = (evening.with_name(name) for name in ("before.log", "after.log"))
    report, turned = diagnose([before, after]), diagnose([after, before])
    of_both = {count.code for count in diagnose([before]).codes} & {count.code for count in diagnose([after]).codes}
    assert of_both, "a code that both logs hold"
    for other in (turned, turned.filtered(Filters(codes="66*")), Report.merge(diagnose([after]), diagnose([before]))):
        assert sorted(_times(other)) == sorted(_times(report))
