"""The page for a terminal: what it says, in what order, and that no log steers it."""

from __future__ import annotations

import io
import json
import shlex
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from hilog_avsession.model.events import Basis, Confidence, Form
from hilog_avsession.model.incidents import Controller, Evidence, Incident, Session
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.messages.blindspots import BlindSpotKind
from hilog_avsession.model.messages.inputs import Problem
from hilog_avsession.model.report import (
    BlindSpot,
    CategoryCount,
    CodeCount,
    Counts,
    KindCount,
    Lines,
    LossCount,
    Recommendation,
    UnknownLines,
    Where,
)
from hilog_avsession.model.story import StoryEvent
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.messages.lookup import category, message, share
from hilog_avsession.output.safe import visible
from hilog_avsession.output.terminal.layout import cells, plain, prose, wrap
from hilog_avsession.output.terminal.summary import summary_parts
from hilog_avsession.output.view import View
from hilog_avsession.output.wording.head import found
from hilog_avsession.output.wording.joining import with_note
from hilog_avsession.report import Report

LANGUAGES = ("en", "zh")
OWNER, CONTROLLER = ("com.example.musicdemo", "pid 7342"), ("com.ohos.mediacontroller", "pid 2986")
MARKUP = "[bold]x[/bold] [SendControlCommand]command send number exceed max"
HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202egnp.exe \u2066a\u2069 \u2028next\r\x9b2J \ud800 \u200b"

PLAYER = Controller(2986, "com.ohos.mediacontroller")
STORY = (StoryEvent("09-21 14:03:00.014", "created", "bug.log", 15, "[AVSessionItem]constructor"),)
SESSION = Session(
    "D77******F76",
    pid=7342,
    bundle="com.example.musicdemo",
    type="audio",
    state="released",
    created="09-21 14:03:00.014",
    released="09-21 14:03:09.000",
    controllers=(PLAYER,),
    incidents=3,
    story=STORY,
)


def evidence(line: int, text: str = MARKUP, process: str = "av_session") -> Evidence:
    return Evidence("bug.log", line, "09-21 14:03:01.306", 1184, process, "E", Form.PHRASE, text)


def incident(number: int, code: int, session: Session | None = SESSION) -> Incident:
    return Incident(
        id=number,
        code=code,
        native=None,
        category="session",
        cause=None,
        api=None,
        time="09-21 14:03:01.306",
        session=session,
        controller=PLAYER,
        process=None,
        cast=None,
        code_confidence=Confidence.HIGH,
        context_confidence=Confidence.HIGH,
        basis=Basis.PID,
        candidates=(),
        evidence=(evidence(86),),
        signals=1,
    )


def code_count(code: int, title: str, incidents: int) -> CodeCount:
    return CodeCount(code, "ERR", "session", "message", title, incidents, incidents, 1, 1)


OVERLOAD = Recommendation(
    rank=1,
    code=6600107,
    cause="command-rate",
    incidents=2,
    title="More than ten commands / 一秒内超过十条",
    steps=(
        "Throttle `sendControlCommand` and all its relatives with one common limiter, please.",
        "拖动结束时再 `seek`，拖动过程中不发送任何命令，也不要轮询。",
    ),
    note="A note.",
    because=("bug.log:86", "bug.log:91"),
    description="The quota is used up.",
    evidence=(evidence(86), evidence(88, "second"), evidence(89, "third")),
    where=(Where(2, SESSION, PLAYER, None),),
)
INACTIVE = Recommendation(
    rank=2,
    code=6600106,
    cause=None,
    incidents=1,
    title="Session not activated",
    steps=("Call `activate()`.",),
    note=None,
    because=("bug.log:95",),
    description="The session sleeps.",
    evidence=(evidence(95, "failed:-1013", ""),),
    where=(Where(1, None, None, Controller(55)),),
)
INPUT = Input("bug.log", 999, 1234, layout="time", first_time="09-21 14:03:00.001", last_time="09-21 14:03:09.000")
REPORT = Report(
    lang="en",
    interrupted=False,
    inputs=(
        Input("bug.log", 999, 1234, layout="time", first_time="09-21 14:03:00.001", last_time="09-21 14:03:09.000"),
    ),
    lines=Lines(1234, 93, 90, 3, 0),
    loss=LossCount(),
    counts=Counts(3, 8, 4, 1),
    categories=(CategoryCount("session", 2, 7), CategoryCount("cast-control", 1, 1)),
    codes=(code_count(6600107, "Too many commands or events", 2), code_count(6600106, "Session not activated", 1)),
    recommendations=(OVERLOAD, INACTIVE),
    sessions=(SESSION, Session("AAA******BBB")),
    incidents=(incident(1, 6600107), incident(2, 6600107), incident(3, 6600106)),
)
NOTHING = replace(
    REPORT,
    counts=Counts(0, 0, 2, 0),
    categories=(),
    codes=(),
    recommendations=(),
    incidents=(),
    sessions=(Session("A"),),
)
SILENT = replace(NOTHING, counts=Counts(), sessions=(), lines=Lines(50))


