"""The command `explain` with lines of a log: who prints them, what they check, what the caller gets."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from commands import run
from hilog_avsession.analysis.explaining import explain_line
from hilog_avsession.output.messages.lookup import message
from hilog_avsession.output.terminal.statements import render_line
from hilog_avsession.phrases import quoted

REFUSED = "[SetAVPlaybackState]state not valid"
LAYOUTS = {
    "a message": REFUSED,
    "its text alone": "state not valid",
    "a line of hilog": f"11-20 09:41:39.121  6120  6131 E C02B91/com.example.radio/AVSession: {REFUSED}",
    "a line of 5.0.0": "11-20 09:41:39.121  6120  6131 E C02b91/AVSession: "
    "[SetAVPlaybackState()-avsession_proxy.cpp:431] state not valid",
    "a message of 5.0.0": "[SetAVPlaybackState()-avsession_proxy.cpp:431] state not valid",
}


@pytest.mark.parametrize("asked", LAYOUTS.values(), ids=LAYOUTS)
def test_a_line_is_explained_however_it_is_given(asked: str) -> None:
    (statement,) = explain_line(asked).statements
    assert statement.row.function == "SetAVPlaybackState"
    assert statement.row.check == "state.IsValid()"
    assert statement.place.startswith("avsession_proxy.cpp:")
    assert statement.explanation is not None
    assert statement.explanation.entry.number == 401


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_says_who_checks_what_and_what_the_caller_gets(lang: str) -> None:
    out = io.StringIO()
    render_line(explain_line(REFUSED), out, lang=lang)
    page = out.getvalue()
    assert all(text in page for text in (REFUSED, "state.IsValid()", "-1002 ERR_INVALID_PARAM", "setAVPlaybackState()"))
    assert message(lang, "steps") in page


def test_a_mistyped_text_is_answered_with_similar_statements() -> None:
    line = explain_line("state not vaild")
    assert not line.statements
    assert line.similar[0].row.format == "state not valid"


def test_a_text_that_resembles_no_statement_is_called_unknown() -> None:
    out = io.StringIO()
    line = explain_line("flurb quux")
    render_line(line, out)
    assert not line.statements
    assert "No known release prints “flurb quux”" in out.getvalue()


def test_a_line_of_an_application_is_explained_by_its_code() -> None:
    failed = "11-20 09:41:30.123  6120  6120 E A03D00/com.example.radio/JSAPP: createAVSession failed, code is 6600101"
    line = explain_line(failed)
    assert [code.entry.number for code in line.codes] == [6600101]
    assert not line.statements


def test_a_line_names_the_cause_that_its_statement_has() -> None:
    (statement,) = explain_line("[CreateSessionInner]process 6120 EntryAbility already has one session.").statements
    assert statement.explanation is not None
    assert statement.explanation.cause is not None
    assert statement.explanation.cause.id == "created-twice"


def test_the_command_takes_lines_and_codes() -> None:
    done = run("explain", "-f", "json", REFUSED, "6600107", "state not vaild")
    assert done.returncode == 0, done.stderr
    line, code, unknown = json.loads(done.stdout)
    assert line["asked"] == REFUSED
    assert (line["statements"][0]["code"], line["statements"][0]["native"]) == (401, -1002)
    assert "6.1" in line["statements"][0]["releases"]
    assert code["code"] == 6600107
    assert not unknown["statements"]
    assert unknown["similar"]


def test_a_word_that_is_neither_code_nor_statement_stays_an_error() -> None:
    assert run("explain", "ERR_SESSION_NOT_EXISTS").returncode == 2


# ---- numbers and symbols as they are copied --------------------------------------------------------------------------


def answers(*asked: str) -> list[dict[str, Any]]:
    done = run("explain", "-f", "json", *asked)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_path_is_not_looked_up_but_led_to_the_command_that_reads_it(tmp_path: Path) -> None:
    for name in ("a.log", "two words", "network"):
        (tmp_path / name).touch()
    (tmp_path / "drm").mkdir()
    (tmp_path / "xyzzy").mkdir()
    for asked in ("a.log", "two words", "no/such.gz", "captures/", "./x", "/data/log/hilog", "xyzzy", "network"):
        done = run("explain", asked, folder=tmp_path)
        assert done.returncode == 2, asked
        assert done.stderr.decode() == (
            f"hilog-avsession: {asked}: `explain` looks up codes and single lines; logs are read by: "
            f"hilog-avsession analyze {quoted(asked)}\n"
        )
    for word in ("drm", "6600107.", "[SetAVPlaybackState]state not valid/x.log"):  # a folder may be named like a word
        assert run("explain", word, folder=tmp_path).returncode == 0, word


def test_punctuation_around_a_number_or_a_symbol_is_not_part_of_it() -> None:
    copied = ("6600107,", "(6600107)", "[6600107]", "6600107.", "6600107:", "+6600107", "'6600107'", "6600107。")
    assert {answer["code"] for answer in answers(*copied)} == {6600107}
    native = ("-1018,", "(-1018)", "[-1018].", "ERR_COMMAND_SEND_EXCEED_MAX;", "[ERR_COMMAND_SEND_EXCEED_MAX]")
    assert [answer["native"]["number"] for answer in answers(*native)] == [-1018] * len(native)


def test_a_name_with_a_number_stands_for_the_number() -> None:
    named = ("errcode=-1018", "code:6600107", "(errCode=6600107),", "ret:-1018;")
    assert {answer["code"] for answer in answers(*named)} == {6600107}


@pytest.mark.parametrize(
    "asked", ["5", "-5", "12", "-403", "25", "66", "[5]", "(1)", "state=5", "99999999999999999999", "5,"]
)
def test_a_number_that_stands_for_nothing_is_not_looked_up_in_texts(asked: str) -> None:
    done = run("explain", asked)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"is not an AVSession error code" in done.stderr
    assert b"did you mean 0" not in done.stderr


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("-6600107", "6600107"),
        ("1018", "-1018"),
        ("-2004", "2004"),
        ("-25", "-1025"),
        ("-12", "-1012"),
        ("404", "401"),
        ("660107", "6600107"),
        ("6600107/command-rate", "6600107"),
        ("6600102,6600107", "6600102"),
    ],
)
def test_a_number_like_another_one_is_an_error_that_names_it(asked: str, near: str) -> None:
    done = run("explain", asked)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"did you mean {near} (" in done.stderr.decode()


def test_a_line_that_begins_with_a_bracket_stays_a_line() -> None:
    (line,) = answers("[SetAVPlaybackState]state")
    assert "statements" in line
