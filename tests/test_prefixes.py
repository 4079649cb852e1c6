"""Lines behind something are read as the lines themselves, however the input is cut, and the report says so."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from hilog_avsession import analyze
from hilog_avsession.model.inputs import PrefixKind
from hilog_avsession.output.messages.report import MESSAGES
from hilog_avsession.output.wording.head import _read
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.prefixes import KINDS, Kind, PrefixReader, header_offset, kind_of
from hilog_avsession.report import Report

LINES = (
    "11-20 10:14:00.001  6120  6131 I C02B91/com.example.radio/AVSession: [NewInstance]begin",
    "11-20 10:15:00.123  6120  6131 E A03D00/com.example.radio/JSAPP: createAVSession failed, code is 6600101",
    "11-20 10:15:20.456  6120  6120 E A03D00/com.example.radio/JSAPP: the card is gone",
    "    code: 6600102, message: lost",
    "11-20 10:16:30.789  6120  6120 I A03D00/com.example.radio/JSAPP: page closed",
)


def numbered(form: str) -> Callable[[int, str], str]:
    return lambda number, line: form.format(n=number, line=line)


BEHIND: dict[str, tuple[PrefixKind, Callable[[int, str], str]]] = {
    "blanks": (PrefixKind.INDENT, numbered("    {line}")),
    "a tab": (PrefixKind.INDENT, numbered("\t{line}")),
    "a bullet": (PrefixKind.BULLET, numbered("- {line}")),
    "a star": (PrefixKind.BULLET, numbered("  * {line}")),
    "a number and a colon": (PrefixKind.NUMBER, numbered("{n}: {line}")),
    "a number and a tab": (PrefixKind.NUMBER, numbered("{n:6}\t{line}")),
    "a number and a full stop": (PrefixKind.NUMBER, numbered("{n}. {line}")),
    "grep's number": (PrefixKind.NUMBER, numbered("{n}:{line}")),
    "a quotation": (PrefixKind.QUOTE, numbered("> {line}")),
    "a quotation in a quotation": (PrefixKind.QUOTE, numbered(">> {line}")),
    "a CI job's time": (PrefixKind.TIME, numbered("2026-11-20T11:30:{n:02}.1234567Z {line}")),
    "a time in brackets": (PrefixKind.TIME, numbered("[2026-11-20 11:30:{n:02}] {line}")),
    "a clock in brackets": (PrefixKind.TIME, numbered("[11:30:{n:02}] {line}")),
    "a time with milliseconds": (PrefixKind.TIME, numbered("2026-11-20 11:30:{n:02}.123 {line}")),
    "a time and a level": (PrefixKind.TEXT, numbered("2026-11-20 11:30:{n:02},123 INFO {line}")),
    "a key of logfmt": (PrefixKind.KEY, numbered('level=info n={n} msg="{line}"')),
    "a key of JSON": (PrefixKind.KEY, numbered('{{"log":"{line}"}}')),
    "a file's name": (PrefixKind.KEY, numbered("logs/device.log:{n}:{line}")),
    "a stream's name": (PrefixKind.TEXT, numbered("[stdout] {line}")),
    "a container's name": (PrefixKind.TEXT, numbered("web-1  | {line}")),
}


def written(behind: Callable[[int, str], str]) -> bytes:
    return "".join(f"{behind(number, line)}\n" for number, line in enumerate(LINES, 1)).encode()


def facts(report: Report) -> list[tuple[object, ...]]:
    """Return what a prefix must not change."""
    return [
        (
            incident.code,
            incident.api,
            incident.time,
            [(evidence.line, evidence.pid, evidence.text) for evidence in incident.evidence],
        )
        for incident in report.incidents
    ]


class Dripping(io.BytesIO):
    """Gives a few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def seekable(self) -> bool:
        return False

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(self._size, size if size is not None and size > 0 else self._size))

    read1 = read


PLAIN = facts(diagnose([io.BytesIO(written(lambda _, line: line))]))


@pytest.mark.parametrize("name", BEHIND)
def test_what_stands_before_each_line_is_taken_off_and_named(name: str) -> None:
    kind, behind = BEHIND[name]
    report = diagnose([io.BytesIO(written(behind))])
    (one,) = report.inputs
    assert facts(report) == PLAIN
    assert (one.prefix, one.layout, one.lines, one.foreign_lines) == (kind, "time", 5, 1)
    assert (one.first_time, one.last_time) == ("11-20 10:14:00.001", "11-20 10:16:30.789")
    assert str(MESSAGES["en"][f"prefix-{kind}"]) in _read(report)


