"""Each statement that the framework prints, rendered as a line and read alone, is understood as its class says."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest

from conftest import with_trials
from hilog_avsession import analyze
from hilog_avsession.knowledge.framework.inventory import Row, release_order
from inventory.classes import FAILURE, KINDS, REASONS, STEP, ByHand, by_hand
from inventory.source import statements_of
from inventory.table import by_release, read_table, rows_of
from inventory.truth import Shares, Tally, line_of, measure, shares, shown

RELEASES = tuple(release for release, _ in by_release(read_table()))
MOST_WRONG = 0.001
NUMBER = re.compile(r"failed?:%\{public\}d$")
LEAST_RIGHT = 0.95

each_release = pytest.mark.parametrize("release", with_trials(["3.2"], [name for name in RELEASES if name != "3.2"]))


@cache
def tally_of(release: str) -> Tally:
    return measure(read_table(), [release])[release]


def share_of(release: str) -> Shares:
    return shares(tally_of(release))


def lines(tally: Tally, *outcomes: str) -> list[str]:
    return [verdict.line for verdict in tally.wrong if verdict.outcome in outcomes]


@each_release
def test_no_statement_is_unknown(release: str) -> None:
    assert lines(tally_of(release), "unknown") == []


@each_release
def test_next_to_no_statement_is_understood_wrong(release: str) -> None:
    wrong = lines(tally_of(release), "wrong", "invented")
    assert len(wrong) <= MOST_WRONG * share_of(release).statements, wrong


@each_release
def test_failures_have_the_code_that_the_application_sees(release: str) -> None:
    found = share_of(release)
    assert found.right >= LEAST_RIGHT * found.failures, lines(tally_of(release), "missed", "wrong")


@each_release
def test_what_is_ordinary_or_internal_gives_no_incident(release: str) -> None:
    assert lines(tally_of(release), "invented") == []


def test_every_row_has_a_class_and_a_reason() -> None:
    said_by_hand = {hand.meaning.reason for hand in by_hand()}
    for row in read_table():
        assert row.kind in KINDS
        assert row.reason in REASONS or row.reason in said_by_hand or row.reason == "several-places"
        assert row.kind != FAILURE or row.code is not None


@pytest.mark.parametrize("hand", by_hand(), ids=lambda hand: f"{'/'.join(hand.functions)} {hand.format}")
def test_what_was_decided_by_hand_stands_in_the_table(hand: ByHand) -> None:
    known = {(row.format, row.reason) for row in read_table()}
    assert known & {(hand.format, hand.meaning.reason), (hand.format, "several-places")}


def test_a_line_looks_as_its_release_prints_it() -> None:
    places = "a.cpp 5.0.0:7 6.0:9"
    row = Row("app", "Prepare", "E", True, FAILURE, 6600103, -1011, None, None, "symbol", "failed:%d", "", "", places)
    assert row.sites == {"5.0.0": ("a.cpp:7",), "6.0": ("a.cpp:9",)}
    assert line_of(row, "5.0.0").endswith("C02B91/com.example.radio/AVSession: [Prepare()-a.cpp:7] failed:-1011")
    assert line_of(row, "6.0").endswith("C02B91/com.example.radio/AVSession: [Prepare]failed:-1011")


def ends_with_a_number(row: Row) -> bool:
    return (
        row.side == "app" and row.level == "E" and row.kind in (FAILURE, STEP) and NUMBER.search(row.format) is not None
    )


@pytest.mark.parametrize("native", [-1, -1009])
def test_a_number_that_a_call_returns_is_the_failure(native: int) -> None:
    rows = [row for row in read_table() if ends_with_a_number(row)]
    assert len(rows) > 50
    for row in rows:
        line = line_of(row._replace(native=native), max(row.sites, key=release_order))
        report = analyze(io.BytesIO(line.encode()))
        assert [incident.native for incident in report.incidents] == [native], line


def test_the_table_of_releases_has_a_line_for_each() -> None:
    head, _, line = shown({"6.0": Tally()})
    assert head.count("|") == line.count("|")
    assert line.startswith("| 6.0 |")


def test_releases_are_sorted_by_age() -> None:
    assert sorted(["master", "5.0.3", "3.2", "6.0"], key=release_order) == ["3.2", "5.0.3", "6.0", "master"]


# ---- what a branch hands to the application --------------------------------------------------------------------------

LAYER = "frameworks/js/napi/session/src/napi_sample.cpp"
CHECK = """
#define CHECK(context, condition, message, code) \\
    do { \\
        if (!(condition)) { (context)->errCode = code; SLOGE("test (" #condition ") failed: " message); return; } \\
    } while (0)
"""


def returned(body: str) -> list[str]:
    """What the statements of a function return or throw."""
    return [statement.returns for statement in statements_of(f"{CHECK}void Play() {{ {body} }}", LAYER)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            "auto parse = [context]() { int wrong = Codes::errcode_[ERR_INVALID_PARAM];"
            ' CHECK(context, n == 1, "x", wrong); };',
            "Codes::errcode_[ERR_INVALID_PARAM]",
        ),
        (
            'if (lost) { SLOGE("x"); Utils::ThrowError(env, "x", Codes::errcode_[ERR_NO_MEMORY]); return Nothing(); }',
            "Codes::errcode_[ERR_NO_MEMORY]",
        ),
        (
            'if (lost) { SLOGE("x"); return ThrowErrorAndReturn(env, "x", ERR_SESSION_NOT_EXIST); }',
            "errcode_[ERR_SESSION_NOT_EXIST]",
        ),
        (
            'if (lost) { SLOGE("x"); context->errCode = Codes::errcode_[ERR_NO_MEMORY]; return; }',
            "Codes::errcode_[ERR_NO_MEMORY]",
        ),
    ],
)
def test_a_branch_returns_the_code_that_it_hands_to_the_application(body: str, code: str) -> None:
    assert returned(body) == [code]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            "int wrong = Codes::errcode_[ERR_NO_MEMORY]; wrong = Codes::errcode_[ERR_INVALID_PARAM];"
            'CHECK(context, n == 1, "x", wrong);',
            "wrong",
        ),
        ('int wrong = CheckAll(); CHECK(context, n == 1, "x", wrong);', "wrong"),
        # marked for the caller, which then succeeds with the controller that exists
        ('if (twice) { SLOGE("x"); context->errCode = ERR_CONTROLLER_IS_EXIST; return found; }', "->found"),
        # only one of several errors
        (
            'if (lost) { SLOGE("x"); if (n == 1) { ThrowError(env, "x", Codes::errcode_[ERR_NO_MEMORY]); }'
            " return failed; }",
            "->failed",
        ),
        # printed before the check whose branch returns a code: most calls print it and go on
        ('SLOGE("x"); if (n < 0) { return ERR_INVALID_PARAM; } return found;', "->found"),
        ('SLOGE("x"); if (n < 0) { return ERR_INVALID_PARAM; }', ""),
    ],
)
def test_a_branch_whose_code_depends_on_something_returns_what_is_written(body: str, code: str) -> None:
    assert returned(body) == [code]


@pytest.mark.parametrize(
    ("returns", "kind", "code"),
    [
        (("AVSESSION_ERROR", "ERR_IPC_SEND_REQUEST"), FAILURE, 6600101),  # -1 is 6600101 too
        (("AVSESSION_ERROR", "ERR_CONTROLLER_NOT_EXIST"), STEP, None),
        (("ERR_IPC_SEND_REQUEST", "ERR_CONTROLLER_NOT_EXIST"), STEP, None),
    ],
)
def test_places_that_give_the_application_the_same_code_agree(
    returns: tuple[str, str], kind: str, code: int | None
) -> None:
    text = "".join(f'int Play() {{ if (!sent) {{ SLOGE("request failed"); return {one}; }} }}' for one in returns)
    ((row,), _) = rows_of("7.0", statements_of(text, "services/session/ipc/proxy/sample_proxy.cpp"))
    assert (row.kind, row.code) == (kind, code)