def page(report: Report, **options: object) -> str:
    return "".join(BY_NAME["text"].text_parts(report, View()._replace(**options)))  # type: ignore[arg-type]  # the tests name them


def flat(text: str) -> str:
    return " ".join(text.split())


# ---- the size of the page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [30, 40, 80, 120, 200])
@pytest.mark.parametrize("text", [MARKUP, "x" * 500, "中文日志" * 60, "e\u0301" * 90, "👍🏽☰가" * 40, HOSTILE])
def test_no_line_is_wider_than_the_page(lang: str, width: int, text: str) -> None:
    advice = OVERLOAD._replace(evidence=(evidence(86, text, text),), title=text, because=(f"{text}:1", f"{text}:2"))
    errors = (*REPORT.inputs, Input(text, error=InputError.as_given("x", text, text)))
    report = replace(REPORT, lang=lang, recommendations=(advice, INACTIVE), inputs=errors, loss=LossCount(3, 1, 2))
    lines = page(report, width=width, stories=True).splitlines()
    assert lines
    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_command_is_not_wrapped_so_that_it_can_be_copied(lang: str, width: int) -> None:
    report = replace(REPORT, lang=lang, blind_spots=tuple(BlindSpot(kind, 1, lang=lang) for kind in BlindSpotKind))
    commands = [spot.command for spot in report.blind_spots if spot.command]
    assert any(len(command) > 60 for command in commands)
    ends = tuple(page(report, width=width).splitlines())
    assert all(any(line.endswith(command) for line in ends) for command in commands)


@pytest.mark.parametrize("kind", BlindSpotKind)
def test_a_command_means_the_same_in_every_shell(kind: BlindSpotKind) -> None:
    """PowerShell knows no backslash inside quotes: a quote ends the text, and the device gets half a command."""
    command = BlindSpot(kind, 1).command or ""
    assert not set(command) & set("\\$`%^!")
    assert command.count('"') in {0, 2}
    assert len(shlex.split(command)) == 3 or '"' not in command


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_ends_with_a_space(lang: str) -> None:
    assert [line for line in page(replace(REPORT, lang=lang)).split("\n") if line != line.rstrip()] == []


def test_a_long_log_text_takes_two_lines_and_ends_with_an_ellipsis() -> None:
    report = replace(REPORT, recommendations=(OVERLOAD._replace(evidence=(evidence(86, "word " * 300),)),))
    assert len([line for line in page(report).splitlines() if "word" in line]) == 2
    assert "word…" in page(report) or "word …" in page(report)


def test_columns_of_chinese_tables_stand_in_line() -> None:
    codes = (code_count(6600107, "命令过于频繁", 2), code_count(6600106, "会话未激活", 1))
    lines = page(replace(REPORT, lang="zh", codes=codes)).splitlines()
    rows = [line for line in lines if "%" in line and "66001" in line and "." not in line]
    ends = {cell_len(line[: line.index("66001")]) for line in rows}
    assert len(rows) == 2
    assert len(ends) == 1


# ---- no log steers the terminal --------------------------------------------------------------------------------------


