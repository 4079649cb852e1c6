"""Markdown: the structure that a reader meets, and that no log text becomes markup, a link or a mention."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bless_golden import GOLDEN
from conftest import examples, with_trials
from hilog_avsession.errors import WrongUsage
from hilog_avsession.model.incidents import Controller
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.report import BlindSpot, GateOutcome, KindCount, LossCount, UnknownLines
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.markdown.markup import code, fence, inline, prose, table
from hilog_avsession.output.messages.lookup import message
from hilog_avsession.output.safe import visible
from hilog_avsession.output.view import View
from hilog_avsession.report import Report
from test_reports_text import HOSTILE, LANGUAGES, NOTHING, OVERLOAD, REPORT, SESSION, evidence

ANY_TEXT = st.text(st.characters(exclude_categories=()))
WORDS = ["@all", "#1", "!1", "`", "``", "|", "\\", "<b>", "&amp;", "*", "_", "[x](y)", "http://e.example", "a@e.cn"]
NASTY_TEXT = st.lists(st.sampled_from([*WORDS, *"1.)-+ >~$%:=\n中，", "gh-1", ":100:", "www.e.example"])).map("".join)
MADE = {"link_open", "image", "s_open", "em_open", "hr", "blockquote_open"}  # by no part of the page itself
MENTION = re.compile(r"@\w|#\d|(?<!\w)[!~$%&]\w|https?:|www\.|[A-Za-z]-\d")


@cache
def parser() -> MarkdownIt:
    return MarkdownIt("gfm-like", {"html": True})


def page(report: Report, view: View | None = None) -> str:
    return "".join(BY_NAME["markdown"].text_parts(report, view))


def tokens(text: str) -> list[Token]:
    """All tokens, those inside of lines included."""
    return [token for block in parser().parse(text) for token in (block, *(block.children or ()))]


def shown(children: list[Token] | None) -> str:
    """What a reader sees of a line: code without its marks."""
    kept = [token for token in children or () if token.type in ("text", "code_inline", "html_inline")]
    return "".join(
        re.sub(r"</?code>", "", token.content) if token.type == "html_inline" else token.content for token in kept
    )


def outside_code(text: str) -> str:
    """What is shown outside of code, where GitHub and others look for mentions and links."""
    html = re.sub(r"<(pre|code)\b.*?</\1>", "", parser().render(text), flags=re.S)
    return unescape(re.sub(r"<[^>]*>", "", html))


def titles(text: str, tag: str) -> list[str]:
    pairs = pairwise(parser().parse(text))
    return [shown(after.children) for token, after in pairs if token.type == "heading_open" and token.tag == tag]


def tables(text: str) -> list[list[list[str]]]:
    """The rows of each table, each as its cells."""
    found: list[list[list[str]]] = []
    for token, after in pairwise(parser().parse(text)):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("td_open", "th_open"):
            found[-1][-1].append(shown(after.children))
    return found


# ---- what stands where -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_is_the_one_title_and_its_parts_follow(lang: str) -> None:
    gates = (GateOutcome("any", 3, 0, True), GateOutcome("drm", 0, 0, False))
    spots = (BlindSpot("x", 1, given=("Something.", "hdc shell hilog")), BlindSpot("y", 1, given=("More.", None)))
    unknown = (UnknownLines("shape", 2, "[x]failed", "bug.log:5"),)
    text = page(replace(REPORT, lang=lang, gates=gates, blind_spots=spots, unknown=unknown))
    assert len(titles(text, "h1")) == 1
    assert message(lang, "incidents", 3) in titles(text, "h1")[0]
    keys = ("by-code", "by-application", "sessions-title", "unknown-title", "blind-title")
    assert titles(text, "h2") == [
        message(lang, "overview"),
        message(lang, "gates-failed", 2, failed="1"),
        message(lang, "recommendations"),
        *(message(lang, key) for key in keys),
    ]
    assert [title[:10] for title in titles(text, "h3")] == ["1. 6600107", "2. 6600106"]
    fences = [token.content for token in tokens(text) if token.type == "fence"]
    assert fences[-1] == "hdc shell hilog\n"
    assert "  [x]failed\n" in fences[-2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_codes_are_a_table(lang: str) -> None:
    codes, _, sessions = tables(page(replace(REPORT, lang=lang)))
    assert codes[0] == [
        message(lang, key) for key in ("count", "share", "sessions-header", "code", "title", "category")
    ]
    assert [row[:5] for row in codes[1:]] == [
        ["2", "67%", "1", "6600107", "Too many commands or events"],
        ["1", "33%", "1", "6600106", "Session not activated"],
    ]
    assert [len(row) for row in sessions] == [6, 6]
    assert sessions[1][0] == "D77******F76"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gates_stand_in_a_table_those_that_failed_first(lang: str) -> None:
    gates = (GateOutcome("drm", 0, 2, False), GateOutcome("any>1", 1234, 1, True, 5))
    header, *rows = tables(page(replace(REPORT, lang=lang, gates=gates)))[0]
    assert header[1:] == [message(lang, key) for key in ("gates-gate", "gates-found", "gates-limit", "gates-known")]
    assert rows == [["✗", "any>1", "1,234", "1", "5"], ["✓", "drm", "0", "2", "0"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_new_since_the_baseline_is_a_table(lang: str) -> None:
    kinds = (KindCount(6600107, "command-rate", "com.example.x", 2), KindCount(6600106, None, None, 1, known=True))
    gates = (GateOutcome("any", 2, 0, True, 1),)
    text = page(replace(REPORT, lang=lang, gates=gates, kinds=kinds))
    assert titles(text, "h2")[2] == message(lang, "gates-new")
    assert tables(text)[1][1:] == [["2", "6600107", "command-rate", "com.example.x"]]


def test_a_recommendation_says_why_where_what_to_do_and_shows_its_evidence() -> None:
    text = page(REPORT)
    first, second = text.split("### 2.")
    for part in (
        "**Why:** More than ten commands / 一秒内超过十条",
        "**Where:** session `D77******F76` of `com.example.musicdemo` (pid 7342), through the controller",
        "1. Throttle `sendControlCommand` and all its relatives",
        "2. 拖动结束时再 `seek`",
        "**Note:** A note.",
        "**Also at:** `bug.log:91`",
        "bug.log:86  09-21 14:03:01.306  E  av_session\n  [bold]x[/bold] [SendControlCommand]",
    ):
        assert part in first
    assert "**Where:** session unknown" in second


def test_several_places_are_a_list() -> None:
    other = OVERLOAD.where[0]._replace(incidents=1, controller=None)
    advice = OVERLOAD._replace(incidents=9, where=(OVERLOAD.where[0], other))
    text = page(replace(REPORT, recommendations=(advice,)))
    assert "**Where:**\n\n- 2 × session `D77******F76`" in text
    assert "\n- 6 more elsewhere\n" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_options_limit_what_is_shown(lang: str) -> None:
    report = replace(REPORT, lang=lang)
    text = page(report, View(top=1, evidence=1, stories=True))
    assert len(titles(text, "h3")) == 1
    assert message(lang, "index") in titles(text, "h2")
    assert tables(text)[0][1][:3] == ["2", "1", "6600106"]
    assert "third" not in text
    assert "[AVSessionItem]constructor" in text
    assert "[AVSessionItem]constructor" not in page(report)
    assert "<details>" not in page(report, View(evidence=0))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_most_frequent_causes_stand_first_each_with_its_first_step(lang: str) -> None:
    text = page(replace(REPORT, lang=lang))
    beginning = text[: text.index(message(lang, "recommendations"))]
    for cause in REPORT.recommendations:
        assert f"{cause.rank}. `{cause.code}` **" in beginning
        assert prose(cause.steps[0]) in beginning


def test_where_one_code_has_several_causes_each_says_which_have_the_others() -> None:
    causes = (OVERLOAD, OVERLOAD._replace(rank=2, cause="other", incidents=1))
    assert "2 of the 3 incidents of `6600107`; the others: 2" in page(replace(REPORT, recommendations=causes))
    assert "the others" not in page(REPORT)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_applications_and_inputs_are_tables_with_an_end(lang: str) -> None:
    kinds = tuple(KindCount(6600107, None, f"com.example.a{n}", 1) for n in range(25))
    inputs = tuple(Input(f"{n}.log", lines=7, incidents=1, layout="time") for n in range(22))
    found = tables(page(replace(REPORT, lang=lang, kinds=kinds, inputs=inputs)))
    applications, files = (
        table for table in found if table[0][-1] in (message(lang, "application"), message(lang, "input"))
    )
    assert (len(applications), len(files)) == (21, 21)
    assert applications[1][-1] == "com.example.a0"
    assert files[1] == ["1", "33%", "1", "7", "", "0.log"]
    text = page(replace(REPORT, lang=lang, kinds=kinds, inputs=inputs))
    assert inline(message(lang, "more-rows", 5)) in text
    assert inline(message(lang, "more-rows", 2)) in text
    assert inline(message(lang, "more-rows", 5)) not in page(replace(REPORT, lang=lang, kinds=kinds), View(whole=True))


# ---- how long it may be ----------------------------------------------------------------------------------------------

LONG = replace(
    REPORT,
    recommendations=tuple(
        OVERLOAD._replace(
            rank=n, code=6600100 + n, evidence=tuple(evidence(n, f"{m} {'text ' * 90}") for m in range(3))
        )
        for n in range(1, 61)
    ),
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("most", with_trials([1_000, 2_500, 12_000], [1_500, 4_000, 8_000, 30_000, 65_536]))
def test_a_page_is_shortened_to_the_length_that_was_asked_for_and_says_so(most: int, lang: str) -> None:
    report = replace(LONG, lang=lang)
    assert len(page(report)) > 65_536
    text = page(report, View(max_length=most, stories=True))
    assert most * 0.4 < len(text) <= most
    assert inline(message(lang, "fit-note", most=f"{most:,}")) in text.splitlines()[2]
    assert len(titles(text, "h1")) == 1
    assert text.count("<details>") == text.count("</details>")
    assert not {token.type for token in tokens(text)} & MADE
    fences = [token for token in tokens(text) if token.type == "fence"]
    assert text.count("```") == 2 * len(fences)
    assert {len(row) for rows in tables(text) for row in rows} <= {4, 6}


def test_a_page_that_is_short_enough_stays_as_it_is() -> None:
    whole = page(LONG)
    assert page(LONG, View(max_length=len(whole))) == whole
    assert page(LONG, View(max_length=len(whole) - 1)) != whole


def test_stories_go_first_and_then_as_few_recommendations_as_needed() -> None:
    story = (replace(SESSION.story[0], count=2),) * 300
    report = replace(REPORT, sessions=(SESSION._replace(story=story),))
    short = len(page(report)) + 200
    text = page(report, View(stories=True, max_length=short))
    assert message("en", "fit-stories") in text
    assert len(titles(text, "h3")) == 2
    text = page(LONG, View(max_length=30_000))
    shown = len(titles(text, "h3"))
    assert message("en", "fit-top", shown, all="60") in text
    assert len(page(LONG, View(top=shown + 1))) > 30_000 - 200
    assert message("en", "more-recommendations", 60 - shown) not in text  # they stand in brief
    assert message("en", "index") in titles(text, "h2")


def test_evidence_gets_shorter_before_fewer_than_three_recommendations_are_left() -> None:
    text = page(LONG, View(max_length=12_000))
    assert len(titles(text, "h3")) >= 3
    assert message("en", "fit-no-lines") in text or message("en", "fit-lines") in text


def test_options_and_the_library_refuse_a_length_that_holds_nothing() -> None:
    with pytest.raises(WrongUsage, match="max_length"):
        REPORT.to_markdown(max_length=999)
    assert len(LONG.to_markdown(max_length=1_000)) <= 1_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_warnings_and_inputs_with_errors_are_a_list(lang: str) -> None:
    error = InputError.as_given("encoded-hilog", "unpacks to no text", "decode it: `hilogtool parse`")
    broken = Input("b.gz", error=error)
    text = page(replace(REPORT, lang=lang, loss=LossCount(3, 1), inputs=(*REPORT.inputs, broken)))
    items = [shown(token.children) for token in parser().parse(text) if token.type == "inline" and token.level == 3]
    assert items[0] == message(lang, "lost", 3)
    assert items[1].startswith(f"b.gz{message(lang, 'colon')}")
    assert "decode it: hilogtool parse" in items[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found_says_what_was_looked_at(lang: str) -> None:
    text = page(replace(NOTHING, lang=lang))
    assert titles(text, "h1") == [message(lang, "nothing-found", scope="")]
    assert titles(text, "h2") == []
    assert "1,234" in text


def test_a_line_of_any_length_is_cut() -> None:
    report = replace(REPORT, recommendations=(OVERLOAD._replace(evidence=(evidence(86, "word " * 9_999),)),))
    assert len(page(report)) < 5_000
    assert "word …\n" in page(report) or "word…\n" in page(report)


# ---- whatever a log holds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.name)
def test_no_golden_report_holds_what_a_log_made(path: Path) -> None:
    text = path.read_text("utf-8")
    found = tokens(text)
    own = {"<details>", "</details>", "<code>", "</code>"}
    assert not {token.type for token in found} & MADE
    html = [token.content for token in found if token.type in ("html_inline", "html_block")]
    assert set(re.findall(r"</?\w+[^>]*>", "".join(html))) <= own | {"<summary>", "</summary>"}
    assert MENTION.findall(outside_code(text)) == []


def test_evidence_that_looks_like_markdown_stands_in_a_fence_as_it_is() -> None:
    text = (GOLDEN / "hostile.en.md").read_text("utf-8")
    fences = "".join(token.content for token in tokens(text) if token.type == "fence")
    for line in ("````` `code` ~~~~ | a | b \\| c </details></summary>", '<script>alert("x")</script>', "@all #1 !1"):
        assert line in fences
        assert line not in outside_code(text)


@examples(0.4)  # a whole page each
@given(st.sampled_from(LANGUAGES), ANY_TEXT | NASTY_TEXT)
@example("en", HOSTILE)
@example("en", "%² !会")
def test_no_text_of_a_log_changes_the_structure(lang: str, text: str) -> None:
    player = Controller(2986, text)
    session = SESSION._replace(id=text, bundle=text, controllers=(player,))
    line = evidence(86, text, text)._replace(source=text, level=text, time=text)
    where = (OVERLOAD.where[0]._replace(session=session, controller=player),)
    advice = OVERLOAD._replace(evidence=(line,), where=where, because=(f"{text}:1",))
    hostile = replace(
        REPORT,
        lang=lang,
        recommendations=(advice,),
        sessions=(session,),
        inputs=(Input(text, error=InputError.as_given("x", text, text)),),
        unknown=(UnknownLines(text, 1, text, f"{text}:1"),),
        gates=(GateOutcome("any", 3, 0, True),),
    )
    written = page(hostile, View(stories=True))
    others = [4] * (1 + len(hostile.applications))
    assert len(titles(written, "h1")) == 1
    assert [len(row) for rows in tables(written) for row in rows] == [4, 4, 6, 6, 6, *others, 6, 6]
    assert not {token.type for token in tokens(written)} & MADE
    assert MENTION.findall(outside_code(written)) == []
    assert len(titles(written, "h3")) == 1


@given(ANY_TEXT | NASTY_TEXT)
@example("1. x")
@example("a `b` |")
@example("``")
def test_a_text_is_shown_as_it_is_in_a_line_and_in_a_cell(text: str) -> None:
    expected = visible(text).strip()
    found = parser().parse(f"- {inline(text)}\n")
    if expected:
        (line,) = (token for token in found if token.type == "inline")
        assert shown(line.children) == expected
        assert {token.type for token in line.children or ()} <= {"text", "code_inline", "html_inline"}
    (rows,) = tables("\n".join(table(["a", "b"], [[inline(text), "x"]])))
    assert rows == [["a", "b"], [expected, "x"]]


@given(ANY_TEXT | NASTY_TEXT)
@example(" a ")
@example("`")
@example(" ")
def test_code_is_shown_as_it_is(text: str) -> None:
    if text:
        (line,) = (token for token in parser().parse(f"x{code(text)}x") if token.type == "inline")
        assert shown(line.children) == f"x{visible(text)}x"


@given(st.lists(ANY_TEXT | NASTY_TEXT, min_size=1))
@example(["```", "````", "~~~"])
def test_a_fence_holds_any_lines(lines: list[str]) -> None:
    (block,) = parser().parse("\n".join(fence(lines)) + "\n")
    assert (block.type, block.info) == ("fence", "text")
    assert block.content == "".join(f"{visible(line)}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Call `activate()`, then `a|b`.", "Call `activate()`, then <code>a&#124;b</code>."),
        ("`a`-`b`/like", "`a-b/like`"),
        ("a lone ` stays", "a lone `` ` `` stays"),
        ("use `--since`", "use `--since`"),
    ],
)
def test_code_of_the_catalogue_stays_code(text: str, written: str) -> None:
    assert prose(text) == written


@pytest.mark.parametrize(
    "text",
    ["Don't ask; 1,234 of 5.0.1 (36%), 11-06 19:30:00.339: well-known input/output.", "命令过于频繁，请稍后再试。"],
)
def test_plain_sentences_stay_as_they_are(text: str) -> None:
    assert inline(text) == text


@pytest.mark.parametrize(
    "word", ["@all", "#12", "!3", "gh-12", "deadbeef", "x@e.example", "www.e.example", ":+1:x", "a_b_"]
)
def test_what_a_server_would_take_for_a_link_stands_as_code(word: str) -> None:
    assert inline(f"x {word} y") == f"x `{word}` y"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("7.0 prints it", "7.0 prints it"),
        ("4.1 及以前", "4.1 及以前"),
        ("1. first", "`1.` first"),
        ("1) first", "`1)` first"),
        ("2026.", "`2026.`"),
    ],
)
def test_a_number_is_code_only_where_it_would_begin_a_list(text: str, written: str) -> None:
    assert inline(text) == written
    assert prose(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("it (bug.log:10).", "it (`bug.log:10`)."),
        ("it (bug.log:10, 12)", "it (`bug.log:10`, 12)"),
        ("(see bug.log:10)", "(see `bug.log:10`)"),
        ("on('error') fails", "`on('error')` fails"),
        ("[operator()]x", "`[operator()]x`"),
        ("@a (@b)", "`@a` (`@b`)"),
        ("x(y) (z(y))", "`x(y)` (`z(y)`)"),
    ],
)
def test_the_brackets_around_a_remark_are_no_code(text: str, written: str) -> None:
    assert inline(text) == written
