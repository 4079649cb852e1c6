"""The framework's release: told from the lines that only some releases print, and what it decides."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, with_trials
from hilog_avsession import Report, analyze
from hilog_avsession.analysis.release import ReleaseFinder
from hilog_avsession.knowledge.framework.inventory import RELEASES, TABLE, parse, release_order
from hilog_avsession.knowledge.rules import Rules, is_avsession
from hilog_avsession.model.inputs import Input, Remark
from hilog_avsession.model.records import Record
from hilog_avsession.model.release import Release
from hilog_avsession.options import Options
from hilog_avsession.output.formats import FORMATS
from hilog_avsession.output.view import View
from hilog_avsession.reading.reader import LogReader
from inventory.table import by_release
from inventory.truth import line_of

OLD = "[IsSessionActive()-avcontroller_item.cpp:180] session not exist"
NEW = "[SendControlCommand]session is deactivate"
FORMATS_WITH_HEAD = [format_ for format_ in FORMATS if format_.name not in ("csv", "jsonl")]


def line(message: str, domain: str = "C02B91", level: str = "E", process: str = "av_session") -> str:
    return f"11-20 09:41:30.123  1184  1420 {level} {domain}/{process}/AVSession: {message}"


def report_of(*lines: str) -> Report:
    return analyze(io.BytesIO("".join(f"{text}\n" for text in lines).encode()))


def release_of(*lines: str) -> Release | None:
    return report_of(*lines).release


def bounds_of(release: Release | None) -> tuple[str | None, str | None]:
    assert release is not None
    return release.first, release.last


def records_of(text: str) -> list[Record]:
    read = LogReader(Options().reading).read(io.BytesIO(text.encode()))
    texts = [found for found in read if not isinstance(found, Input | Remark)]
    return [record for found in texts for record in found.records() if isinstance(record, Record)]


# ---- telling it ------------------------------------------------------------------------------------------------------


def test_the_place_in_the_prefix_is_printed_before_5_0_3() -> None:
    assert bounds_of(release_of(line(OLD))) == ("5.0.0", "5.0.2")


def test_the_old_domain_is_printed_up_to_4_1() -> None:
    assert bounds_of(release_of(line(OLD, "C02B00")))[1] == "4.1"


def test_a_statement_tells_when_it_came() -> None:
    assert bounds_of(release_of(line(NEW), line("[SendControlCommand]IsSessionActive check Fail:-1009")))[0] == "6.0"


def test_the_reason_names_the_line() -> None:
    release = release_of(line("sessionId", level="E"), line(OLD))
    assert release is not None
    assert release.until is not None
    assert release.until.text == "[IsSessionActive()-avcontroller_item.cpp:180]"
    assert release.until.line == 2


def test_an_application_alone_tells_no_release() -> None:
    failed = "11-20 09:41:30.123  6120  6120 E A03D00/com.example.radio/JSAPP: createAVSession failed, code is 6600101"
    report = report_of(failed)
    assert report.counts.incidents == 1
    assert report.release is None
    assert json.loads(report.to_json())["release"] is None


def test_lines_of_two_devices_are_not_mixed() -> None:
    release = release_of(line(OLD, "C02B00"), line(NEW))
    assert release is not None
    assert (release.first, release.last) == (None, None)
    assert release.since is not None
    assert release.until is not None


@pytest.mark.parametrize("format_", FORMATS_WITH_HEAD, ids=lambda format_: format_.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_shows_the_release_and_its_reason(format_: object, lang: str) -> None:
    log = io.BytesIO(f"{line(OLD)}\n".encode())
    report = analyze(log, lang=lang)
    shown = " ".join("".join(format_.text_parts(report, View(width=200))).split())  # type: ignore[attr-defined]
    assert "5.0.2" in shown
    assert "[IsSessionActive()-avcontroller_item.cpp:180]" in shown


def test_a_report_is_read_back_with_its_release() -> None:
    report = report_of(line(OLD))
    assert Report.from_json(report.to_json()).release == report.release


def test_the_table_holds_the_named_releases() -> None:
    rows = [parse(text) for text in TABLE.read_text("utf-8").splitlines()[1:]]
    assert {release for row in rows for release in row.sites} == set(RELEASES)
    assert sorted(RELEASES, key=release_order) == list(RELEASES)


def allows(found: Release | None, release: str) -> bool:
    """Tell whether a release can have printed the lines for which `found` was found."""
    if found is None:
        return True
    first, last = found.first or RELEASES[0], found.last or RELEASES[-1]
    return not found.is_contradictory and release_order(first) <= release_order(release) <= release_order(last)


ROWS = [parse(text) for text in TABLE.read_text("utf-8").splitlines()[1:]]


SOME = ("3.2", "5.0.3", "master")


@pytest.mark.parametrize("release", with_trials(SOME, [release for release in RELEASES if release not in SOME]))
def test_no_statement_excludes_a_release_that_prints_it(release: str) -> None:
    lines = [line_of(row, name) for name, rows in by_release(ROWS) if name == release for row in rows]
    rules, wrong = Rules(), []
    for record in records_of("".join(f"{text}\n" for text in lines)):
        finder = ReleaseFinder()
        read = rules.read(record.body, framework=is_avsession(record.body))
        finder.note(record, read[0] if read else None)
        if not allows(finder.release(), release):
            wrong.append((record.body.message, read[0].name if read else ""))
    assert not wrong


FULL_ID = "F34" * 21 + "F"
VALUES = ("F34******AB2", "F34***", FULL_ID, "com.example.radio", "6120-20020077-0")


def printed(row: dict[str, Any], release: str, value: str) -> str:
    """A line of a statement of the reference material; `value` stands for each text, 1 for each number."""
    text = re.sub(r"%(?:\{\w+\})?s", value, row["format"]).replace("\n", " ")
    text = re.sub(r"%(?:\{\w+\})?\d*(?:l{0,2}[dux]|zu)", "1", text)
    is_old = release_order(release) < release_order("5.0.3")
    prefix = "" if not row["prefix"] else f"[{row['function']}()-a.cpp:1] " if is_old else f"[{row['function']}]"
    process = "av_session" if row["layer"] in ("service", "stub") else "com.example.radio"
    return line(prefix + text, "C02B00" if release < "5" else "C02B91", row["level"][0], process)


def test_no_statement_excludes_a_release_that_prints_it_at_lower_levels(shared: Path) -> None:
    """The table holds only those of the levels W, E and F."""
    text = (shared / "spec" / "framework-statements.jsonl").read_text("utf-8")
    rows = [row for row in map(json.loads, text.splitlines()) if row["level"][0] in "ID"]
    lines = [
        (release, printed(row, release, value))
        for row in rows
        for release in {row["releases"][0], row["releases"][-1]}
        for value in VALUES
    ]
    rules, wrong = Rules(), set[tuple[str, str]]()
    for record in records_of("".join(f"{text}\n" for _, text in lines)):
        release, _ = lines[record.line - 1]
        read = rules.read(record.body, framework=is_avsession(record.body))
        finder = ReleaseFinder()
        finder.note(record, read[0] if read else None)
        if not allows(finder.release(), release):
            wrong.add((release, read[0].name if read else ""))
    assert not wrong


# what a release prints of its sessions at levels that the table does not hold
OF_RELEASE = (
    ("4.0", "[HandleSessionRelease()-avsession_service.cpp:905] HandleSessionRelease, sessionId=" + FULL_ID),
    ("4.0", "[StartCast()-avsession_service_ext.cpp:268] SessionId is " + FULL_ID),
    ("4.0", "[AddCastDevice()-a.cpp:700] AddCastDevice with config castSession and corresonding castId is 4"),
    ("4.1", "[NewInstance()-napi_avsession.cpp:160] sessionId=" + FULL_ID + ", sessionType:audio"),
    ("4.1", "[CreateSessionInner()-avsession_service.cpp:848] session num exceed max"),
    ("4.1", "[operator()()-napi_avsession_manager.cpp:301] check create controller with errCode 0"),
    ("4.1", "[AddDevice()-hw_cast_provider_session.cpp:60] AddDevice in HwCastProviderSession with ret 0"),
    ("3.2", "[Activate()-avsession_item.cpp:250] pid=6120"),
    ("3.2", f"[DeleteFile()-avsession_utils.h:99] remove .image.dat file success filePath=/data/a/{FULL_ID}.image.dat"),
    ("5.0.3", "[StartCast]SessionId is F34******AB2"),
    ("5.0.3", "[RegisterSessionListener]RegisterSessionListener for user 100"),
    ("5.0.3", "[doMetaDataSetNapi]do metadata set with check uri alive:0, pixel alive:0, session alive:0"),
    ("5.1.0", "[ReCreateInstance]sessionId=" + FULL_ID),
)


@pytest.mark.parametrize(("release", "text"), OF_RELEASE)
def test_a_line_does_not_exclude_an_old_release_that_prints_it(release: str, text: str) -> None:
    domain = "C02B00" if release < "5" else "C02B91"
    finder, rules = ReleaseFinder(), Rules()
    (record,) = records_of(f"{line(text, domain, 'I')}\n")
    read = rules.read(record.body, framework=True)
    assert read is not None
    finder.note(record, read[0])
    assert allows(finder.release(), release)


@pytest.mark.parametrize(
    "text",
    [
        "[AVSessionItem()-avsession_item.cpp:96] constructor session id=F34******AB2, userId=100",
        "[Destroy()-avsession_item.cpp:152] AVSessionItem Destroy process but check already destroyed",
        "[HandleMetaDataChange()-napi_avsession_callback.cpp:120] Session not exist",
    ],
)
def test_what_is_new_in_5_0_3_may_stand_in_5_0_1_too(text: str) -> None:
    """The table lacks 5.0.1 and 5.0.2, which print the place of a line as 5.0.0 does."""
    assert bounds_of(release_of(line(text), line(OLD))) == ("5.0.0", "5.0.2")


# ---- what it decides -------------------------------------------------------------------------------------------------


def test_a_refused_permission_is_that_of_a_system_interface_before_5_0_3() -> None:
    denied = "[CheckMediaResourcePermission()-permission_checker.cpp:72] Check media resources permission failed."
    refused = "[HandleGetAllSessionDescriptors()-avsession_service_stub.cpp:92] GetAllSessionDescriptors: "
    (incident,) = report_of(line(denied), line(f"{refused}CheckPermission failed")).incidents
    assert (incident.code, incident.native) == (202, -1012)


def test_the_same_line_is_a_missing_permission_from_5_0_3_on() -> None:
    (incident,) = report_of(line("[CheckMediaResourcePermission]Check media resources permission failed.")).incidents
    assert (incident.code, incident.native) == (201, -1023)


@pytest.mark.parametrize("text", ["session num exceed max", "element is invalid", "create new session failed"])
def test_up_to_4_1_an_application_only_learns_that_a_session_was_not_created(text: str) -> None:
    refused = line(f"[CreateSessionInner()-avsession_service.cpp:848] {text}", "C02B00")
    said = "createAVSession: 6600101, CreateAVSession failed : native create session failed"
    failed = f"11-20 09:41:30.130  6120  6120 E A03D00/com.example.radio/JSAPP: {said}"
    alone, with_code = report_of(refused).incidents, report_of(refused, failed).incidents
    assert [incident.code for incident in alone] == [6600101]
    assert [incident.code for incident in with_code] == [6600101]
    assert alone[0].cause == with_code[0].cause is not None


def test_from_5_0_on_the_limit_of_sessions_has_no_code() -> None:
    (incident,) = report_of(line("[CreateSessionInner()-avsession_service.cpp:1173] session num exceed max")).incidents
    assert (incident.code, incident.native, incident.cause) == (0, -1008, "session-limit")


TIMEOUT = "[HandleStartCast]StartCast ret -1024"


def test_a_number_has_the_code_of_the_release_that_its_line_shows() -> None:
    old = "[HandleStartCast()-avsession_service_stub.cpp:541] StartCast ret -1024"
    assert [incident.code for incident in report_of(line(old, level="I")).incidents] == [0]
    assert [incident.code for incident in report_of(line(TIMEOUT, level="I")).incidents] == [6600101]


@pytest.mark.parametrize(
    ("reason", "code"), [("native server exception", 0), ("connect timeout, radarErrorCode:475137024", 6600101)]
)
def test_a_number_without_a_message_of_its_own_had_no_code_either(reason: str, code: int) -> None:
    said = f"cast: Error: StartCast failed : {reason}"
    failed = f"11-20 09:41:30.130  3311  3311 E A03D00/com.ohos.mediacontroller/JSAPP: {said}"
    (incident,) = report_of(line(TIMEOUT, level="I"), failed).incidents
    assert (incident.code, incident.native) == (code, -1024)


# ---- where a line is printed -----------------------------------------------------------------------------------------


def test_evidence_names_its_place_in_the_source_of_the_release() -> None:
    report = report_of(line("[SendControlCommand]command send number exceed max"))
    (evidence,) = report.incidents[0].evidence
    assert evidence.printed_at is not None
    assert evidence.printed_at.startswith("avcontroller_item.cpp:")
    assert evidence.printed_in == "7.0"
    shown = "".join(FORMATS[0].text_parts(report, View(width=200, evidence=10)))
    assert evidence.printed_at in shown


def test_an_old_line_names_its_place_itself() -> None:
    said = "[SendControlCommand()-avcontroller_item.cpp:190] command send number exceed max"
    (evidence,) = report_of(line(said)).incidents[0].evidence
    assert (evidence.printed_at, evidence.printed_in) == ("avcontroller_item.cpp:190", None)


def test_a_line_of_an_application_has_no_place() -> None:
    failed = "11-20 09:41:30.123  6120  6120 E A03D00/com.example.radio/JSAPP: createAVSession failed, code is 6600101"
    (evidence,) = report_of(failed).incidents[0].evidence
    assert evidence.printed_at is None
    assert "printed_at" not in json.loads(report_of(failed).to_json())["incidents"][0]["evidence"][0]


def test_a_log_without_incidents_never_opens_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    # detection opens it on its own for lines of the levels W, E and F that several statements print
    monkeypatch.setattr("hilog_avsession.analysis.places.inventory", lambda: pytest.fail("the table was opened"))
    monkeypatch.setattr("hilog_avsession.analysis.release.inventory", lambda: pytest.fail("the table was opened"))
    quiet = (ROOT / "tests" / "fixtures" / "logs" / "quiet.log").read_bytes()
    assert not analyze(io.BytesIO(quiet)).incidents
