"""From a report to a few lines in a notebook: what was found, what to do first, and the most frequent codes.

The notebook owns the page: all colours are shades of its text, so that they are readable on light and on dark. Each
element has its own style, because some viewers of notebooks remove style sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from ..model.patterns import lazy
from .messages.lookup import message
from .safe import cut, visible
from .view import View
from .wording.advice import Location, LogLine, RecommendationText, advice_text
from .wording.counts import applications, codes, inputs
from .wording.gates import mark, verdict
from .wording.head import FailedInput, head_text
from .wording.joining import spaced
from .wording.terms import Terms

if TYPE_CHECKING:
    from ..model.report import ReportData
    from .wording.counts import ApplicationText, CodeText, InputText

_MOST_ROWS = 8  # of a table
_MOST_ADVICE = 3  # with all they say
_MOST_BRIEF = 5  # in a line each
_MOST_CHARACTERS = 300  # of one text from a log
_LONGEST_PROSE = 1_500
_CODE = lazy(r"`([^`]+)`")

_BOX = "max-width:62em;line-height:1.45;text-align:left"
_MUTED = "opacity:.7"
_CELL = "padding:2px 14px 2px 0;text-align:left;vertical-align:middle;border:none;background:none;font-size:inherit"
_NUMBER = _CELL.replace("text-align:left", "text-align:right")
_RULE = "border-top:1px solid rgba(128,128,128,.35);margin-top:.6em;padding-top:.5em"
_LINE = "white-space:pre-wrap;overflow-wrap:anywhere;font-family:monospace;font-size:.92em;margin:2px 0"


def to_html(report: ReportData) -> str:
    """Return what fits a screen as HTML, whatever the log holds."""
    lang = report.lang
    parts = [*_head(report)]
    if report.recommendations:
        parts += [_title(message(lang, "recommendations")), *_advice(report)]
    if report.codes:
        parts += [_title(message(lang, "by-code")), _codes(report)]
    if report.applications:
        parts += [_title(message(lang, "by-application")), _applications(report)]
    if len(report.inputs) > 1:
        parts += [*_inputs(report)]
    return f'<div style="{_BOX}" lang="{lang}">\n' + "\n".join(parts) + "\n</div>"


# ---- texts -----------------------------------------------------------------------------------------------------------


def _text(text: object) -> str:
    """Return any text without markup or control characters, and not too long."""
    return escape(cut(visible(str(text)), _MOST_CHARACTERS))


def _prose(text: str) -> str:
    """Return a text of the catalogue, which has `code` in backticks."""
    return _CODE.sub(_as_code, escape(cut(visible(text), _LONGEST_PROSE)))


def _as_code(match: re.Match[str]) -> str:
    return f"<code>{match[1]}</code>"


def _line(text: str, style: str = "") -> str:
    return f'<div style="{style}">{text}</div>' if style else f"<div>{text}</div>"


def _title(text: str) -> str:
    return _line(f"<b>{_text(text)}</b>", _RULE)


# ---- parts -----------------------------------------------------------------------------------------------------------


def _head(report: ReportData) -> Iterator[str]:
    head = head_text(report)
    yield _line(f"<b>{_text(head.found)}</b>", "font-size:1.15em")
    for text in filter(None, (head.read, head.release, head.redacted)):
        yield _line(_text(text), _MUTED)
    if report.gates:
        yield _line(f"{mark(report)} {_text(verdict(report))}")
    for text in filter(None, (head.looked_at, *(f"! {warning}" for warning in (*head.warnings, *head.unordered)))):
        yield _line(_text(text))
    yield from (_failed(failed, report.lang) for failed in head.failed)
    for text in filter(None, (head.more_failed, head.passed_over)):
        yield _line(_text(text), _MUTED)


def _failed(failed: FailedInput, lang: str) -> str:
    hint = f"<br>→ {_prose(failed.hint)}" if failed.hint else ""
    return _line(f"✗ <b>{_text(failed.source)}</b>{message(lang, 'colon')}{_text(failed.what)}{hint}")


def _codes(report: ReportData) -> str:
    heads = ("code", "title", "category", "incidents-header")
    rows = [
        [
            f'<td style="{_CELL}"><code>{row.code}</code></td>',
            f'<td style="{_CELL}">{_text(row.title)}</td>',
            f'<td style="{_CELL};{_MUTED}">{_text(row.category)}</td>',
            *_counted(row),
        ]
        for row in islice(codes(report), _MOST_ROWS)
    ]
    return _table(report.lang, heads, rows) + _more(report.lang, "notebook-more-codes", len(report.codes))


def _applications(report: ReportData) -> str:
    rows = list(applications(report))
    table = _table(report.lang, ("application", "incidents-header"), map(_named, rows[:_MOST_ROWS]))
    return table + _more(report.lang, "applications-left-out", len(rows))


def _inputs(report: ReportData) -> Iterator[str]:
    """Yield the incidents by file, archive or device, if there are several."""
    lang, read = report.lang, inputs(report)
    if read is not None and report.counts.incidents:
        yield _title(message(lang, read.title))
        table = _table(lang, (read.name, "incidents-header"), map(_named, read.rows[:_MOST_ROWS]))
        yield table + _more(lang, "more-inputs", len(read.rows))


def _named(row: ApplicationText | InputText) -> list[str]:
    return [f'<td style="{_CELL}">{_text(row.name)}</td>', *_counted(row)]


def _counted(row: CodeText | ApplicationText | InputText) -> list[str]:
    """Return the cells of a count and of its share, with a bar."""
    part = f"{_bar(row.part)} {row.share}"
    return [f'<td style="{_NUMBER}">{row.incidents}</td>', f'<td style="{_CELL};width:12em">{part}</td>']


def _table(lang: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose last columns are a count and its share."""
    styles = (*[_CELL] * (len(heads) - 1), _NUMBER, _CELL)
    names = (*(message(lang, head) for head in heads), "")
    top = "".join(f'<th style="{style}">{_text(name)}</th>' for style, name in zip(styles, names, strict=True))
    body = "".join(f'<tr style="background:none">{"".join(row)}</tr>' for row in rows)
    return f'<table style="margin:4px 0;border:none"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def _more(lang: str, key: str, number: int) -> str:
    return _line(_text(message(lang, key, number - _MOST_ROWS)), _MUTED) if number > _MOST_ROWS else ""


