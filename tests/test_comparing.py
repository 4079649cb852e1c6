"""What a comparison finds is so: no news in noise, none in a log and itself, and the reverse if both are swapped."""

from __future__ import annotations

import dataclasses
import io
import json
import math
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conftest import LOGS, Run
from hilog_avsession import Comparison, Filters, Report, WrongUsage, analyze, compare
from hilog_avsession.model.incidents import Session
from hilog_avsession.model.inputs import Input
from hilog_avsession.model.report import Counts, KindCount, LossCount
from hilog_avsession.output.formats import COMPARISON_FORMATS, Format
from hilog_avsession.output.schema import load_comparison_schema
from hilog_avsession.results.comparison.values import COLUMNS, By, Row, Unit, Verdict
from simulator import generate
from test_exposure import EMPTY

Kinds = dict[tuple[int, str | None, str | None], int]
MUSIC, RADIO, CINEMA = "com.example.musicdemo", "com.example.radio", "com.example.cinema"


def made(kinds: Kinds, minutes: dict[str, float] | None = None, log: float = 60.0, lost: int = 0) -> Report:
    """A report of these incidents, whose log covers `log` minutes, in which each application has one session."""
    sessions = [
        Session("ABC******DEF", bundle=name, created="1000.000", released=f"{1000 + 60 * lived:.3f}")
        for name, lived in (minutes or {}).items()
    ]
    return dataclasses.replace(
        EMPTY,
        inputs=(Input("made.log", first_time="1000.000", last_time=f"{1000 + 60 * log:.3f}"),),
        sessions=tuple(sessions),
        counts=Counts(sum(kinds.values()), sessions=len(sessions)),
        loss=LossCount(lost, 1 if lost else 0),
        kinds=KindCount.ranked(KindCount(*kind, count) for kind, count in kinds.items()),
    )


def simulated(seed: int) -> Report:
    return analyze(io.BytesIO("\n".join(generate(seed).lines()).encode()))


def builds() -> tuple[Report, Report]:
    return analyze(LOGS / "before.log"), analyze(LOGS / "after.log")


def verdicts(comparison: Comparison, by: By = By.CODE) -> dict[int | str | None, str]:
    return {row.application if by is By.APP else row.code: row.verdict.value for row in comparison.of(by)}


# ---- what it finds ---------------------------------------------------------------------------------------------------


def test_the_fix_is_seen_and_what_it_broke_and_noise_is_not() -> None:
    found = compare(*builds())
    assert verdicts(found) == {6600105: "new", 6600107: "gone", 6600101: "same"}
    assert [(row.code, row.cause, row.verdict.value) for row in found.of(By.CAUSE)] == [
        (6600105, "command-not-registered", "new"),
        (6600107, "command-rate", "gone"),
        (6600101, "created-twice", "same"),
    ]
    assert verdicts(found, By.APP) == {RADIO: "new", MUSIC: "gone", "com.example.lessons": "same"}
    assert found.unit is Unit.SESSION
    assert found.tests == 6  # each cause is the whole of its code


def test_more_and_fewer_stand_between_new_and_the_rest() -> None:
    a = made(
        {(1, None, MUSIC): 40, (2, None, MUSIC): 40, (3, None, MUSIC): 0, (4, None, MUSIC): 40, (5, None, MUSIC): 9}
    )
    b = made(
        {(1, None, MUSIC): 95, (2, None, MUSIC): 9, (3, None, MUSIC): 40, (4, None, MUSIC): 0, (5, None, MUSIC): 9}
    )
    found = compare(a, b)
    assert verdicts(found) == {3: "new", 1: "more", 4: "gone", 2: "fewer", 5: "same"}
    assert [row.code for row in found.of(By.CODE)] == [3, 1, 4, 2, 5]


