"""A redacted report: no original is left in any form of it, and every link that was there still is."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import string
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import hilog_avsession
from commands import run
from conftest import ROOT, examples
from hilog_avsession import Report, UnreadableInput, WrongUsage
from hilog_avsession.knowledge.statements import STATEMENTS
from hilog_avsession.knowledge.statements.base import Statement
from hilog_avsession.model.incidents import Incident, Session
from hilog_avsession.output.formats import FORMATS
from hilog_avsession.output.schema import load_schema
from hilog_avsession.output.view import View
from hilog_avsession.results.frames.columns import COLUMNS
from hilog_avsession.results.json.encode import incident_to_json
from hilog_avsession.results.redaction import Redaction
from hilog_avsession.results.redaction.names import Apps
from hilog_avsession.results.redaction.pseudonyms import Kind, Pseudonyms
from hilog_avsession.results.redaction.vocabulary import SYSTEM_PROCESSES
from relayout import LAYOUTS
from simulator import Trace, generate, story
from steps import assert_each_costs_the_same

HOME = ROOT / "tests" / "fixtures" / "redaction"
OFTEN = settings(examples(0.1), suppress_health_check=list(HealthCheck), phases=tuple(Phase)[:3])
ALL = View(evidence=99, stories=True)


# ---- a log full of secrets -------------------------------------------------------------------------------------------

# made-up words: real ones stand in the catalogue's advice and among the keys of the document
LETTERS = st.text(alphabet=string.ascii_lowercase, min_size=5, max_size=9).map(lambda word: f"zq{word}")
OCTET = st.integers(11, 254)


class Secrets(NamedTuple):
    """What somebody would not want to hand on."""

    labels: list[str]  # of bundles
    ability: str
    tag: str
    folder: str
    file: str
    title: str
    device: str
    address: str
    mac: str
    host: str
    person: str

    @property
    def bundles(self) -> list[str]:
        return [f"com.example.{label}" if n % 3 else f"cn.{label}.{label}app" for n, label in enumerate(self.labels)]

    def parts(self) -> Iterator[str]:
        """All that must not be found anywhere, in lower case."""
        words = (self.tag, self.folder, self.title, self.device, self.host.split(".")[1])
        yield from (*self.labels, self.ability, self.file, self.person, self.mac)
        yield from (part for text in words for part in re.findall(r"\w{4,}", text))
        yield from (self.address, self.address.rpartition(".")[0], self.mac[:8], self.mac[-8:])


@st.composite
def secrets(draw: st.DrawFn) -> Secrets:
    words = draw(st.lists(LETTERS, min_size=20, max_size=20, unique=True))
    *labels, ability, tag, folder, file, title, artist, device, host, person, _ = words
    octets = draw(st.lists(OCTET, min_size=4, max_size=4))
    mac = ":".join(f"{octet:02x}" for octet in draw(st.lists(OCTET, min_size=6, max_size=6)))
    spelled = draw(st.sampled_from([str.capitalize, str.upper, str.lower]))
    return Secrets(
        labels,
        f"{ability.capitalize()}Ability",
        f"{spelled(tag)} {tag}s",
        f"{folder} of {folder}n",
        file,
        f"{spelled(title)} {artist}",
        f"{spelled(device)}'s Pad",
        ".".join(map(str, octets)),
        mac,
        f"cdn.{host}.example.org",
        person,
    )


SAMPLE = Secrets(
    ["karaoke", "ouroboros", "zyzzyva", "quokkas", "gherkin", "obelisk", "pumpkin", "tangerine", "waffles", "yonder"],
    "HomecomingAbility", "Grand Piano", "bug of anna", "kitchen", "Purple Haze", "Bernadette's Pad", "192.168.37.41",
    "a4:c1:38:0f:2e:77", "cdn.songbird.example.org", "annabelle",
)  # fmt: skip


def trace_of(seed: int, hidden: Secrets) -> Trace:
    with mock.patch.multiple(story, PLAYERS=tuple(hidden.bundles), SYSTEM=(*story.SYSTEM[:2], hidden.bundles[-1])):
        return generate(seed)


def lines_of(trace: Trace, hidden: Secrets) -> list[str]:
    """The lines of a trace, with secret abilities and tags, and lines in which an application tells everything."""
    lines = [re.sub(r"\b(?:Entry|Main|Play)Ability\b", hidden.ability, line) for line in trace.lines()]
    lines = [
        re.sub(r"(?:TAG|player|media_session|MusicTag) (?=\d (?:com|cn)\.)", f"{hidden.tag} ", line) for line in lines
    ]
    path = f"/storage/Users/{hidden.person}/{hidden.file}.mp3"
    url = f"https://{hidden.host}/{hidden.person}/{hidden.file}.m3u8?k={hidden.file}"
    ability = f"{hidden.bundles[0]}.{hidden.ability}"
    told = [
        f"createAVSession failed, code: 6600101, title: {hidden.title}, on {hidden.device} at {hidden.address}:8710",
        f'setAVMetadata failed {{"title":"{hidden.title}","artist":"{hidden.person}","code":6600102}}',
        f"startCasting to '{hidden.device}' ({hidden.mac}) error code: 6600101, {path}",
        f"{hidden.person} ({hidden.person}@{hidden.host}) sendControlCommand code: 6600107, {ability}",
        f"设备“{hidden.device}”投播失败，错误码：6612004，{url}",
        f"activate failed : session is nullptr《{hidden.title}》{hidden.bundles[1]}:{hidden.person}",
    ]
    unknown = f"[Say]hello {hidden.person}, {hidden.title} is at {hidden.mac} in {path} of {hidden.bundles[2]}"
    process = f"{hidden.bundles[0]}/" if trace.harmony else ""
    for number, text in enumerate([*told, *told]):
        lines.append(f"11-13 10:00:{number:02d}.000  2210  2210 E A03D00/{process}JSAPP: {text}")
    domain = "C02B91" if trace.harmony else "C02b91"
    lines.append(f"11-13 10:01:00.000  2210  2210 E {domain}/{process}AVSession: {unknown}")
    return lines


def read(lines: list[str], hidden: Secrets, use: Callable[[str], Report]) -> tuple[Report, str]:
    """The report of a log whose very name is a secret, and that name."""
    home = Path(tempfile.mkdtemp(prefix=f"{hidden.person}-"))
    try:
        folder = home / hidden.folder
        folder.mkdir()
        path = folder / f"{hidden.file}.log"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return use(str(path)), str(path)
    finally:
        shutil.rmtree(home)


def outputs_of(report: Report) -> dict[str, str]:
    """Everything that can be made of a report."""
    texts = {one.name: "".join(one.text_parts(report, ALL)) for one in FORMATS}
    texts |= {f"frame {name}": report.to_frame(name).to_csv() for name in COLUMNS}  # type: ignore[arg-type]
    return texts | {"repr": repr(report)}


def left(texts: dict[str, str], parts: Iterator[str], ids: list[str]) -> Iterator[tuple[str, str]]:
    """What of some originals is left in some outputs."""
    parts_ = [part.lower() for part in parts]
    runs = {full[start : start + 6] for full in ids for start in range(len(full) - 5)}
    runs = {run for run in runs if not run.isdigit()}
    for name, text in texts.items():
        lowered = text.lower()
        yield from ((name, part) for part in parts_ if part in lowered)
        yield from ((name, run[0]) for run in re.finditer(r"(?=([0-9A-F]{6}))", text) if run[1] in runs)
        masks = (mask[0] for mask in re.finditer(r"\w+\*{3,}\w*", text))
        yield from ((name, mask) for mask in masks if mask != "AAA******BBB")  # the catalogue shows the form so


# ---- no original is left ---------------------------------------------------------------------------------------------


@OFTEN
@given(st.integers(1, 9999), secrets(), st.sampled_from([None, "a secret"]), st.sampled_from([None, *LAYOUTS]))
@example(1, SAMPLE, None, None)
@example(2, SAMPLE, "a secret", "deveco")
def test_no_original_is_left_in_any_output(seed: int, hidden: Secrets, key: str | None, layout: str | None) -> None:
    trace = trace_of(seed, hidden)
    lines = lines_of(trace, hidden)
    if layout is not None and trace.harmony:
        lines = list(map(LAYOUTS[layout][0], lines))
    report, path = read(lines, hidden, hilog_avsession.analyze)
    ids = [one.session.id for one in trace.incidents if one.session is not None]
    folders = [part for part in path.split("/") if len(part) > 3 and part != "tmp"]
    before = outputs_of(report)
    assert {name for name, _ in left(before, hidden.parts(), ids)} >= {"text", "json", "jsonl"}
    after = outputs_of(report.redacted(key))
    assert list(left(after, iter([*hidden.parts(), *folders]), ids)) == []


# ---- every link is kept ----------------------------------------------------------------------------------------------

NAMES = {"id", "bundle", "ability", "tag", "process", "device", "handle", "source", "first", "because"}
NEW = {"text", "shape", "example", "redacted", "message", "hint"}  # sentences, which are looked at by themselves


def pairs_of(before: Any, after: Any, key: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The values that stand at the same place in two documents, which must have the same places."""
    if isinstance(before, dict):
        assert before.keys() == after.keys()
        for name, value in before.items():
            yield from pairs_of(value, after[name], name)
    elif isinstance(before, list):
        assert len(before) == len(after), key
        for one, other in zip(before, after, strict=True):
            yield from pairs_of(one, other, key)
    else:
        yield key, before, after


