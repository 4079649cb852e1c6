"""The same lines in any layout tell the same story."""

from __future__ import annotations

import codecs
import gzip
import io
from pathlib import Path

import pytest

from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.report import Report
from relayout import LAYOUTS


def told(report: Report, *, names: bool = True) -> list[tuple[object, ...]]:
    return [
        (
            one.code,
            one.native,
            one.cause,
            one.api,
            one.session and one.session.full_id,
            one.session and one.session.pid,
            one.session and one.session.bundle if names else None,
            one.controller and one.controller.pid,
            one.context_confidence,
            one.basis,
            [line.line for line in one.evidence],
        )
        for one in report.incidents
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_changes_nothing(evening: Path, layout: str) -> None:
    render, names = LAYOUTS[layout]
    lines = [render(line) for line in evening.read_text("utf-8").splitlines()]
    report = diagnose([io.BytesIO("\n".join(lines).encode())])
    assert told(report, names=names) == told(diagnose([evening]), names=names)
    assert report.lines.unparsed == 0
    assert report.loss == diagnose([evening]).loss


ENCODINGS = {
    "utf-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "crcrlf": lambda text: text.replace("\n", "\r\r\n").encode(),
    "utf-16-le with mark": lambda text: codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le"),
    "utf-16-le": lambda text: text.replace("\n", "\r\n").encode("utf-16-le"),
    "utf-16-be with mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "gzip": lambda text: gzip.compress(text.encode()),
    "gzip members": lambda text: b"".join(gzip.compress(part.encode()) for part in (text[:5000], "", text[5000:])),
    "no last newline": lambda text: text.rstrip("\n").encode(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("chunk", [1 << 20, 13])
def test_an_encoding_changes_nothing(evening: Path, encoding: str, chunk: int) -> None:
    data = ENCODINGS[encoding](evening.read_text("utf-8"))
    report = diagnose([io.BytesIO(data)], Options(read_size=chunk))
    assert told(report) == told(diagnose([evening]))
    assert report.lines == diagnose([evening]).lines


def test_a_gzip_that_is_cut_off_gives_what_it_holds_and_says_so(evening: Path) -> None:
    data = gzip.compress(evening.read_bytes(), mtime=0)
    report = diagnose([io.BytesIO(data[: len(data) * 2 // 3])])
    (read,) = report.inputs
    assert read.error is not None
    assert read.error.kind == "damaged"
    assert 0 < read.lines < 188
    assert report.counts.incidents > 0


def test_bytes_behind_a_gzip_are_said(evening: Path) -> None:
    report = diagnose([io.BytesIO(gzip.compress(evening.read_bytes()) + b"garbage")])
    assert report.inputs[0].error is not None
    assert told(report) == told(diagnose([evening]))


def test_nul_padding_behind_a_gzip_is_no_damage(evening: Path) -> None:
    report = diagnose([io.BytesIO(gzip.compress(evening.read_bytes()) + bytes(512))])
    assert report.inputs[0].error is None
