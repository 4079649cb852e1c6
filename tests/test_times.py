"""One scale of times: which two can be compared, and how far apart they are, whoever asks."""

from __future__ import annotations

from itertools import product

import pytest

from hilog_avsession.model.inputs import Input
from hilog_avsession.model.report import Incomparable
from hilog_avsession.results.times import SECOND, Clock, FirstAndLast, Scale, distance, read_time, scale_of, zeros

# a printed time of each scale, with the clock that reading gives it
TIMES = {
    Scale.UPTIME: ("845.500", 845.5),
    Scale.TIME_OF_DAY: ("12:00:00.500", 43_200.5),
    Scale.DATE: ("11-20 12:00:00.500", 28_036_800.5),
    Scale.LOCAL: ("2026-11-20 12:00:00.500", 1_795_176_000.5),
    Scale.EPOCH: ("1795176000.500", 1_795_176_000.5),
}


@pytest.mark.parametrize("scale", TIMES)
def test_a_printed_time_and_its_clock_are_of_one_scale(scale: Scale) -> None:
    text, clock = TIMES[scale]
    time = read_time(text)
    assert time is not None
    assert scale_of(text, clock) is scale
    assert time.scale is (Scale.DATE if scale is Scale.LOCAL else scale)


def test_a_date_whose_year_was_known_counts_since_1970() -> None:
    assert scale_of("11-20 12:00:00.500", 1_795_176_000.5) is Scale.LOCAL


@pytest.mark.parametrize(("one", "other"), list(product(TIMES, TIMES)))
def test_a_clock_counts_the_times_of_its_scale_only(one: Scale, other: Scale) -> None:
    first, then = read_time(TIMES[one][0]), TIMES[other][0]
    assert first is not None
    dates = {Scale.DATE, Scale.LOCAL}
    assert (Clock(first).seconds(then) is not None) == (one is other or {one, other} <= dates)


@pytest.mark.parametrize(
    ("time", "start", "apart"),
    [
        ("11-20 12:00:00.500", "11-19 12:00:00.000", 86_400 * SECOND + SECOND // 2),
        ("01-01 00:00:00.000", "12-31 23:59:59.000", SECOND),
        ("2026-01-01 00:00:00.000", "2024-01-01 00:00:00.000", 731 * 86_400 * SECOND),
        ("2026-01-01 00:00:00.000", "01-01 00:00:00.000", 0),
        ("01-01 00:00:00.000", "2026-01-01 00:00:00.000", Incomparable.NO_YEAR),
        ("2026-01-01 00:00:01.000", "00:00:00.000", SECOND),
        ("00:00:00.000", "01-01 00:00:00.000", Incomparable.NO_DATE),
        ("845.500", "00:00:00.000", Incomparable.ONLY_SECONDS),
        ("845.500", "1795176000.500", Incomparable.NO_EPOCH),
        ("1795176000.500", "845.500", Incomparable.NO_UPTIME),
        ("1795176000.000000001", "1795176000", 1),
        ("", "845.500", Incomparable.NO_TIME),
    ],
)
def test_the_distance_of_two_times_or_why_there_is_none(time: str, start: str, apart: object) -> None:
    begin = read_time(start)
    assert begin is not None
    assert distance(read_time(time), begin) == apart


def test_a_time_of_day_far_before_the_first_is_of_the_next_day() -> None:
    first = read_time("23:59:59.000")
    assert first is not None
    assert Clock(first).seconds("00:00:01.000") == 86_401.0
    assert Clock(first).seconds("23:00:00.000") == 82_800.0


def test_each_scale_has_the_earliest_first_line_as_its_zero() -> None:
    inputs = [
        Input(source="a.log", first_time=text, first_clock=clock + late)
        for text, clock in TIMES.values()
        for late in (5, 0)
    ]
    assert zeros(inputs) == {scale: clock for scale, (_, clock) in TIMES.items()}


def test_a_report_of_an_older_version_has_no_clocks() -> None:
    assert scale_of("11-20 12:00:00.500", None) is Scale.NONE
    assert zeros([Input(source="a.log", first_time="11-20 12:00:00.500")]) == {}


def _first_and_last(*moments: tuple[str, str, float | None]) -> tuple[str | None, str | None]:
    times = FirstAndLast()
    for source, time, clock in moments:
        times.add(source, time, clock)
    return times.first, times.last


@pytest.mark.parametrize("scale", [Scale.DATE, Scale.LOCAL, Scale.EPOCH])
def test_of_inputs_that_are_read_in_any_order_the_earliest_and_the_latest_time_count(scale: Scale) -> None:
    text, clock = TIMES[scale]
    earlier, later = text.replace("11-20", "11-19").replace("1795176000", "1795089600"), text
    moments = ("after.log", later, clock), ("before.log", earlier, clock - 86_400)
    assert _first_and_last(*moments) == (earlier, later) == _first_and_last(*moments[::-1])


def test_within_an_input_times_are_in_the_order_in_which_they_were_printed() -> None:
    """The clock of a board counts from August 2017 until it is set."""
    assert _first_and_last(("a.log", "11-20 12:00:00", None), ("a.log", "08-05 09:00:00", None)) == (
        "11-20 12:00:00",
        "08-05 09:00:00",
    )


@pytest.mark.parametrize("scale", [Scale.UPTIME, Scale.TIME_OF_DAY])
def test_times_that_do_not_show_the_order_of_inputs_leave_them_as_they_were_read(scale: Scale) -> None:
    text, clock = TIMES[scale]
    earlier = text.replace("12:00", "11:00").replace("845", "844")
    assert _first_and_last(("a.log", text, clock), ("b.log", earlier, clock - 1)) == (text, earlier)


def test_over_new_year_january_comes_after_december_unless_the_years_are_known() -> None:
    december, january = ("a.log", "12-31 23:59:00.000", None), ("b.log", "01-01 00:01:00.000", None)
    assert _first_and_last(january, december) == (december[1], january[1])
    known = ("a.log", "12-20 10:00:00.000", 1_797_760_800.0), ("b.log", "03-10 10:00:00.000", 1_804_672_800.0)
    assert _first_and_last(*reversed(known)) == (known[0][1], known[1][1])


def test_a_line_without_a_time_says_nothing_about_the_first_and_the_last() -> None:
    assert _first_and_last(("a.log", "", None)) == (None, None)
    assert _first_and_last(("a.log", "", None), ("b.log", "845.500", 845.5), ("b.log", "", None)) == ("845.500",) * 2