@OFTEN
@given(st.integers(1, 9999), secrets(), st.sampled_from([None, "a secret"]))
@example(3, SAMPLE, None)
@example(389, SAMPLE, None)  # applications of one rank
def test_every_link_is_kept(seed: int, hidden: Secrets, key: str | None) -> None:
    report, _ = read(lines_of(trace_of(seed, hidden), hidden), hidden, hilog_avsession.analyze)
    redacted = report.redacted(key)
    there: dict[tuple[str, Any], Any] = {}
    back: dict[tuple[str, Any], Any] = {}
    original, shared = report.to_dict(), redacted.to_dict()
    counts = (original.pop("applications"), shared.pop("applications"))  # a cut name and the whole one become one row
    assert len({sum(count["incidents"] for count in applications) for applications in counts}) == 1
    for name, before, after in pairs_of(original, shared):
        if name == "full_id":
            assert after is None
        elif name == "uid":
            assert there.setdefault((name, before), after) == after
        elif name in NAMES and isinstance(before, str):
            kind = "app" if name in ("bundle", "process") else name
            assert there.setdefault((kind, before), after) == after
            if kind != "app":  # a cut name and the whole one are one application
                assert back.setdefault((kind, after), before) == before
        elif name not in NEW:
            assert after == before, name
    assert fellows(report.incidents) == fellows(redacted.incidents)


