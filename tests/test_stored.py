"""A report read back from its JSON form is the same; what is no report is refused with the place that is wrong."""

from __future__ import annotations

import copy
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import LOGS, examples
from hilog_avsession import Filters, Report, UnreadableInput, WrongUsage, analyze
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.model.report import GateOutcome
from hilog_avsession.output.formats import FORMATS, Format
from hilog_avsession.output.view import View
from hilog_avsession.results.languages import foreign, reworded
from simulator import generate

LOG_FILES = sorted(LOGS.rglob("*.log"))
REPORT = analyze(LOGS / "evening.log")
EVENING: dict[str, Any] = REPORT.to_dict()


def simulated(seed: int, lang: str = "en") -> Report:
    return analyze(io.BytesIO("\n".join(generate(seed).lines()).encode()), lang=lang)


analyzed = cache(lambda path, lang: analyze(path, lang=lang))


def text_of(format_: Format, report: Report, view: View | None = None) -> str:
    return "".join(format_.text_parts(report, view))


def changed(path: str, value: object) -> dict[str, Any]:
    """The evening's report with another value at `incidents.3.code`."""
    document: Any = copy.deepcopy(EVENING)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner = document
    for step in steps:
        inner = inner[step]
    inner[last] = value
    assert isinstance(document, dict)
    return document


def without(path: str) -> dict[str, Any]:
    """The evening's report without the key at `incidents.3.code`."""
    document: Any = copy.deepcopy(EVENING)
    *steps, last = path.split(".")
    inner = document
    for step in steps:
        inner = inner[int(step) if step.isdigit() else step]
    del inner[last]
    assert isinstance(document, dict)
    return document


# ---- there and back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LOG_FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_bundled_log_comes_back_the_same(path: Path, lang: str) -> None:
    text = analyze(path, lang=lang).to_json()
    assert Report.from_json(text).to_json() == text


@pytest.mark.parametrize("seed", range(12))
def test_every_simulated_device_comes_back_the_same(seed: int) -> None:
    report = simulated(seed)
    back = Report.from_json(report.to_json())
    assert back.to_json() == report.to_json()
    assert back.counts == report.counts
    assert back.sessions == report.sessions
    assert back.codes == report.codes
    assert Report.from_dict(report.to_dict()) == back


def test_what_only_some_reports_hold_comes_back_too(tmp_path: Path, evening: Path) -> None:
    (tmp_path / "a.log").write_bytes(evening.read_bytes())
    (tmp_path / "b.txt").write_text("a shopping list\n" * 50)
    (tmp_path / "c.gz").write_bytes(b"\x1f\x8b\x08damaged")
    report = analyze(tmp_path)
    gates = (GateOutcome("6600107>1", 4, 1, True, 2),)
    report = replace(report, gates=gates)
    assert report.remarks
    assert any(one.error for one in report.inputs)
    back = Report.from_json(report.to_json())
    assert back.to_json() == report.to_json()
    assert (back.gates, back.remarks, back.inputs) == (gates, report.remarks, report.inputs)


def test_an_incident_finds_its_whole_session_again() -> None:
    back = Report.from_dict(EVENING)
    assert {one.session for one in back.incidents if one.session} <= set(back.sessions)
    assert any(one.session and one.session.created for one in back.incidents)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_what_came_back_shows_the_same_in_every_format(form: Any) -> None:
    shown, again = ("".join(form.text_parts(report)) for report in (REPORT, Report.from_dict(EVENING)))
    assert again == shown


def test_what_came_back_becomes_frames_and_merges() -> None:
    back = Report.from_dict(EVENING)
    assert len(back.to_frame()) == back.counts.incidents
    assert Report.merge(back, back).counts.incidents == 2 * back.counts.incidents


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_document_may_be_bytes_as_any_shell_writes_them(encoding: str) -> None:
    text = simulated(1, "zh").to_json()
    assert Report.from_json(text.encode(encoding)).to_json() == text


