"""`--since` and `--until` against every form of time that a log prints, and what is said where they cannot work."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hilog_avsession.errors import WrongUsage
from hilog_avsession.model.events import Basis, Confidence
from hilog_avsession.model.incidents import Incident
from hilog_avsession.model.report import Incomparable
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.report import Report
from hilog_avsession.results.blindspots import Coverage, find_blind_spots
from hilog_avsession.results.bounds import is_between, parse_bound, why_incomparable
from hilog_avsession.results.filters import Filters
from hilog_avsession.results.times import Scale
from relayout import LAYOUTS, deveco, fields_of

NOON = datetime(2026, 11, 20, 12, 0, 0, 500_000, tzinfo=UTC)


def incident(time: str, year: int | None = None, epoch: float | None = None) -> Incident:
    """An incident of which only the time is looked at."""
    return Incident(
        id=1, code=6600102, native=None, category="session", cause=None, api=None, time=time, session=None,
        controller=None, process=None, cast=None, code_confidence=Confidence.HIGH, context_confidence=Confidence.HIGH,
        basis=Basis.NONE, candidates=(), evidence=(), signals=1, time_epoch=epoch, year=year,
    )  # fmt: skip


# how logs print noon of 2026-11-20
FORMS = {
    "plain": incident("11-20 12:00:00.500"),
    "named": incident("11-20 12:00:00.500", 2026),
    "year": incident("2026-11-20 12:00:00.500000", 2026),
    "cst": incident("CST 2026-11-20 12:00:00.500", 2026),
    "zone": incident("+0000 2026-11-20 12:00:00.500", 2026, NOON.timestamp()),
    "undated": incident("12:00:00.500"),
    "epoch": incident("1795176000.500", None, NOON.timestamp()),
    "uptime": incident("845.500"),
    "none": incident(""),
}
DAY_FORMS = ("plain", "named", "year", "cst", "zone")
YEAR_FORMS = ("named", "year", "cst", "zone")
WHY = Incomparable

# bound before, bound after -> the forms of time that it can be compared with, and why not the others
BOUNDS = {
    ("12:00:00", "12:00:01"): ((*DAY_FORMS, "undated"), {}),
    ("12:00:00.5", "12:00:00.501"): ((*DAY_FORMS, "undated"), {}),
    ("12:00", "12:01"): ((*DAY_FORMS, "undated"), {}),
    ("11-20 12:00", "11-20 12:01"): (DAY_FORMS, {"undated": WHY.NO_DATE}),
    ("11-19 23:00", "11-21 01:00"): (DAY_FORMS, {"undated": WHY.NO_DATE}),
    ("11-20", "11-21"): (DAY_FORMS, {"undated": WHY.NO_DATE}),
    ("2026-11-20 12:00:00.500", "2026-11-20T12:00:00.501"): (
        YEAR_FORMS,
        {"plain": WHY.NO_YEAR, "undated": WHY.NO_DATE},
    ),
    ("2026-11-20", "2026-11-21"): (YEAR_FORMS, {"plain": WHY.NO_YEAR, "undated": WHY.NO_DATE}),
    ("2025-12-31", "2027-01-01"): (YEAR_FORMS, {"plain": WHY.NO_YEAR, "undated": WHY.NO_DATE}),
    ("1795176000", "1795176001"): (("epoch", "zone"), {}),
    ("845", "846"): (("uptime",), {}),
    ("845.5", "845.501"): (("uptime",), {}),
}


def expected_reason(form: str, bound: str, others: dict[str, Incomparable]) -> Incomparable:
    """Why a bound cannot be compared with a form of time."""
    if form == "none":
        return WHY.NO_TIME
    scale = parse_bound(bound).start.scale
    if scale.is_seconds:
        return WHY.NO_EPOCH if scale is Scale.EPOCH else WHY.NO_UPTIME
    return others.get(form, WHY.ONLY_SECONDS)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bounds", BOUNDS, ids=" to ".join)
def test_a_bound_chooses_or_says_that_it_cannot(form: str, bounds: tuple[str, str]) -> None:
    one, (before, after) = FORMS[form], bounds
    comparable, others = BOUNDS[bounds]
    assert is_between(one, before, None)
    assert is_between(one, None, after)
    if form in comparable:
        assert not is_between(one, after, None)
        # a bound includes what it names, so the earlier one of most pairs holds the moment itself
        assert is_between(one, None, before) == (before not in ("11-19 23:00", "2025-12-31"))
        assert why_incomparable(one, before, after) is None
        return
    assert is_between(one, after, None)
    assert is_between(one, None, before)
    assert why_incomparable(one, before, None) is expected_reason(form, before, others)
    assert why_incomparable(one, None, after) is expected_reason(form, after, others)


@pytest.mark.parametrize(
    ("until", "last", "first_out"),
    [
        ("10:15", "10:15:59.999", "10:16:00.000"),
        ("10:15:30", "10:15:30.999", "10:15:31.000"),
        ("10:15:30.5", "10:15:30.599999999", "10:15:30.600"),
        ("10:15:30.123456789", "10:15:30.123456789", "10:15:30.123456790"),
        ("23:59", "23:59:59.999", None),
    ],
)
def test_a_bound_includes_all_that_it_names(until: str, last: str, first_out: str | None) -> None:
    assert is_between(incident(f"11-20 {last}"), None, until)
    assert first_out is None or not is_between(incident(f"11-20 {first_out}"), None, until)


def test_a_bare_time_is_one_of_every_day() -> None:
    times = ["11-20 09:00:00.000", "11-20 12:00:00.000", "11-21 09:00:00.000", "11-21 12:00:00.000"]
    assert [is_between(incident(time), "10:00", "13:00") for time in times] == [False, True, False, True]


def test_two_bare_times_may_go_over_midnight() -> None:
    times = ["11-20 21:59:59.999", "11-20 22:00:00.000", "11-21 02:00:59.999", "11-21 02:01:00.000"]
    assert [is_between(incident(time), "22:00", "02:00") for time in times] == [False, True, True, False]
    assert is_between(incident("11-20 10:15:20.000"), "10:15", "10:15")
    assert not is_between(incident("11-20 10:16:20.000"), "10:15", "10:15")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("11-21", "11-20"),
        ("11-20 10:16", "11-20 10:15"),
        ("2026-11-20 10:16", "2026-11-20 10:15:59"),
        ("2027-01-01", "2026-12-31"),
        ("12.5", "11"),
        ("1800000001", "1800000000"),
    ],
)
def test_a_later_since_is_an_error_that_names_both_bounds(since: str, until: str) -> None:
    with pytest.raises(WrongUsage, match=f"since {since} is later than until {until}; exchange the two"):
        Filters(since=since, until=until)
    assert Filters(since=until, until=since)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("22:00", "02:00"),  # over midnight
        ("10:15", "10:15"),
        ("11-20 10:15:30", "11-20"),  # the whole day is included
        ("12-31", "01-01"),  # over New Year
        ("11-20", "2025-11-19"),  # the year of the first is not known
        ("1800000000", "11-20"),
        ("11-20", "10:15"),
    ],
)
def test_bounds_that_may_be_in_order_are_no_error(since: str, until: str) -> None:
    assert Filters(since=since, until=until)


@pytest.mark.parametrize("year", [None, 2026])
def test_dates_are_compared_over_new_year(year: int | None) -> None:
    old, new = incident("12-31 23:59:00.000", year), incident("01-01 00:01:00.000", year and year + 1)
    assert [is_between(one, "12-31 20:00", "01-01 10:00") for one in (old, new)] == [True, True]
    assert [is_between(one, "01-01", None) for one in (old, new)] == [False, True]
    assert [is_between(one, None, "12-31") for one in (old, new)] == [True, False]


def test_dates_far_apart_are_of_one_year() -> None:
    assert is_between(incident("11-20 12:00:00.000"), "02-01", None)
    assert not is_between(incident("11-20 12:00:00.000"), None, "02-01")


def test_the_29th_of_february_is_a_bound() -> None:
    for year in (None, 2028):
        days = [incident(f"{day} 12:00:00.000", year) for day in ("02-28", "02-29", "03-01")]
        assert [is_between(one, "02-29", "02-29") for one in days] == [False, True, False]


moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1))


@given(moments, moments)
def test_full_dates_are_compared_as_the_calendar_does(moment: datetime, bound: datetime) -> None:
    one = incident(f"{moment:%m-%d %H:%M:%S}.{moment:%f}", moment.year)
    text = f"{bound:%Y-%m-%d %H:%M:%S}.{bound:%f}"
    assert is_between(one, text, None) == (moment >= bound)
    assert is_between(one, None, text) == (moment <= bound)


@given(moments, st.timedeltas(timedelta(-30), timedelta(30)))
def test_near_dates_need_no_year(moment: datetime, distance: timedelta) -> None:
    bound = moment + distance
    for year in (None, moment.year):
        one = incident(f"{moment:%m-%d %H:%M:%S}.{moment:%f}", year)
        assert is_between(one, f"{bound:%m-%d %H:%M:%S}.{bound:%f}", None) == (moment >= bound)


GOOD = (
    "10:15", "10:15:30", "10:15:30.5", "23:59:60", "11-20", "11-20 10:15", "11-20T10:15:30.123", "2026-11-20",
    "2026-11-20 10:15", "02-29", "2028-02-29", "0", "845", "845.123", "1795140900.123456", " 10:15 ",
)  # fmt: skip
BAD = (
    "", "yesterday", "24:00", "10:60", "10:15:61", "1:15", "10:15:", "10:15:30.", "13-01", "00-10", "11-31",
    "2026-02-29", "2026-11-20 10", "11-20 25:00", "-5", "1e9", "10:15 11-20", "１０:１５",
)  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_a_time_is_understood(text: str) -> None:
    assert parse_bound(text).length > 0
    assert Filters(since=text, until=text)


@pytest.mark.parametrize("text", BAD)
def test_a_text_that_is_not_a_time_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="is not a time"):
        parse_bound(text)
    with pytest.raises(WrongUsage):
        Filters(until=text)


# ---- what the report says --------------------------------------------------------------------------------------------


def undated(line: str) -> str:
    return deveco(line)[len("11-06 ") :]


def trimmed(line: str) -> str:
    fields = fields_of(line)
    return f"{fields['level']} {fields['domain']}/{fields['tag']}: {fields['message']}"


def filtered(evening: Path, layout: str, filters: Filters, year: int | None = None) -> Report:
    own = {"undated": undated, "trimmed": trimmed, "plain": str}
    render = own[layout] if layout in own else LAYOUTS[layout][0]
    text = "\n".join(map(render, evening.read_text("utf-8").splitlines()))
    return diagnose([io.BytesIO(text.encode())], Options(filters=filters, year=year))


def said(report: Report) -> list[tuple[int, str | None]]:
    return [(one.count, one.command) for one in report.blind_spots if one.kind == "time-filter"]


@pytest.mark.parametrize("layout", ["plain", "usec", "year", "zone", "deveco", "undated", "openharmony"])
def test_a_filter_that_works_says_nothing(evening: Path, layout: str) -> None:
    report = filtered(evening, layout, Filters(since="19:30:01", until="19:30:05"))
    assert report.filtered_out > 0
    assert said(report) == []


@pytest.mark.parametrize(
    ("layout", "since", "command"),
    [
        ("plain", "2026-11-06 19:30:05", "hdc shell hilog -v year"),
        ("plain", "1793993405", "hdc shell hilog -v epoch"),
        ("plain", "845", "hdc shell hilog -v monotonic"),
        ("undated", "11-06 19:30:05", "hdc shell hilog -v year"),
        ("epoch", "19:30:05", "hdc shell hilog -v year"),
        ("epoch", "2026-11-06 19:30:05", "hdc shell hilog -v year"),
        ("epoch", "845", "hdc shell hilog -v monotonic"),
        ("monotonic", "11-06 19:30:05", "hdc shell hilog -v year"),
        ("monotonic", "1793993405", "hdc shell hilog -v epoch"),
        ("trimmed", "19:30:05", "hdc shell hilog -v year"),
    ],
)
def test_a_filter_that_cannot_work_keeps_all_and_says_so(evening: Path, layout: str, since: str, command: str) -> None:
    report = filtered(evening, layout, Filters(since=since))
    everything = filtered(evening, layout, Filters())
    assert report.filtered_out == 0
    assert report.counts == everything.counts
    assert said(report) == [(report.counts.incidents, command)]
    assert said(everything) == []


def test_only_incidents_that_other_filters_want_are_counted_as_kept(evening: Path) -> None:
    report = filtered(evening, "plain", Filters(since="2026-11-06", codes=frozenset({6600107})))
    assert report.counts.incidents == 4
    assert [count for count, _ in said(report)] == [4]


def test_one_bound_works_where_the_other_cannot(evening: Path) -> None:
    report = filtered(evening, "plain", Filters(since="19:30:05", until="2026-11-06 20:00"))
    assert report.counts.incidents == 5
    assert [count for count, _ in said(report)] == [5]


@pytest.mark.parametrize(("since", "kept"), [("2026-11-06 19:30:05", 5), ("2027-01-01", 0), ("2026-01-01", 11)])
def test_a_year_that_was_given_makes_a_full_date_work(evening: Path, since: str, kept: int) -> None:
    report = filtered(evening, "plain", Filters(since=since), year=2026)
    assert (report.counts.incidents, report.filtered_out) == (kept, 11 - kept)
    assert said(report) == []


def test_the_head_of_a_report_names_the_incidents_that_a_time_could_not_judge(evening: Path) -> None:
    first = str(filtered(evening, "plain", Filters(since="2027-01-01"))).split("What failed")[0]
    said_there = "11 incidents count although their times cannot be compared with --since or --until"
    assert said_there in " ".join(first.split())
    assert "cannot be compared" not in str(filtered(evening, "plain", Filters(since="11-06 19:30:01")))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("why", Incomparable)
def test_every_reason_is_said_in_both_languages(why: Incomparable, lang: str) -> None:
    (spot,) = find_blind_spots(Coverage(0, 0, frozenset(), 0, 0, 0, {why: 7}), lang)
    assert (spot.kind, spot.count) == ("time-filter", 7)
    assert re.search(r"(?<!\d)7(?!\d)", spot.text)
    assert spot.command is not None
    assert (re.search(r"[一-鿿]", spot.text) is not None) == (lang == "zh")