@pytest.mark.parametrize("color", [False, True])
def test_brackets_of_log_texts_appear_as_they_are(color: bool) -> None:
    assert MARKUP in page(REPORT, width=120, color=color)


@pytest.mark.parametrize("place", ["text", "process", "source", "bundle", "title", "error"])
def test_what_would_steer_a_terminal_never_appears_raw(place: str) -> None:
    line = evidence(86)
    session, inputs, title = SESSION, REPORT.inputs, OVERLOAD.title
    if place in ("text", "process", "source"):
        line = line._replace(**dict[str, Any]({place: HOSTILE}))
    elif place == "bundle":
        session = SESSION._replace(bundle=HOSTILE, ability=HOSTILE, controllers=(Controller(1, HOSTILE),))
    elif place == "title":
        title = HOSTILE
    else:
        inputs = (Input(HOSTILE, error=InputError.as_given("x", HOSTILE, HOSTILE)),)
    advice = OVERLOAD._replace(evidence=(line,), title=title, where=(Where(2, session, None, None),))
    text = page(replace(REPORT, recommendations=(advice,), sessions=(session,), inputs=inputs), width=200, stories=True)
    assert not set(text) & set("\x1b\x07\r\x9b\u202e\u2066\u2069\u2028\u200b\ud800")
    assert "\\x1b[31mred" in text
    assert "\\u202egnp.exe" in text


def test_every_control_and_bidi_character_is_made_visible() -> None:
    numbers = [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029, 0xFEFF]
    for number in numbers:
        assert visible(chr(number)).startswith("\\")
        assert visible(chr(number)).isascii()


@pytest.mark.parametrize("text", ["plain [text] \\n", "中文，标点。", "e\u0301", "\u3000wide space", "👍"])
def test_what_harms_no_terminal_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_a_width_is_never_taken_for_less_than_it_is() -> None:
    visible_ones = [chr(number) for number in range(0x110000) if visible(chr(number)) == chr(number)]
    assert [char for char in visible_ones if cells(char) < cell_len(char)] == []


# ---- what is said ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_counts_and_says_what_was_read(lang: str) -> None:
    head = flat(page(replace(REPORT, lang=lang), width=120)).split(message(lang, "by-category"))[0]
    for figure in (
        message(lang, "incidents", 3),
        "1",
        "4",
        "1,234",
        "bug.log",
        "09-21 14:03:00.001",
        "09-21 14:03:09.000",
    ):
        assert figure in head
    assert "least" not in head
    assert "至少" not in head


@pytest.mark.parametrize(("lang", "word"), [("en", "At least 3 incidents"), ("zh", "至少 3 次故障")])
@pytest.mark.parametrize("loss", [LossCount(341, 2), LossCount(0, 1)])
def test_lost_lines_make_the_count_a_lower_bound(lang: str, word: str, loss: LossCount) -> None:
    text = flat(page(replace(REPORT, lang=lang, loss=loss)))
    assert word in text
    assert message(lang, "lost" if loss.lines_lost else "lost-unknown", loss.lines_lost) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hidden_values_an_interruption_and_dropped_incidents_are_said(lang: str) -> None:
    report = replace(REPORT, lang=lang, loss=LossCount(0, 0, 12), interrupted=True, incidents_truncated=True)
    text = flat(page(report, width=200))
    for key, number in (("private", 12), ("interrupted", None), ("truncated", None)):
        assert message(lang, key, number) in text
        assert message(lang, key, number) not in flat(page(replace(REPORT, lang=lang), width=200))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("problem", [Problem.ENCODED_FILE, Problem.ENCODED_MEMBER, Problem.ENCODED_PIPED])