# ---- other versions --------------------------------------------------------------------------------------------------


def test_keys_that_are_not_known_do_not_matter() -> None:
    document = changed("incidents.0.mood", {"deep": [1, 2]})
    document["counts"]["future"] = None
    document["next_year"] = []
    assert Report.from_dict(document).to_json() == Report.from_dict(EVENING).to_json()


@pytest.mark.parametrize(
    "path",
    ["lang", "gates", "remarks", "blind_spots", "unknown_errors", "filtered_out", "incidents_truncated",
     "inputs.0.repeated", "incidents.0.signals", "codes.0.title"],
)  # fmt: skip
def test_keys_that_came_later_may_be_missing(path: str) -> None:
    assert Report.from_dict(without(path)).counts.incidents == EVENING["counts"]["incidents"]


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_schema_version_is_refused_with_a_sentence(version: int) -> None:
    with pytest.raises(UnreadableInput) as caught:
        Report.from_dict(changed("schema_version", version), source="old.json")
    assert caught.value.kind == "report-version"
    assert str(caught.value).startswith(f"old.json: a report of schema version {version}, and 1 is the one")
    assert "analyze LOG --output report.json" in caught.value.hint


# ---- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("incidents.3.code", "6600107", 'incidents[3].code is "6600107"; a whole number belongs there'),
        ("incidents.3.code", True, "incidents[3].code is true; a whole number belongs there"),
        ("incidents.3.code", 6600107.5, "incidents[3].code is 6600107.5; a whole number belongs there"),
        ("incidents.2.evidence.0.form", "poem", "incidents[2].evidence[0].form is \"poem\"; one of code, native, "),
        ("incidents.2.evidence", [], "incidents[2].evidence is a list; at least one line of the log belongs there"),
        ("incidents.1", None, "incidents[1] is null; an object belongs there"),
        ("incidents.1.session", "x" * 90, f'incidents[1].session is "{"x" * 39}…; an object belongs there'),
        ("incidents.1.confidence.code", "sure", "incidents[1].confidence.code is \"sure\"; one of certain, high"),
        ("counts.incidents", -1, "counts.incidents is -1; a whole number of 0 or more belongs there"),
        ("codes.0.natives.-1018", [], "codes[0].natives.-1018 is a list; a whole number belongs there"),
        ("sessions", {}, "sessions is an object; a list belongs there"),
        ("interrupted", 0, "interrupted is 0; true or false belongs there"),
        ("lang", "tlh", 'lang is "tlh"; one of en, zh belongs there'),
        ("remarks", [{"source": "a", "kind": "song"}], 'remarks[0].kind is "song"; one of kernel, persist-job'),
        ("incidents.0.time_epoch", float("inf"), "incidents[0].time_epoch is Infinity; a number belongs there"),
        ("incidents.0.time_epoch", 10**400, "incidents[0].time_epoch is 1000"),
        ("lines.total", 2**63, "lines.total is 9223372036854775808; a whole number belongs there"),
        ("incidents.2.category", "songs", 'incidents[2].category is "songs"; one of '),
        ("recommendations.0.code", 7, "recommendations[0].code is 7; one of 66"),
        ("schema_version", "1", 'schema_version is "1"; a whole number belongs there'),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_place(path: str, value: object, sentence: str) -> None:
    with pytest.raises(UnreadableInput, match=re.escape(sentence)) as caught:
        Report.from_dict(changed(path, value), source="report.json")
    assert caught.value.source == "report.json"
    assert caught.value.kind == "not-report"
    assert caught.value.hint.startswith("make the report again")