def fellows(incidents: Sequence[Incident]) -> list[int]:
    """For each incident the number of the first that happened in the same session, through the same controller."""
    sessions = [one.session and (one.session.id, one.session.bundle, one.session.pid) for one in incidents]
    places = list(zip(sessions, (one.controller for one in incidents), strict=True))
    return [places.index(place) for place in places]


def test_bundles_that_differ_get_pseudonyms_that_differ() -> None:
    report, _ = read(lines_of(trace_of(8, SAMPLE), SAMPLE), SAMPLE, hilog_avsession.analyze)
    bundles = [one.bundle for one in report.sessions if one.bundle]
    pseudonyms = [one.bundle for one in report.redacted().sessions if one.bundle]
    assert len(set(bundles)) > 2
    assert len(set(zip(bundles, pseudonyms, strict=True))) == len(set(bundles)) == len(set(pseudonyms))


def test_each_form_of_an_id_leads_to_its_session(evening: Path) -> None:
    redacted = hilog_avsession.analyze(evening).redacted()
    first, second = redacted.sessions
    assert (first.id, second.id) == ("session1", "session2")
    for session in redacted.sessions:
        texts = " ".join(event.text for event in session.story)
        assert set(re.findall(r"session\d", texts)) == {session.id}
    assert {one.session.id for one in redacted.incidents if one.session} == {"session1", "session2"}


