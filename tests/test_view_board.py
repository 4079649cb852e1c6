"""What the screens show, without a screen: rows with exact counts, their rate, their order, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields

import pytest

from conftest import LOGS
from hilog_avsession.cli.analyze import WithinLog
from hilog_avsession.cli.arguments import Selection
from hilog_avsession.errors import UnknownCode, WrongUsage
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.model.incidents import Incident
from hilog_avsession.model.report import KindCount, LossCount, UnknownLines
from hilog_avsession.results.filters import Filters
from hilog_avsession.view import board as board_module
from hilog_avsession.view.board import Board, Order, Row, ordered
from hilog_avsession.view.filtering import parse_filters
from hilog_avsession.view.gaps import GapKind, gaps_of
from hilog_avsession.view.messages import MESSAGES
from hilog_avsession.view.rate import PARTS, Rate, sparkline
from hilog_avsession.view.stored import StoredBoard
from screens import reported


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def incidents() -> tuple[Incident, ...]:
    return reported("en").incidents


def filled(incidents: Iterable[Incident], clock: Clock, **options: int) -> Board:
    board = Board(clock=clock, **options)
    for incident in incidents:
        board.add(incident)
    return board


def counts(rows: Iterable[Row]) -> dict[object, int]:
    return {row.kind: row.incidents for row in rows}


# ---- rows ------------------------------------------------------------------------------------------------------------


def test_the_rows_hold_every_incident(incidents: tuple[Incident, ...], clock: Clock) -> None:
    found = filled(incidents, clock).snapshot()
    assert found.incidents == found.wanted == len(incidents)
    assert counts(found.rows) == {kind.kind: kind.incidents for kind in KindCount.of(incidents)}


def test_a_row_shows_its_latest_incident(incidents: tuple[Incident, ...], clock: Clock) -> None:
    latest = {incident.kind: incident for incident in incidents}
    for row in filled(incidents, clock).snapshot().rows:
        assert row.latest == latest[row.kind]
        assert row.controller == latest[row.kind].controller


def test_a_row_names_how_sure_the_session_of_most_incidents_is(incidents: tuple[Incident, ...], clock: Clock) -> None:
    for row in filled(incidents, clock).snapshot().rows:
        levels = Counter(incident.context_confidence for incident in incidents if incident.kind == row.kind)
        assert row.confidence == levels.most_common(1)[0][0]


def test_a_report_shows_the_rows_that_its_incidents_show(incidents: tuple[Incident, ...], clock: Clock) -> None:
    stored = StoredBoard(reported("en"), CATALOG).snapshot()
    assert counts(stored.rows) == counts(filled(incidents, clock).snapshot().rows)


def test_a_report_that_lists_no_incident_shows_their_counts() -> None:
    from dataclasses import replace

    report = replace(reported("en"), incidents=(), incidents_truncated=True)
    found = StoredBoard(report, CATALOG)
    assert sum(row.incidents for row in found.snapshot().rows) == 11
    assert all(found.incidents(row) == [] and row.latest is None for row in found.snapshot().rows)


def test_what_a_baseline_does_not_know_is_new_in_a_report() -> None:
    from dataclasses import replace

    report = reported("en")
    known = replace(report, kinds=tuple(kind._replace(known=number > 0) for number, kind in enumerate(report.kinds)))
    assert [row.kind for row in StoredBoard(known, CATALOG).snapshot().rows if row.is_new] == [report.kinds[0].kind]
    assert not any(row.is_new for row in StoredBoard(report, CATALOG).snapshot().rows)


def test_a_kind_is_new_for_a_minute_if_it_was_not_there_at_the_start(
    incidents: tuple[Incident, ...], clock: Clock
) -> None:
    board = filled(incidents[:1], clock)
    other = next(incident for incident in incidents if incident.kind != incidents[0].kind)
    clock.now += 10
    board.add(other)
    assert {row.kind for row in board.snapshot().rows if row.is_new} == {other.kind}
    clock.now += 61
    assert not any(row.is_new for row in board.snapshot().rows)


def test_incidents_that_still_grow_are_shown_and_not_counted_twice(
    incidents: tuple[Incident, ...], clock: Clock
) -> None:
    board = filled(incidents[:5], clock)
    found = board.snapshot(incidents[5:])
    assert counts(found.rows) == counts(filled(incidents, clock).snapshot().rows)
    assert found.incidents == len(incidents)
    last = next(row for row in found.rows if row.kind == incidents[-1].kind)
    assert board.incidents(last)[-1] == incidents[-1]
    for incident in incidents[5:]:
        board.add(incident)
    assert board.snapshot().incidents == len(incidents)


def test_incidents_that_still_grow_pass_the_filter_too(incidents: tuple[Incident, ...], clock: Clock) -> None:
    board = Board(clock=clock)
    board.choose(Filters(bundles="radio"))
    found = board.snapshot(incidents)
    assert found.wanted == sum(incident.application == "com.example.radio" for incident in incidents)
    assert {row.application for row in found.rows} == {"com.example.radio"}


# ---- order -----------------------------------------------------------------------------------------------------------


def test_rows_are_sorted_as_asked(incidents: tuple[Incident, ...], clock: Clock) -> None:
    rows = filled(incidents, clock).snapshot().rows
    by_count = [row.incidents for row in ordered(rows, Order.COUNT)]
    assert by_count == sorted(by_count, reverse=True)
    assert ordered(rows, Order.TIME)[0].kind == incidents[-1].kind
    names = [row.application for row in ordered(rows, Order.APPLICATION)]
    assert names == sorted(names, key=lambda name: (name is None, name or ""))


# ---- filters ---------------------------------------------------------------------------------------------------------


def test_a_filter_counts_what_was_kept_and_what_follows(incidents: tuple[Incident, ...], clock: Clock) -> None:
    board = filled(incidents[:6], clock)
    board.choose(Filters(codes=6600102))
    for incident in incidents[6:]:
        board.add(incident)
    found = board.snapshot()
    assert found.wanted == sum(incident.code == 6600102 for incident in incidents)
    assert found.incidents == len(incidents)
    assert not found.is_partial
    board.choose(Filters())
    assert board.snapshot().wanted == len(incidents)


@pytest.mark.parametrize("kind", ["live", "stored"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {"0C4******6E6": 7, "AED******F28": 4}),
        ("6600101", {"0C4******6E6": 2}),
        ("radio", {"0C4******6E6": 7}),
        ("session=0C4", {"0C4******6E6": 7}),
        ("pid=7044", {"AED******F28": 4}),
        ("radio pid=7044", {}),
        ("api=activate", {}),
    ],
)
def test_a_filter_counts_the_incidents_of_sessions(
    kind: str, text: str, found: dict[str, int], incidents: tuple[Incident, ...], clock: Clock
) -> None:
    board = filled(incidents, clock) if kind == "live" else StoredBoard(reported("en"), CATALOG)
    board.choose(parse_filters(text))
    shown = board.sessions(reported("en").sessions)
    assert {session.id: session.incidents for session in shown} == found
    for session in shown:
        assert len(board.incidents_of_session(session.key)) == session.incidents


@pytest.mark.parametrize("text", ["radio", "pid=6120", "session=0C4 radio"])
def test_a_session_without_incidents_passes_a_filter_that_names_it(text: str) -> None:
    board, healthy = Board(), [session._replace(incidents=0) for session in reported("en").sessions]
    board.choose(parse_filters(text))
    assert [session.id for session in board.sessions(healthy)] == ["0C4******6E6"]
    board.choose(parse_filters(f"{text} code=6600107"))
    assert board.sessions(healthy) == []


def test_the_incidents_of_the_latest_sessions_are_counted(
    incidents: tuple[Incident, ...], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "_MOST_SESSIONS", 1)
    board = filled(incidents, clock)
    board.choose(parse_filters("code=66*"))
    assert len(board.sessions(reported("en").sessions)) == 1


def test_a_filter_says_when_it_cannot_see_the_first_incidents(incidents: tuple[Incident, ...], clock: Clock) -> None:
    board = filled(incidents, clock, most_kept=3)
    board.choose(Filters(bundles="cinema"))
    assert board.snapshot().is_partial
    assert board.snapshot().wanted <= 3


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("", Filters()),
        ("   ", Filters()),
        ("code=6600107 bundle=music", Filters(codes="6600107", bundles="music")),
        ("--code 6600107 --bundle=music", Filters(codes="6600107", bundles="music")),
        ("6600107 66120* -1013", Filters(codes=["6600107", "66120*", "-1013"])),
        ("music com.example.*", Filters(bundles=["music", "com.example.*"])),
        ("since='11-06 19:30' until=20:00", Filters(since="11-06 19:30", until="20:00")),
        ("session=0C4 pid=61* api=set* category=drm", Filters(None, "drm", None, "61*", "0C4", apis="set*")),
        ("it's", Filters(bundles="it's")),  # a quotation mark without its other half
    ],
)
def test_a_filter_is_written_as_on_the_command_line(text: str, filters: Filters) -> None:
    assert parse_filters(text) == filters


EXAMPLES = {"category": "drm", "pid": "6120", "session": "0C4", "since": "19:30", "until": "20:00"}


def test_each_filter_of_the_command_line_is_one_of_the_view_and_sets_its_own_field() -> None:
    options = (*Selection._fields, *WithinLog._fields)
    unset, fields_set = Filters(), []
    for option in options:
        filters = parse_filters(f"--{option} {EXAMPLES.get(option, '6600107')}")
        fields_set += [
            field.name for field in fields(Filters) if getattr(filters, field.name) != getattr(unset, field.name)
        ]
    assert sorted(fields_set) == sorted(field.name for field in fields(Filters))


@pytest.mark.parametrize(
    "text", ["colour=red", "code=", "--code", "since=1:2:3:4", "since=10:00 since=11:00", "category=drums", "pid=x"]
)
def test_a_text_that_is_not_a_filter_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage):
        parse_filters(text)


def test_a_code_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownCode):
        parse_filters("code=nonsense_code")


# ---- bounds ----------------------------------------------------------------------------------------------------------


def many(incident: Incident) -> Iterator[Incident]:
    """Incidents of ever other applications."""
    process = incident.process or incident.controller
    assert process is not None
    number = 0
    while True:
        number += 1
        yield incident._replace(session=None, process=process._replace(process=f"app{number}"))


def test_memory_is_bounded_and_counts_stay_exact(
    incidents: tuple[Incident, ...], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "_MOST_ROWS", 10)
    board = Board(clock=clock, most_kept=20)
    for incident, _ in zip(many(incidents[0]), range(100), strict=False):
        board.add(incident)
    found = board.snapshot()
    assert sum(row.incidents for row in found.rows) == found.incidents == 100
    assert len(found.rows) == 11
    rest = next(row for row in found.rows if row.application is None)
    assert rest.incidents == 90
    assert board.incidents(rest) == [rest.latest]
    assert sum(len(board.incidents(row)) for row in found.rows) <= 31


# ---- rates -----------------------------------------------------------------------------------------------------------


def test_a_rate_holds_the_last_minute() -> None:
    rate = Rate()
    assert rate.counts(0) == ()
    for second in range(120):
        rate.add(second)
    assert rate.counts(119.9) == (60 // PARTS,) * PARTS
    assert sum(rate.counts(149)) == 30
    assert rate.counts(149)[-1] == 0
    assert rate.counts(1000) == ()


def test_a_row_forgets_its_rate_when_nothing_happens(incidents: tuple[Incident, ...], clock: Clock) -> None:
    board = filled(incidents, clock)
    assert sum(sum(row.rate) for row in board.snapshot().rows) == len(incidents)
    clock.now += 61
    assert [row.rate for row in board.snapshot().rows] == [()] * 5


def test_a_sparkline_shows_what_is_not_zero() -> None:
    assert sparkline((), 0) == ""
    assert sparkline((0, 0), 0) == "  "
    assert sparkline((1, 500, 1000), 1000) == "▁▄█"
    assert sparkline((1, 0, 8), 8) == "▁ █"


def test_the_rate_of_a_report_spans_its_log() -> None:
    rows = StoredBoard(reported("en"), CATALOG).snapshot().rows
    assert all(len(row.rate) == PARTS and sum(row.rate) == row.incidents for row in rows)


# ---- gaps ------------------------------------------------------------------------------------------------------------


def test_gaps_begin_with_what_was_lost() -> None:
    report = reported("en")
    unknown = (UnknownLines("<n>", 3, "odd line 7", "a.log:7"),)
    gaps = gaps_of(report.loss, report.blind_spots, unknown)
    assert [gap.kind for gap in gaps] == [GapKind.LOST, GapKind.UNKNOWN]
    assert (gaps[0].number, gaps[1].number) == (38, 3)
    assert gaps[0].command is not None
    assert (gaps[1].text, gaps[1].place) == ("odd line 7", "a.log:7")
    assert len({gap.key for gap in gaps}) == len(gaps)
    assert gaps_of(LossCount(), (), ()) == []


# ---- messages --------------------------------------------------------------------------------------------------------


def test_every_message_is_in_both_languages_and_used() -> None:
    assert MESSAGES["en"].keys() == MESSAGES["zh"].keys()
    folder = LOGS.parents[2] / "src" / "hilog_avsession" / "view"
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py") if path.name != "messages.py")
    computed = ("state-", "gap-", "sorted-", "key-", "help-", "copy-", "no-incidents")
    assert [key for key in MESSAGES["en"] if f'"{key}"' not in code and not key.startswith(computed)] == []
