"""The report as DataFrames: columns and types hold for every report, the page describes them, the figures are right."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest

from bless_frames import PAGE, page
from conftest import ROOT
from devices import both
from hilog_avsession import Report, WrongUsage, __version__, analyze
from hilog_avsession.model.story import StoryEvent, StoryKind
from hilog_avsession.results.frames.columns import COLUMNS, Choice, Column, Table
from hilog_avsession.results.frames.tables import _TABLES
from hilog_avsession.results.frames.times import spans
from relayout import LAYOUTS, deveco, fields_of, openharmony
from simulator import generate
from test_custom import BIND, WHOLE

TABLES = tuple(COLUMNS)
NOTHING = analyze(io.BytesIO(b""))
NO_INPUT = replace(NOTHING, inputs=())


# ---- what is checked of each column ----------------------------------------------------------------------------------

COUNTS = pa.Check.ge(0)
FROM_ONE = pa.Check.ge(1)
SHARE = pa.Check.in_range(0, 1)
CODE = pa.Check.isin(
    [0, 201, 202, 401, 801, *range(5_400_101, 5_400_112), *range(6_600_101, 6_616_101), *range(35_000_001, 35_000_013)]
)
TEXTS = pa.Check(lambda lists: all(type(one) is list and all(type(text) is str for text in one) for one in lists))
FULL_ID = pa.Check.str_matches(r"^[0-9A-F]{64}$")
CHECKS: dict[tuple[str, str], list[pa.Check]] = {
    ("incidents", "incident"): [pa.Check(lambda ids: ids.tolist() == list(range(1, len(ids) + 1)))],
    ("incidents", "code"): [CODE],
    ("incidents", "native"): [pa.Check.le(-1)],
    ("incidents", "session_number"): [FROM_ONE],
    ("incidents", "full_id"): [FULL_ID],
    ("incidents", "candidates"): [COUNTS],
    ("incidents", "signals"): [FROM_ONE],
    ("incidents", "line"): [FROM_ONE],
    ("signals", "position"): [pa.Check.in_range(1, 20)],
    ("signals", "code"): [CODE],
    ("signals", "line"): [FROM_ONE],
    ("sessions", "session_number"): [pa.Check(lambda ids: ids.tolist() == list(range(1, len(ids) + 1)))],
    ("sessions", "full_id"): [FULL_ID],
    ("sessions", "lifetime"): [COUNTS],
    ("sessions", "incidents"): [COUNTS],
    ("codes", "code"): [CODE, pa.Check(lambda codes: codes.is_unique)],
    ("codes", "incidents"): [FROM_ONE, pa.Check(lambda counts: counts.is_monotonic_decreasing)],
    ("codes", "share"): [SHARE],
    ("recommendations", "rank"): [pa.Check(lambda ranks: ranks.tolist() == list(range(1, len(ranks) + 1)))],
    ("recommendations", "incidents"): [FROM_ONE, pa.Check(lambda counts: counts.is_monotonic_decreasing)],
    ("recommendations", "share"): [SHARE],
    ("recommendations", "steps"): [TEXTS],
    ("recommendations", "because"): [TEXTS],
    ("inputs", "container"): [TEXTS],
    ("inputs", "lines"): [COUNTS],
    ("inputs", "incidents"): [COUNTS],
    ("applications", "incidents"): [FROM_ONE, pa.Check(lambda counts: counts.is_monotonic_decreasing)],
    ("applications", "share"): [SHARE],
    ("devices", "incidents"): [COUNTS, pa.Check(lambda counts: counts.is_monotonic_decreasing)],
    ("devices", "sessions"): [COUNTS],
    ("devices", "lines"): [COUNTS],
    ("devices", "share"): [SHARE],
    ("timeline", "count"): [FROM_ONE],
    ("timeline", "code"): [CODE],
    ("timeline", "line"): [FROM_ONE],
}


def dtype_of(column: Column) -> Any:
    if isinstance(column.dtype, Choice):
        return pd.CategoricalDtype(list(column.dtype.values), ordered=column.dtype.ordered)
    return pd.api.types.pandas_dtype(column.dtype)


def schema(table: Table) -> pa.DataFrameSchema:
    """No other columns, in this order, of these very types, null only where the page says so."""
    columns = {
        one.name: pa.Column(dtype_of(one), CHECKS.get((table, one.name), []), nullable=bool(one.null))
        for one in COLUMNS[table]
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, coerce=False)


# ---- reports of many kinds -------------------------------------------------------------------------------------------


def report_of(lines: Iterable[str], **options: Any) -> Report:
    return analyze(io.BytesIO("\n".join(lines).encode()), **options)


def in_layout(name: str) -> Report:
    return report_of(map(LAYOUTS[name][0], LINES))


def undated(line: str) -> str:
    """DevEco's window without its dates."""
    return deveco(line)[6:]


