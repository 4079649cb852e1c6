"""What a notebook shows of a report: what the report says, as text, in a page that stays small."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hilog_avsession import Report, analyze
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.report import GateOutcome
from hilog_avsession.output.wording.head import head_text
from test_frames import NOTHING, REPORTS

HOSTILE = "<script>alert(1)</script><img src=x onerror=\"y('z')\"> & \x1b[31m\u202egpj `x`"
VOID = {"br"}
ELEMENTS = {
    "div",
    "b",
    "br",
    "span",
    "code",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "ol",
    "li",
}


class Page(HTMLParser):
    """Reads a piece of HTML strictly: what is opened is closed, and nothing runs or is fetched."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.elements: set[str] = set()
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"style", "lang", "open"}, attrs
        assert not [value for _, value in attrs if value and ("url(" in value or "expression" in value)]
        self.elements.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(report: Report) -> Page:
    return Page(report._repr_html_())


@pytest.mark.parametrize("kind", REPORTS)
def test_every_report_is_shown(kind: str) -> None:
    page = shown(REPORTS[kind])
    assert page.elements <= ELEMENTS
    assert head_text(REPORTS[kind]).found in page.text
    assert [str(code.code) for code in REPORTS[kind].codes[:8] if str(code.code) not in page.text] == []


def test_what_is_shown_is_what_the_report_says(evening: Path) -> None:
    text = shown(analyze(evening)).text
    for said in (
        "At least 11 incidents in 2 of 2 sessions",
        "38 lines were lost during recording",
        "Too many commands or events",
        "36%",
        "through the controller com.ohos.mediacontroller (pid 3311)",
        "Seek when the drag ends, not during it.",
        "[SendControlCommand]command send number exceed max",
        "4. 6600106",
        "5. 6612004",
        "com.example.cinema",
    ):
        assert said in text, said


def test_what_to_do_comes_first_by_cause(evening: Path) -> None:
    text = shown(analyze(evening)).text
    assert text.index("What to do") < text.index("1. 6600107") < text.index("2. 6600102") < text.index("By code")
    assert "6600107 Too many commands or events – Controller sent more than ten commands in a second" in text


def test_a_code_with_several_causes_says_so(evening: Path) -> None:
    report = analyze(evening)
    first = report.recommendations[0]
    split = (first._replace(incidents=3), first._replace(rank=6, cause=None, incidents=1))
    report = replace(report, recommendations=(split[0], *report.recommendations[1:], split[1]))
    assert "3 of the 4 incidents of 6600107; the others: 6" in shown(report).text


def test_recommendations_that_are_left_out_are_counted(evening: Path) -> None:
    report = analyze(evening)
    many = tuple(report.recommendations[0]._replace(rank=rank) for rank in range(1, 21))
    text = shown(replace(report, recommendations=many)).text
    assert "8. 6600107" in text
    assert "9. 6600107" not in text
    assert "12 more recommendations are not shown." in text


def test_several_inputs_are_counted(evening: Path) -> None:
    report = analyze(evening)
    other = report.inputs[0]._replace(source="other.log", incidents=3)
    assert "By input" not in shown(report).text
    text = shown(replace(report, inputs=(*report.inputs, other))).text
    assert "By input" in text
    assert "other.log3 27%" in text


def test_it_speaks_the_language_of_the_report(evening: Path) -> None:
    html = analyze(evening, lang="zh")._repr_html_()
    assert 'lang="zh"' in html
    assert "至少 11 次故障" in html
    assert "处理建议" in html


def test_backticks_of_the_catalogue_mark_code(evening: Path) -> None:
    assert "Throttle <code>sendControlCommand</code>, " in analyze(evening)._repr_html_()


def hostile(report: Report) -> Report:
    """The report of a log whose every name and line is markup."""
    bad = [
        advice._replace(
            evidence=tuple(line._replace(text=HOSTILE, process=HOSTILE) for line in advice.evidence), title=HOSTILE
        )
        for advice in report.recommendations
    ]
    where = [
        advice._replace(
            where=tuple(
                w._replace(session=w.session and w.session._replace(id=HOSTILE, bundle=HOSTILE)) for w in advice.where
            )
        )
        for advice in bad
    ]
    failed = Input(HOSTILE, error=InputError.as_given("x", HOSTILE, HOSTILE))
    gates = (GateOutcome(HOSTILE, 2, 0, tripped=True),)
    return replace(report, recommendations=tuple(where), inputs=(failed, *report.inputs), gates=gates)


def test_a_log_full_of_markup_shows_as_text(evening: Path) -> None:
    report = hostile(analyze(evening))
    page = shown(report)
    assert page.elements <= ELEMENTS
    assert "<script>alert(1)</script><img src=x onerror=\"y('z')\"> & \\x1b[31m\\u202egpj" in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page.text)


def test_it_stays_small_however_much_there_is() -> None:
    report = REPORTS["no year"]
    long = tuple(
        advice._replace(
            evidence=tuple(line._replace(text="x" * 16_000) for line in advice.evidence * 20), where=advice.where * 5
        )
        for advice in report.recommendations * 50
    )
    errors = tuple(Input("a" * 5_000, error=InputError.as_given("x", "b" * 5_000, "c" * 9_000)) for _ in range(500))
    many = replace(
        report, recommendations=long, codes=report.codes * 50, inputs=errors, incidents=report.incidents * 500
    )
    assert len(many._repr_html_()) < 50_000


def test_what_a_prompt_shows_is_a_line(evening: Path) -> None:
    assert repr(analyze(evening)) == "<Report: 11 incidents, 2 sessions, 188 lines of log>"


def test_a_gate_that_failed_stands_at_the_top(evening: Path) -> None:
    report = replace(analyze(evening), gates=(GateOutcome("any", 11, 0, tripped=True),))
    assert "✗ Gates: failed" in shown(report).text
    assert "✗" not in shown(analyze(evening)).text


def test_it_has_no_colours_of_its_own() -> None:
    """So that it is readable on any theme of a notebook."""
    for report in (REPORTS["no year"], NOTHING):
        assert not re.findall(
            r"(?<![-\w])(?:color|background)\s*:\s*(?!currentColor|none)[^;\"]+", report._repr_html_()
        )


def test_text_is_the_same_in_a_notebook(evening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """rich would show the lines in the notebook, and return nothing."""
    report = analyze(evening)
    text = report.to_text()
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert report.to_text() == text
    assert "At least 11 incidents" in text