def _bar(part: float) -> str:
    style = f"display:inline-block;width:{8 * part:.2f}em;height:.7em;background:currentColor;opacity:.45"
    return f'<span style="{style}"></span>'


def _advice(report: ReportData) -> Iterator[str]:
    """Yield the first recommendations, the first of them unfolded, and the next ones in a line each."""
    terms = Terms.of(report, View(top=_MOST_ADVICE))
    texts = advice_text(report, terms)
    for advice, text in zip(report.recommendations, texts.shown, strict=False):
        yield _advised(text, terms, advice.title if advice.cause else "", unfolded=advice.rank == 1)
    for brief in texts.rest[:_MOST_BRIEF]:
        yield _line(f"{brief.rank}. <code>{brief.code}</code> {_prose(brief.cause)} {_text(brief.amount)}")
    more = len(texts.rest) - _MOST_BRIEF
    if more > 0:
        yield _line(_text(message(report.lang, "more-recommendations", more)), _MUTED)


def _advised(texts: RecommendationText, terms: Terms, cause: str, *, unfolded: bool) -> str:
    steps = "".join(f"<li>{_prose(step)}</li>" for step in texts.steps)
    rows = [
        (message(terms.lang, "why"), [_prose(texts.why), *map(_text, texts.before)] if texts.why else []),
        (message(terms.lang, "where"), [*map(_location, texts.where), *_muted(texts.elsewhere, texts.share_of_code)]),
        (message(terms.lang, "to-do"), [f'<ol style="margin:0;padding-left:1.4em">{steps}</ol>'] if steps else []),
        (message(terms.lang, "note"), [_prose(texts.note)] if texts.note else []),
        (
            message(terms.lang, "evidence"),
            [*map(_quoted, texts.evidence), *map(_text, filter(None, [texts.more_evidence]))],
        ),
    ]
    title = f"<b>{_text(texts.title)}</b>" + (f" – {_prose(cause)}" if cause else "")
    summary = f"{texts.rank}. <code>{texts.code}</code> {spaced(title, _text(texts.amount))}"
    body = "".join(_field(name, values) for name, values in rows if values)
    opened = " open" if unfolded else ""
    return f'<details style="margin:4px 0"{opened}><summary>{summary}</summary>{body}</details>'


def _field(name: str, values: Iterable[str]) -> str:
    inside = "".join(map(_line, values))
    return f'<div style="margin:4px 0 4px 1.3em"><span style="{_MUTED}">{_text(name)}</span>{inside}</div>'


def _muted(*texts: str) -> Iterator[str]:
    return (f'<span style="{_MUTED}">{_text(text)}</span>' for text in texts if text)


def _location(location: Location) -> str:
    return _text(location.amount) + "<br>".join(map(_text, (location.session, *location.others)))


def _quoted(line: LogLine) -> str:
    return f'<span style="{_MUTED}">{_text(line.header)}</span>{_line(_text(line.text), _LINE)}'