# ---- what pseudonyms are ---------------------------------------------------------------------------------------------


def test_the_same_log_gives_the_same_pseudonyms(evening: Path) -> None:
    one, other = (hilog_avsession.analyze(evening).redacted() for _ in range(2))
    assert one == other
    assert one.to_json() == other.to_json()


def test_a_key_gives_the_same_pseudonyms_in_different_logs(tmp_path: Path, evening: Path) -> None:
    lines = evening.read_text("utf-8").splitlines()
    (tmp_path / "later.log").write_text("\n".join(lines[120:]) + "\n", "utf-8")  # the second session and its failures
    whole = hilog_avsession.analyze(evening)
    later = hilog_avsession.analyze(tmp_path / "later.log")
    joined = {(one.id, one.bundle) for one in whole.redacted("k").sessions}
    assert {(one.id, one.bundle) for one in later.redacted("k").sessions} <= joined
    assert not {(one.id, one.bundle) for one in later.redacted("another").sessions} & joined
    assert later.redacted().sessions[0].id == "session1"  # numbers join nothing


@pytest.mark.parametrize(("lang", "said"), [("en", "Redacted: "), ("zh", "已脱敏：")])
@pytest.mark.parametrize("key", [None, "k"])
def test_the_sentence_on_redaction_names_no_pseudonym_that_is_not_there(
    evening: Path, key: str | None, lang: str, said: str
) -> None:
    text = hilog_avsession.analyze(evening, lang=lang).redacted(key).to_text()
    (sentence,) = [line for line in text.splitlines() if line.startswith(said)]
    assert "app1" not in sentence


def test_a_report_that_is_redacted_stays_as_it_is(evening: Path) -> None:
    redacted = hilog_avsession.analyze(evening).redacted()
    assert redacted.redacted() is redacted
    assert redacted.redacted("with a key") is redacted


def test_reports_are_redacted_after_a_merge_only_if_all_were(evening: Path) -> None:
    report = hilog_avsession.analyze(evening)
    assert Report.merge(report.redacted("k"), report.redacted("k")).is_redacted
    assert not Report.merge(report.redacted("k"), report).is_redacted


def test_an_empty_key_is_refused(evening: Path) -> None:
    with pytest.raises(WrongUsage, match="empty key"):
        hilog_avsession.analyze(evening).redacted("")


def test_without_its_key_an_original_cannot_be_tried_out() -> None:
    assert Pseudonyms("one").of(Kind.APP, "com.example.radio") != Pseudonyms("two").of(Kind.APP, "com.example.radio")
    assert re.fullmatch(r"app-[a-z2-7]{6}", Pseudonyms("one").of(Kind.APP, "com.example.radio"))


def test_a_name_that_lost_its_beginning_is_that_of_the_whole_name() -> None:
    whole = ["com.example.music", "com.example.music.player", "org.radio", "com.example.musicbox"]
    cut = ["example.music", "le.music.player", "com.exa...music"]
    apps = Apps(Pseudonyms())
    apps.learn([*cut, *whole, None, "org.radio:render"])
    shown = {name: apps.of(name) for name in whole}
    assert len(set(shown.values())) == len(whole)
    assert apps.of("example.music") == apps.of("com.exa...music") == shown["com.example.music"]
    assert apps.of("le.music.player") == shown["com.example.music.player"]


def test_processes_of_the_platform_keep_their_names(evening: Path) -> None:
    text = hilog_avsession.analyze(evening).redacted().to_json()
    assert "com.ohos.mediacontroller" in text
    assert "av_session" in text
    assert "com.ohos.mediacontroller" in SYSTEM_PROCESSES


def test_a_redacted_report_says_so_and_keeps_the_schema(evening: Path) -> None:
    report = hilog_avsession.analyze(evening)
    redacted = json.loads(report.redacted().to_json())
    Draft202012Validator(load_schema()).validate(redacted)
    assert redacted["redacted"] is True
    assert json.loads(report.to_json())["redacted"] is False