def test_the_command_that_decodes_a_log_stands_on_a_line_of_its_own(problem: Problem, lang: str) -> None:
    for values in ({}, {"dictionary": "my logs/hilog_dict.20261101-080000.zip"}):
        error = InputError.of(problem, member="my logs/hilog.706.20261106-193000.gz", archive="all.zip", **values)
        report = replace(REPORT, lang=lang, inputs=(*REPORT.inputs, Input("b.gz", error=error)))
        text = page(report, width=60)
        assert error.command in map(str.strip, text.splitlines())
        assert error.command.startswith("hilogtool parse -i 'my logs/hilog.706.20261106-193000.gz' -o decoded -d ")
        assert "".join(error.hint_in(lang).partition(error.command)[0].split()) in "".join(text.split())
        assert "`decoded`" in text
        for name in ("markdown", "html"):
            written = "".join(BY_NAME[name].text_parts(report, View()))
            shown = error.command.replace("'", "&#39;")
            assert (f"`{error.command}`" if name == "markdown" else f"<code>{shown}</code>") in written


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("width", [40, 60, 80])
def test_code_in_a_text_is_not_broken_where_it_fits_on_a_line(width: int, color: bool) -> None:
    command = 'hidumper -s 3010 -a "-show"'
    for before in range(70):
        text = f"{'x' * before} `{command}` {'word ' * 20}`{'a b ' * 40}`"
        lines = ["".join(part for part, _ in line) for line in wrap(prose(text, color=color), width)]
        assert any(command in line for line in lines)
        assert max(map(cells, lines)) <= width
        assert "".join("".join(lines).split()) == "".join(text.replace("`", "" if color else "`").split())


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_time_is_not_broken_across_two_lines(width: int) -> None:
    for before in range(70):
        for time in ("11-06 19:30:00.000", "2026-11-06 19:30"):
            text = f"{'x' * before} {time} to {time}, 自 {time} 起"
            lines = ["".join(part for part, _ in line) for line in wrap(plain(text), width)]
            assert sum(line.count(time) for line in lines) == 3
            assert max(map(cells, lines)) <= width


def test_the_rest_of_a_heading_of_evidence_or_of_a_story_is_indented() -> None:
    source = f"{'x' * 40}.log"
    shown = evidence(86, "its text")._replace(source=source, printed_at="item.cpp:12", printed_in="7.0")
    told = Session("D77******F76", story=(StoryEvent("09-21 14:03:00.014", "created", source, 15, "its text"),))
    report = replace(REPORT, recommendations=(OVERLOAD._replace(evidence=(shown,)),), sessions=(told,))
    written = page(report, width=72, stories=True)
    column = 13
    heading = f"{source}:86\n{' ' * (column + 2)}09-21 14:03:01.306  E  av_session  item.cpp:12 (7.0)\n"
    assert f"   Evidence  {heading}{' ' * (column + 2)}its text\n" in written
    column = 14
    heading = f"09-21 14:03:00.014  created\n{' ' * (column + 2)}{source}:15\n"
    assert f"   Story      {heading}{' ' * (column + 2)}its text\n" in written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_input_with_an_error_is_named_with_its_hint(lang: str) -> None:
    error = InputError.as_given("encoded-hilog", "unpacks to no text", "decode it first: `hilogtool parse`")
    for report in (REPORT, NOTHING):
        text = flat(page(replace(report, lang=lang, inputs=(*REPORT.inputs, Input("b.gz", error=error)))))
        assert "unpacks to no text" in text
        assert "decode it first: `hilogtool parse`" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found_says_what_was_looked_at(lang: str) -> None:
    text = flat(page(replace(NOTHING, lang=lang), width=200))
    assert text.startswith(message(lang, "nothing-found", scope=""))
    for number in ("1,234", "93", "90", message(lang, "sessions", 2)):
        assert number in text
    assert message(lang, "recommendations") not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_finding_nothing_in_a_log_with_losses_is_said_only_of_the_lines_that_are_left(lang: str) -> None:
    text = page(replace(NOTHING, lang=lang, loss=LossCount(3, 1)))
    assert text.startswith(message(lang, "nothing-found", scope=message(lang, "scope-kept")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_log_without_avsession_is_not_called_free_of_failures_without_a_warning(lang: str) -> None:
    text = flat(page(replace(SILENT, lang=lang), width=200))
    assert text.startswith(message(lang, "no-avsession", scope=""))
    assert message(lang, "check-log") in text
    assert message(lang, "nothing-found", scope="") not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_unknown_error_lines_are_no_proof_that_nothing_failed(lang: str) -> None:
    known = message(lang, "nothing-known", scope="")
    line = UnknownLines("shape", 1, "text", "bug.log:7")
    text = page(replace(NOTHING, lang=lang, unknown=(line,)), width=200)
    assert text.splitlines()[0].startswith(known)
    assert message(lang, "unknown-found", 1, kinds=message(lang, "unknown-kinds", 1)) in text
    several = page(replace(NOTHING, lang=lang, unknown=(line, line._replace(shape="x", lines=4))), width=200)
    assert message(lang, "unknown-found", 5, kinds=message(lang, "unknown-kinds", 2)) in several
    assert not page(replace(NOTHING, lang=lang)).startswith(known)


def test_the_headline_of_an_unknown_line_reads_as_a_sentence() -> None:
    report = replace(NOTHING, unknown=(UnknownLines("shape", 1, "text", "bug.log:7"),))
    assert found(report) == "No known failure; 1 AVSession error line of an unknown kind"


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ({"sessions": (), "counts": Counts(), "lines": Lines(50, 4, 0, 0, 4)}, "No AVSession line found"),
        (
            {"sessions": (), "counts": Counts(), "lines": Lines(50), "loss": LossCount(3, 1)},
            "No AVSession line found in what the log still holds",
        ),
        ({"shows_avsession": False}, "No AVSession line found"),
        ({"interrupted": True}, "No AVSession failure found in what was read"),
        ({"interrupted": True, "lines": Lines()}, "Interrupted before a line was read"),
        ({"filtered_out": 2}, "None of the 2 incidents found matches the filters"),
    ],
)
def test_each_reason_for_no_incident_has_its_own_headline(changes: dict[str, Any], headline: str) -> None:
    assert found(replace(NOTHING, **changes)) == headline


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"inputs": ()}, "\nThere was no input to read\n"),
        ({"inputs": (Input(source="-"),)}, "\nNo line was read from standard input\n"),
        ({"inputs": (Input(source="a.log"),) * 2}, "\nNo line was read from 2 inputs\n"),
    ],
)
def test_that_nothing_was_read_is_said_in_words(changes: dict[str, Any], said: str) -> None:
    report = replace(NOTHING, lines=Lines(), **changes)
    assert said in report.to_text()
    for text in (report.to_text(), report.reworded("zh").to_text()):
        assert "0 " not in text