@pytest.mark.parametrize("path", ["counts", "incidents", "inputs.0.source", "incidents.0.confidence", "loss.notices"])
def test_a_missing_value_is_named_with_its_place(path: str) -> None:
    named = re.sub(r"\.(\d+)", r"[\1]", path)
    with pytest.raises(UnreadableInput, match=re.escape(f"{named} is missing")):
        Report.from_dict(without(path))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty, and not a JSON document"),
        ("11-06 19:30:00.000  1  1 I a/b: c", "not a JSON document: line 1, column 3 cannot be read"),
        ('{"a": 1}\n{"a": 2}\n', "is JSON Lines, not a JSON report; make the report again: hilog-avsession analyze"),
        ("[]", "the document is a list; an object belongs there"),
        ("null", "the document is null; an object belongs there"),
        ("{}", "not a JSON report of hilog-avsession"),
        ('{"schema_version": 1, "tool": {"name": "another"}}', "not a JSON report of hilog-avsession"),
        ('{"comparison_version": 1, "tool": {"name": "hilog-avsession"}}', "is a comparison, not a report; this"),
        ('{"fleet_version": 1, "tool": {"name": "hilog-avsession"}}', "is the report of a fleet, not of a log; this"),
        ('{"schema_version": 1, "tool": "hilog-avsession"}', "tool is \"hilog-avsession\"; an object belongs there"),
        ("[" * 100_000, "nested too deep"),
        ("[" + "9" * 10_000 + "]", "not a JSON document: Exceeds the limit"),
        (b"\xff\xfe\xff", "no text in utf-16"),
        (b'{"a": "\xff"}', "no text in utf-8 at byte 7"),
    ],
)  # fmt: skip
def test_a_document_that_is_not_a_report_is_refused(text: str | bytes, sentence: str) -> None:
    with pytest.raises(UnreadableInput, match=re.escape(sentence)):
        Report.from_json(text)


def test_half_a_character_shows_as_an_escape() -> None:
    text = Report.from_dict(EVENING).to_json().replace("com.example.radio", "\\ud800radio")
    back = Report.from_json(text)
    assert "\\ud800radio" in {session.bundle for session in back.sessions}
    assert Report.from_json(back.to_json().encode()) == back


# ---- chance ----------------------------------------------------------------------------------------------------------

