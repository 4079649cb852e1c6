"""The page: strict HTML that needs nothing else, says what the text says, and takes nothing of a log for markup."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import pytest

from conftest import LOGS
from hilog_avsession.api import analyze
from hilog_avsession.model.incidents import Incident
from hilog_avsession.model.inputs import Input, InputError, Remark, RemarkKind
from hilog_avsession.model.report import BlindSpot, GateOutcome, UnknownLines
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.html.selection import LIMITS, select
from hilog_avsession.output.html.times import axis_of
from hilog_avsession.output.safe import visible
from hilog_avsession.output.view import View
from hilog_avsession.output.wording.head import head_text
from hilog_avsession.report import Report
from hilog_avsession.results.filters import Filters
from hilog_avsession.results.times import read_time

LANGUAGES = ("en", "zh")
ATTACKS = (
    "<script>window.__pwned = 1</script>",
    "</script></style></title></textarea><img src=x onerror=window.__pwned=1>",
    "\"'><svg onload=window.__pwned=1>",
    "{{7*7}}{% raw %}${7*7}",
    "\u202egnp.exe\u2066a\u2069",
    "\x1b[31mred\x1b]0;title\x07",
    "&lt;b&gt; &#60;script&#62; <!-- ]]>",
    "javascript:alert(1) https://evil.example/x.js",
)


def line(number: int, message: str, process: str = "com.example.radio", pid: int = 6120) -> str:
    return f"11-06 19:30:{number // 1000:02}.{number % 1000:03}  {pid}  {pid} E A03D00/{process}/JSAPP: {message}\n"


def hostile_log() -> bytes:
    lines = [line(n * 700, f"setAVMetadata code: 6600102 {text}") for n, text in enumerate(ATTACKS, start=1)]
    return "".join(lines).encode("utf-8", "surrogatepass")


@cache
def evening(lang: str = "en") -> Report:
    return analyze(LOGS / "evening.log", lang=lang)


@cache
def hostile() -> Report:
    """A report whose every text is an attack: lines, names, ids, places, sentences."""
    report = analyze(io.BytesIO(hostile_log()))
    attack = "".join(ATTACKS) + "\ud800"
    base = evening()
    session = base.sessions[0]._replace(id=attack, bundle=attack, type=attack, state=attack, created=attack)
    story = tuple(replace(event, text=attack, source=attack, event=attack, time=attack) for event in session.story)
    session = session._replace(story=story)
    process = session.controllers[0]._replace(process=attack)
    worst = [
        incident._replace(
            session=session,
            controller=process,
            api=attack,
            candidates=(session,),
            evidence=tuple(
                line._replace(text=attack, source=attack, process=attack, level=attack, time=attack)
                for line in incident.evidence
            ),
        )
        for incident in base.incidents
    ]
    advice = base.recommendations[0]._replace(
        title=attack, note=attack, steps=(attack,), cause=attack, description=attack, because=(f"{attack}:1",)
    )
    return replace(
        report,
        codes=(base.codes[0]._replace(title=attack, name=attack, message=attack), *base.codes[1:]),
        categories=base.categories,
        counts=base.counts,
        recommendations=(advice, *base.recommendations[1:]),
        sessions=(session,),
        incidents=(*report.incidents, *(incident._replace(id=100 + incident.id) for incident in worst)),
        inputs=(Input(attack, 1, 1, error=InputError.as_given("damaged", attack, attack)), *report.inputs),
        remarks=(Remark(attack, RemarkKind.KERNEL), Remark(attack, RemarkKind.UNORDERED)),
        unknown=(UnknownLines(attack, 3, attack, f"{attack}:3"),),
        blind_spots=(BlindSpot("levels", 1, given=(attack, attack)),),
        gates=(GateOutcome(attack, 3, 0, tripped=True),),
    )


def page(report: Report, view: View | None = None) -> str:
    return "".join(BY_NAME["html"].text_parts(report, view))


@cache
def parsed(text: str) -> Any:
    """The tree of a page; what the standard calls a parse error is one."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def text_of(text: str) -> str:
    """What a reader sees, without style and script."""
    return re.sub(r"\s+", " ", "".join(_texts(parsed(text))))