def test_rates_count_not_numbers() -> None:
    """Ten times as many in ten times the time is nothing; as many in a tenth of the time is."""
    short = made({(1, None, MUSIC): 10}, {MUSIC: 6.0})
    long = made({(1, None, MUSIC): 100}, {MUSIC: 60.0})
    dense = made({(1, None, MUSIC): 10}, {MUSIC: 0.6})
    assert verdicts(compare(short, long)) == {1: "same"}
    assert verdicts(compare(short, dense)) == {1: "more"}
    row = compare(short, dense).of(By.CODE)[0]
    assert (row.rate_a, row.rate_b) == (pytest.approx(10 / 6), pytest.approx(10 / 0.6))


def test_an_application_that_was_used_longer_is_no_news() -> None:
    """Radio was played ten times as long in B, and failed ten times as often; music was played the same."""
    a = made({(1, None, RADIO): 6}, {RADIO: 3.0, MUSIC: 50.0})
    b = made({(1, None, RADIO): 60}, {RADIO: 30.0, MUSIC: 50.0})
    found = compare(a, b)
    assert verdicts(found, By.APP) == {RADIO: "same"}
    assert verdicts(found, By.CODE) == {1: "same"}
    assert [row.own_minutes for row in found.rows] == [False, True]
    assert [row.minutes_a for row in found.rows] == [pytest.approx(53), pytest.approx(3)]


def test_an_application_that_ran_on_one_side_only_is_neither_new_nor_gone() -> None:
    a = made({(1, None, RADIO): 30, (1, None, MUSIC): 5}, {RADIO: 10.0, MUSIC: 10.0})
    b = made({(1, None, MUSIC): 6}, {MUSIC: 10.0})
    found = compare(a, b)
    row = next(row for row in found.of(By.APP) if row.application == RADIO)
    assert (row.verdict, row.p_value, row.adjusted) == (Verdict.ONE_SIDED, None, None)
    assert verdicts(found) == {1: "same"}  # what failed in music is compared alone
    assert (found.rows[0].a, found.rows[0].b) == (35, 6)


def test_an_application_that_cannot_even_make_a_session_any_more_is_news() -> None:
    a = made({(1, None, MUSIC): 1}, {RADIO: 10.0, MUSIC: 10.0})
    b = made({(2, None, RADIO): 30}, {MUSIC: 10.0})
    row = next(row for row in compare(a, b).of(By.APP) if row.application == RADIO)
    assert (row.verdict, row.own_minutes) == (Verdict.NEW, False)


def test_too_few_incidents_are_not_tested_and_spare_the_others() -> None:
    noise: Kinds = {(code, None, MUSIC): 1 for code in range(100, 150)}
    found = compare(made({(1, None, MUSIC): 10, **noise}), made({(1, None, MUSIC): 0}), by=["code"])
    assert verdicts(found)[1] == "gone"
    assert found.tests == 1
    assert Counter(row.verdict for row in found.rows)[Verdict.TOO_FEW] == 50


def test_two_causes_with_equal_counts_are_two_tests() -> None:
    kinds: Kinds = {(1, "x", MUSIC): 8, (1, "y", MUSIC): 8}
    assert compare(made({}), made(kinds), by=["cause"]).tests == 2
    assert compare(made({}), made(kinds), by=["code", "cause"]).tests == 3


# ---- exposure --------------------------------------------------------------------------------------------------------


def test_where_sessions_are_not_known_minutes_of_the_log_are_counted() -> None:
    found = compare(made({(1, None, None): 20}, log=10), made({(1, None, None): 20}, {RADIO: 1}, log=100))
    assert (found.unit, found.a.minutes, found.b.minutes) == (Unit.LOG, pytest.approx(10), pytest.approx(100))
    assert verdicts(found) == {1: "fewer"}


