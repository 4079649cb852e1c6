"""From a file that was written to the sentence that confirms it: its name, format and size, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from .head import found

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..formats import Format
    from ..view import View

_TABLES = ("csv", "jsonl")  # hold incidents and gates, but no recommendations
_WITH_TOP = ("text", "markdown", "junit", "html", "github")  # show only the first recommendations if asked
_COUNTED = {"codes": "written-codes", "answers": "written-answers"}
_KILO = 1024


def written_text(path: str, format_: Format, size: int, holds: str, lang: str) -> str:
    """Return what was written where; `size` is in bytes, `holds` says what is in the file."""
    title = message(lang, "written-text") if format_.name == "text" else format_.title or format_.name.upper()
    return message(lang, "written", path=path, format=title, size=size_text(size), holds=holds)


def size_text(size: int) -> str:
    """Return a number of bytes in the unit that suits it, with 1 KB of 1,024 bytes."""
    if size < _KILO:
        return f"{size} B"
    kilobytes = size / _KILO
    if kilobytes < _KILO:
        return f"{kilobytes:,.0f} KB"
    return f"{kilobytes / _KILO:,.1f} MB"


def length_text(path: str | None, length: int, most: int, lang: str) -> str:
    """Return the complaint that a report is too long for an issue; without a path, it is on standard output."""
    what = message(lang, "written-report") if path is None else path
    return message(lang, "written-long", path=what, length=f"{length:,}", most=f"{most:,}", option=most)


def counted(what: str, number: int, lang: str) -> str:
    """Return how many `codes` or `answers` a file holds."""
    return message(lang, _COUNTED[what], number)


def contents(report: ReportData, format_: Format, view: View, *, was_streamed: bool = False) -> str:
    """Return what a file holds of a report in a format; a streamed file also lists incidents that are not kept."""
    return message(report.lang, "comma").join(_parts(report, format_, view, was_streamed))


def _parts(report: ReportData, format_: Format, view: View, was_streamed: bool) -> Iterator[str]:
    lang, total = report.lang, report.counts.incidents
    listed = total if was_streamed else len(report.incidents)
    if format_.name in (*_TABLES, "json", "sarif") and listed < total:
        yield message(lang, "written-listed", total, listed=f"{listed:,}")
    else:
        yield message(lang, "written-incidents", total) if total else found(report)  # why there are none
    if total and format_.name not in _TABLES:
        yield _advice(len(report.recommendations), view.top if format_.name in _WITH_TOP else None, lang)
    if report.gates:
        yield message(lang, "written-gates", len(report.gates))


def _advice(number: int, top: int | None, lang: str) -> str:
    if top is not None and top < number:
        return message(lang, "written-advice-shown", number, shown=f"{top:,}")
    return message(lang, "written-advice", number)