@pytest.mark.parametrize(("lang", "word"), [("en", "Redacted"), ("zh", "已脱敏")])
def test_a_page_says_that_it_is_redacted(evening: Path, lang: str, word: str) -> None:
    report = hilog_avsession.analyze(evening, lang=lang)
    assert word in outputs_of(report.redacted())["text"]
    assert word in report.redacted()._repr_html_()
    assert word not in outputs_of(report)["text"]


def test_incidents_that_are_streamed_have_the_pseudonyms_of_the_report(evening: Path) -> None:
    redaction = Redaction()
    streamed = list(redaction.incidents(hilog_avsession.iter_incidents(evening)))
    report = redaction.report(hilog_avsession.analyze(evening))
    assert [one.session and one.session.id for one in streamed] == [
        one.session and one.session.id for one in report.incidents
    ]
    assert "".join(map(incident_to_json, streamed)).count("com.example") == 0


# ---- texts -----------------------------------------------------------------------------------------------------------

HARMLESS = [
    "[SendControlCommand]command send number exceed max",
    "SendControlCommand BusinessError: code: 6600107, message: SendControlCommand failed : native server exception",
    "[operator()]SendControlCommand failed : native command send nums overload",
    "[operator()]controller SendControlCommand failed:-1018",
    "投播失败，错误码：6612004，message: The HTTP server returns an unexpected HTTP response status code.",
    '{"code":6600102,"message":"SetAVMetaData failed : session is nullptr"}',
    "StartCast failed : device connect failed, radarErrorCode:475202556",
    "[ConnectAbility](remote != nullptr),checkFail!ret:ERR_SERVICE_NOT_EXIST",
    "OH_AVSession_SetAVMetadata failed. ret: 6600102",
    "Check ohos.permission.MANAGE_MEDIA_RESOURCES permission failed.",
    "SetAVQueueTitle failed : native session not exist",
    "[GetRadarErrorCode]GetRadarErrorCode err:1003 -> 475137003",
    "startBackgroundRunning failed. code is 9800005 message is wrong",
    "position 215000, duration=300000, speed:1.250000, pid 14420 tid 14431",
    "at 11-20 09:41:48.123 failed, 2026-11-20 09:41:48",
    "[OnAddSystemAbility]OnAddSystemAbility systemAbilityId=3010",
    "title: code: 6600101",
]
TOLD = [
    ("title: Let It Go, code: 6600101", "title: text1, code: 6600101"),
    ('{"title":"Wonder \\"wall\\"","code":6600102}', '{"title":"text1","code":6600102}'),
    ('error={\\"title\\":\\"Play\\",\\"code\\":6600102}', 'error={\\"title\\":\\"text1\\",\\"code\\":6600102}'),
    ('cannot play "Let me in"', 'cannot play "text1"'),
    ("《七里香》播放失败", "《text1》播放失败"),
    ("安娜的会话失败", "text1的会话失败"),
    ("from 192.168.37.41:8710 to fe80::1ff:fe23:4567:890a", "from host1:8710 to host2"),
    ("of 76:92:75:26:40:21: failed", "of mac1: failed"),
    ("device A4-C1-38-0F-2E-77 and a4:c1:38:**:**:77", "device mac1 and mac2"),
    ("get https://anna:pw@cdn.acme.com/a/b.mp3?token=1 failed", "get https://host1/path1/file1.mp3 failed"),
    ("read /storage/Users/anna/Music/a.mp3: failed", "read path1/file1.mp3: failed"),
    (r"read C:\Users\Anna\a.log failed", "read path1/file1.log failed"),
    ("call +86 138 1234 5678 or 13812345678 failed", "call phone1 or phone2 failed"),
    ("mail anna@acme.com failed", "text1 mail1 failed"),
    ("com.acme.tunes:render failed, com.acm...nes too", "app1:render failed, app1 too"),
    ("uid=20020051 pid=6120 uid=1013", "uid=1000000001 pid=6120 uid=1013"),
    ("session id=0C4******6E6, then 0C4***", "session id=session1, then session1"),
    ("sessionId: 0C4", "sessionId: session1"),
    ("deviceId 9C41A**7F20B, state 5", "deviceId id1, state 5"),
    ("account 4111111111111111 failed", "account number1 failed"),
    ("title: Error 404, code: 6600101", "title: text1, code: 6600101"),
    ("failed title=Error 404 code: 6600102", "failed title=text1 code: 6600102"),
    ("song: Failed to stop failed", "song: text1 failed"),
    ("title: Don't stop error: 6600102", "title: text1 error: 6600102"),
    ('"extras":{"pin":"4821"}', '"text1":{"text2":"number1"}'),
    ("[AllocSessionId]10632-20020010-1", "[AllocSessionId]10632-1000000001-1"),
    ("with title Mo*** from pid:6120, isAlive:1", "with title text1 from pid:6120, isAlive:1"),
]


