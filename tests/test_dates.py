"""The year that a log does not print: New Year, 29 February, file names, and clocks that jump."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hilog_avsession.errors import WrongUsage
from hilog_avsession.model.calendar import Calendar, check_year, day_number, is_date, step
from hilog_avsession.model.records import Stamp
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.header import HeaderReader
from hilog_avsession.reading.layouts import LAYOUTS, Layout
from hilog_avsession.reading.sources.names import started_at
from hilog_avsession.report import Report

PLACE = " 6120  6131 E C02b91/AVSession: [GetAVMetaData]session not exist"
ZONES = ("", "CST ", "UTC ", "+0530 ", "+01 ")
MIDNIGHT = datetime(2027, 1, 1, tzinfo=UTC)


def stamp(moment: datetime, *, year: bool = False, digits: int = 3) -> str:
    """A time as hilog prints it."""
    date = f"{moment:%Y-%m-%d}" if year else f"{moment:%m-%d}"
    return f"{date} {moment:%H:%M:%S}.{f'{moment:%f}000'[:digits]}"


def stamps_of(stamps: list[str], calendar: Calendar | None = None) -> list[Stamp]:
    """The stamps of lines with these times, in this order, in one input."""
    reader = HeaderReader(calendar)
    found = [reader.read(f"{one} {PLACE}") for one in stamps]
    return [one[0] for one in found if one is not None]


def clocks(stamps: list[str], calendar: Calendar | None = None) -> list[float]:
    return [one.clock for one in stamps_of(stamps, calendar) if one.clock is not None]


def gaps(values: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(values)]


# ---- counting days --------------------------------------------------------------------------------------------------


@given(st.dates())
def test_days_are_counted_as_the_calendar_counts_them(day: date) -> None:
    assert day_number(day.year, f"{day:%m-%d}") == day.toordinal() - 719_163
    assert is_date(day.year, f"{day:%m-%d}")


@pytest.mark.parametrize(
    ("year", "date"),
    [(2026, "02-29"), (2100, "02-29"), (2026, "13-01"), (2026, "00-10"), (2026, "04-31"), (0, "01-01")],
)
def test_days_that_no_calendar_has_are_known(year: int, date: str) -> None:
    assert not is_date(year, date)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("12-31", "01-01", (1, 1)),
        ("01-01", "12-31", (-1, -1)),
        ("12-20", "01-10", (1, 21)),
        ("11-20", "11-21", (0, 1)),
        ("11-21", "11-20", (0, -1)),
        ("02-28", "03-01", (0, 1)),
        ("02-29", "03-01", (0, 1)),
        ("03-01", "02-29", (0, -1)),
        ("08-05", "12-11", (0, 128)),  # a board's clock is set
        ("08-05", "01-03", (0, -214)),
        ("03-01", "11-01", (0, 245)),
    ],
)
def test_a_step_crosses_new_year_only_where_that_is_near(old: str, new: str, expected: tuple[int, int]) -> None:
    assert step(old, new) == expected


@given(st.dates(), st.integers(-5000, 5000))
def test_a_step_and_its_way_back_are_of_one_length(day: date, days: int) -> None:
    try:
        other = day + timedelta(days)
    except OverflowError:
        return
    there, back = step(f"{day:%m-%d}", f"{other:%m-%d}"), step(f"{other:%m-%d}", f"{day:%m-%d}")
    assert there == (-back[0], -back[1])


@pytest.mark.parametrize("date", ["00-20", "13-45", "99-99", "00-00"])
def test_nonsense_is_counted_somehow(date: str) -> None:
    calendar = Calendar(2026)
    before = calendar.day(None, "11-20")
    calendar.day(None, date)
    assert calendar.year is None
    assert calendar.day("2026", "11-20") == before


# ---- the clock over New Year ----------------------------------------------------------------------------------------

moments = st.lists(st.integers(0, 40_000_000), min_size=2, max_size=20).map(sorted)  # milliseconds, eleven hours


@given(moments, st.sampled_from(ZONES), st.sampled_from([3, 6, 9]), st.booleans(), st.sampled_from([None, 2026]))
def test_the_clock_goes_on_over_new_year(
    offsets: list[int], zone: str, digits: int, printed: bool, year: int | None
) -> None:
    start = MIDNIGHT - timedelta(hours=5)
    times = [start + timedelta(milliseconds=offset) for offset in offsets]
    stamps = [zone + stamp(one, year=printed, digits=digits) for one in times]
    expected = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    assert gaps(clocks(stamps, Calendar(year))) == pytest.approx(expected, abs=1e-5)


@given(
    st.lists(st.integers(-3000, 3000), min_size=2, max_size=30),
    st.sampled_from([2026, 2027, 2028]),
    st.sampled_from(["12-31", "02-28", "06-30"]),
)
def test_disorder_around_midnight_is_kept_as_it_is(offsets: list[int], year: int, date: str) -> None:
    """Lines of several processes, milliseconds before and after midnight: any order, with and without a year."""
    midnight = datetime.fromisoformat(f"{year}-{date} 00:00:00+00:00") + timedelta(days=1)
    times = [midnight + timedelta(milliseconds=offset) for offset in offsets]
    with_year = clocks([stamp(one, year=True) for one in times])
    assert gaps(with_year) == pytest.approx([(b - a).total_seconds() for a, b in pairwise(times)], abs=1e-5)
    known = stamps_of([stamp(one) for one in times], Calendar(times[0].year))
    assert [one.clock for one in known] == with_year
    assert [one.year for one in known] == [one.year for one in times]
    assert gaps(clocks([stamp(one) for one in times])) == pytest.approx(gaps(with_year), abs=1e-5)


@pytest.mark.parametrize("layout", [one for one in LAYOUTS if "11-20" in one.example], ids=lambda layout: layout.name)
def test_every_layout_goes_on_over_new_year(layout: Layout) -> None:
    reader = HeaderReader(Calendar(2026))
    printed = re.search(r"(?P<year>\d{4}-)?11-20(?P<between>.)\d\d:\d\d:\d\d\.\d{3}", layout.example)
    assert printed is not None
    years = ("2026-", "2027-") if printed["year"] else ("", "")
    times = [f"12-31{printed['between']}23:59:59.999", f"01-01{printed['between']}00:00:00.001"]
    lines = [layout.example.replace(printed[0], year + time) for year, time in zip(years, times, strict=True)]
    old, new = (one[0] for one in map(reader.read, lines) if one is not None)
    assert (old.year, new.year) == (2026, 2027)
    assert (new.clock or 0) - (old.clock or 0) == pytest.approx(0.002, abs=1e-5)


@pytest.mark.parametrize("year", [None, 2028])
def test_the_29th_of_february_is_a_day(year: int | None) -> None:
    stamps = ["02-28 23:59:59.000", "02-29 00:00:01.000", "02-29 23:59:59.000", "03-01 00:00:01.000"]
    assert gaps(clocks(stamps, Calendar(year))) == [2.0, 86398.0, 2.0]


def test_a_year_without_a_29th_of_february_is_not_believed_when_one_comes() -> None:
    stamps = ["02-28 23:59:59.000", "02-29 00:00:01.000", "02-29 23:59:59.000", "03-01 00:00:01.000"]
    found = stamps_of(stamps, Calendar(2026))
    assert gaps([one.clock or 0 for one in found]) == [2.0, 86398.0, 2.0]
    assert [one.year for one in found] == [2026, None, None, None]


def test_a_board_s_clock_jumps_and_is_followed() -> None:
    stamps = ["08-05 17:00:10.000", "12-11 10:00:00.000", "08-05 17:00:11.000"]
    found = stamps_of(stamps, Calendar(2026))
    assert [one.year for one in found] == [2026, 2026, 2026]
    assert gaps(clocks(stamps))[0] > 0 > gaps(clocks(stamps))[1]


def test_a_printed_year_is_believed_before_all_others_and_goes_on() -> None:
    stamps = ["2026-12-31 23:59:59.000", "01-01 00:00:01.000", "2031-01-01 00:00:01.000", "01-02 00:00:00.000"]
    made = datetime(2020, 1, 1)
    assert [one.year for one in stamps_of(stamps, Calendar(2019, made))] == [2026, 2027, 2031, 2031]


def test_the_printed_time_stays_as_printed() -> None:
    stamps = ["12-31 23:59:59.000", "01-01 00:00:01.000"]
    assert [one.time for one in stamps_of(stamps, Calendar(2026))] == stamps


# ---- the year out of an option or a name ----------------------------------------------------------------------------

MADE = {
    "hilog.003.20261120-094149.gz": "2026-11-20 09:41:49",
    "hilog.003.20261120-094149": "2026-11-20 09:41:49",
    "hilog_kmsg.999.20261120-094149.zst": "2026-11-20 09:41:49",
    "hilog.105.20260626-162241.txt": "2026-06-26 16:22:41",
    "logs/device/hilog.003.20261120-094149.gz": "2026-11-20 09:41:49",
    r"C:\logs\hilog.003.20261120-094149.gz": "2026-11-20 09:41:49",
    "bug.zip!log/hilog.003.20261120-094149.gz": "2026-11-20 09:41:49",
    "hilog.003.20261120-094149 (1).gz": "2026-11-20 09:41:49",
    "hiapplog.6120.003.20261120-094149.log": "2026-11-20 09:41:49",
    "hilog.003.20280229-000000.gz": "2028-02-29 00:00:00",
}
NOT_MADE = (
    "device.log", "-", "<stream>", "", "hilog.003.20261320-094149.gz", "hilog.003.20260229-094149.gz",
    "hilog.003.20261120-246060.gz", "hilog.003.2026112-094149.gz", "hilog.003.20261120-0941490.gz",
    "hilog_dict.20261120-094149.zip", "20261120-094149.gz", "hilog.003.20261120-094149.gz/other.log",
)  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_a_persisted_file_s_name_tells_when_it_was_begun(name: str) -> None:
    assert str(started_at(name)) == MADE[name]


@pytest.mark.parametrize("name", NOT_MADE)
def test_other_names_tell_nothing(name: str) -> None:
    assert started_at(name) is None


@pytest.mark.parametrize(
    ("made", "dates", "years"),
    [
        ("20261120-094149", ["11-20", "11-20"], [2026, 2026]),
        ("20270101-000003", ["12-31", "12-31", "01-01", "12-31", "01-01"], [2026, 2026, 2027, 2026, 2027]),
        ("20261231-235950", ["01-01", "01-02"], [2027, 2027]),  # what is read of it begins later
        ("20261231-235950", ["12-31", "01-01"], [2026, 2027]),
        ("20270210-120000", ["12-20", "02-10"], [2026, 2026]),  # the ring held old lines; a step of 52 days
        ("20260301-120000", ["03-20", "04-10"], [2026, 2026]),  # a file of few lines is written for weeks
        ("20280301-000001", ["02-29", "03-01"], [2028, 2028]),
        ("20261120-094149", ["08-05", "11-20"], [2026, 2026]),  # before the clock was set
        ("20170805-170000", ["08-05", "11-20"], [None, None]),  # the name itself is from before the clock was set
    ],
)
def test_the_name_gives_the_year(made: str, dates: list[str], years: list[int | None]) -> None:
    found = stamps_of([f"{date} 12:00:00.000" for date in dates], Calendar(None, started_at(f"hilog.000.{made}.gz")))
    assert [one.year for one in found] == years


@given(st.datetimes(datetime(2019, 6, 1), datetime(2099, 1, 1)), st.timedeltas(timedelta(-90), timedelta(90)))
def test_the_first_line_is_within_months_of_the_name(made: datetime, distance: timedelta) -> None:
    first = made + distance
    calendar = Calendar(None, made)
    calendar.day(None, f"{first:%m-%d}")
    assert calendar.year == first.year


def test_the_name_is_believed_before_the_option() -> None:
    assert stamps_of(["11-20 12:00:00.000"], Calendar(2024, datetime(2026, 11, 20)))[0].year == 2026
    assert stamps_of(["11-20 12:00:00.000"], Calendar(2024))[0].year == 2024


@pytest.mark.parametrize("zone", [("+0800 ", 28800), ("UTC ", 0), ("-0330 ", -12600)])
@pytest.mark.parametrize("made", [None, datetime(2026, 11, 20)])
def test_a_year_from_elsewhere_and_a_printed_zone_give_the_moment(zone: tuple[str, int], made: datetime | None) -> None:
    name, east = zone
    calendar = Calendar(None if made else 2026, made)
    (found,) = stamps_of([f"{name}11-20 10:15:00.123"], calendar)
    assert found.epoch == pytest.approx(datetime(2026, 11, 20, 10, 15, tzinfo=UTC).timestamp() + 0.123 - east)
    assert stamps_of([f"{name}11-20 10:15:00.123"])[0].epoch is None
    assert stamps_of(["CST 11-20 10:15:00.123"], Calendar(2026))[0].epoch is None


@given(st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)))
def test_the_moment_is_that_of_the_calendar(moment: datetime) -> None:
    (found,) = stamps_of([f"UTC {stamp(moment, year=True, digits=6)}"])
    assert found.epoch == pytest.approx(moment.replace(tzinfo=UTC).timestamp(), abs=2e-6)


# ---- through the pipe -----------------------------------------------------------------------------------------------


def moved(evening: Path, days: dict[str, str]) -> bytes:
    """The bundled log, its seconds moved to other times."""
    text = evening.read_text("utf-8")
    for old, new in days.items():
        text = text.replace(old, new)
    return text.encode()


OVER_NEW_YEAR = {"11-06 19:30:00": "12-31 23:59:59", "11-06 19:30:0": "01-01 00:00:0"}


def report_of(path: Path, data: bytes, year: int | None = None) -> Report:
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return diagnose([path], Options(year=year))


def years_of(report: Report) -> list[tuple[str, int | None]]:
    return [(one.time[:2], one.year) for one in report.incidents]


def test_a_log_over_new_year_tells_the_same_story(evening: Path, tmp_path: Path) -> None:
    plain = report_of(tmp_path / "plain.log", evening.read_bytes())
    turned = report_of(tmp_path / "turned.log", moved(evening, OVER_NEW_YEAR))
    assert [one.code for one in turned.incidents] == [one.code for one in plain.incidents]
    assert [one.signals for one in turned.incidents] == [one.signals for one in plain.incidents]
    assert [one.kind for one in turned.blind_spots] == [one.kind for one in plain.blind_spots]
    assert years_of(turned) == [("12", None)] * 4 + [("01", None)] * 7


@pytest.mark.parametrize(
    ("name", "year"),
    [("hilog.000.20270101-000002.gz", None), ("hilog.000.20261231-235950", None), ("plain.log", 2026)],
)
def test_name_and_option_reach_the_incidents(evening: Path, tmp_path: Path, name: str, year: int | None) -> None:
    report = report_of(tmp_path / name, moved(evening, OVER_NEW_YEAR), year)
    assert years_of(report) == [("12", 2026)] * 4 + [("01", 2027)] * 7
    assert {one.time_epoch for one in report.incidents} == {None}
    assert [one.get("year") for one in report.to_dict()["incidents"]] == [2026] * 4 + [2027] * 7


def test_each_input_has_a_year_of_its_own(evening: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"hilog.00{n}.{made}" for n, made in enumerate(("20251106-193007", "20261106-193007"))]
    for path in paths:
        path.write_bytes(evening.read_bytes())
    report = diagnose(paths)
    assert [one.year for one in report.incidents] == [2025] * 11 + [2026] * 11
    assert "clock-jumps" not in {one.kind for one in report.blind_spots}


@pytest.mark.parametrize("year", [0, 26, 1969, 2101])
def test_a_year_that_no_log_is_of_is_refused(year: int) -> None:
    with pytest.raises(WrongUsage, match=f"year cannot be {year}; give a whole number from 1970 to 2100"):
        check_year(year)
    with pytest.raises(WrongUsage):
        Options(year=year)