def test_a_headline_without_failures_is_limited_to_what_could_be_read() -> None:
    failed = Input("x.log", error=InputError.as_given("not-found", "no such file"))
    assert found(replace(NOTHING, inputs=(*NOTHING.inputs, failed))) == "No AVSession failure found in what was read"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_input_is_reported_as_empty(lang: str) -> None:
    text = page(replace(NOTHING, lang=lang, lines=Lines(), inputs=(Input("empty.log"),)))
    assert text.startswith(message(lang, "empty"))
    assert message(lang, "nothing-found", scope="") not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_inputs_that_all_fail_are_not_called_empty(lang: str) -> None:
    failed = Input("x.log", error=InputError.as_given("not-found", "no such file"))
    text = page(replace(NOTHING, lang=lang, lines=Lines(), inputs=(failed,)))
    assert text.startswith(message(lang, "nothing-read"))
    assert f"x.log{message(lang, 'colon')}" in text
    assert "no such file" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_categories_have_their_names_and_bars(lang: str) -> None:
    text = page(replace(REPORT, lang=lang))
    assert category(lang, "cast-control") in text
    rows = text.split(message(lang, "by-category"))[1].split(message(lang, "by-code"))[0].splitlines()
    assert [line.count("█") for line in rows if "█" in line] == [16, 8]


def test_codes_have_their_share() -> None:
    assert "2 67% 1 6600107 Too many commands or events" in flat(page(REPORT))
    assert (share(1, 1000), share(0, 5), share(5, 5), share(0, 0)) == ("<1%", "0%", "100%", "0%")


# ---- the first screen ------------------------------------------------------------------------------------------------


