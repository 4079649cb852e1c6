"""Headers are read, prefixes taken off, continuations joined to their line, and other lines refused."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from hilog_avsession.knowledge.needle import Needle
from hilog_avsession.model.records import Body, Line, Record, Stamp
from hilog_avsession.reading.fastpath import Block
from hilog_avsession.reading.finders import best_finder
from hilog_avsession.reading.header import HeaderReader, Unparsed, split_message
from hilog_avsession.reading.layouts import clean, head_end, starts_record
from hilog_avsession.reading.scanner import Scanner

FORMATS = Path(__file__).parents[2] / "shared" / "samples" / "formats"
PLACE = " 6120  6131 E C02b91/AVSession: "
TEXT = "[GetAVMetaData]session not exist"


def read(line: str) -> tuple[Stamp, Body]:
    """Stamp and body of a line that is known to have a header."""
    found = HeaderReader().read(line)
    assert found is not None, line
    return found


def record_list(log: bytes, needle: str = "needle") -> list[Record | Unparsed]:
    """The records of the lines of a log that hold a needle."""
    needles = (Needle(needle),)
    scanner = Scanner(needles, best_finder(needles))
    return list(HeaderReader().read_records(scanner.find([Block(log, 1)]), "log"))


def only_record(log: bytes, needle: str = "needle") -> Record:
    (found,) = record_list(log, needle)
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize("before", ["", "\ufeff", "\x1b[31m"], ids=["plain", "a BOM", "a colour"])
def test_a_body_is_read_again_when_any_line_shows_what_columns_mean(before: str) -> None:
    head = "11-20 10:15:00.123  6120  6131 E "
    named = f"{head}A03d00/com.example.radio/Player: needle"
    shows = f"{before}{head}A03D00/com.example.radio/Player: needle"  # upper case: processes are printed
    lines = [f"{head}A03d00/JSAPP: needle", f"{head}A03d00/Player: needle", named, shows, named]
    found = record_list("\n".join(lines).encode())
    assert [record.body.process for record in found if isinstance(record, Record)][-2:] == 2 * ["com.example.radio"]


# ---- what `hilog -v` can print ------------------------------------------------------------------------------------

FRACTIONS = {"msec": "123", "usec": "123456", "nsec": "123456789"}
COLOURS = {"D": 75, "I": 40, "W": 166, "E": 196, "F": 226}
ZONES = ("", "CST ", "UTC ", "+0530 ", "+01 ", "EST ")


def printed(time: str, fraction: str, year: bool, zone: str, level: str | None) -> str:
    """A line as `hilog -v` with these options prints it; `level` colours it."""
    stamp = {
        "time": f"{zone}{'2026-' if year else ''}11-20 10:15:00.{fraction}",
        "epoch": f"{1795140900:10d}.{fraction}",
        "monotonic": f"{845:8d}.{fraction}",
    }[time]
    line = f"{stamp} {6120:5d} {6131:5d} {level or 'E'} C02b91/AVSession: {TEXT}"
    return f"\x1b[38;5;{COLOURS[level]}m{line}\x1b[0m" if level else line


@pytest.mark.parametrize("level", [None, *COLOURS])
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [False, True])
@pytest.mark.parametrize("fraction", FRACTIONS.values(), ids=list(FRACTIONS))
@pytest.mark.parametrize("time", ["time", "epoch", "monotonic"])
def test_every_combination_of_print_options_is_read(
    time: str, fraction: str, year: bool, zone: str, level: str | None
) -> None:
    line = printed(time, fraction, year, zone, level).encode()
    assert starts_record(line)
    stamp, body = read(clean(line))
    assert stamp.layout == time
    assert (stamp.pid, stamp.tid, body.level, body.type) == (6120, 6131, level or "E", "C")
    assert (body.domain, body.process, body.tag, body.message) == ("02b91", "", "AVSession", TEXT)
    assert stamp.clock is not None
    assert stamp.clock % 1 == pytest.approx(0.123, abs=0.001)


def test_year_and_numeric_zone_give_the_moment() -> None:
    stamp, _ = read(f"+0530 2026-11-20 07:45:00.123 {PLACE}{TEXT}")
    assert stamp.epoch == pytest.approx(1795140900.123)


def test_epoch_seconds_give_the_moment_and_an_uptime_does_not() -> None:
    assert read(f"1795140900.123 {PLACE}{TEXT}")[0].epoch == pytest.approx(1795140900.123)
    assert read(f"     845.123 {PLACE}{TEXT}")[0].epoch is None


@pytest.mark.parametrize("stamp", ["11-20 10:15:00.123", "CST 2026-11-20 10:15:00.123", "2026-11-20 10:15:00.123"])
def test_a_moment_is_not_guessed_where_year_or_zone_are_open(stamp: str) -> None:
    assert read(f"{stamp} {PLACE}{TEXT}")[0].epoch is None


def test_differences_of_the_clock_are_seconds() -> None:
    reader = HeaderReader()
    found = [
        reader.read(f"11-{day} {clock}.500 {PLACE}{TEXT}") for day, clock in (("20", "23:59:59"), ("21", "00:00:01"))
    ]
    first, second = (one[0].clock for one in found if one)
    assert first is not None
    assert second is not None
    assert second - first == pytest.approx(2.0)


# ---- a line in two parts ---------------------------------------------------------------------------------------------


def line_of(text: bytes) -> Line:
    """A line as the scanner cuts it."""
    end = head_end(text, 0, len(text))
    return Line(1, text[:end], text[end:])


def assert_read_alike(lines: list[bytes]) -> None:
    """Check that lines of one input read in two parts are what they are read whole."""
    in_parts, whole = HeaderReader(), HeaderReader()
    for line in lines:
        found, wanted = in_parts.read_line(line_of(line)), whole.read(clean(line))
        assert (found is None) == (wanted is None), line
        if found is not None and wanted is not None:
            assert found[0] == wanted[0]
            assert asdict(found[1]) == asdict(wanted[1])


def test_a_line_read_in_two_parts_is_what_it_is_read_whole() -> None:
    times = [
        f"{zone}{year}11-{day} {clock}.{fraction} "
        for zone in ZONES
        for year in ("", "2026-")
        for day, clock in (("20", "10:15:00"), ("20", "10:15:59"), ("20", "23:59:59"), ("21", "00:00:00"))
        for fraction in FRACTIONS.values()
    ]
    times += [f"{count}.{fraction} " for count in ("1795140900", "     845") for fraction in FRACTIONS.values()]
    assert all(line_of(f"{time}{PLACE}x".encode()).head for time in times)
    assert_read_alike([f"{time}{PLACE}{TEXT}".encode() for time in times])


@pytest.mark.parametrize(
    "body",
    [
        *(f"{level} {kind}{domain}/{tag}: {TEXT}" for level in "DE" for kind in ("A", "", " ") for domain in
          ("02B91", "02b91", "00000") for tag in ("AVSession", "com.example.radio/AVSession", "BCS/Base", "")),
        "E C02b91/AVSession:", "E C02b91/AVSession", "E  ", "E 5", "E C02b91", "e C02b91/AVSession: x",
        "E C02b91/AVSession: x\x1b[0m", "E \x1b[1mC02b91/AVSession: x", "E C02b91/AVSession: x\x00\x00\r",
        "E C02b91/AVSession: " + "x" * 3000, "I K00000/<6>: x", "I A00000/tag: 11-20 10:15:00.123  1  2 E C02b91/x: y",
    ],
)  # fmt: skip
def test_bodies_of_any_kind_are_read_alike(body: str) -> None:
    mixed = [f"11-20 10:15:00.123  6120  6131 {one}".encode() for one in (body, f"{TEXT}", body, body)]
    assert_read_alike([*mixed, b"11-20 10:15:00.200  7001  7001 I A03D00/com.example.radio/JSAPP: x", *mixed])


# ---- columns --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pid", ["0", "7", "42", "1234", "99999", "123456", "4294967295"])
@pytest.mark.parametrize("tid", ["0", "6131", "4294967295"])
def test_pids_of_any_width_are_read(pid: str, tid: str) -> None:
    stamp, body = read(f"11-20 10:15:00.123 {pid:>5} {tid:>5} E C02b91/AVSession: {TEXT}")
    assert (stamp.pid, stamp.tid, body.message) == (int(pid), int(tid), TEXT)


def test_a_pid_of_minus_one_is_read() -> None:
    stamp, _ = read("11-20 10:15:00.123    -1    -1 I 02b91/AVSession: [Pid]none")
    assert (stamp.pid, stamp.tid) == (-1, -1)


@pytest.mark.parametrize("level", "DIWEFVX")
@pytest.mark.parametrize("kind", ["A", "I", "C", "K", "P", " "])
def test_every_level_and_type_is_read(level: str, kind: str) -> None:
    _, body = read(f"11-20 10:15:00.123  6120  6131 {level} {kind}02b91/AVSession: {TEXT}")
    assert (body.level, body.type) == (level, kind.strip())


def test_lines_of_release_3_1_have_no_type_letter() -> None:
    _, body = read(f"+0800 11-20 10:15:00.123  6120  6131 E 02b91/AVSession: {TEXT}")
    assert (body.type, body.domain, body.tag, body.message) == ("", "02b91", "AVSession", TEXT)


@pytest.mark.parametrize("printed_domain", ["C02b91", "C02B91"])
def test_the_domain_is_shown_in_lower_case(printed_domain: str) -> None:
    assert read(f"11-20 10:15:00.123  6120  6131 E {printed_domain}/AVSession: {TEXT}")[1].domain == "02b91"


@pytest.mark.parametrize(
    "tag", ["", "OHOS::RS", "[HiPreview]", "DE H =DE", "测试标签", "a:b", "OHWIFI_MANAGER_PERMISSION_HELPE", " x "]
)
def test_a_tag_may_hold_anything_but_a_colon_with_a_blank(tag: str) -> None:
    _, body = read(f"11-20 10:15:00.123  6120  6131 E C02b91/{tag}: a: b")
    assert (body.tag, body.message) == (tag, "a: b")


@pytest.mark.parametrize("rest", ["AVSession: ", "AVSession:"])
def test_a_message_may_be_empty(rest: str) -> None:
    _, body = read(f"11-20 10:15:00.123  6120  6131 E C02b91/{rest}")
    assert (body.tag, body.message) == ("AVSession", "")


# ---- process names --------------------------------------------------------------------------------------------------


def line(domain: str, rest: str) -> str:
    return f"11-20 10:15:00.123  6120  6131 E {domain}/{rest}: text"


def columns(reader: HeaderReader, domain: str, rest: str) -> tuple[str, str]:
    found = reader.read(line(domain, rest))
    assert found is not None
    return found[1].process, found[1].tag


def test_upper_case_domains_have_process_names() -> None:
    reader = HeaderReader()
    assert columns(reader, "A03D00", "com.example.radio/JSAPP") == ("com.example.radio", "JSAPP")
    assert columns(reader, "C02B91", "av_session/AVSession") == ("av_session", "AVSession")
    assert columns(reader, "C01B02", "hiview:core/BCS/Base") == ("hiview:core", "BCS/Base")


def test_upper_case_lines_without_a_process_keep_their_tag() -> None:
    assert columns(HeaderReader(), "A03D00", "JSAPP") == ("", "JSAPP")


def test_lower_case_domains_have_none_and_tags_may_hold_a_slash() -> None:
    reader = HeaderReader()
    for _ in range(3):
        assert columns(reader, "C02b91", "AVSession") == ("", "AVSession")
    assert columns(reader, "C01b02", "BCS/Base") == ("", "BCS/Base")


def test_lower_case_domains_with_a_slash_in_most_tags_have_process_names() -> None:
    reader = HeaderReader()
    for _ in range(3):
        columns(reader, "A03d00", "com.example.radio/JSAPP")
    assert columns(reader, "C02b91", "av_session/AVSession") == ("av_session", "AVSession")


def test_one_input_does_not_decide_for_another() -> None:
    columns(HeaderReader(), "A03D00", "com.example.radio/JSAPP")
    reader = HeaderReader()
    columns(reader, "C02b91", "AVSession")
    columns(reader, "C02b91", "AVSession")
    assert columns(reader, "C01b02", "BCS/Base") == ("", "BCS/Base")


def test_a_domain_of_digits_only_follows_its_input() -> None:
    reader = HeaderReader()
    columns(reader, "A03D00", "com.example.radio/JSAPP")
    assert columns(reader, "A00000", "essorymanager/Sample") == ("essorymanager", "Sample")


@pytest.mark.parametrize("package", ["apppool", "appspawn", "pid-6120"])
def test_a_place_holder_in_the_package_column_is_no_process(package: str) -> None:
    _, body = read(f"11-20 10:15:00.123   6120-6131     A03D00/JSAPP                    {package:<22}E     text")
    assert body.process == ""


def test_the_package_column_names_the_process() -> None:
    text = "11-20 10:15:00.123   6120-6131     A03D00/JSAPP                    com.examp...le.radio  E     text"
    assert read(text)[1].process == "com.examp...le.radio"


@pytest.mark.parametrize(
    "text",
    [
        "11-20 10:15:00.123   6120-6131    C02B91/AVSession              E     [Func]text",  # no package column
        # no date
        "10:15:00.123   6120-6131     C02B91/AVSession                com.example.radio     E     [Func]text",
        "11-20 10:15:00.123   6120-6131     C02B91/com.exa...dio/AVSession  com.example.radio     E     [Func]text",
        "11-20 10:15:00.123 6120-6131/? E C02B91/AVSession: [Func]text",
        "11-20 10:15:00.123 E C02b91/AVSession: [Func]text",
        "E C02B91/AVSession: [Func]text",
    ],
)
def test_variants_of_the_window_are_read(text: str) -> None:
    _, body = read(text)
    assert (body.domain, body.tag, body.level, body.message) == ("02b91", "AVSession", "E", "[Func]text")


# ---- what surrounds a line ------------------------------------------------------------------------------------------

PLAIN = f"11-20 10:15:00.123 {PLACE}{TEXT}"


@pytest.mark.parametrize("end", ["\r", "\r\r", "\r\n", "\r\r\n", "\n", ""])
def test_line_ends_of_every_kind_are_taken_off(end: str) -> None:
    assert clean((PLAIN + end).encode()) == PLAIN


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\x00\x00\x00", b"\x00\xef\xbb\xbf"])
def test_byte_order_marks_and_nuls_are_taken_off(before: bytes) -> None:
    assert clean(before + PLAIN.encode() + b"\x00\x00") == PLAIN
    assert starts_record(before + PLAIN.encode())


@pytest.mark.parametrize("before", ["\x1b[38;5;196m", "\x1b[0m\x1b[38;5;40m", "\x1b[38;5;166m\x1b[0m\x1b[38;5;75m"])
def test_colour_is_taken_off_with_the_reset_that_belongs_to_the_line_before(before: str) -> None:
    assert clean(f"{before}{PLAIN}\x1b[0m".encode()) == PLAIN
    assert starts_record(f"{before}{PLAIN}".encode())


def test_colour_inside_a_message_stays() -> None:
    text = f"11-20 10:15:00.123 {PLACE}\x1b[31mred\x1b[0m tail"
    assert clean(f"\x1b[38;5;196m{text}\x1b[0m".encode()) == text


def test_colour_before_every_field_is_read() -> None:
    fields = ("", "11-20 10:15:00.123 ", " 6120 ", " 6131 ", "E ", "02b91/T: ", "text")
    text = "\x1b[38;5;226m".join(fields)
    stamp, body = read(clean(text.encode()))
    assert (stamp.pid, stamp.tid, body.level, body.domain, body.tag, body.message) == (
        6120,
        6131,
        "E",
        "02b91",
        "T",
        "text",
    )


def test_bytes_that_are_no_utf_8_stay_visible() -> None:
    assert clean(b"cut in mid char \xe4\xb8") == "cut in mid char \\xe4\\xb8"


@pytest.mark.parametrize("odd", ["a\rb", "vt\x0bff\x0c", "fs\x1cgs\x1drs\x1e", "nel\x85ls\u2028ps\u2029end"])
def test_characters_that_splitlines_breaks_at_stay_in_the_message(odd: str) -> None:
    assert read(clean(f"11-20 10:15:00.123 {PLACE}needle {odd}.".encode()))[1].message == f"needle {odd}."
    assert only_record(f"11-20 10:15:00.123 {PLACE}needle {odd}.\n".encode()).body.message == f"needle {odd}."


# ---- prefixes of the message ----------------------------------------------------------------------------------------

TRACES = (
    "", "[a92ab120969dc26, 34524ce, ccb5fa] ", "[5e2a96dc26a92ab1] ", "[a92ab71124490a0 0 0]", "[a92ab71124490a0 0 0] ",
    "[nodict]", "[nodict] ", "[nodict][a92ab71124490a0 0 0]", "[a92ab120969dc26, 34524ce, ccb5fa] [nodict]",
)  # fmt: skip


@pytest.mark.parametrize("trace", TRACES)
@pytest.mark.parametrize(
    ("prefix", "function"),
    [
        ("[SendControlCommand]", "SendControlCommand"),
        ("[operator()]", "operator()"),
        ("[~AVSessionProxy]", "~AVSessionProxy"),
        ("[SendControlCommand()-avcontroller_item.cpp:188] ", "SendControlCommand"),
        ("", ""),
    ],
)
def test_a_function_is_found_behind_any_trace(trace: str, prefix: str, function: str) -> None:
    assert split_message(f"{trace}{prefix}session not exist")[:2] == (function, "session not exist")


@pytest.mark.parametrize("message", ["[a, b] text", "[12] text", "[https://x] text", "[a b c] text", "[] text"])
def test_brackets_that_are_no_prefix_stay_in_the_text(message: str) -> None:
    assert split_message(message)[1].endswith("text")
    assert split_message(message)[0] in ("", "12")


def test_a_word_in_brackets_is_a_function_even_if_its_letters_are_hex() -> None:
    assert split_message("[deadbeef]text") == ("deadbeef", "text", "")


# ---- messages of several lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [0, 1, 42, 51, 95, 99, 115])
def test_a_line_without_a_header_continues_the_record_above(indent: int) -> None:
    found = only_record(f"{PLAIN}\n{' ' * indent}at needle (entry|1.0.0)\n".encode())
    assert (found.continuation, found.line, found.body.message) == (True, 2, "at needle (entry|1.0.0)")
    assert (found.stamp.pid, found.body.tag) == (6120, "AVSession")


def test_a_continuation_of_the_window_has_the_header_of_its_record() -> None:
    first = "11-20 10:15:00.123   6120-6131     A03D00/JSAPP                    com.example.radio     E     first"
    found = only_record(f"{first}\n{' ' * 95}needle\n{' ' * 99}third\n".encode())
    assert (found.body.process, found.stamp.pid, found.body.message) == ("com.example.radio", 6120, "needle")


def test_a_continuation_belongs_to_the_nearest_header() -> None:
    other = PLAIN.replace(" 6120", " 7001")
    found = only_record(f"{PLAIN}\n{other}\n\nx\n  needle\n".encode())
    assert (found.stamp.pid, found.line) == (7001, 5)


def test_every_line_of_a_record_has_its_own_number() -> None:
    log = f"{PLAIN} needle\n  needle\n\n  needle\n{PLAIN} needle\n".encode()
    found = record_list(log)
    assert [(one.line, isinstance(one, Record) and one.continuation) for one in found] == [
        (1, False), (2, True), (4, True), (5, False),
    ]  # fmt: skip


def test_a_line_before_the_first_header_is_unparsed() -> None:
    assert record_list(b"needle without anything\n" + PLAIN.encode()) == [Unparsed(1)]


def test_a_header_that_repeats_is_no_continuation() -> None:
    log = f"{PLAIN} needle one\n{PLAIN} needle two\n".encode()
    assert [one.continuation for one in record_list(log) if isinstance(one, Record)] == [False, False]


def test_a_header_quoted_inside_a_message_counts_once() -> None:
    quoted = f"11-20 10:15:00.200  7001  7001 I A03d00/JSAPP: seen: {PLAIN} needle"
    found = only_record(quoted.encode())
    assert (found.stamp.pid, found.body.tag) == (7001, "JSAPP")
    assert found.body.message == f"seen: {PLAIN} needle"


def test_a_continuation_is_found_across_blocks() -> None:
    needles = (Needle("needle"),)
    scanner = Scanner(needles, best_finder(needles))
    blocks = [Block(f"{PLAIN}\n".encode(), 1), Block(b"  needle\n", 2)]
    (found,) = HeaderReader().read_records(scanner.find(blocks), "log")
    assert isinstance(found, Record)
    assert (found.line, found.continuation, found.stamp.pid) == (2, True, 6120)


def test_crlf_logs_continue_like_others() -> None:
    found = only_record(f"{PLAIN}\r\n{' ' * 51}needle\r\n".encode())
    assert (found.continuation, found.body.message) == (True, "needle")


# ---- what is no ordinary record -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "11-20 09:38:16.193  <6>[    1.234567] binder: 6120:6131 ioctl",
        "2026-11-20 09:38:16.193456  <6>[    1.234567] binder: 6120:6131 ioctl",
        "1795140900.123  <6>[    1.234567] binder: 6120:6131 ioctl",
        "     0.193  <6>[    1.234567] binder: 6120:6131 ioctl",
        "     0.193 <6> [4294.967295] -;binder: 6120:6131 ioctl",
        "11-20 09:38:16.193  binder: code: 6600101",
        "     0.193 HiLog ========Zeroth log of type: kmsg",
    ],
)
def test_kernel_lines_are_told_apart(text: str) -> None:
    stamp, body = read(text)
    assert (stamp.layout, body.type, stamp.pid, body.domain) == ("kernel", "K", None, "")


@pytest.mark.parametrize(
    "text",
    [
        "  845     1     2 10:15:00 ?     00:00:01 av_session",
        "6120  6131  300 S 02:10 com.example.radio",
        "6120 com.example.radio 12.5 660010",
        " 6120 0.3 1.2 123456 needle S com.example.radio",
        "845.123 1 2 3",
        "1795140900 needle",
        "UID        PID  PPID C STIME TTY          TIME CMD",
        "11-20 10:15 needle",
        "11-20 needle",
        "hdc shell hilog | grep AVSession",
        "[Fail]ExecuteCommand need connect-key? please confirm a device by help info",
        "========== AVSession ==========",
        "/data/log/hilog: code: 6600101",
        "",
    ],
)
def test_lines_of_tables_and_transcripts_are_no_records(text: str) -> None:
    assert HeaderReader().read(text) is None
    assert not starts_record(text.encode())


# ---- the genuine samples --------------------------------------------------------------------------------------------

needs_samples = pytest.mark.skipif(not FORMATS.is_dir(), reason="the shared samples are not beside this checkout")
SAMPLES = [
    path for folder, names in (("fmt", "*"), ("old_releases", "*"), ("derived", "deveco*"), ("derived", "process*"))
    for path in sorted((FORMATS / folder).glob(f"{names}.jsonl"))
]  # fmt: skip
Truth = dict[str, Any]
Fields = tuple[int | None, int | None, str, str, str, str, str]
_PLACE_HOLDERS = ("apppool", "appspawn", "pid-")
# by nature: what a column ends with cannot be told from what it holds
MOST_EXCEPTIONS = Counter(
    {
        "tag with a colon and a blank": 54,
        "kmsg without <N> under epoch and monotonic": 10,
        "blanks at the ends of a column of the window": 4,
        "colour in a message of a release that colours every field": 2,
        "two blanks inside a tag of the window": 1,
    }
)


def visible(text: str) -> str:
    """The truth's invalid bytes, spelled as the reader spells them."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def expected(truth: Truth) -> Fields:
    """Pid, tid, level, domain, process, tag and message of a line, as they must be read."""
    message = visible(truth["message"]).rstrip("\r")  # trailing returns cannot be told from the line's end
    if truth["kind"] == "kmsg":
        return None, None, "", "", "", "", message.lstrip()
    process, tag = truth.get("process") or "", truth.get("tag")
    if truth["kind"] == "deveco":
        process, slash, tag = truth["tag_shown"].partition("/")
        process, tag = (process, tag) if slash else ("", process)
        package = truth.get("package_shown") or ""
        process = process if package.startswith(_PLACE_HOLDERS) else package or process
    place = truth["pid"], truth["tid"], truth["level"], truth["domain_text"].lower()
    return *place, process, visible(tag or ""), message