def _texts(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in ("style", "script"):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


# ---- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_strict_html_and_says_what_the_text_says(lang: str) -> None:
    report = evening(lang)
    seen = text_of(page(report))
    told = head_text(report)
    expected = [told.found, told.read, *told.warnings]
    for advice in report.recommendations:
        expected += [
            advice.title,
            advice.description,
            *advice.steps,
            advice.note or "",
            *(line.text for line in advice.evidence),
        ]
    for session in report.sessions:
        expected += [session.id or "", session.bundle or "", session.created or ""]
        expected += [event.text for event in session.story]
    expected += [text for spot in report.blind_spots for text in (spot.text, spot.command or "")]
    for text in expected:
        assert re.sub(r"\s+", " ", text.replace("`", "")) in seen.replace("`", "")
    assert parsed(page(report)).get("lang") == {"en": "en", "zh": "zh-Hans"}[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gates_errors_files_and_unknown_lines_are_shown(lang: str) -> None:
    report = replace(
        evening(lang),
        gates=(GateOutcome("6600107>10", 4, 10, tripped=False), GateOutcome("session>0", 10, 0, tripped=True, known=2)),
        inputs=(
            *evening().inputs,
            Input("bad.gz", error=InputError.as_given("damaged", "the gzip data ends early", "copy it again")),
        ),
        remarks=(Remark("kmsg.log", RemarkKind.KERNEL), Remark("big.tar", RemarkKind.UNORDERED)),
        unknown=(UnknownLines("x failed", 7, "x failed, ret=3", "evening.log:9"),),
    )
    seen = text_of(page(report))
    for text in (
        "6600107>10",
        "session>0",
        "bad.gz",
        "the gzip data ends early",
        "copy it again",
        "kmsg.log",
        "x failed, ret=3",
    ):
        assert text in seen
    assert head_text(report).passed_over in seen
    assert head_text(report).unordered[0] in seen


def test_new_failures_since_the_baseline_are_shown() -> None:
    before = analyze(LOGS / "evening.log", filters=Filters(codes=frozenset({6600107})))
    report = evening().judged("any", before)
    seen = text_of(page(report))
    assert "New since the baseline" in seen
    assert "Known before" in seen


def test_a_log_without_findings_gives_a_page_that_says_so() -> None:
    report = analyze(io.BytesIO(line(1, "all is well").encode()))
    seen = text_of(page(report))
    assert head_text(report).found in seen
    assert "<figure" not in page(report)


def test_top_evidence_and_stories_are_heeded() -> None:
    text = page(evening(), View(top=1, evidence=1))
    assert evening().recommendations[0].steps[1] in text_of(text)
    assert text.count(" data-print open>") == 1  # the others are a list that unfolds
    assert page(evening(), View(top=4)).count(" data-print open>") == 4
    assert evening().recommendations[4].steps[-1] in text_of(text)
    assert "2 more lines of this incident" in text_of(text)
    everyone = replace(evening(), sessions=tuple(session._replace(incidents=0) for session in evening().sessions))
    assert 'id="session-0C4-6E6"' not in page(everyone)
    assert 'id="session-0C4-6E6"' in page(everyone, View(stories=True))


# ---- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [evening, hostile], ids=["evening", "hostile"])
def test_addresses_are_unique_and_every_link_leads_to_one(make: Callable[[], Report]) -> None:
    tree = parsed(page(make()))
    addresses = [element.get("id") for element in tree.iter() if element.get("id") is not None]
    assert len(addresses) == len(set(addresses))
    links = [value for element in tree.iter() for name, value in element.items() if name.split("}")[-1] == "href"]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(addresses)
    assert all(re.fullmatch(r"[A-Za-z][\w.:-]*", address, re.ASCII) for address in addresses)


def test_codes_incidents_and_sessions_have_stable_addresses() -> None:
    for lang in LANGUAGES:
        addresses = {element.get("id") for element in parsed(page(evening(lang))).iter()}
        assert {"code-6600107", "incident-11", "session-0C4-6E6", "session-AED-F28"} <= addresses


def test_sessions_that_look_alike_have_addresses_of_their_own() -> None:
    first = evening().sessions[0]
    report = replace(evening(), sessions=(first, first._replace(pid=1), first._replace(id=None, full_id=None)))
    addresses = {element.get("id") for element in parsed(page(report)).iter()}
    assert {"session-0C4-6E6", "session-0C4-6E6.2", "session-pid-6120"} <= addresses


# ---- log text is data ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [evening, hostile], ids=["evening", "hostile"])
def test_nothing_outside_of_the_page_is_referred_to(make: Callable[[], Report]) -> None:
    text = page(make())
    for element in parsed(text).iter():
        for name, value in element.items():
            name = name.split("}")[-1]
            assert name not in ("src", "srcset", "action", "style", "formaction", "ping", "background"), name
            assert not name.startswith("on")
            assert name != "href" or value.startswith("#")
    style = text[text.index("<style>") : text.index("</style>")]
    assert not re.search(r"@import|url\(", style)
    assert set(re.findall(r"url\((.)", text)) <= {"#"}


def test_a_log_full_of_markup_shows_as_text() -> None:
    text = page(hostile())
    seen = text_of(text)
    for attack in ATTACKS:
        assert re.sub(r"\s+", " ", visible(attack)) in seen
    assert text.count("<script") == text.count("</script") == 1
    assert "49" not in re.findall(r"setAVMetadata code: 6600102 (\d+)", seen)
    for char in "\u202e\u2066\x1b\x07\ud800":
        assert char not in text
    text.encode("utf-8")


def test_the_policy_lets_only_the_own_script_run() -> None:
    tree = parsed(page(hostile()))
    (policy,) = [
        element.get("content")
        for element in tree.iter("meta")
        if element.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'")
    assert re.search(r"script-src 'sha256-[\w+/=]{44}'", policy)
    assert "unsafe" not in policy


# ---- large reports ---------------------------------------------------------------------------------------------------


def many(incidents: int, codes: int) -> Report:
    lead = evening().incidents[0]
    kept = tuple(
        lead._replace(id=n, code=6600100 + n % codes, evidence=lead.evidence * 6) for n in range(1, incidents + 1)
    )
    sessions = tuple(evening().sessions[0]._replace(id=f"{n:03}******000", pid=n) for n in range(2_000))
    return replace(evening(), incidents=kept, sessions=sessions, counts=evening().counts._replace(incidents=incidents))


def test_a_large_report_stays_a_page_that_opens() -> None:
    text = page(many(5_000, 10))
    assert len(text.encode()) < 6_000_000
    assert 500 < text.count('<tbody data-row id="incident-') <= LIMITS.incidents
    assert text.count('<tbody data-row id="session-') == LIMITS.sessions
    assert "of 5,000 incidents are shown, some of every code" in text
    assert "1,700 more sessions are not shown" in text


def test_what_is_left_out_takes_turns_between_the_codes() -> None:
    common, rare = many(4_000, 1).incidents, evening().incidents[-1]._replace(id=9_999, code=6600106)
    report = replace(many(1, 1), incidents=(*common, rare))
    assert 9_999 in {incident.id for incident in select(report, View()).incidents}


def test_a_long_line_is_cut_and_says_so() -> None:
    report = analyze(io.BytesIO(line(1, "setAVMetadata code: 6600102 " + "x" * 5_000).encode()))
    seen = text_of(page(report))
    assert "x" * (LIMITS.characters - 100) in seen
    assert "x" * (LIMITS.characters + 1) not in seen
    assert "more characters" in seen


# ---- time ------------------------------------------------------------------------------------------------------------


def at(*times: str, inputs: tuple[Input, ...] = ()) -> Report:
    lead = evening().incidents[0]
    incidents: tuple[Incident, ...] = tuple(lead._replace(id=n, time=time) for n, time in enumerate(times, start=1))
    return replace(evening(), incidents=incidents, inputs=inputs)


@pytest.mark.parametrize(
    ("first", "second", "seconds"),
    [
        ("11-06 19:30:00.000", "11-06 19:30:01.500", 1.5),
        ("12-31 23:59:59.000", "01-01 00:00:01.000", 2.0),
        ("2024-02-28 00:00:00.000", "2024-03-01 00:00:00.000", 2 * 86_400),
        ("GMT+08:00 2026-11-06 10:00:00.000000", "GMT+08:00 2026-11-06 10:00:00.250000", 0.25),
        ("23:59:59.000", "00:00:01.000", 2.0),
        ("1762457400.000", "1762457401.000", 1.0),
        ("12.5", "14.0", 1.5),
    ],
)
def test_times_of_every_kind_stand_on_the_axis(first: str, second: str, seconds: float) -> None:
    axis = axis_of(at(first, second), 60)
    assert axis is not None
    left, right = axis.clock.seconds(first), axis.clock.seconds(second)
    assert left is not None
    assert right is not None
    assert right - left == pytest.approx(seconds)
    assert axis.start <= left < right <= axis.end
    assert axis.bins() <= 62
    ticks = list(axis.ticks())
    assert len(ticks) >= 2
    assert all(tick.label != following.label for tick, following in pairwise(ticks))
    assert all(-0.001 <= tick.x <= 100.001 for tick in ticks)


@pytest.mark.parametrize("time", ["", "yesterday", "11-06", "9" * 400, "25:00", "11-06 19:30"])
def test_a_text_that_is_not_a_time_gives_none(time: str) -> None:
    assert read_time(time) is None


def test_incidents_weeks_apart_are_not_drawn_and_counted() -> None:
    report = at("08-05 00:00:10.000", *(f"11-06 19:30:0{n}.000" for n in range(5)))
    axis = axis_of(report, 60)
    assert axis is not None
    assert axis.end - axis.start < 60
    assert "1 incident is not drawn" in text_of(page(report))


def test_a_log_without_times_has_no_charts_over_time_and_says_so() -> None:
    seen = page(at("", ""))
    assert "The log prints no times" in text_of(seen)
    assert 'id="timeline"' not in seen
    assert 'id="frequencies"' in seen


@pytest.mark.parametrize(("lang", "colon"), [("en", ": "), ("zh", "：")])
def test_why_an_input_cannot_be_read_follows_the_colon_of_the_language(tmp_path: Path, lang: str, colon: str) -> None:
    binary = tmp_path / "picture.log"
    binary.write_bytes(bytes(range(256)) * 4)
    text = page(analyze([LOGS / "evening.log", binary], lang=lang))
    assert f"picture.log</strong>{colon}" in text