def test_where_no_time_is_known_counts_are_compared() -> None:
    untimed = dataclasses.replace(made({(1, None, None): 20}), inputs=(Input("trimmed.log"),))
    found = compare(untimed, made({(1, None, None): 21}))
    assert (found.unit, found.a.minutes, found.rows[0].rate_a) == (Unit.NONE, None, None)
    assert verdicts(found) == {1: "same"}
    assert verdicts(compare(made({(1, None, None): 80}), untimed)) == {1: "fewer"}


def test_several_devices_are_one_side() -> None:
    day = [made({(1, None, RADIO): 5}, {RADIO: 10.0}) for _ in range(3)]
    found = compare(day, made({(1, None, RADIO): 50}, {RADIO: 30.0}))
    assert (found.a.incidents, found.a.inputs, found.a.minutes) == (15, 3, pytest.approx(30))
    assert verdicts(found) == {1: "more"}


# ---- laws ------------------------------------------------------------------------------------------------------------

reports = st.builds(
    made,
    st.dictionaries(
        st.tuples(st.sampled_from([6600101, 6600102, 6600107, 7]), st.sampled_from([None, "x", "y"]),
                  st.sampled_from([None, MUSIC, RADIO, CINEMA])),
        st.integers(0, 60),
    ),
    st.dictionaries(st.sampled_from([MUSIC, RADIO, CINEMA]), st.floats(0, 60)),
    st.floats(0, 60),
)  # fmt: skip
SWAPPED = {"new": "gone", "gone": "new", "more": "fewer", "fewer": "more"}


@given(reports)
def test_a_report_and_itself_have_no_news(report: Report) -> None:
    assert compare(report, report).news == ()


@pytest.mark.parametrize("seed", range(6))
def test_a_log_and_itself_have_no_news(seed: int) -> None:
    report = simulated(seed)
    found = compare(report, report)
    assert found.rows
    assert found.news == ()


def of_row(row: Row) -> tuple[object, ...]:
    return row.by, row.code, row.cause, row.application


@given(reports, reports)
def test_swapping_both_turns_every_verdict_round(a: Report, b: Report) -> None:
    there = {of_row(row): row for row in compare(a, b).rows}
    back = {of_row(row): row for row in compare(b, a).rows}
    assert there.keys() == back.keys()
    for key, row in there.items():
        other = back[key]
        assert (row.a, row.b, row.minutes_a, row.minutes_b) == (other.b, other.a, other.minutes_b, other.minutes_a)
        assert SWAPPED.get(row.verdict, row.verdict) == other.verdict
        if row.p_value is not None:
            assert other.p_value is not None
            # chances below 1e-17 are not added up, so the smallest p-values have few digits
            assert math.isclose(row.p_value, other.p_value, rel_tol=1e-6, abs_tol=1e-15)


@given(reports, reports)
def test_every_incident_is_counted_once_by_code_and_once_by_application(a: Report, b: Report) -> None:
    found = compare(a, b)
    for by in (By.CODE, By.APP):
        assert sum(row.a for row in found.of(by)) == a.counts.incidents
        assert sum(row.b for row in found.of(by)) == b.counts.incidents


@given(reports, reports, st.floats(0.001, 0.5))
def test_news_are_what_is_significant_and_nothing_else(a: Report, b: Report, level: float) -> None:
    for row in compare(a, b, level=level).rows:
        assert row.verdict.is_news == (row.adjusted is not None and row.adjusted < level)
        assert row.adjusted is None or (row.p_value is not None and row.adjusted >= row.p_value)
        if row.verdict in (Verdict.NEW, Verdict.GONE):
            assert not (row.a if row.verdict is Verdict.NEW else row.b)


def test_two_days_of_the_same_noise_have_no_news() -> None:
    """Applications fail at random, at rates of their own, and are used for other times: news are a mistake."""
    rng, level, runs = random.Random(20261125), 0.05, 300
    causes = ((1, "x"), (1, "y"), (2, "x"), (3, None))
    rates = {(*cause, app): rng.uniform(0.02, 0.6) for cause in causes for app in (MUSIC, RADIO, CINEMA)}
    days = ((random_day(rng, rates), random_day(rng, rates)) for _ in range(runs))
    assert sum(bool(compare(a, b, level=level).news) for a, b in days) / runs < level