def actual(reader: HeaderReader, raw: bytes) -> Fields | None:
    found = reader.read(clean(raw))
    if found is None:
        return None
    stamp, body = found
    return stamp.pid, stamp.tid, body.level, body.domain, body.process, body.tag, body.message


def exception(truth: Truth, old_colour: bool) -> str | None:
    """Why a line cannot be read as it was meant, by the specification; None for every other line."""
    tag = truth.get("tag") or truth.get("tag_full") or ""
    if truth["kind"] == "kmsg":
        return "kmsg without <N> under epoch and monotonic" if not truth["message"].startswith("<") else None
    if ": " in tag or tag.endswith(":"):
        return "tag with a colon and a blank"
    if truth["kind"] == "deveco":
        if tag != tag.strip() or truth["message"] != truth["message"].strip(" "):
            return "blanks at the ends of a column of the window"
        if "  " in tag:
            return "two blanks inside a tag of the window"
        return None
    if "/" in tag and truth["domain_text"] == truth["domain_text"].lower():
        return "tag with a slash under a lower-case domain"
    return (
        "colour in a message of a release that colours every field"
        if old_colour and "\x1b" in truth["message"]
        else None
    )


def read_sample(path: Path) -> tuple[int, Counter[str], list[str]]:
    """Lines checked, explained exceptions that the reader got wrong, and what else it got wrong."""
    lines, reader = path.with_suffix(".log").read_bytes().split(b"\n"), HeaderReader()
    checked, excused, wrong = 0, Counter[str](), []
    for text in path.read_text("utf-8").split("\n"):
        truth: Truth = json.loads(text) if text else {"kind": "continuation"}
        if truth["kind"].endswith("continuation"):
            continue
        checked += 1
        raw = lines[truth["line"] - 1]
        got, want = actual(reader, raw), expected(truth)
        if got == want:
            continue
        reason = exception(truth, "_2.0" in path.name or "_3.0" in path.name)
        if reason:
            excused[reason] += 1
        else:
            wrong.append(f"{path.name}:{truth['line']}: {raw[:120]!r}\n  read  {got}\n  meant {want}")
    return checked, excused, wrong


