"""The laws that the report of every input must keep."""

from __future__ import annotations

import io
import json
import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from jsonschema import Draft202012Validator

from hilog_avsession.errors import HilogAvsessionError
from hilog_avsession.options import Options
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.schema import load_schema
from hilog_avsession.output.view import View
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.sources import Limits, Location, persister
from hilog_avsession.report import Report

from .mutating import Input
from .packing import PERSISTED

LIMITS = Limits(total=128 << 20, member=64 << 20, held=8 << 20, files=500)  # the usual limits would only take longer
NAME = "<stream>"


class Broken(Exception):
    """A law that a report breaks. Its text begins with the law, the same for every input that breaks it."""


class Drip(io.RawIOBase):
    """A stream without `seek` that gives its bytes in pieces of odd sizes, as a pipe does."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at, self._rng = content, 0, random.Random(len(content))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = min(size, self._rng.choice((1, 2, 60, 700, 9000)))
        piece = self._content[self._at : self._at + size]
        self._at += len(piece)
        return piece


# ---- ways in ---------------------------------------------------------------------------------------------------------


@contextmanager
def _stream(content: bytes) -> Iterator[Location]:
    yield io.BytesIO(content)


@contextmanager
def _file(content: bytes) -> Iterator[Location]:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "device.log")
        path.write_bytes(content)
        yield str(path)


@contextmanager
def _folder(content: bytes) -> Iterator[Location]:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        Path(folder, PERSISTED).write_bytes(content)
        Path(folder, "notes5\u00b23").write_bytes(content[:1000])
        yield folder


WAYS = (_stream, _file, _folder)


# ---- laws ------------------------------------------------------------------------------------------------------------


def check(case: Input) -> None:
    """Read an input in one way and check the laws for its report. Raises Broken, or what the program raised."""
    way = WAYS[case.way % len(WAYS)]
    with way(case.content) as location:
        report = _read(location)
    if report is None:
        return
    document = report.to_dict()
    check_counts(report)
    _documents(report, document, validated=case.number % 4 == 0)
    _paper(report, color=case.number % 2 == 0)
    if case.number % 3 == 0:
        _again(case, way, document)


def _read(location: Location, chunk: int = 1 << 20) -> Report | None:
    try:
        return diagnose([location], Options(limits=LIMITS, read_size=chunk))
    except HilogAvsessionError:
        return None  # refused with a message


def _law(name: str, holds: bool, detail: object = "") -> None:
    if not holds:
        raise Broken(f"{name}: {detail}" if detail else name)


def check_counts(report: Report) -> None:
    lines, counts = report.lines, report.counts
    _law("examined lines add up", lines.examined == lines.records + lines.continuations + lines.unparsed, lines)
    _law("no more is examined than read", lines.examined <= lines.total, lines)
    _law("lines add up", lines.total == sum(source.lines for source in report.inputs), lines)
    _law("an input stands for each location", len(report.inputs) > 0)
    by_code = sum(code.incidents for code in report.codes)
    _law("codes add up", counts.incidents == by_code, (counts, by_code))
    by_category = sum(category.incidents for category in report.categories)
    _law("categories add up", counts.incidents == by_category, (counts, by_category))
    _law("signals add up", counts.signals == sum(code.signals for code in report.codes), counts)
    _law("incidents are all there", report.incidents_truncated or len(report.incidents) == counts.incidents, counts)
    _law(
        "every error has a message",
        all(source.error is None or source.error.message for source in report.inputs),
    )
    for source in report.inputs:
        _law("cut lines are lines", source.cut_lines <= source.lines and source.foreign_lines <= source.lines, source)
    number: Counter[str] = Counter()
    for source in report.inputs:  # a file that is read twice may have changed
        number[source.source] = max(number[source.source], source.lines)
    for incident in report.incidents:
        for proof in incident.evidence:
            _law("evidence stands in the input", 1 <= proof.line <= number[proof.source], proof)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(load_schema())


def _documents(report: Report, document: dict[str, object], *, validated: bool) -> None:
    written = report.to_json()
    _law("the JSON is the report", json.loads(written) == json.loads(json.dumps(document)))
    if validated:
        error = next(iter(_validator().iter_errors(json.loads(written))), None)
        _law("the JSON keeps its schema", error is None, error and f"{error.json_path}: {error.message[:200]}")


_ALLOWED = frozenset("\n\xa0\u3000")  # the last two are blanks


def _paper(report: Report, *, color: bool) -> None:
    for lang in ("en", "zh") if color else ("en",):
        view = View(color=color and lang == "en", stories=True)
        written = "".join(BY_NAME["text"].text_parts(report, view))
        if color and lang == "en":
            written = _without_colours(written)
        odd = Counter(char for char in written if not char.isprintable() and char not in _ALLOWED)
        _law("nothing on paper that a terminal obeys", not odd, odd)


def _without_colours(written: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", written)


def _again(case: Input, way: Callable[[bytes], object], document: dict[str, Any]) -> None:
    """Check that the same bytes give the same report, however they arrive."""
    chunk = case.chunk if _size(document) < 300_000 else 70_000  # small chunks of a large input would only take long
    readings: list[tuple[str, BinaryIO, int]] = [("other chunks", io.BytesIO(case.content), chunk)]
    readings.append(("a pipe", Drip(case.content), chunk * 10))  # type: ignore[arg-type]
    if way is not _stream:
        report = _read(io.BytesIO(case.content))
        if report is None:
            return
        document = report.to_dict()
    for name, stream, size in readings:
        again = _read(stream, size)
        _law(f"{name} give another report", again is not None)
        assert again is not None
        if name == "a pipe" and _is_told_less(document, again.to_dict()):
            continue
        found = difference(document, again.to_dict())
        _law(f"the same bytes give the same report through {name}", found is None, f"{size} {found}")


def _is_told_less(document: dict[str, Any], again: dict[str, Any]) -> bool:
    """Return whether the pipe hid UTF-16 or hilog's buffer: of a pipe, no more than the first line is awaited."""
    encodings = [[source["encoding"] for source in report["inputs"]] for report in (document, again)]
    return encodings[0] != encodings[1] or any(source["bytes"] == persister.SIZE for source in again["inputs"])