def summary(report: Report, **options: object) -> str:
    return "".join(summary_parts(report, View()._replace(**options)))  # type: ignore[arg-type]  # the tests name them


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_names_what_failed_where_and_the_first_step_of_three_causes(lang: str) -> None:
    rest = [INACTIVE._replace(rank=rank, steps=(f"Step of {rank}.",)) for rank in (2, 3, 4, 5)]
    kinds = KindCount.of(REPORT.incidents)
    report = replace(REPORT, lang=lang, recommendations=(OVERLOAD, *rest), kinds=kinds)
    text = flat(summary(report, width=200))
    assert text.startswith(message(lang, "incidents", 3))
    assert "com.example.musicdemo" in text
    assert "1. 6600107 More than ten commands" in text
    assert "→ Throttle `sendControlCommand`" in text
    assert [f"Step of {rank}." in text for rank in (2, 3, 4, 5)] == [True, True, False, False]
    assert message(lang, "more-causes", 2, incidents=message(lang, "incidents", 2)) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_of_a_log_full_of_failures_fits_the_first_screen(lang: str) -> None:
    cause = OVERLOAD._replace(title="word " * 30, steps=("step " * 60,))
    sessions = [SESSION._replace(bundle=f"com.example.a.rather.long.name{number}") for number in range(9)]
    kinds = KindCount.of(incident(number, 6600107, session) for number, session in enumerate(sessions))
    report = replace(
        REPORT,
        lang=lang,
        recommendations=tuple(cause._replace(rank=rank) for rank in range(1, 50)),
        kinds=kinds,
        loss=LossCount(341, 2, 12),
        filtered_out=3,
    )
    assert len(summary(report).splitlines()) <= 23


def test_the_summary_without_failures_is_the_headline() -> None:
    assert summary(NOTHING).splitlines()[0] == found(NOTHING)
    assert message("en", "overview") not in summary(NOTHING)


# ---- recommendations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_recommendations_stand_in_their_order(lang: str) -> None:
    text = page(replace(REPORT, lang=lang)).split(message(lang, "recommendations"))[1]
    assert text.index("1. 6600107 Too many commands or events") < text.index("2. 6600106 Session not activated")


def test_the_cause_is_the_why_and_the_description_where_there_is_none() -> None:
    text = flat(page(REPORT))
    assert "Why More than ten commands" in text
    assert "Why The session sleeps." in text
    assert "The quota is used up." not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_owner_and_controller_are_named_or_said_to_be_unknown(lang: str) -> None:
    text = flat(page(replace(REPORT, lang=lang)))
    first, second = text.split(message(lang, "recommendations"))[1].split("2. 6600106")
    for word in ("D77******F76", *(with_note(*name, lang) for name in (OWNER, CONTROLLER))):
        assert word in first
    for key in ("session-unknown", "controller-unknown"):
        assert message(lang, key) in second
        assert message(lang, key) not in first
    assert message(lang, "seen-in", who="pid 55") in second


def test_several_places_are_counted() -> None:
    other = Where(1, SESSION._replace(id="E00******E00", pid=9), None, None)
    advice = OVERLOAD._replace(incidents=9, where=(Where(5, SESSION, PLAYER, None), other))
    text = flat(page(replace(REPORT, recommendations=(advice,))))
    assert "5 × session D77******F76" in text
    assert "1 × session E00******E00" in text
    assert "3 more elsewhere" in text


def test_places_that_would_read_alike_are_one() -> None:
    sure = Where(2, SESSION, PLAYER, None, Confidence.CERTAIN)
    where = (sure._replace(confidence=Confidence.MEDIUM), sure, sure._replace(incidents=3, confidence=Confidence.HIGH))
    text = flat(page(replace(REPORT, recommendations=(OVERLOAD._replace(incidents=9, where=where),)), width=120))
    assert "5 × session D77******F76" in text
    assert "2 × probably session D77******F76" in text
    assert "2 more elsewhere" in text
    assert text.count("session D77******F76") == 2