def random_day(rng: random.Random, rates: dict[tuple[int, str | None, str], float]) -> Report:
    minutes = {name: rng.uniform(1, 30) for name in (MUSIC, RADIO, CINEMA)}
    kinds: Kinds = {}
    for kind, rate in rates.items():
        time, kinds[kind] = rng.expovariate(rate), 0
        while time < minutes[kind[2]]:
            kinds[kind] += 1
            time += rng.expovariate(rate)
    return made(kinds, minutes)


# ---- options ---------------------------------------------------------------------------------------------------------


def test_the_tables_can_be_chosen_and_keep_their_order() -> None:
    found = compare(*builds(), by=["app", "code"])
    assert found.by == (By.CODE, By.APP)
    assert {row.by for row in found.rows} == {By.CODE, By.APP}


@pytest.mark.parametrize(
    ("filters", "counts"),
    [
        (Filters(), (19, 15)),
        (Filters(codes=frozenset({6600107})), (16, 0)),
        (Filters(categories=frozenset({"session"})), (19, 15)),
        (Filters(categories=frozenset({"drm"})), (0, 0)),
        (Filters(bundles=frozenset({RADIO, "com.example.lessons"})), (3, 15)),
        (Filters(codes=frozenset({6600101}), bundles=frozenset({RADIO})), (0, 0)),
    ],
)
def test_filters_leave_out_incidents_on_both_sides(filters: Filters, counts: tuple[int, int]) -> None:
    found = compare(*builds(), filters=filters)
    assert (found.a.incidents, found.b.incidents) == counts
    assert sum(row.a for row in found.of(By.CODE)) == counts[0]


def test_one_application_is_measured_by_its_own_sessions_where_only_it_is_asked_for() -> None:
    found = compare(*builds(), filters=Filters(bundles=frozenset({RADIO})))
    assert found.a.minutes == pytest.approx(3.975, abs=0.01)
    alone = compare(
        made({(1, None, RADIO): 9}, {RADIO: 5, MUSIC: 7}),
        made({}, {MUSIC: 7}),
        filters=Filters(bundles=frozenset({RADIO})),
    )
    assert (alone.a.minutes, alone.b.minutes) == (pytest.approx(12), pytest.approx(7))


@pytest.mark.parametrize(
    "filters",
    [
        Filters(pids=frozenset({1})),
        Filters(sessions=frozenset({"ABC"})),
        Filters(since="10:00"),
        Filters(until="10:00"),
    ],
    ids=["pid", "session", "since", "until"],
)
def test_what_two_logs_cannot_share_is_refused_as_a_filter(filters: Filters) -> None:
    with pytest.raises(WrongUsage, match="share neither times nor processes"):
        compare(*builds(), filters=filters)


@pytest.mark.parametrize("level", [0, 1, -0.1, 5, float("nan")])
def test_a_level_that_is_not_a_probability_is_refused(level: float) -> None:
    with pytest.raises(WrongUsage, match="is not a significance level"):
        compare(*builds(), level=level)


def test_an_unknown_table_and_no_report_at_all_are_refused() -> None:
    report = made({})
    with pytest.raises(WrongUsage, match="cannot count by 'mood'; choose from code, cause, app"):
        compare(report, report, by=["mood"])
    with pytest.raises(WrongUsage, match="no report to compare"):
        compare(report, [])


def test_titles_are_in_the_language_asked_for_and_come_from_the_report_where_the_catalogue_has_none() -> None:
    english, chinese = compare(*builds()), compare(*builds(), lang="zh")
    assert english.of(By.CODE)[0].title == "Invalid session command"
    assert chinese.of(By.CODE)[0].title == "无效的会话命令"
    before, after = builds()
    own = json.loads(after.to_json().replace("6600105", "6699105").replace("Invalid session command", "Ours alone"))
    assert compare(before, Report.from_dict(own)).of(By.CODE)[0].title == "Ours alone"