@needs_samples
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_genuine_line_is_read_right(path: Path) -> None:
    checked, _excused, wrong = read_sample(path)
    assert checked >= 75
    assert wrong == []


@needs_samples
def test_genuine_lines_that_no_reader_can_tell_are_few_and_known() -> None:
    excused = Counter[str]()
    for path in SAMPLES:
        excused += read_sample(path)[1]
    assert excused <= MOST_EXCEPTIONS


@needs_samples
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_genuine_header_looks_like_the_start_of_a_record_and_no_continuation_does(path: Path) -> None:
    lines = path.with_suffix(".log").read_bytes().split(b"\n")
    for text in filter(None, path.read_text("utf-8").split("\n")):
        truth: Truth = json.loads(text)
        raw = lines[truth["line"] - 1]
        if truth["kind"] in ("header", "deveco"):
            assert starts_record(raw), raw
        elif truth["kind"].endswith("continuation") and "header" not in truth.get("note", ""):
            assert not starts_record(raw), raw


def test_a_minute_is_not_mixed_up_by_lines_that_are_read_whole() -> None:
    first, second = (f"11-20 10:{minute}:59.900 {PLACE}{TEXT}" for minute in ("15", "16"))
    coloured = f"\x1b[38;5;196m{second}\x1b[0m"
    assert_read_alike([line.encode() for line in (first, coloured, first, second, coloured, first)])


@needs_samples
def test_the_samples_lines_are_read_alike() -> None:
    for path in SAMPLES:
        assert_read_alike([line for line in path.with_suffix(".log").read_bytes().split(b"\n") if line])