def trimmed(line: str) -> str:
    one = fields_of(line)
    return f"{one['level']} {one['domain']}/{one['tag']}: {one['message']}"


LINES = generate(3).lines()
HARDLY = "11-20 10:15:00.123  6120  6131 E A00000/Sample: getAVSession failed, code: 6600199"


class MadeWhenAsked(Mapping[str, Report]):
    """Reports by name."""

    def __init__(self, makers: Mapping[str, Callable[[], Report]]) -> None:
        self._makers = {name: cache(make) for name, make in makers.items()}

    def __getitem__(self, name: str) -> Report:
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


REPORTS = MadeWhenAsked(
    {
        "nothing": lambda: NOTHING,
        "devices": lambda: both(),
        "healthy": lambda: report_of(generate(3).lines()[:3]),
        "no year": lambda: report_of(LINES),
        "year": lambda: report_of(LINES, year=2026),
        "year and zone": lambda: in_layout("zone"),
        "since 1970": lambda: in_layout("epoch"),
        "since start": lambda: in_layout("monotonic"),
        "time of day": lambda: report_of(map(undated, LINES)),
        "no time": lambda: report_of(map(trimmed, LINES)),
        "no processes": lambda: report_of(map(openharmony, LINES)),
        "truncated": lambda: report_of(LINES, max_incidents=2),
        "begins late": lambda: report_of(LINES[len(LINES) // 2 :]),
        "hardly anything": lambda: report_of([HARDLY]),
        "Chinese": lambda: report_of(LINES, lang="zh"),
        "several devices": lambda: Report.merge(report_of(generate(1).lines()), report_of(generate(2).lines())),
    }
)


@pytest.fixture(params=REPORTS, scope="module")
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]


def test_the_reports_are_of_the_kinds_that_they_are_called() -> None:
    kept = {name: len(one.incidents) for name, one in REPORTS.items()}
    assert (kept["nothing"], kept["healthy"], kept["truncated"]) == (0, 0, 2)
    assert kept["hardly anything"] == 1
    few = {"nothing", "healthy", "truncated", "hardly anything"}
    assert min(count for name, count in kept.items() if name not in few) >= 10


# ---- the schema ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_every_frame_keeps_its_schema(report: Report, table: Table) -> None:
    schema(table).validate(report.to_frame(table), lazy=True)


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_frame_is_like_a_full_one(table: Table) -> None:
    empty, full = NO_INPUT.to_frame(table), REPORTS["devices"].to_frame(table)
    assert len(empty) == 0 < len(full)
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    assert pd.concat([empty, full]).dtypes.to_dict() == full.dtypes.to_dict()


def test_every_check_has_its_column() -> None:
    assert set(CHECKS) <= {(table, one.name) for table, columns in COLUMNS.items() for one in columns}


def test_every_column_that_may_be_null_is_null_somewhere() -> None:
    frames = {table: [one.to_frame(table) for one in REPORTS.values()] for table in TABLES}
    never = {
        (table, one.name)
        for table, columns in COLUMNS.items()
        for one in columns
        if one.null and not any(frame[one.name].isna().any() for frame in frames[table])
    }
    # a session known by its process only; a layout that prints no level: all that are read print one
    assert never == {("sessions", "session"), ("sessions", "id"), ("signals", "level")}


def test_an_unknown_table_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(WrongUsage, match="'rows' is not a table of the report; choose from incidents, signals"):
        NOTHING.to_frame("rows")  # type: ignore[arg-type]  # refused


@pytest.mark.parametrize("table", COLUMNS)
def test_each_column_has_its_values(table: Table) -> None:
    missing = {column.renamed or column.name for column in COLUMNS[table]} - _TABLES[table](NOTHING).keys()
    assert not missing, f"give {sorted(missing)} of {table} their values in results/frames/tables.py"


def test_the_page_describes_the_columns_as_they_are() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python tests/bless_frames.py and read the diff"


def test_the_page_s_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    exec(page().split("```")[1].removeprefix("python"), names)  # the page's own lines
    assert names["by_app"][("com.example.radio", 6600107)] == 4
    assert names["with_types"]["type"].dropna().isin(["audio", "video"]).all()
    assert len(names["with_types"]) == names["per_second"].sum() == 11


# ---- times -----------------------------------------------------------------------------------------------------------


def lead(report: Report) -> pd.Series[Any]:
    return report.to_frame().iloc[0]


def test_seconds_count_from_the_first_line_of_the_log(evening: Path) -> None:
    assert lead(analyze(evening))[["time", "seconds"]].tolist() == ["11-06 19:30:00.545", 0.545]


@pytest.mark.parametrize("name", ["no year", "year", "year and zone", "time of day"])
def test_seconds_are_the_same_however_the_time_is_printed(name: str) -> None:
    seconds = [REPORTS[one].to_frame("signals")["seconds"] for one in ("no year", name)]
    pd.testing.assert_series_equal(*seconds)


@pytest.mark.parametrize("table", ["incidents", "signals", "timeline"])
def test_elapsed_is_there_for_each_row_of_a_log_with_times(report: Report, table: Table) -> None:
    frame = report.to_frame(table)
    assert frame["elapsed"].dtype == "timedelta64[ns]"
    assert frame["elapsed"].isna().all() if report is REPORTS["no time"] else frame["elapsed"].notna().all()
    known = frame.dropna(subset=["seconds"])
    assert known["elapsed"].dt.total_seconds().tolist() == pytest.approx(known["seconds"].tolist())


@pytest.mark.parametrize("name", [*LAYOUTS, "time of day"])
@pytest.mark.parametrize("table", ["incidents", "signals", "timeline"])
def test_each_layout_can_be_resampled_by_elapsed(name: str, table: Table) -> None:
    one = REPORTS[name] if name in REPORTS else in_layout(name)
    frame, plain = one.to_frame(table), REPORTS["no year"].to_frame(table)
    counts = frame.resample("5s", on="elapsed").size()
    assert counts.sum() == len(frame) > 0
    assert (frame["elapsed"] - plain["elapsed"]).abs().max() < pd.Timedelta(milliseconds=1)
    assert frame.set_index("elapsed").resample("5s")["code"].count().sum() == frame["code"].notna().sum()


@pytest.mark.parametrize("table", ["incidents", "signals", "timeline"])
def test_an_empty_table_can_be_resampled_as_the_documents_do(table: Table) -> None:
    frame = analyze(io.BytesIO(b"")).to_frame(table)
    assert frame.resample("1s", on="elapsed")["code"].count().tolist() == []
    for document in ("docs/frames.md", "docs/python.md", "examples/usage.py"):
        assert 'resample("1s", on="elapsed")["code"].count()' in (ROOT / document).read_text("utf-8")


def test_elapsed_counts_from_the_earliest_first_line_of_several_inputs() -> None:
    half = len(LINES) // 2
    parts = ["\n".join(LINES[half:]).encode(), "\n".join(LINES[:half]).encode()]
    both = analyze([io.BytesIO(part) for part in parts])
    assert both.to_frame("inputs")["first_elapsed"].min() == pd.Timedelta(0)
    assert both.to_frame("inputs")["first_elapsed"].iloc[0] > pd.Timedelta(0)
    assert (both.to_frame()["elapsed"] >= pd.Timedelta(0)).all()


def test_a_clock_with_which_no_input_begins_counts_from_its_first_time() -> None:
    mixed = [*LINES[:3], *map(LAYOUTS["monotonic"][0], LINES[3:])]
    frame = report_of(mixed).to_frame("signals")
    assert frame["seconds"].isna().any()
    assert frame["elapsed"].between(pd.Timedelta(0), pd.Timedelta(minutes=1)).all()
    assert len(frame.resample("1s", on="elapsed").size()) < 60


def test_a_row_without_a_time_has_that_of_the_row_before_it() -> None:
    mixed = [trimmed(line) if number % 2 else line for number, line in enumerate(LINES)]
    frame = report_of(mixed).to_frame("signals")
    assert (frame["time"].isna()).any()
    assert frame["elapsed"].notna().all()


def test_elapsed_of_an_old_report_is_read_from_what_is_printed() -> None:
    report = REPORTS["no year"]
    old = replace(
        report,
        inputs=tuple(one._replace(first_clock=None) for one in report.inputs),
        incidents=tuple(
            one._replace(evidence=tuple(line._replace(clock=None) for line in one.evidence)) for one in report.incidents
        ),
    )
    frame = old.to_frame()
    assert frame["seconds"].isna().all()
    assert frame["elapsed"].tolist() == report.to_frame()["elapsed"].tolist()


def test_a_span_that_no_timedelta_can_hold_is_null_and_breaks_nothing() -> None:
    assert spans([None, 1.5, 1e10, float("inf")]).tolist()[:2] == [pd.NaT, pd.Timedelta(seconds=1.5)]
    assert spans([1e10, float("inf")]).isna().all()


def test_moments_are_there_where_the_log_tells_them() -> None:
    known = {
        name: {column for column in ("utc", "local", "seconds") if frame[column].notna().all()}
        for name, frame in ((name, one.to_frame()) for name, one in REPORTS.items())
        if len(frame)
    }
    assert known["no year"] == known["time of day"] == known["since start"] == {"seconds"}
    assert known["year"] == {"local", "seconds"}
    assert known["year and zone"] == {"utc", "local", "seconds"}
    assert known["since 1970"] == {"utc", "seconds"}
    assert known["no time"] == set()


def test_moments_are_those_that_are_printed() -> None:
    one = lead(REPORTS["year and zone"])
    printed = datetime.strptime(one["time"][:-3], "%z %Y-%m-%d %H:%M:%S.%f")  # hilog prints nanoseconds
    assert one["utc"] == printed
    assert one["local"] == printed.replace(tzinfo=None)


def test_inputs_whose_clocks_count_otherwise_have_zeros_of_their_own() -> None:
    dated = "\n".join(LINES).encode()
    timed = "\n".join(map(LAYOUTS["monotonic"][0], LINES)).encode()
    both = analyze(io.BytesIO(dated), io.BytesIO(timed)).to_frame()
    assert both["seconds"].between(0, 60).all()


def test_a_session_lives_from_its_creation_to_its_release(evening: Path) -> None:
    sessions = analyze(evening).to_frame("sessions").set_index("bundle")
    cinema = sessions.loc["com.example.cinema"]
    assert cinema[["created", "released", "lifetime"]].tolist() == ["11-06 19:30:01.755", "11-06 19:30:05.148", 3.393]
    assert pd.isna(sessions.loc["com.example.radio", "lifetime"])


def test_a_session_whose_clock_was_set_back_has_no_lifetime(evening: Path) -> None:
    report = analyze(evening)
    back = tuple(one._replace(released_clock=1.0) if one.released else one for one in report.sessions)
    assert replace(report, sessions=back).to_frame("sessions")["lifetime"].isna().all()


# ---- names -----------------------------------------------------------------------------------------------------------

MEANT = {  # what a column means in every table that has it
    "incident": "number of the incident in this report",
    "session_number": "number of the session in this report",
    "session": "id",
    "session_pid": "process that owns",
    "code": "public error code",
    "bundle": "application",
    "source": "input",
}


@pytest.mark.parametrize("name", MEANT)
def test_a_column_that_joins_tables_has_one_name_and_one_type(name: str) -> None:
    found = [one for columns in COLUMNS.values() for one in columns if one.name == name]
    assert len(found) > 1
    assert all(MEANT[name] in one.meaning for one in found)
    assert len({str(one.dtype).lower() for one in found}) == 1


@pytest.mark.parametrize(
    ("left", "right", "name"),
    [
        ("signals", "incidents", "incident"),
        ("timeline", "incidents", "incident"),
        ("incidents", "sessions", "session_number"),
        ("timeline", "sessions", "session_number"),
        ("incidents", "codes", "code"),
        ("recommendations", "codes", "code"),
        ("incidents", "applications", "bundle"),
        ("incidents", "inputs", "source"),
    ],
)
def test_tables_join_by_a_name_alone(report: Report, left: Table, right: Table, name: str) -> None:
    one, other = report.to_frame(left).dropna(subset=[name]), report.to_frame(right)
    assert len(one.merge(other, on=name, validate="many_to_one")) == len(one)


def test_no_two_tables_use_one_name_for_different_things() -> None:
    types: dict[str, set[str]] = {}
    for columns in COLUMNS.values():
        for one in columns:
            types.setdefault(one.name, set()).add(str(getattr(one.dtype, "name", one.dtype)).lower())
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {"id": {"int64", "string"}}  # both old


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [(table, one.name, one.renamed) for table, columns in COLUMNS.items() for one in columns if one.renamed],
)
def test_an_old_name_is_kept_for_a_release_at_the_end_of_its_table(table: Table, old: str, new: str) -> None:
    frame = REPORTS["devices"].to_frame(table)
    pd.testing.assert_series_equal(frame[old], frame[new], check_names=False)
    renamed = [one.renamed for one in COLUMNS[table]]
    assert renamed == sorted(renamed, key=bool)
    assert f"old name of `{new}`, until release 0.2" in page()
    assert __version__.startswith("0.1."), "drop the old names"