# one original in each list, in several spellings
NUMBERS = {
    "telephone": ["(010) 6552-9988", "0755 2678 8888", "400-820-8820", "+1 (415) 555-2671", "415.555.2671", "6552998"],
    "card": ["6222 0212 3456 7890", "6222-0212-3456-7890", "4111.1111.1111.1111", "6222021234567890"],
    "account": ["1234 5678", "12345678", "DE89 3704 0044 0532 0130 00", "078-05-1120", "1234/5678"],
    "coordinates": [
        "39.9042, 116.4074", "39.9042,116.4074", "39.90N 116.40E", "-33.8688/151.2093", "39.904211",
        "39°54'15\"N 116°24'27\"E",
    ],
}  # fmt: skip
PLACES = ["call {} failed", "at {}: code 6600101", '"extra":"{}"', "setAVMetadata({})", "account {}", "id: {}"]


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("place", PLACES)
def test_numbers_of_people_go_however_they_are_spelt(kind: str, place: str) -> None:
    for number in NUMBERS[kind]:
        shown = Redaction().text(place.format(number))
        assert set(re.findall(r"\d{3,}", shown.replace("6600101", ""))) <= {"1000000001"}, shown
        assert ("6600101" in shown) == ("6600101" in place)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_words_of_avsession_stay(text: str) -> None:
    assert Redaction().text(text) == text


@pytest.mark.parametrize(("text", "shown"), TOLD)
def test_personal_words_are_replaced(text: str, shown: str) -> None:
    assert Redaction().text(text) == shown


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row.name)
def test_a_statement_is_known_again_when_its_names_are_gone(row: Statement) -> None:
    words = re.findall(r"[A-Za-z]{4,}", re.sub(r"[\w.]+\.\w+|RADIO|EntryAbility|\w*Ability\b", "", row.example))
    shown = Redaction().text(row.example)
    kept = [word for word in words if word in shown]
    assert len(kept) >= len(words) * 0.6, (row.example, shown)