values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({}),
    st.just([None]), st.just({"pid": "x"}), st.just("en"), st.just("code"),
)  # fmt: skip


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """All places of a document."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


PLACES = list(places(EVENING))


@examples(4)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.just("delete") | values), min_size=1, max_size=3))
def test_a_document_with_mistakes_is_read_or_refused(changes: list[tuple[tuple[str | int, ...], object]]) -> None:
    document: Any = json.loads(json.dumps(EVENING))
    for (*steps, last), value in changes:
        inner = document
        try:
            for step in steps:
                inner = inner[step]
            if value == "delete":
                del inner[last]
            else:
                inner[last] = value
        except (KeyError, IndexError, TypeError):  # an earlier change took the place away
            continue
    back = read_or_refused(document)
    assert back is None or Report.from_json(back.to_json()) == back


def read_or_refused(document: object) -> Report | None:
    try:
        return Report.from_dict(document)
    except UnreadableInput:
        return None


@examples(4)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_text_is_refused_as_no_report(text: str | bytes) -> None:
    with pytest.raises(UnreadableInput):
        Report.from_json(text)


# ---- what it shows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LOG_FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_a_stored_report_shows_what_the_report_itself_shows(path: Path, lang: str, format_: Format) -> None:
    report, view = analyzed(path, lang), View(stories=True)
    assert text_of(format_, Report.from_json(report.to_json()), view) == text_of(format_, report, view)


@pytest.mark.parametrize("seed", range(4))
def test_the_report_of_a_simulated_device_shows_the_same_after_it_was_stored(seed: int) -> None:
    report = simulated(seed)
    back = Report.from_json(report.to_json())
    for format_ in FORMATS:
        assert text_of(format_, back) == text_of(format_, report)


@pytest.mark.parametrize("seed", [4, 6, 9])
def test_a_stored_recommendation_names_the_same_processes_although_pids_pass_to_others(seed: int) -> None:
    report = simulated(seed)
    assert Report.from_json(report.to_json()).recommendations == report.recommendations


@pytest.mark.parametrize("path", LOG_FILES, ids=lambda path: path.stem)
def test_a_stored_report_speaks_the_other_language_as_if_it_had_been_made_in_it(path: Path) -> None:
    english, chinese = (analyzed(path, lang) for lang in ("en", "zh"))
    assert foreign(english) == ()
    for report, other in ((english, chinese), (chinese, english)):
        assert reworded(report, other.lang) == other
        assert reworded(Report.from_json(report.to_json()), other.lang).to_json() == other.to_json()


def test_words_that_the_catalogue_does_not_have_stay(evening: Path) -> None:
    document = analyze(evening).to_dict()
    document["codes"][0] |= {"code": 6600999, "title": "Our own failure"}
    document["recommendations"][0] |= {"code": 6600999, "cause": None, "title": "Our own failure", "steps": ["Wait."]}
    document["recommendations"][1] |= {"cause": "our-own-cause", "title": "Our own cause", "steps": ["Go on."]}
    report = Report.from_dict(document)
    code = report.recommendations[1].code
    assert foreign(report) == ("6600999", f"{code} our-own-cause")
    chinese = reworded(report, "zh")
    assert chinese.codes[0].title == "Our own failure"
    assert [advice.steps for advice in chinese.recommendations[:2]] == [("Wait.",), ("Go on.",)]
    assert chinese.codes[1].title == CATALOG.entry(report.codes[1].code).text("zh").title  # type: ignore[union-attr]


def test_an_unknown_language_is_refused(evening: Path) -> None:
    with pytest.raises(WrongUsage, match="'fr' is not a language; choose from en, zh"):
        reworded(analyze(evening), "fr")


def test_sessions_with_one_short_id_are_told_apart_by_their_time() -> None:
    report = simulated(2)
    back = Report.from_json(report.to_json())
    short = Counter((one.id, one.pid, one.bundle) for one in report.sessions)
    assert max(short.values()) > 1, "the device has no two sessions with one id"
    assert [one.session and one.session.created for one in back.incidents] == [
        one.session and one.session.created for one in report.incidents
    ]


def test_what_an_older_report_does_not_tell_of_a_session_is_not_guessed() -> None:
    document = simulated(2).to_dict()
    for incident in document["incidents"]:
        if incident["session"] is not None:
            del incident["session"]["created"]
    back = Report.from_dict(document)
    ids = Counter(one.id for one in back.sessions)
    linked = [one.session for one in back.incidents if one.session]
    assert {session.created for session in linked if ids[session.id] > 1} == {None}
    assert any(session.created for session in linked if ids[session.id] == 1)


def test_a_report_that_lists_only_its_first_incidents_shows_no_wrong_places(evening: Path) -> None:
    report = analyze(evening, max_incidents=4)
    back = Report.from_json(report.to_json())
    listed = Counter((one.code, one.cause) for one in report.incidents)
    for advice, stored in zip(report.recommendations, back.recommendations, strict=True):
        is_whole = listed[advice.code, advice.cause] == advice.incidents
        assert stored.where == (advice.where if is_whole else ())
    assert {bool(advice.where) for advice in back.recommendations} == {True, False}


def test_a_report_is_filtered_and_reworded_in_python_as_on_the_command_line(evening: Path) -> None:
    report = analyze(evening)
    wanted = Filters(codes=frozenset({6600107}))
    assert report.filtered(wanted).codes == analyze(evening, filters=wanted).codes
    assert report.reworded("zh") == analyze(evening, lang="zh")
    assert isinstance(report.filtered(wanted).reworded("zh"), Report)
    with pytest.raises(WrongUsage, match="Filters"):
        report.filtered("6600107")  # type: ignore[arg-type]
    with pytest.raises(WrongUsage, match="'fr'"):
        report.reworded("fr")
