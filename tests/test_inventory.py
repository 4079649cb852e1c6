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
from inventory.table import by_release, read_table
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
    sites = {"5.0.0": ("a.cpp:7",), "6.0": ("a.cpp:9",)}
    row = Row("app", "Prepare", "E", True, FAILURE, 6600103, -1011, None, None, "symbol", "failed:%d", "", "", sites)
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