@pytest.mark.parametrize("name", BEHIND)
@pytest.mark.parametrize("size", [1, 7, 100])
def test_it_does_not_matter_how_the_bytes_arrive(name: str, size: int) -> None:
    data = written(BEHIND[name][1])
    assert facts(diagnose([Dripping(data, size)])) == PLAIN


def test_a_log_without_prefixes_says_nothing_of_them() -> None:
    report = diagnose([io.BytesIO(written(lambda _, line: line))])
    assert report.inputs[0].prefix is None
    assert '"prefix": null' in report.to_json()


@pytest.mark.parametrize("first", ["<pre>", "```\n", "The log of the evening:\n\n", "<code>"])
def test_something_before_the_first_line_alone_changes_nothing_else(first: str) -> None:
    report = diagnose([io.BytesIO(first.encode() + written(lambda _, line: line))])
    assert [found[:3] for found in facts(report)] == [found[:3] for found in PLAIN]


def test_a_single_line_behind_blanks_continues_no_other() -> None:
    lines = [LINES[4], "    " + LINES[1], LINES[4]]
    report = diagnose([io.BytesIO("\n".join(lines).encode())])
    (incident,) = report.incidents
    assert (incident.time, incident.evidence[0].pid) == ("11-20 10:15:00.123", 6120)
    assert report.lines.continuations == 0
    assert report.inputs[0].foreign_lines == 0


def test_after_a_hundred_lines_of_its_own_an_input_is_ordinary() -> None:
    reader = PrefixReader()
    assert reader.read(b"> " + LINES[0].encode() + b"\n") == LINES[0].encode() + b"\n"
    own = LINES[0].encode() + b"\n"
    assert reader.read(own * 100) == own * 100
    assert reader.read(b"> " + own) == b"> " + own
    assert reader.kind is PrefixKind.QUOTE


def test_a_line_that_quotes_another_keeps_its_own_header() -> None:
    quoting = f"11-20 10:14:00.001  7000  7000 I A03D00/com.example.news/JSAPP: he wrote {LINES[1]}"
    assert header_offset(quoting.encode()) == 0
    report = diagnose([io.BytesIO(quoting.encode())])
    assert [incident.time for incident in report.incidents] == ["11-20 10:14:00.001"]


@pytest.mark.parametrize("line", ["", "page 11-20 of the book", "see src/abcde/x", "> 11-20 10:15:00.123 hello abcde/"])
def test_a_text_without_a_header_has_none_behind_anything(line: str) -> None:
    assert header_offset(line.encode()) is None


def test_a_line_that_has_lost_its_time_is_read_behind_plain_prefixes_only() -> None:
    assert header_offset(b"> E C02B91/AVSession: [Func]text") == 2
    assert header_offset(b"somebody said E C02B91/AVSession: [Func]text") is None


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row.kind)
def test_a_kind_of_prefix_names_its_examples(row: Kind) -> None:
    assert [kind_of(example) for example in row.examples] == [row.kind] * len(row.examples)


def test_every_kind_of_prefix_has_a_row_and_a_sentence_in_both_languages() -> None:
    assert {row.kind for row in KINDS} == set(PrefixKind)
    for lang in ("en", "zh"):
        assert {f"prefix-{kind}" for kind in PrefixKind} <= set(MESSAGES[lang])


def test_columns_squeezed_to_single_blanks_are_read() -> None:
    window = (
        "11-20 10:15:00.123 6120-6131 A03D00/com.exa...dio/JSAPP com.example.radio E createAVSession failed, "
        "code is 6600101\n"
        "11-20 10:15:09.123 6120-6131 C02B91/com.exa...dio/AVSession com.example.radio E "
        "[operator()]controller SendControlCommand failed:-1013\n"
    )
    report = analyze(io.BytesIO(window.encode()))
    assert [incident.code for incident in report.incidents] == [6600101, 6600106]
    assert report.incidents[0].evidence[0].process == "com.example.radio"
    assert report.inputs[0].layout == "deveco-squeezed"