HOSTILE = [
    "a-" * 8000, "a" * 16000, "*" * 16000, '"' * 16000, '\\"' * 8000, "a.a" * 5000, "1:" * 8000, "“" * 16000,
    "title=" * 2700, "title=a failed " * 1000, "title=a code: 6600101 " * 800, "1 " * 8000, "1." * 8000, "(1)" * 5000,
    "1°" * 8000, "1.22," * 3000, "title is A " * 2000, "11:11:11" * 2000, "/a" * 8000, "+1" * 8000, "'a" * 8000,
    "\\" * 16000, "a@" * 8000, "::" * 8000, "{" * 16000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    shown = Redaction().text(f"{text} anna@acme.com")  # a pattern that runs away would take hours
    assert "anna" not in shown


@pytest.mark.parametrize("owner", ["example", "other"])
def test_a_text_costs_no_more_where_many_applications_are_known(owner: str) -> None:
    def redact(many: int) -> None:
        redaction = Redaction()
        redaction.sessions(Session(None, bundle=f"com.example{number:04}.musicplayer") for number in range(many))
        for number in range(many):
            redaction.text(f"[Play]no session of com.{owner}{number:04}.musicplayer")

    assert_each_costs_the_same(lambda many: partial(redact, many), 100)


def test_an_id_costs_no_more_where_many_begin_alike() -> None:
    def redact(many: int) -> None:
        redaction = Redaction()
        for number in range(many):
            redaction.text(f"[Play]no session {number:064X}")

    assert_each_costs_the_same(lambda many: partial(redact, many), 100)


def test_a_masked_id_costs_no_more_where_many_begin_alike() -> None:
    def redact(many: int) -> None:
        redaction = Redaction()
        for number in range(many):
            redaction.text(f"[Play]no session AAA******{number:03X}")
        redaction.sessions(Session(f"AAA******{number:03X}") for number in range(many))

    assert_each_costs_the_same(lambda many: partial(redact, many), 100)


def test_forms_of_an_id_have_one_pseudonym_in_any_order() -> None:
    whole = "AAA" + "1" * 58 + "BBB"
    forms = ["AAA", "AAA***", "AAA******BBB", "AAA111******111BBB", whole]
    for order in permutations(forms):
        redaction = Redaction()
        sessions = redaction.sessions(Session(form, pid=7) for form in ("CCC******DDD", *order, "AAA******EEE"))
        assert len({session.id for session in sessions[1:-1]}) == 1, order
        assert len({session.id for session in sessions}) == 3, order
        assert redaction.text("[Play]no session AAA******BBB").endswith(str(sessions[1].id))


# ---- names of inputs, and what the command says ----------------------------------------------------------------------


def test_a_source_keeps_its_shape() -> None:
    source = Redaction().source
    assert source("/home/anna/bug 17.zip!log/hilog.003.20261120-094149.gz") == (
        "path1/file1.zip!path2/hilog.003.20261120-094149.gz"
    )
    assert source("/home/anna/other.log") == "path1/file2.log"
    assert source(r"C:\Users\Anna\other.log") == "path3/file2.log"
    assert source("-") == "-"
    assert source("hdc:7001005458323933328a01bd") == "hdc:device1"


@pytest.mark.parametrize(
    "name",
    ["hilog.003", "hilog_kmsg.003.20261120-094149.gz", "hilog.003.tar", ".persisterInfo_1", "persisterInfo_1.info"],
)
def test_a_name_that_hilog_gives_stays(name: str) -> None:
    assert Redaction().source(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("hilog.000.anna.li.log", "file1.log"),
        ("hilog.123.ming", "file1"),
        ("hilog.003.20261120-094149.anna.gz", "file1.gz"),
        ("persisterInfo_1.anna", "file1"),
        (".persisterInfo_1.log.li", "file1"),
    ],
)
def test_a_name_inside_one_that_hilog_gives_does_not_stay(name: str, shown: str) -> None:
    assert Redaction().source(name) == shown


def test_a_notice_keeps_its_words() -> None:
    said = "[Fail][E001005] Device 7001005458323933328a01bd not found or connected; `/home/anna/sdk/hdc` waits"
    assert Redaction().notice(said) == ("[Fail][E001005] Device device1 not found or connected; `path1/file1` waits")


@pytest.mark.parametrize("key", [[], ["--redact-key", "a secret"]], ids=["numbered", "keyed"])
def test_the_command_tells_nothing_on_either_stream(tmp_path: Path, evening: Path, key: list[str]) -> None:
    folder = tmp_path / "anna's bug"
    folder.mkdir()
    log = folder / "holiday.log"
    log.write_bytes(evening.read_bytes())
    (folder / "shopping.txt").write_text("milk, bread and honey\n", "utf-8")
    (folder / "hilog.003.20261120-094149.gz").write_bytes(gzip.compress(bytes(range(256)) * 40))
    inputs = [
        str(log),
        *(str(folder / name) for name in ("shopping.txt", "wedding.log", "hilog.003.20261120-094149.gz")),
    ]
    for form in (["-f", "json"], ["-f", "jsonl"], ["-f", "text"], ["-f", "text", "--lang", "zh"]):
        done = run("analyze", *inputs, "--redact", *key, *form)
        assert done.returncode == 3
        said = (done.stdout + done.stderr).decode()
        assert not re.search(r"anna|holiday|shopping|wedding|milk|com\.example|0C4\*|AED6", said), said


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ([], ["--redact"]),  # a baseline with originals is redacted alike
        (["--redact-key", "k"], ["--redact-key", "k"]),
    ],
    ids=["numbered", "keyed"],
)
def test_a_baseline_is_known_again(tmp_path: Path, evening: Path, then: list[str], now: list[str]) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_bytes(run("analyze", str(evening), "-f", "json", *then).stdout)
    done = run("analyze", str(evening), "-f", "json", *now, "--baseline", str(baseline))
    gate = json.loads(done.stdout)["gates"][0]
    assert (done.returncode, gate["found"], gate["known"]) == (0, 0, 11)
    assert b"com.example" not in done.stdout