# ---- rows ------------------------------------------------------------------------------------------------------------


def test_incidents_and_signals_belong_together(report: Report) -> None:
    incidents, signals = report.to_frame(), report.to_frame("signals")
    joined = signals.merge(incidents, on="incident", suffixes=("", "_of_incident"))
    assert len(joined) == len(signals)
    assert (joined["code"] == joined["code_of_incident"]).all()
    first = joined[joined["position"] == 1]
    assert first["incident"].tolist() == incidents["incident"].tolist()
    assert (first["line"] == first["line_of_incident"]).all()


def test_incidents_find_their_session(report: Report) -> None:
    incidents, sessions = report.to_frame(), report.to_frame("sessions")
    linked = incidents.dropna(subset=["session_number"])
    theirs = sessions.set_index("session_number").loc[linked["session_number"]]
    assert linked["session"].tolist() == theirs["session"].tolist()
    assert linked["session_pid"].fillna(-1).tolist() == theirs["session_pid"].fillna(-1).tolist()
    assert linked["bundle"].fillna("").tolist() == theirs["bundle"].fillna("").tolist()
    if not report.incidents_truncated:
        counted = incidents["session_number"].value_counts().reindex(sessions["session_number"], fill_value=0)
        assert counted.tolist() == sessions["incidents"].tolist()