def test_lines_of_evidence_that_read_alike_are_one_with_both_places() -> None:
    lines = (evidence(86), evidence(87), evidence(88, "second"), evidence(89, "third"))
    report = replace(REPORT, recommendations=(OVERLOAD._replace(evidence=lines),))
    text = flat(page(report, evidence=2, width=120))
    assert text.count(MARKUP) == 1
    assert "bug.log:86, bug.log:87 09-21" in text
    assert "second" in text
    assert "1 more line of this incident" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sessions_that_would_read_alike_are_one(lang: str) -> None:
    nameless = Session(None, pid=7, bundle="com.example.x", incidents=2)
    sessions = (nameless, SESSION, nameless._replace(incidents=1), nameless._replace(pid=8))
    report = replace(REPORT, lang=lang, sessions=sessions, counts=Counts(8, 8, 4, 0))
    text = page(report).split(message(lang, "sessions-title"))[1]
    assert text.count(with_note("com.example.x", "pid 7", lang)) == 1
    assert text.count(with_note("com.example.x", "pid 8", lang)) == 1
    assert message(lang, "sessions-no-id", 2) in text
    assert message(lang, "not-kept", 3) in text
    assert message(lang, "more-sessions", 1) not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_inputs_that_fail_for_the_same_reason_are_named_together(lang: str) -> None:
    error = InputError.as_given("not-hilog", "no line of HiLog", "give a log")
    failed = [Input(f"{number}.txt", error=error) for number in range(9)]
    other = Input("other.txt", error=InputError.as_given("x", "broken"))
    text = page(replace(REPORT, lang=lang, inputs=(*REPORT.inputs, *failed, other)), width=120)
    head, rest = text.split(message(lang, "overview"))
    assert head.count("no line of HiLog") == 1
    assert head.count("give a log") == 0
    assert rest.count("give a log") == 1
    names = message(lang, "enumeration").join(f"{number}.txt" for number in range(3))
    assert message(lang, "and-inputs", 6, what=names) in rest
    assert f"other.txt{message(lang, 'colon')}broken" in rest


def test_steps_are_numbered_and_evidence_has_its_place() -> None:
    text = flat(page(REPORT, width=200))
    assert "1. Throttle `sendControlCommand`" in text
    assert "2. 拖动结束时再 `seek`" in text
    assert f"bug.log:86 09-21 14:03:01.306 E av_session {MARKUP}" in text
    assert "bug.log:95 09-21 14:03:01.306 E pid 1184 failed:-1013" in text
    assert "Also at bug.log:91" in text


@pytest.mark.parametrize(("shown", "more"), [(1, "2 more lines of this incident"), (2, "1 more line of this")])
def test_evidence_is_limited_and_the_rest_is_counted(shown: int, more: str) -> None:
    text = flat(page(REPORT, evidence=shown))
    assert ("second" in text) == (shown == 2)
    assert "third" not in text
    assert more in text


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_a_whole_report_has_all_lines_of_evidence_unless_it_is_told_how_many(name: str) -> None:
    lines = tuple(evidence(86 + number, f"line-{number} {'word ' * 90}the end") for number in range(20))
    report = replace(REPORT, recommendations=(OVERLOAD._replace(evidence=lines),))
    text = "".join(BY_NAME[name].text_parts(report, View(whole=True)))
    assert text.count("the end") == text.count("line-") == len(lines)
    assert "more line" not in text
    assert "".join(BY_NAME[name].text_parts(report, View(whole=True, evidence=2))).count("line-") == 2
    assert "".join(BY_NAME[name].text_parts(report, View())).count("line-") == 3


def test_a_whole_report_shortens_no_line_of_a_story_and_none_that_is_unknown() -> None:
    long = f"{'word ' * 90}the end"
    story = (StoryEvent("09-21 14:03:01.000", "created", "bug.log", 80, long),)
    shape = UnknownLines("shape", 1, long, "bug.log:7")
    report = replace(REPORT, sessions=(SESSION._replace(story=story),), unknown=(shape,))
    assert "the end" not in page(report, stories=True)
    assert page(report, stories=True, whole=True).count("the end") == 2


def test_without_evidence_only_the_places_are_shown() -> None:
    text = flat(page(REPORT, evidence=0))
    assert "SendControlCommand]" not in text
    assert "bug.log:86, bug.log:91" in text