def _size(document: dict[str, Any]) -> int:
    return sum(source["bytes"] for source in document["inputs"])


def difference(first: object, other: object, path: str = "$") -> str | None:
    """Return the first place where two values differ, with both, or None."""
    if isinstance(first, dict) and isinstance(other, dict):
        keys = sorted({*first, *other}, key=str)
        found = (difference(first.get(key, "nothing"), other.get(key, "nothing"), f"{path}.{key}") for key in keys)
        return next(filter(None, found), None)
    if isinstance(first, list) and isinstance(other, list) and len(first) == len(other):
        pairs = enumerate(zip(first, other, strict=True))
        return next(filter(None, (difference(a, b, f"{path}[{n}]") for n, (a, b) in pairs)), None)
    return None if first == other else f"{path}: {str(first)[:150]} / {str(other)[:150]}"


def name_of(error: BaseException) -> str:
    """Return a short name, equal for equal findings: the law, or the exception with the place that raised it."""
    if isinstance(error, Broken):
        law, _colon, detail = str(error).partition(":")
        field = re.search(r"\$\S*[a-z]", re.sub(r"\[\d+\]", "", detail))  # where two reports differ
        return re.sub(r"[^\w-]+", "-", law + (field[0] if field else ""))
    trace, place, inside = error.__traceback__, "", False
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        ours = f"hilog_avsession{os.sep}" in file
        if ours or not inside:
            place, inside = f"{Path(file).stem}-{trace.tb_frame.f_code.co_name}", ours
        trace = trace.tb_next
    return re.sub(r"[^\w.-]+", "", f"{type(error).__name__}-{place}")