NOT_FOUND = b"its applications are found only in a report with the same pseudonyms"


@pytest.mark.parametrize(
    ("then", "now", "status", "said"),
    [
        (["--redact"], [], 1, NOT_FOUND),
        (["--redact-key", "k"], [], 1, NOT_FOUND),
        (["--redact"], ["--redact"], 2, b"is redacted already, and its pseudonyms do not match"),
        (["--redact-key", "k"], ["--redact"], 2, b"is redacted already, and its pseudonyms do not match"),
    ],
)
def test_a_baseline_with_other_pseudonyms_never_passes_in_silence(
    tmp_path: Path, evening: Path, then: list[str], now: list[str], status: int, said: bytes
) -> None:
    """Numbered pseudonyms of two runs mean different applications: a gate could pass by chance."""
    baseline = tmp_path / "baseline.json"
    baseline.write_bytes(run("analyze", str(evening), "-f", "json", *then).stdout)
    done = run("analyze", str(evening), *now, "--baseline", str(baseline))
    assert done.returncode == status
    assert said in done.stderr


def test_a_redacted_report_is_not_held_against_a_baseline_with_names_in_silence(tmp_path: Path, evening: Path) -> None:
    for name, options in (("plain", ()), ("redacted", ("--redact",))):
        (tmp_path / f"{name}.json").write_bytes(run("analyze", str(evening), "-f", "json", *options).stdout)
    done = run("render", tmp_path / "redacted.json", "--baseline", tmp_path / "plain.json")
    assert b"the report is redacted and a baseline is not" in done.stderr
    assert not run("render", tmp_path / "plain.json", "--baseline", tmp_path / "plain.json").stderr


def test_a_baseline_that_cannot_be_read_is_reported_without_its_name(tmp_path: Path, evening: Path) -> None:
    done = run("analyze", str(evening), "--redact", "--baseline", str(tmp_path / "anna" / "wedding.json"))
    assert done.returncode == 3
    assert done.stderr.startswith(b"hilog-avsession: path1/file1.json: no such file")


def test_a_redacted_report_is_read_back_as_one(evening: Path) -> None:
    redacted = hilog_avsession.analyze(evening).redacted()
    again = Report.from_json(redacted.to_json())
    assert again.is_redacted
    assert again.to_json() == redacted.to_json()


def test_the_key_may_stand_in_the_environment(evening: Path) -> None:
    asked = run("analyze", str(evening), "--redact-key", "k", "-f", "json").stdout
    known = {"HILOG_AVSESSION_REDACT_KEY": "k"}
    assert run("analyze", str(evening), "--redact", "-f", "json", **known).stdout == asked
    assert b'"redacted": false' in run("analyze", str(evening), "-f", "json", **known).stdout


def test_a_log_full_of_secrets_reads_well_without_them() -> None:
    report = hilog_avsession.analyze(HOME / "private.log")
    shown = outputs_of(report.redacted())["text"]
    assert shown == (HOME / "private.txt").read_text("utf-8")


def test_other_threads_wait_while_an_error_is_redacted() -> None:
    """The screen redacts errors while the thread that reads redacts incidents."""
    redaction, is_free = Redaction(), list[bool]()

    def look(_name: str, value: str) -> str:
        with ThreadPoolExecutor(1) as other:
            is_free.append(other.submit(redaction._alone.acquire, blocking=False).result())
        return value

    with mock.patch.object(redaction._values, "of_exception", look):
        redaction.unreadable(UnreadableInput("anna.log", "unreadable", "cannot be read: {error}", error="no such file"))
    assert is_free
    assert not any(is_free)
