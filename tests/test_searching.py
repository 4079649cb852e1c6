"""A search for codes by words: which codes it finds, and what `explain` answers to words."""

from __future__ import annotations

import json

import pytest

import hilog_avsession
from commands import run
from hilog_avsession.analysis.explaining import explain_line
from hilog_avsession.errors import UnknownCode
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.knowledge.catalog.searching import corrected, known_part, search, words_of


def numbers(text: str) -> list[int]:
    return [match.entry.number for match in search(CATALOG, text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("command overload", 6600107),
        ("too many", 6600107),
        ("Too many commands!", 6600107),
        ("OVERLOAD", 6600107),
        ("session destroyed", 6600102),
        ("the session does not exist", 6600102),
        ("network timeout", 6612002),
        ("license expired", 6616008),
        ("permission denied", 201),
        ("http status", 6612004),
        ("会话不存在", 6600102),
        ("命令过于频繁", 6600107),
    ],
)
def test_words_find_the_code_that_they_are_about(text: str, first: int) -> None:
    assert numbers(text)[0] == first


@pytest.mark.parametrize("text", ["foo bar", "the", "", "?!", "session flour", "overlod", "会計事務所", "over"])
def test_words_that_no_code_has_find_nothing(text: str) -> None:
    assert 6600107 not in numbers(text)
    if text != "over":
        assert numbers(text) == []


@pytest.mark.parametrize("entry", list(CATALOG), ids=lambda entry: str(entry.number))
def test_each_code_is_found_by_its_own_title(entry: object) -> None:
    assert isinstance(entry, hilog_avsession.CodeEntry)
    for lang in ("en", "zh"):
        title = entry.text(lang).title
        alike = [other.number for other in CATALOG if other.text(lang).title == title]
        assert set(numbers(title)) & set(alike), (lang, title)


def test_a_match_names_the_text_that_holds_the_words() -> None:
    (first, *_) = search(CATALOG, "session destroyed")
    assert first.text == "Session used after destroy()"
    assert search(CATALOG, "network timeout")[0].text == ""  # its title does


def test_names_are_split_into_words() -> None:
    assert words_of("sendControlCommand ERR_CODE_IO of the API") == (
        "send",
        "control",
        "command",
        "err",
        "code",
        "io",
        "api",
    )


def test_spelling_is_corrected_where_a_word_is_long_enough() -> None:
    assert corrected(CATALOG, "comand overlod") == "command overload"
    assert corrected(CATALOG, "mood sesion") == "mood session"


# ---- what `explain` answers ------------------------------------------------------------------------------------------


def test_the_only_match_is_explained() -> None:
    done = run("explain", "command overload")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith("One code is about “command overload”:\n\n6600107 Too many commands or events\n")


def test_several_matches_are_listed_with_the_text_that_matches() -> None:
    done = run("explain", "session destroyed", "--lang", "en")
    assert done.returncode == 0
    assert b"  6600102  Session does not exist\n           Session used after destroy()\n" in done.stdout
    assert b"All about a code: hilog-avsession explain 6600102\n" in done.stdout
    assert "与“会话不存在”有关的错误码，最相关的在前：" in run("explain", "会话不存在", "--lang", "zh").stdout.decode()


@pytest.mark.parametrize(
    ("asked", "words", "code"),
    [("seek too mood", "seek too", 6600107), ("drm mood", "drm", 6616000), ("drm mood yesterday night", "", None)],
)
def test_words_that_no_code_has_do_not_hide_those_that_some_have(asked: str, words: str, code: int | None) -> None:
    line = explain_line(asked)
    assert line.corrected == words
    assert code in {match.entry.number for match in line.matches} or code is None


def test_of_a_line_of_a_log_single_words_are_not_looked_up() -> None:
    assert not known_part(CATALOG, "the quick brown fox jumps over seek session controller")
    assert known_part(CATALOG, "seek mood") == "seek"
    assert not known_part(CATALOG, "seek mood quick")


def test_wrong_spelling_of_several_words_is_corrected() -> None:
    line = explain_line("comand overlod")
    assert line.corrected == "command overload"
    assert [match.entry.number for match in line.matches] == numbers("command overload")
    text = " ".join(run("explain", "comand overlod").stdout.decode().split())
    assert "No code is about “comand overlod”. These codes are about “command overload”:" in text


def test_json_lists_the_matches() -> None:
    (found,) = json.loads(run("explain", "session destroyed", "-f", "json").stdout)
    assert found["matches"][0] == {
        "code": 6600102,
        "symbol": "ERR_CODE_SESSION_NOT_EXIST",
        "title": "Session does not exist",
        "text": "Session used after destroy()",
    }
    assert found["statements"] == found["codes"] == []
    (one,) = json.loads(run("explain", "command overload", "-f", "json").stdout)
    assert [code["code"] for code in one["codes"]] == [6600107]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("sesion", "6600102 (Session does not exist)"),
        ("660010", "6600101 (Session service exception), 6600102 (Session does not exist)"),
        ("6612", "6612000 ("),
        ("ERR_SESION_NOT_EXIST", "ERR_SESSION_NOT_EXIST (Session does not exist)"),
    ],
)
def test_what_is_only_guessed_is_an_error_that_names_the_guesses(asked: str, near: str) -> None:
    done = run("explain", asked)
    assert (done.returncode, done.stdout) == (2, b"")
    assert near in done.stderr.decode()


def test_python_names_the_matches_in_the_error() -> None:
    with pytest.raises(UnknownCode) as refused:
        hilog_avsession.explain("command overload")
    assert refused.value.near == ("6600107",)
    with pytest.raises(UnknownCode) as refused:
        hilog_avsession.explain("foo bar")
    assert refused.value.near == ()
