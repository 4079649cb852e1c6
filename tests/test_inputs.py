"""The same log, however it is encoded, packed, cut into reads or split over files, gives the same findings."""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
import json
import os
import random
import re
import socket
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands import run
from conftest import LOGS, examples, with_trials
from hilog_avsession import UnreadableInput, analyze
from hilog_avsession.model.inputs import RemarkKind
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.sources import Budget, Limits, Location, Opener, Source, expand
from hilog_avsession.reading.sources.archives import ARCHIVES, UNREAD, Archive, Unread
from hilog_avsession.reading.sources.compression import COMPRESSIONS, LONGEST_BEGINNING, Compression
from hilog_avsession.reading.sources.encodings import ENCODINGS as SPELLINGS
from hilog_avsession.reading.sources.encodings import Encoding
from hilog_avsession.reading.sources.example import LINE
from hilog_avsession.reading.sources.folders import files_in, matching
from hilog_avsession.reading.sources.names import in_time_order
from hilog_avsession.report import Report
from hilog_avsession.results.redaction import Redaction
from packing import CONTAINERS, ENCODINGS, persist, split, tarred, zipped

# the bundled log, with a line in Chinese so that encodings can be told
EVENING = (LOGS / "evening.log").read_bytes()
CHINESE = "11-06 19:30:00.001  6120  6131 I A03D00/com.example.radio/JSAPP: 正在播放：晚间电台，第一首\n".encode()
LOG = EVENING.replace(b"\n", b"\n" + CHINESE, 1)