def test_shares_add_up_to_one() -> None:
    report = REPORTS["no year"]
    assert report.to_frame("codes")["share"].sum() == pytest.approx(1)
    assert report.to_frame("recommendations")["share"].sum() == pytest.approx(1)


def test_the_timeline_is_in_the_order_of_reading(report: Report) -> None:
    timeline = report.to_frame("timeline")
    turns = {one.source: turn for turn, one in reversed(list(enumerate(report.inputs)))}
    places = list(zip(timeline["source"].map(turns), timeline["line"], strict=True))
    assert places == sorted(places)


def test_the_timeline_tells_each_event_and_each_incident_once(report: Report) -> None:
    timeline = report.to_frame("timeline")
    assert sorted(timeline["incident"].dropna()) == [one.id for one in report.incidents]
    events = sum(event.kind != StoryKind.FAILURE for one in report.sessions for event in one.story)
    assert (timeline["kind"] != "failure").sum() == events
    failures = timeline[timeline["kind"] == "failure"]
    assert failures["code"].notna().all()
    assert len(failures.drop_duplicates(["source", "line", "code"])) == len(failures)


def test_the_timeline_knows_failures_that_are_not_kept_one_by_one() -> None:
    failures = REPORTS["truncated"].to_frame("timeline").query("kind == 'failure'")
    assert len(failures) > failures["incident"].notna().sum() == 2