# ---- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_the_json_form_keeps_its_contract(seed: int) -> None:
    found = compare(simulated(seed), simulated(seed + 1))
    document = json.loads(found.to_json())
    Draft202012Validator(load_comparison_schema()).validate(document)
    assert document == json.loads(json.dumps(found.to_dict()))
    assert document["news"] == sum(row["verdict"] in SWAPPED for row in document["rows"])


def test_the_contract_refuses_other_documents() -> None:
    document = compare(*builds()).to_dict()
    validator = Draft202012Validator(load_comparison_schema())
    for path, value in ((("rows", 0, "verdict"), "worse"), (("unit",), "fortnight"), (("a", "lines"), -1)):
        broken = json.loads(json.dumps(document))
        inner = broken
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        assert not validator.is_valid(broken)


def test_reports_and_what_came_back_from_json_compare_alike(evening: Path) -> None:
    first, second = analyze(evening), analyze(LOGS / "after.log")
    back = [Report.from_json(report.to_json()) for report in (first, second)]
    assert compare(*back).to_json() == compare(first, second).to_json()


def test_the_frame_has_a_row_for_each_and_the_same_columns_when_empty() -> None:
    found = compare(*builds())
    frame = found.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == len(found.rows)
    assert frame.loc[frame["verdict"] == "new", "code"].tolist()[0] == 6600105
    empty = compare(made({}), made({})).to_frame()
    assert list(empty.columns) == list(COLUMNS)
    assert {name: str(dtype) for name, dtype in empty.dtypes.items()} == COLUMNS


def test_the_frame_keeps_its_types_whatever_is_missing() -> None:
    untimed = dataclasses.replace(made({(1, None, None): 20}), inputs=())
    frame = compare(untimed, untimed).to_frame()
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == COLUMNS


def test_a_comparison_describes_itself_in_one_line() -> None:
    before, after = made({(6600107, None, MUSIC): 40}, {MUSIC: 60}), made({(6600107, None, MUSIC): 2}, {MUSIC: 60})
    found = compare(before, after, by="code")
    assert repr(found) == "<Comparison: 40 and 2 incidents, 1 of 1 rows changed>"


@pytest.mark.parametrize("format_", COMPARISON_FORMATS, ids=lambda format_: format_.name)
def test_a_comparison_is_saved_as_the_command_writes_it(format_: Format, run_here: Run, tmp_path: Path) -> None:
    logs = LOGS / "evening.log", LOGS / "quiet.log"
    run_here("diff", *logs, "--output", f"command{format_.suffix}")
    saved = compare(*map(analyze, logs), names=tuple(map(str, logs))).save(tmp_path / f"python{format_.suffix}")
    assert saved.read_text("utf-8") == (tmp_path / f"command{format_.suffix}").read_text("utf-8")


def test_print_and_jupyter_show_what_changed_and_markup_in_names_is_text() -> None:
    many, few = made({(6600107, None, MUSIC): 40}, {MUSIC: 60}), made({(6600107, None, MUSIC): 2}, {MUSIC: 60})
    found = compare(many, few, by="code", names=("<b>old", "new"))
    assert str(found).startswith("1 code changed by more than chance explains\nA  <b>old, 40 incidents")
    assert "A  &lt;b&gt;old, 40 incidents" in found._repr_html_()


def test_a_file_whose_suffix_is_no_format_of_a_comparison_is_refused(tmp_path: Path) -> None:
    empty = compare(made({}), made({}))
    with pytest.raises(WrongUsage, match=r"changes\.sarif: no format has the suffix \.sarif; use .*\.html"):
        empty.save(tmp_path / "changes.sarif")