quickly = settings(examples(0.5), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def findings(report: Report, *, places: bool = True) -> dict[str, Any]:
    """What a report says of the device, without the names of its inputs and, if they differ, the line numbers."""
    text = report.to_json()
    for one in report.inputs:
        text = text.replace(json.dumps(one.source)[1:-1], "LOG")
    found: dict[str, Any] = json.loads(text)
    del found["inputs"], found["remarks"]
    if not places:
        _drop(found, {"line", "because", "place", "source"})
    return found


def _drop(value: Any, names: set[str]) -> None:
    if isinstance(value, dict):
        for name in names & value.keys():
            del value[name]
        for inner in value.values():
            _drop(inner, names)
    elif isinstance(value, list):
        for inner in value:
            _drop(inner, names)


PLAIN = findings(diagnose([io.BytesIO(LOG)]))


class Slow(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a pipe does, and cannot be wound."""

    name = "slow.log"

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = io.BytesIO(data), size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        given = self._data.read(min(self._size, len(buffer)))
        buffer[: len(given)] = given
        return len(given)


def stream_of(data: bytes) -> BinaryIO:
    stream = io.BytesIO(data)
    stream.name = "stream"
    return stream


def texts_in(location: Location) -> dict[str, bytes]:
    """The texts that a location holds, by name, as they are given to the scanner."""
    texts = {}
    for found in Opener(Budget(Limits())).open(location):
        if isinstance(found, Source):
            texts[found.name] = b"".join(block.data for block in found.blocks())
    return texts


# ---- encodings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_log_in_any_encoding_gives_the_same_findings(encoding: str) -> None:
    report = diagnose([stream_of(ENCODINGS[encoding](LOG))])
    assert findings(report) == PLAIN
    assert report.inputs[0].error is None


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8 with a mark", "utf-8-sig"),
        ("utf-16-le of PowerShell", "utf-16-le"),
        ("utf-16-be without a mark", "utf-16-be"),
        ("gb18030", "gb18030"),
    ],
)
def test_the_report_names_the_encoding(encoding: str, name: str) -> None:
    assert diagnose([stream_of(ENCODINGS[encoding](LOG))]).inputs[0].encoding == name


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("size", [1, 7, 64, 1000, 65_536])
def test_no_character_is_cut_at_the_edge_of_a_read(encoding: str, size: int) -> None:
    data = ENCODINGS[encoding](LOG[:6000].rpartition(b"\n")[0] + b"\n")
    whole = findings(diagnose([stream_of(data)]))
    assert findings(diagnose([Slow(data, size)], Options(read_size=size))) == whole


@pytest.mark.parametrize("bad", [b"\xff", b"\xe4\xb8", b"\x80\x81"])
def test_a_few_bytes_that_are_no_text_do_not_make_utf_8_something_else(bad: bytes) -> None:
    lines = LOG.splitlines(keepends=True)
    lines[3:3] = [CHINESE.replace("第".encode(), bad)]
    lines[0] = lines[0].replace(b"\n", b" " + bad + b"\n")
    report = diagnose([stream_of(b"".join(lines))])
    assert report.inputs[0].encoding == "utf-8"
    assert report.counts == diagnose([stream_of(LOG)]).counts


HEAD = b"11-06 19:30:01.000  6120  6131 E A03D00/com.example.radio/JSAPP: "
FAILS = HEAD + "createAVSession 失败，错误码6600101\n".encode()


@pytest.mark.parametrize("end", ["价".encode() + b"\xe4", "café éé".encode() + b"\xe4\xb8", b"\xe4\xb8"])
def test_a_character_that_hilog_has_cut_does_not_make_a_log_chinese(end: bytes) -> None:
    report = diagnose([stream_of(HEAD + b"title=" + end + b"\n" + FAILS)])
    assert report.inputs[0].encoding == "utf-8"
    assert report.counts.incidents == 1


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_joined_files_may_be_in_two_encodings(first: str) -> None:
    second = {"utf-8": "gb18030", "gb18030": "utf-8"}[first]
    one, other = FAILS.decode(), FAILS.decode().replace("19:30:01", "19:31:01")
    many = one.replace("失败", "又失败") * 9
    report = diagnose([stream_of(many.encode(first) + (other * 20).encode(second))])
    assert report.inputs[0].encoding == "utf-8, gb18030"
    assert "错误码" in report.incidents[-1].evidence[-1].text


def test_a_stray_text_in_chinese_stays_what_it_is() -> None:
    stray = HEAD + "测试".encode("gbk") + b" code: 6600102 getAVMetadata failed\n"
    report = diagnose([stream_of(FAILS * 9 + stray + FAILS)])
    assert report.inputs[0].encoding == "utf-8"
    assert any(r"\xb2\xe2" in proof.text for incident in report.incidents for proof in incident.evidence)


def test_utf_16_is_recognised_after_a_gap_and_after_chinese() -> None:
    for head in ("\0" * 256, "设备日志\n" * 9):
        report = diagnose([stream_of((head + LOG.decode()).encode("utf-16-le"))])
        assert report.inputs[0].encoding == "utf-16-le"
        assert report.counts.incidents == PLAIN["counts"]["incidents"]


@pytest.mark.parametrize("size", [1000, 20_000, 1 << 20])
def test_lone_carriage_returns_are_recognised_by_the_beginning_however_it_arrives(size: int) -> None:
    log = ENCODINGS["cr"](LOG) + LOG
    assert diagnose([Slow(log, size)], Options(read_size=size)).lines.total == 2 * LOG.count(b"\n")


def test_a_log_of_degree_signs_takes_no_time() -> None:
    line = HEAD + b"x" * 3000 + " 20°C\n".encode("latin-1")
    assert diagnose([stream_of(line * 2000)]).lines.total == 2000


def test_gap_bytes_are_counted() -> None:
    report = diagnose([stream_of(ENCODINGS["gaps of NULs"](LOG))])
    assert report.inputs[0].nul_bytes == 70_000 + 4096


def test_a_carriage_return_inside_a_message_ends_no_line() -> None:
    line = b"11-06 19:30:00.001  6120  6131 I A03D00/com.example.radio/JSAPP: half\rhalf\n"
    report = diagnose([stream_of(line * 3)])
    assert report.lines.total == 3


# ---- containers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_same_log_in_any_container_gives_the_same_findings(container: str) -> None:
    data = CONTAINERS[container](LOG)
    assert findings(diagnose([stream_of(data)])) == PLAIN
    assert findings(diagnose([Slow(data, 1000)])) == PLAIN


@quickly
@given(
    encoding=st.sampled_from(sorted(ENCODINGS)),
    containers=st.lists(st.sampled_from(sorted(CONTAINERS)), max_size=5),
    chunk=st.integers(1, 1 << 20),
    slow=st.booleans(),
)
def test_no_encoding_nesting_or_size_of_reads_changes_the_findings(
    encoding: str, containers: list[str], chunk: int, slow: bool
) -> None:
    data = ENCODINGS[encoding](LOG)
    for container in containers:
        data = CONTAINERS[container](data)
    location: Location = Slow(data, max(chunk, 50)) if slow else stream_of(data)
    report = diagnose([location], Options(read_size=chunk))
    assert findings(report) == PLAIN
    assert len(report.inputs[0].container) == len(containers)


def test_a_container_is_recognised_by_content_not_by_name(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(zipped({"notes.txt": gzip.compress(LOG)}))
    report = diagnose([tmp_path / "photo.jpg"])
    assert findings(report) == PLAIN
    assert report.inputs[0].source == f"{tmp_path}/photo.jpg!notes.txt"
    assert report.inputs[0].container == ("zip", "gzip")


@pytest.mark.parametrize("container", ["gzip of hilog", "zstd frames", "bzip2 streams", "xz"])
@pytest.mark.parametrize("share", with_trials([0.8], [0.3, 0.99]))
def test_what_can_be_read_of_a_cut_file_is_read(container: str, share: float) -> None:
    noise = [hashlib.shake_256(b"%d" % number).hexdigest(40).encode() for number in range(20_000)]
    log = b"".join(LOG.splitlines(keepends=True)[0].rstrip() + b" " + one + b"\n" for one in noise)
    data = CONTAINERS[container](log)
    (one,) = diagnose([stream_of(data[: int(len(data) * share)])]).inputs
    assert one.error is not None
    assert one.error.kind == "damaged"
    lost = 6000 if container == "bzip2 streams" else 1500  # a block that is cut gives nothing
    assert len(noise) * share - lost <= one.lines <= len(noise)


def test_other_data_behind_a_compressed_log_is_said_and_the_log_is_read() -> None:
    report = diagnose([stream_of(gzip.compress(LOG) + b"something else")])
    assert findings(report)["counts"] == PLAIN["counts"]
    assert report.inputs[0].error is not None
    assert "followed by other data" in report.inputs[0].error.message


@pytest.mark.parametrize("container", ["zip", "tar"])
def test_a_cut_archive_gives_what_it_holds_and_an_error_for_the_rest(container: str) -> None:
    files = {f"{number}.log": os.urandom(30_000).hex().encode() if number else LOG for number in range(3)}
    whole = zipped(files) if container == "zip" else tarred(files)
    report = diagnose([stream_of(whole[: len(whole) * 3 // 4])])
    assert any(one.error is not None and one.error.kind == "damaged" for one in report.inputs)
    if container == "tar":  # a zip's directory stands at its end
        assert report.counts.incidents == PLAIN["counts"]["incidents"]


def test_an_encrypted_member_is_named_and_the_others_are_read() -> None:
    data = bytearray(zipped({"secret.log": LOG, "open.log": LOG}))
    for signature in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.find(signature)
        data[place + (6 if signature == b"PK\x03\x04" else 8)] |= 1
    report = diagnose([stream_of(bytes(data))])
    errors = {one.source: one.error.kind for one in report.inputs if one.error is not None}
    assert errors == {"stream!secret.log": "encrypted"}
    assert report.counts.incidents == PLAIN["counts"]["incidents"]


@pytest.mark.parametrize("container", ["gzip", "zip", "zstd frames", "tar"])
def test_a_limit_cuts_at_the_byte_however_the_bytes_come(container: str) -> None:
    data, limits = CONTAINERS[container](LOG * 30), Limits(member=len(LOG) * 20)
    reports = [diagnose([Slow(data, size)], Options(read_size=size, limits=limits)) for size in (999, 100_000, 1 << 20)]
    assert [one.lines.total for one in reports] == [20 * LOG.count(b"\n")] * 3
    (error,) = {one.inputs[0].error for one in reports}
    assert error is not None
    assert error.kind == "limit"
    assert "--limit member=" in error.hint


def test_two_members_of_one_name_are_both_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.log", LOG)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.log", LOG)
    assert [one.lines for one in diagnose([stream_of(out.getvalue())]).inputs] == [LOG.count(b"\n")] * 2


def test_a_chinese_name_in_a_zip_of_windows_is_readable() -> None:
    data = zipped({"1234.log": LOG}).replace(b"1234.log", "日志".encode("gbk") + b".log")
    assert list(texts_in(stream_of(data))) == ["stream!日志.log"]


@pytest.mark.parametrize("row", UNREAD, ids=lambda row: row.name)
def test_a_container_that_is_not_read_is_named(row: Unread) -> None:
    report = diagnose([stream_of(row.magic + bytes(600))])
    assert report.inputs[0].error is not None
    assert row.name in report.inputs[0].error.message


def test_containers_that_are_not_read_are_known() -> None:
    read = {row.name.casefold() for row in (*COMPRESSIONS, *ARCHIVES)}
    assert {"7-zip", "rar", "lz4", "split zip"} <= read | {row.name.casefold() for row in UNREAD}


# ---- the rows: each is tested by being there, with its own example ---------------------------------------------------

ROWS = [*COMPRESSIONS, *ARCHIVES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_reads_its_example(row: Compression | Archive) -> None:
    report = analyze(io.BytesIO(row.example))
    (one,) = report.inputs
    assert (one.container, one.lines, one.bytes, one.error) == ((row.name,), 1, len(LINE), None)
    assert [one.code for one in report.incidents] == [6600102]


@pytest.mark.parametrize("row", COMPRESSIONS, ids=lambda row: row.name)
def test_a_row_reads_its_example_twice_in_one_stream_and_in_any_pieces(row: Compression) -> None:
    report = analyze(cast("BinaryIO", Slow(row.example * 2, 7)))
    assert (report.inputs[0].container, report.lines.total) == ((row.name,), 2)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_says_that_its_example_is_damaged(row: Compression | Archive) -> None:
    cut = row.example[: len(row.example.rstrip(b"\0\n")) - 3]
    with pytest.raises(UnreadableInput) as caught:
        analyze(io.BytesIO(cut))
    assert (caught.value.kind, row.name in caught.value.message) == ("damaged", True)


@pytest.mark.parametrize("row", COMPRESSIONS, ids=lambda row: row.name)
def test_the_beginning_by_which_a_member_is_found_again_is_that_of_the_example(row: Compression) -> None:
    found = re.compile(row.begins, re.DOTALL).match(row.example)
    assert found is not None
    assert len(found[0]) <= LONGEST_BEGINNING


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_other_row_takes_the_example_of_a_row(row: Compression | Archive) -> None:
    others = [other for other in ROWS if other is not row]
    assert not any(_recognises(other, row.example) for other in others)
    assert _recognises(row, row.example)
    assert not any(row.example.startswith(unread.magic) for unread in UNREAD)


def _recognises(row: Compression | Archive, data: bytes) -> bool:
    return data.startswith(row.magics) if isinstance(row, Compression) else row.looks(data[:512])


@pytest.mark.parametrize("suffix", [suffix for row in COMPRESSIONS for suffix in row.suffixes])
def test_the_suffix_of_a_compression_is_known_where_files_are_sorted_and_redacted(suffix: str) -> None:
    rotated = [f"a.log.{number}.{suffix}" for number in (10, 9, 1)]
    assert in_time_order([*reversed(rotated), "a.log"]) == [*rotated, "a.log"]
    assert Redaction().source(f"secret.log.{suffix}") == f"file1.log.{suffix}"


def test_each_row_of_files_has_a_suffix() -> None:
    assert all(row.suffixes for row in ROWS)


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: row.name)
@pytest.mark.parametrize("marked", [True, False], ids=["with its mark", "without"])
def test_an_encoding_reads_its_example(row: Encoding, marked: bool) -> None:
    if not marked and row.looks is None:
        assert row.mark  # nothing else tells it
        return
    report = analyze(io.BytesIO(row.mark * marked + row.example))
    assert report.inputs[0].encoding == row.name
    assert (report.lines.total, [one.code for one in report.incidents]) == (1, [6600102])
    assert report.incidents[0].evidence[0].text == LINE.partition("JSAPP: ")[2].rstrip()


# ---- folders --------------------------------------------------------------------------------------------------------


@quickly
@given(cuts=st.lists(st.integers(0, 200), min_size=1, max_size=12), first_index=st.sampled_from([0, 7, 994, 999]))
def test_a_log_that_hilog_has_split_gives_the_findings_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], first_index: int
) -> None:
    folder = tmp_path_factory.mktemp("hilog")
    persist(folder, split(LOG, cuts), first_index)
    report = diagnose([folder])
    whole = findings(diagnose([io.BytesIO(LOG)], Options(year=2026)), places=False)
    assert findings(report, places=False) == whole
    assert [one.kind for one in report.remarks] == [RemarkKind.PERSIST_JOB]


@quickly
@given(cuts=st.lists(st.integers(0, 200), min_size=1, max_size=8), data=st.data())
def test_an_archive_of_the_folder_gives_the_same_in_whatever_order_it_was_packed(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("hilog")
    persist(folder, split(LOG, cuts))
    paths = data.draw(st.permutations(sorted(folder.iterdir())))
    files = {f"data/log/hilog/{path.name}": path.read_bytes() for path in paths}
    pack = data.draw(st.sampled_from([zipped, tarred, lambda files: gzip.compress(tarred(files))]))
    report, whole = diagnose([stream_of(pack(files))]), diagnose([folder])
    assert findings(report, places=False) == findings(whole, places=False)


def test_files_that_hilog_wrote_are_read_in_the_order_of_time() -> None:
    names = [
        "hilog.998.20261119-235900.gz",
        "hilog.999.20261120-000101.gz",
        "hilog.000.20261120-000101.gz",
        "hilog.001.20261120-000101.gz",
        "hilog.000.20261120-094153.gz",
        ".persisterInfo_1",
    ]
    assert in_time_order(sorted(names)) == names
    assert in_time_order(["app.log", "app.log.10.gz", "app.log.2", "app.log.1"]) == [
        "app.log.10.gz",
        "app.log.2",
        "app.log.1",
        "app.log",
    ]
    assert in_time_order(["run10.log", "run9.log", "b/a.log"]) == ["run9.log", "run10.log", "b/a.log"]


def test_a_run_of_such_files_is_sorted_among_other_locations() -> None:
    old, new = "d/hilog.999.20261119-235900.gz", "d/hilog.000.20261120-000101.gz"
    assert expand(["z.log", new, old, "a.log"]) == ["z.log", old, new, "a.log"]
    assert expand(["e/" + new[2:], old]) == ["e/" + new[2:], old]


def test_a_pattern_that_no_shell_has_expanded_is_expanded(tmp_path: Path) -> None:
    persist(tmp_path, split(LOG, [50, 100]))
    done = run("analyze", tmp_path / "*.gz")
    assert done.returncode == 0
    assert b"2 inputs" in done.stdout
    (tmp_path / "a[1].log").write_bytes(LOG)
    assert run("analyze", tmp_path / "a[1].log").returncode == 0
    missing = run("analyze", tmp_path / "*.nothing")
    assert missing.returncode == 3
    assert b"no such file" in missing.stderr


@pytest.mark.parametrize("pattern", ["*" + "a" * 300, "a" * 300 + "/*.log", "a\0/*.log", "*\0", "\ud800/**/*.log"])
def test_a_pattern_that_no_name_can_match_is_an_input_that_is_not_there(pattern: str) -> None:
    assert expand([pattern]) == [pattern]
    (one,) = diagnose([pattern]).inputs
    assert one.error is not None
    assert one.error.kind in ("not-found", "unreadable")


@pytest.mark.parametrize("pattern", ["*/*.log", "*/late/*.log", "**/*.log", "open/../closed/*.log"])
def test_a_folder_of_a_pattern_that_may_not_be_listed_is_named(
    pattern: str, tmp_path: Path, close: Callable[[Path], None]
) -> None:
    for folder in ("open", "closed/late"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "open" / "a.log").write_bytes(LOG)
    close(tmp_path / "closed")
    inputs = diagnose(expand([str(tmp_path / pattern)])).inputs
    assert [os.path.basename(one.source) for one in inputs if one.error is None] in ([], ["a.log"])
    (denied,) = [one for one in inputs if one.error is not None]
    assert os.path.basename(denied.source) == "closed"
    assert denied.error is not None
    assert "Permission denied" in str(denied.error)


FAULT = (
    b"Generated by HiviewDFX@OpenHarmony\n====\nModule name:com.example.radio\nReason:Signal:SIGABRT\n#00 pc 000000\n"
)
DUMP = (
    b"current session id: 0C4******6E6\npid                          : 6120\nuid                          : 20020051\n"
)


def bug_report(folder: Path) -> None:
    (folder / "log" / "faultlog").mkdir(parents=True)
    (folder / "log" / "faultlog" / "cppcrash-radio.log").write_bytes(FAULT + b"HiLog:\n" + LOG)
    (folder / "hidumper.txt").write_bytes(DUMP)
    (folder / "notes.txt").write_bytes("先打开应用，再点播放\n".encode())
    (folder / "screen.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300)
    (folder / "hilog_kmsg.000.20261106-193000.gz").write_bytes(gzip.compress(b"11-06 19:30:00.001  <6>[    1.2] x\n"))
    (folder / "hilog_dict.20261106-190000.zip").write_bytes(b"PK\x03\x04 dictionary")
    (folder / "empty.txt").write_bytes(b"")


def test_a_bug_report_is_searched_and_other_files_are_passed_over_with_a_reason(tmp_path: Path) -> None:
    bug_report(tmp_path)
    report = diagnose([tmp_path])
    logs = {Path(one.source).name: one for one in report.inputs}
    assert set(logs) == {"cppcrash-radio.log", "hidumper.txt"}
    assert logs["cppcrash-radio.log"].foreign_lines == FAULT.count(b"\n") + 1
    assert logs["hidumper.txt"].foreign_lines == 3
    assert {Path(one.source).name: one.kind.value for one in report.remarks} == {
        "notes.txt": "no-hilog",
        "empty.txt": "no-hilog",
        "screen.png": "binary",
        "hilog_kmsg.000.20261106-193000.gz": "kernel",
        "hilog_dict.20261106-190000.zip": "dictionary",
    }
    assert report.counts.incidents == PLAIN["counts"]["incidents"]
    done = run("analyze", tmp_path)
    assert done.returncode == 0
    assert b"skipped" in done.stdout


def test_a_log_with_something_else_around_it_is_found(tmp_path: Path) -> None:
    (tmp_path / "fault.log").write_bytes(b"\x01\x02\x03 registers\n" * 500 + LOG)
    report = diagnose([tmp_path])
    assert report.counts.incidents == PLAIN["counts"]["incidents"]
    assert report.inputs[0].foreign_lines == 500


def test_the_lines_of_an_input_that_is_not_a_log_are_not_reported_twice(tmp_path: Path) -> None:
    (tmp_path / "good.log").write_bytes(b"*** recorded by me\n" + LOG)
    (tmp_path / "bin.log").write_bytes(random.Random(1).randbytes(4_000))
    report = analyze(tmp_path / "good.log", tmp_path / "bin.log")
    assert [one.foreign_lines > 1 for one in report.inputs] == [False, True]
    text = " ".join(report.to_text(width=200).split())
    assert "bin.log: is not text" in text
    assert "1 line is not HiLog" in text


@pytest.mark.parametrize("pack", ["", "gzip", "zip", "tar"])
@pytest.mark.parametrize("junk", ["noise", "Chinese", "no line ends"])
def test_a_log_behind_binary_data_is_read_wherever_it_is(junk: str, pack: str, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(300_000)
    front = {"noise": noise, "Chinese": noise + "播放失败\n".encode("gbk") * 9, "no line ends": b"\xff\x01" * 90_000}
    content = front[junk] + b"\n" + LOG
    packed = CONTAINERS[pack](content) if pack else content
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "dump").write_bytes(packed)
    in_zip = zipped({"dump": packed, "x.png": front["noise"]})
    named, found, member = (
        diagnose([location]) for location in (stream_of(packed), tmp_path / "folder", stream_of(in_zip))
    )
    assert findings(named)["counts"] == PLAIN["counts"]
    figures = [
        (one.lines, one.foreign_lines, one.encoding) for report in (named, found, member) for one in report.inputs
    ]
    assert len(set(figures)) == 1
    assert [one.kind.value for one in member.remarks] == ["binary"]


def test_one_bad_file_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1.log", "2.log", "3.log"):
        (tmp_path / name).write_bytes(LOG)

    class Failing(io.FileIO):
        def readinto(self, buffer: Any) -> int:
            raise OSError(5, "Input/output error")

        def read(self, size: int | None = -1) -> bytes:
            if str(self.name).endswith("2.log"):
                raise OSError(5, "Input/output error")
            return super().read(size)

    monkeypatch.setattr("hilog_avsession.reading.sources.tree.io.FileIO", Failing)
    report = diagnose([tmp_path])
    assert [one.error is None for one in report.inputs] == [True, False, True]
    assert report.lines.total == 2 * LOG.count(b"\n")


def test_a_pattern_over_folders_reads_no_file_twice(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "device.log").write_bytes(LOG)
    assert [Path(str(one)).name for one in expand([f"{tmp_path}/**"])] == ["device.log"]


PATTERNS = [
    "**",
    "*/**",
    "**/*.log",
    "a/**/*.log",
    "**/b/**/*.log",
    "**/b/*",
    "./**/c*",
    "a/../**/*.log",
    "*",
    "a**/*.log",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_stands_for_what_it_does_elsewhere(
    pattern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "top.log",
        "a/one.log",
        "a/b/two.log",
        "a/b/c/b/three.log",
        ".hidden/x.log",
        "a/.y.log",
        "b/[d]/4.log",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    for place in (pattern, f"{tmp_path}/{pattern}"):
        files = [path for path in glob.glob(place, recursive=True) if "**" not in pattern or os.path.isfile(path)]
        assert sorted(matching(place)) == sorted(set(files))


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_pattern_over_folders_follows_no_links(tmp_path: Path) -> None:
    """Two links to the folder that holds them have 2 ** 40 ways through them before the system refuses one."""
    (tmp_path / "device.log").write_bytes(LOG)
    for name in ("here", "there"):
        (tmp_path / name).symlink_to(".")
    assert expand([f"{tmp_path}/**"]) == [f"{tmp_path}/device.log"]
    assert expand([f"{tmp_path}/**/*.log"]) == [f"{tmp_path}/device.log"]


@pytest.mark.skipif(os.name == "nt", reason="named pipes")
def test_a_pattern_leaves_out_pipes_and_devices(tmp_path: Path) -> None:
    """A read of the pipe would wait for ever."""
    (tmp_path / "device.log").write_bytes(LOG)
    os.mkfifo(tmp_path / "pipe.log")
    (tmp_path / "null.log").symlink_to("/dev/null")
    assert expand([f"{tmp_path}/*.log"]) == [f"{tmp_path}/device.log"]
    assert expand([f"{tmp_path}/**"]) == [f"{tmp_path}/device.log"]


def test_a_search_for_files_ends_when_it_is_stopped(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "device.log").touch()
    stops = iter([False, False, True])
    assert len(expand([f"{tmp_path}/**/*.log"], lambda _files: next(stops))) == 2
    stops = iter([False, False, True])
    assert len(list(files_in(str(tmp_path), lambda _files: next(stops)))) == 2


def test_odd_names_are_only_names(tmp_path: Path) -> None:
    for name in ("10²", "a!b.log", "c\x1b[31m.log"):
        (tmp_path / name).write_bytes(LOG)
    assert len(diagnose([tmp_path]).inputs) == 3
    assert run("analyze", "a" * 300).returncode == 3


def test_the_buffer_is_read_after_the_files_of_any_name() -> None:
    assert in_time_order([".persisterInfo_1", "mylog.000.20261106-193000.gz"])[-1] == ".persisterInfo_1"


def test_the_year_of_each_file_is_that_of_its_name(tmp_path: Path) -> None:
    for name, day in (("hilog.000.20261231-235900", b"12-31"), ("hilog.001.20270101-000100", b"01-01")):
        (tmp_path / name).write_bytes(FAILS.replace(b"11-06", day))
    for year in (None, 2026):
        assert [one.year for one in diagnose([tmp_path], Options(year=year)).incidents] == [2026, 2027]


def test_a_folder_without_a_log_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"nothing\n")
    done = run("analyze", tmp_path)
    assert done.returncode == 3
    assert b"holds no HiLog: 1 file was looked at" in done.stderr
    (tmp_path / "notes.txt").unlink()
    assert b"is empty" in run("analyze", tmp_path).stderr


def test_links_pipes_and_sockets_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "other.log").write_bytes(LOG)
    (folder / "device.log").write_bytes(LOG)
    (folder / "link.log").symlink_to(outside / "other.log")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / "socket"))
        report = diagnose([folder])
    assert [Path(one.source).name for one in report.inputs] == ["device.log"]
    kinds = {Path(one.source).name: one.kind.value for one in report.remarks}
    assert kinds == {"link.log": "link", "loop": "link", "pipe": "special", "socket": "special"}


# ---- encoded logs of commercial devices ------------------------------------------------------------------------------

ENCODED = gzip.compress(hashlib.shake_256(b"encoded").digest(40_000))
ENCODED_NAME = "hilog.706.20261106-193000.gz"


def test_an_encoded_log_is_named_with_the_command_that_decodes_it(tmp_path: Path) -> None:
    (tmp_path / ENCODED_NAME).write_bytes(ENCODED)
    (tmp_path / "hilog_dict.20261101-080000.zip").write_bytes(b"PK\x03\x04")
    done = run("analyze", tmp_path / ENCODED_NAME)
    assert done.returncode == 3
    command = f"hilogtool parse -i {tmp_path / ENCODED_NAME} -o decoded -d {tmp_path}/hilog_dict.20261101-080000.zip"
    assert command in done.stderr.decode()
    assert b"incident" not in done.stdout


def test_the_dictionary_is_that_of_the_start_before_the_log(tmp_path: Path) -> None:
    (tmp_path / ENCODED_NAME).write_bytes(ENCODED)
    for day in ("20261101", "20261105", "20261120"):
        (tmp_path / f"hilog_dict.{day}-080000.zip").write_bytes(b"PK\x03\x04")
    assert b"hilog_dict.20261105-080000.zip" in run("analyze", tmp_path / ENCODED_NAME).stderr


def test_an_encoded_log_that_is_piped_in_is_to_be_saved_first() -> None:
    done = run("analyze", "-", stdin=ENCODED)
    assert b"save the piped data to a file" in done.stderr


@pytest.mark.parametrize("name", ["core.gz", "hilog.png.gz", "hilog.info.gz"])
def test_not_all_that_is_packed_and_no_text_is_an_encoded_log(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ENCODED)
    (tmp_path / "device.log").write_bytes(LOG)
    report = diagnose([tmp_path])
    assert [one.error for one in report.inputs] == [None]
    assert [one.kind.value for one in report.remarks] == ["binary"]


def test_encoded_text_without_control_characters_is_encoded_too(tmp_path: Path) -> None:
    noise = hashlib.shake_256(b"high").digest(60_000)
    (tmp_path / ENCODED_NAME).write_bytes(gzip.compress(bytes(32 + byte % 224 for byte in noise)))
    (one,) = diagnose([tmp_path]).inputs
    assert one.error is not None
    assert one.error.kind == "encoded-hilog"


def test_encoded_logs_in_a_folder_do_not_hide_the_others(tmp_path: Path) -> None:
    bug_report(tmp_path)
    (tmp_path / ENCODED_NAME).write_bytes(ENCODED)
    report = diagnose([tmp_path])
    errors = {Path(one.source).name: one.error for one in report.inputs if one.error is not None}
    assert set(errors) == {ENCODED_NAME}
    error = errors[ENCODED_NAME]
    assert error is not None
    assert error.kind == "encoded-hilog"
    assert f"-d {tmp_path}/hilog_dict.20261106-190000.zip" in error.hint
    assert report.counts.incidents == PLAIN["counts"]["incidents"]


def test_an_encoded_log_in_an_archive_is_to_be_unpacked_first() -> None:
    data = zipped({f"log/{ENCODED_NAME}": ENCODED, "log/hilog_dict.20261101-080000.zip": b"PK\x03\x04"})
    (one,) = diagnose([stream_of(data)]).inputs
    assert one.error is not None
    assert one.error.kind == "encoded-hilog"
    assert f"hilogtool parse -i log/{ENCODED_NAME} -o decoded -d log/hilog_dict.20261101-080000.zip" in one.error.hint


def test_an_encoded_log_is_named_however_long_the_names_around_it() -> None:
    inner = tarred({ENCODED_NAME: ENCODED})
    data = tarred({"a" * 300 + ".tar": inner}, tarfile.PAX_FORMAT)
    (one,) = diagnose([stream_of(data)]).inputs
    assert one.error is not None
    assert one.error.kind == "encoded-hilog"
    assert f"!{ENCODED_NAME}" in one.source


# ---- the genuine files ----------------------------------------------------------------------------------------------


def test_the_genuine_persisted_files_read_exactly(shared: Path) -> None:
    folder = shared / "samples" / "persisted"
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    for one in truth["files"]:
        text = next(iter(texts_in(str(folder / one["file"])).values()))
        lines, digest = one.get("plain_lines", one.get("valid_lines")), one.get("plain_sha256", one.get("valid_sha256"))
        assert (text.count(b"\n"), hashlib.sha256(text).hexdigest()) == (lines, digest), one["file"]


def test_the_genuine_folder_is_read_in_its_order(shared: Path) -> None:
    persisted = shared / "samples" / "persisted"
    order = json.loads((persisted / "truth.json").read_text("utf-8"))["read_order"]
    names = [Path(name).name for name in texts_in(str(persisted / "restart_run")) if not name.endswith(".jsonl")]
    assert names == [Path(name).name for name in order]


@pytest.mark.parametrize(
    "name", ["crcrlf", "crlf", "gb18030", "utf16be_bom", "utf16le_bom_crlf", "utf16le_nobom_crlf", "utf8_bom"]
)
def test_the_genuine_encodings_read_exactly(shared: Path, name: str) -> None:
    formats = shared / "samples" / "formats"
    (plain,) = texts_in(str(formats / "fmt" / "default.log")).values()
    (text,) = texts_in(str(formats / "derived" / f"enc_{name}.log")).values()
    if "16" in name or name == "gb18030":  # what is no text was lost before
        plain = plain.decode("utf-8", "replace").encode()
    assert [line.rstrip(b"\r") for line in text.split(b"\n")] == [line.rstrip(b"\r") for line in plain.split(b"\n")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hilog.000.20261120-094139.truncated.gz", "damaged"),
        ("hilog.000.20261120-094139.garbage_tail.gz", "damaged"),
        ("hilog.000.20261120-094139.nulpadded.gz", None),
        ("hilog.002.empty.gz", None),
        ("hilog.706.20230711-071816.binary_standin.gz", "encoded-hilog"),
        ("cut_last_line.log", None),
        ("nul_tail.log", None),
        ("enc_powershell51_mojibake_utf16le.log", None),
    ],
)
def test_the_damaged_genuine_files_are_reported(shared: Path, name: str, kind: str | None) -> None:
    (one,) = diagnose([shared / "samples" / "formats" / "derived" / name]).inputs
    assert (one.error.kind if one.error else None) == kind


def test_a_file_that_the_caller_opened_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.log": LOG}))
    with io.FileIO(tmp_path / "a.zip") as file:
        assert diagnose([cast("BinaryIO", file)]).counts.incidents == PLAIN["counts"]["incidents"]
        assert not file.closed


@pytest.mark.parametrize(
    "beyond", with_trials(range(20, 200, 90), sorted({*range(20, 200, 6)} - {*range(20, 200, 90)}))
)
def test_a_zip_whose_last_bytes_are_unpacked_when_all_packed_ones_are_taken(beyond: int, tmp_path: Path) -> None:
    line = b"11-20 10:15:00.123  6120  6131 I C02b91/AVSession: [OnSetAVMetaData]metadata of the song is set\n"
    size = (1 << 20) + beyond
    count = size // len(line)
    data = line[:-1] + b"x" * (size - count * len(line)) + b"\n" + line * (count - 1)
    path = tmp_path / "bugreport.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("hilog.log", data)
    (one,) = diagnose([path]).inputs
    assert (one.error, one.bytes, one.lines) == (None, size, count)