def test_every_event_that_devices_print_is_of_a_known_kind() -> None:
    told = {
        event.kind for seed in range(1, 13) for one in report_of(generate(seed).lines()).sessions for event in one.story
    }
    assert told <= set(StoryKind)
    assert set(StoryKind) - told <= {StoryKind.CLIENT_DIED, StoryKind.DEACTIVATED}


def test_own_codes_have_their_category_in_every_table(tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text(WHOLE, "utf-8")
    report = report_of([BIND.strip()], catalog=tmp_path / "team.toml")
    for table in ("incidents", "codes", "recommendations", "timeline"):
        frame = report.to_frame(table)  # type: ignore[arg-type]  # they are tables
        assert frame["category"].tolist() == ["own"], table
        assert frame["code"].tolist() == [9900017]


def test_names_that_are_no_text_do_not_spoil_a_frame(evening: Path) -> None:
    report = analyze(evening)
    strange = "log\udcff.txt"
    evidence = tuple(line._replace(source=strange) for line in report.incidents[0].evidence)
    broken = replace(report, incidents=(report.incidents[0]._replace(evidence=evidence),))
    assert len(broken.to_frame("signals")["source"]) == 3


@pytest.mark.parametrize("year", ["9999", "2262", "0001"])
def test_a_year_that_pandas_cannot_hold_has_no_date(evening: Path, year: str) -> None:
    lines = [f"{year}-{line}" if line[:2].isdigit() else line for line in evening.read_text("utf-8").splitlines()]
    report = analyze(io.BytesIO("\n".join(lines).encode()))
    for table in TABLES:
        report.to_frame(table)
    incidents = report.to_frame("incidents")
    assert incidents["time"].str.startswith(year).all()
    assert incidents["local"].isna().all()
    assert incidents["seconds"].notna().all()


def test_an_event_tells_its_kind_and_its_code() -> None:
    event = StoryEvent("", "failure 6600107", "a.log", 1, "")
    assert (event.kind, event.code) == ("failure", 6600107)
    assert replace(event, event="controller-created").code is None


@pytest.mark.parametrize("table", TABLES)
def test_a_report_that_is_read_back_has_the_same_frames(report: Report, table: Table) -> None:
    back = Report.from_json(report.to_json())
    frames = [one.to_frame(table) for one in (report, back)]
    if table in (
        "incidents",
        "timeline",
    ):  # the document says less of a session: which of several it is may not be told
        frames = [frame.drop(columns="session_number") for frame in frames]
    pd.testing.assert_frame_equal(*frames)