def test_the_recommendations_beyond_the_limit_take_a_line_each() -> None:
    advice = page(REPORT, top=1, width=120).split(message("en", "recommendations"))[1]
    assert "2. 6600106" not in advice
    assert message("en", "index-more") in advice
    assert "2. 1 6600106 Session not activated: Call `activate()`." in flat(advice)
    assert message("en", "index-more") not in page(REPORT)


def test_five_recommendations_are_in_full_unless_all_are_asked_for() -> None:
    report = replace(REPORT, recommendations=tuple(OVERLOAD._replace(rank=rank) for rank in range(1, 9)))
    label = message("en", "also")
    assert page(report).count(label) == 5
    assert page(report, top=7).count(label) == 7
    assert page(report, whole=True).count(label) == 8
    lines = page(report).split(message("en", "index"))[1].split(message("en", "by-category"))[0].splitlines()
    assert [line.split()[0] for line in lines if "6600107" in line] == ["6.", "7.", "8."]


def test_long_lists_end_after_some_rows_and_say_so_unless_all_are_asked_for() -> None:
    codes = tuple(code_count(6600100 + number, "Title", 1) for number in range(25))
    report = replace(REPORT, codes=codes)
    assert message("en", "more-rows", 5) in page(report)
    assert "6600124" not in page(report)
    assert "6600124" in page(report, whole=True)
    assert "--all" not in page(report, whole=True)


def test_backticks_become_a_style_where_there_are_colours() -> None:
    assert "`activate()`" in page(REPORT)
    assert "`activate()`" not in page(REPORT, color=True)
    assert "activate()" in page(REPORT, color=True)
    assert "\x1b[" in page(REPORT, color=True)
    assert "\x1b" not in page(REPORT)


def test_a_lone_backtick_stays() -> None:
    assert prose("a ` b", color=True) == plain("a ` b")


# ---- sessions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sessions_with_incidents_are_described(lang: str) -> None:
    text = flat(page(replace(REPORT, lang=lang), width=120).split(message(lang, "sessions-title"))[1])
    for word in ("D77******F76", with_note(*OWNER, lang), "09-21 14:03:00.014", "09-21 14:03:09.000"):
        assert word in text
    assert "2 × 6600107" in text
    assert "1 × 6600106" in text
    assert "AAA******BBB" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_stories_are_shown_when_they_are_asked_for(lang: str) -> None:
    assert "bug.log:15" not in page(replace(REPORT, lang=lang))
    assert "bug.log:15" in page(replace(REPORT, lang=lang), stories=True)
    assert "[AVSessionItem]constructor" in page(replace(REPORT, lang=lang), stories=True)


def test_incidents_without_a_session_and_those_not_kept_are_counted() -> None:
    text = flat(page(replace(REPORT, counts=Counts(5, 8, 4, 1), incidents=REPORT.incidents[:1])))
    assert "2 not kept in detail" in text
    assert "2 incidents belong to no session" in text


def test_many_sessions_are_cut_and_counted_unless_stories_are_asked_for() -> None:
    sessions = tuple(Session(f"{number:03X}******FFF", incidents=1) for number in range(25))
    report = replace(REPORT, sessions=sessions, counts=Counts(25, 25, 25, 0))
    assert "15 more sessions with incidents are not shown." in page(report)
    assert "not shown" not in page(report, whole=True)
    assert "018******FFF" in page(report, stories=True)


# ---- words and lines -------------------------------------------------------------------------------------------------


def test_chinese_text_breaks_between_characters_but_not_before_its_punctuation() -> None:
    assert ["".join(text for text, _ in line) for line in wrap(plain("一二三四，五六"), 8)] == ["一二三", "四，五六"]


def test_words_stay_whole_where_they_fit() -> None:
    assert ["".join(text for text, _ in line) for line in wrap(plain("one two three"), 8)] == ["one two", "three"]


def test_json_is_the_reports_own_document() -> None:
    out = io.StringIO()
    out.writelines(REPORT.iter_json())
    assert out.getvalue().endswith("}\n")
    assert json.loads(out.getvalue()) == json.loads(json.dumps(REPORT.to_dict()))
