"""What blind spots and input errors say: in both languages, from a key and values, and nothing is left out."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from conftest import ROOT
from hilog_avsession import Report, UnreadableInput, analyze
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.messages import blindspots, inputs
from hilog_avsession.model.messages.blindspots import BlindSpotKind
from hilog_avsession.model.messages.inputs import Problem
from hilog_avsession.model.report import BlindSpot, Incomparable
from hilog_avsession.output.formats import FORMATS
from hilog_avsession.output.view import View
from hilog_avsession.results.redaction import Redaction
from hilog_avsession.results.redaction.values import _FILES, _HARMLESS

VALUES = {
    "archive": "bug.zip", "member": "a b.gz", "dictionary": "hilog_dict.1.zip", "container": "zip", "method": 97,
    "error": "E", "reason": "R", "bytes": 5000, "held": 6000, "files": 7000, "depth": 5, "ratio": 250, "size": "16 GiB",
    "option": "files=8", "beginning": "'x'", "line": "[Fail]", "lines": 1,
}  # fmt: skip
CHINESE = re.compile(r"[一-鿿]")
SPOTS = [(kind, "") for kind in BlindSpotKind if kind not in ("time-filter", "slow-pattern")]
SPOTS += [(BlindSpotKind.TIME_FILTER, why) for why in Incomparable]
SPOTS += [(BlindSpotKind.SLOW_PATTERN, "a.toml: statement[1].pattern")]


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_only_data_whose_lines_were_read_is_said_to_be_in_the_report() -> None:
    for problem in (Problem.DAMAGED, Problem.DAMAGED_DATA, Problem.CUT_OFF):
        error = InputError.of(problem, container="zip", reason="R", error="E")
        assert error.after(3).hint.startswith("the report holds what could be read")
        assert "the report" not in error.hint
        assert error.hint.endswith("fetch the file again")
        assert "报告" not in error.hint_in("zh")
        assert "报告" in error.after(3).hint_in("zh")


def test_an_archive_that_is_cut_before_its_first_file_does_not_promise_a_report(tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes((ROOT / "tests/fixtures/bugreport.zip").read_bytes()[:300])
    with pytest.raises(UnreadableInput, match=r"\(File is not a zip file\); fetch the file again$"):
        analyze(tmp_path / "cut.zip")


@pytest.mark.parametrize("problem", Problem)
def test_a_problem_is_said_in_both_languages(problem: Problem) -> None:
    error = InputError(problem, VALUES)
    for text in (error.message, error.hint):
        assert not re.search(r"[{}一-鿿]", text), text
    assert CHINESE.search(error.message_in("zh"))
    assert bool(CHINESE.search(error.hint_in("zh"))) == bool(error.hint)
    assert error.message.endswith("; 1 line could be read")
    assert error.after(2000).message.endswith("; 2,000 lines could be read")


@pytest.mark.parametrize("problem", Problem)
def test_both_languages_name_the_same_values(problem: Problem) -> None:
    row = inputs._ROWS[problem]
    for english, chinese in zip(row.en, row.zh, strict=True):
        assert list(map(names_in, english)) == list(map(names_in, chinese))


@pytest.mark.parametrize("problem", Problem)
def test_a_problem_without_its_values_is_not_said(problem: Problem) -> None:
    assert inputs.can_be_said(problem, VALUES)
    named = set().union(*(names_in(wording[-1]) for wording in inputs._ROWS[problem].en))
    for name in named:
        assert not inputs.can_be_said(problem, {key: value for key, value in VALUES.items() if key != name})


def test_each_value_of_a_problem_is_known_to_redaction() -> None:
    rows = inputs._ROWS.values()
    named = set().union(*(names_in(text) for row in rows for wording in row.en for text in wording))
    numbers = {name for name, value in VALUES.items() if isinstance(value, int)}
    assert named - numbers - _FILES - _HARMLESS == {"reason", "beginning", "line", "dictionary"}


@pytest.mark.parametrize(("kind", "detail"), SPOTS)
def test_a_blind_spot_is_said_in_both_languages(kind: str, detail: str) -> None:
    english, chinese = (BlindSpot(kind, 12_345, detail, lang) for lang in ("en", "zh"))
    assert ("12345" in english.text) == ("12345" in chinese.text) == (kind != "errors-only")
    assert CHINESE.search(chinese.text)
    assert not re.search(r"[{}一-鿿]", english.text)


def test_no_row_of_blind_spots_is_without_a_kind() -> None:
    kinds = {(kind, detail) for kind, detail in SPOTS if kind != BlindSpotKind.SLOW_PATTERN}
    assert set(blindspots._ROWS) == {*kinds, (BlindSpotKind.SLOW_PATTERN, blindspots._ANY)}


FAILED = [InputError(problem, {**VALUES, "lines": 0}) for problem in Problem]


@pytest.mark.parametrize("error", FAILED, ids=lambda error: error.problem)
def test_a_chinese_report_says_errors_in_chinese_only(error: InputError) -> None:
    report = analyze(io.BytesIO(b""), lang="zh")
    report = replace(report, inputs=(Input("x.log", error=error),))
    for name in ("text", "markdown", "html", "junit"):
        (form,) = [form for form in FORMATS if form.name == name]
        page = "".join(form.text_parts(report, View()))
        words = error.message.split()
        assert " ".join(words[:3]) not in page


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("error", FAILED, ids=lambda error: error.problem)
def test_an_error_is_read_back_from_json_with_its_values(error: InputError, lang: str) -> None:
    report = replace(analyze(io.BytesIO(b""), lang=lang), inputs=(Input("x.log", error=error),))
    assert Report.from_json(report.to_json()).inputs == report.inputs
    assert report.to_dict()["inputs"][0]["error"]["message"] == error.message


@pytest.mark.parametrize("change", [{"key": "of a later release"}, {"values": {}}, {"kind": "another"}])
def test_an_error_that_cannot_be_said_keeps_its_words(change: dict[str, object]) -> None:
    error = InputError.of(Problem.CUT_OFF, container="gzip")
    document = replace(analyze(io.BytesIO(b"")), inputs=(Input("x.log", error=error),)).to_dict()
    document["inputs"][0]["error"] |= {"message": "as it was", "hint": "do it", **change}
    (one,) = Report.from_dict(document).inputs
    assert one.error is not None
    assert (one.error.message, one.error.message_in("zh"), one.error.hint) == ("as it was", "as it was", "do it")


def test_a_redacted_error_is_made_from_redacted_values() -> None:
    source = "/home/anna/my bug.zip!log/hilog.003.20261120-094149.gz"
    values = {"archive": "/home/anna/my bug.zip", "member": "log/hilog.003.20261120-094149.gz"}
    beside = "log/hilog_dict.20261101.zip"
    error = InputError.of(Problem.ENCODED_MEMBER, **values, dictionary=beside)
    report = replace(analyze(io.BytesIO(b"")), inputs=(Input(source, error=error),))
    (one,) = Redaction().report(report).inputs
    assert one.error is not None
    assert one.error.hint == (
        "unpack path1/file1.zip and decode the log in it: hilogtool parse -i path2/hilog.003.20261120-094149.gz "
        "-o decoded -d path2/hilog_dict.*.zip; then analyze the folder `decoded`"
    )
    assert one.source == "path1/file1.zip!path2/hilog.003.20261120-094149.gz"


@pytest.mark.parametrize("kind", ["damaged", "of another release"])
def test_the_words_of_another_release_are_redacted_as_a_log_is(kind: str) -> None:
    error = InputError.as_given(kind, "Anna's holiday.log is damaged", "ask anna@acme.com")
    spots = (BlindSpot("lines-lost", 1, given=("/home/anna/x.log lost lines", None)),)
    spots += (BlindSpot(kind, 1, given=("Anna knows", None)),)
    report = replace(analyze(io.BytesIO(b"")), inputs=(Input("holiday.log", error=error),), blind_spots=spots)
    text = report.redacted().to_json().lower()
    assert not re.search("anna|holiday|acme", text)


def test_a_value_that_an_exception_quotes_is_redacted_and_its_sentence_stays() -> None:
    with pytest.raises(UnreadableInput) as caught:
        Report.from_dict({"tool": {"name": "hilog-avsession"}, "schema_version": "Anna"}, source="/home/anna/a.json")
    error = Redaction().unreadable(caught.value)
    assert caught.value.message == 'schema_version is "Anna"; a whole number belongs there'
    assert error.message == 'schema_version is "text1"; a whole number belongs there'
    assert (error.source, error.kind, error.hint) == ("path1/file1.json", caught.value.kind, caught.value.hint)


def test_a_text_in_braces_is_only_a_text() -> None:
    assert UnreadableInput("{x}", "kind", "{a} is {b}", "{c}").message == "{a} is {b}"
    assert UnreadableInput("{x}", "kind", "{a}", "", a="{b}").message == "{b}"
