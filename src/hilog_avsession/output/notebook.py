"""From a report to its few lines in a notebook: what was found, the most frequent codes, what to do first.

The page is the notebook's: nothing here has a colour of its own but shades of the text's, so that it is readable on
light and on dark. Styles stand at the elements, because some viewers of notebooks let no style sheet through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from ..model.patterns import lazy
from .messages.report import category, say, share
from .safe import visible
from .terminal.gates import verdict
from .view import View
from .wording.advice import Quoted, Spot, Told, told
from .wording.head import Failed, head
from .wording.terms import Terms

if TYPE_CHECKING:
    from ..model.report import ReportData

_MOST_CODES = 8
_MOST_ADVICE = 3
_MOST_CHARACTERS = 300  # of one text out of a log
_LONGEST_PROSE = 1_500
_CODE = lazy(r"`([^`]+)`")

_BOX = "max-width:62em;line-height:1.45;text-align:left"
_MUTED = "opacity:.7"
_CELL = "padding:2px 14px 2px 0;text-align:left;vertical-align:middle;border:none;background:none;font-size:inherit"
_NUMBER = _CELL.replace("text-align:left", "text-align:right")
_RULE = "border-top:1px solid rgba(128,128,128,.35);margin-top:.6em;padding-top:.5em"
_LINE = "white-space:pre-wrap;overflow-wrap:anywhere;font-family:monospace;font-size:.92em;margin:2px 0"


def to_html(report: ReportData) -> str:
    """A piece of HTML that says of a report what fits a screen, of any log."""
    lang = report.lang
    parts = [*_head(report)]
    if report.codes:
        parts += [_title(say(lang, "by-code")), _codes(report)]
    if report.recommendations:
        parts += [_title(say(lang, "recommendations")), *_advice(report)]
    return f'<div style="{_BOX}" lang="{lang}">\n' + "\n".join(parts) + "\n</div>"


# ---- texts -----------------------------------------------------------------------------------------------------------


def _text(text: object) -> str:
    """Any text as text: no markup, no control characters, not too long."""
    return escape(_short(visible(str(text)), _MOST_CHARACTERS))


def _prose(text: str) -> str:
    """The project's own text, whose backticks mark code."""
    return _CODE.sub(_as_code, escape(_short(visible(text), _LONGEST_PROSE)))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _as_code(match: re.Match[str]) -> str:
    return f"<code>{match[1]}</code>"


def _line(text: str, style: str = "") -> str:
    return f'<div style="{style}">{text}</div>' if style else f"<div>{text}</div>"


def _title(text: str) -> str:
    return _line(f"<b>{_text(text)}</b>", _RULE)


# ---- parts -----------------------------------------------------------------------------------------------------------


def _head(report: ReportData) -> Iterator[str]:
    what = head(report)
    yield _line(f"<b>{_text(what.found)}</b>", "font-size:1.15em")
    for text in filter(None, (what.read, what.redacted)):
        yield _line(_text(text), _MUTED)
    if report.gates:
        yield _line(f"{'✗' if report.failed else '✓'} {_text(verdict(report))}")
    for text in filter(None, (what.looked_at, *(f"! {warning}" for warning in (*what.warnings, *what.unordered)))):
        yield _line(_text(text))
    yield from map(_failed, what.failed)
    for text in filter(None, (what.more_failed, what.passed_over)):
        yield _line(_text(text), _MUTED)


def _failed(one: Failed) -> str:
    hint = f"<br>→ {_prose(one.hint)}" if one.hint else ""
    return _line(f"✗ <b>{_text(one.source)}</b>: {_text(one.what)}{hint}")


def _codes(report: ReportData) -> str:
    lang, total = report.lang, report.counts.incidents
    heads = [say(lang, "code"), say(lang, "title"), say(lang, "category"), say(lang, "incidents-header"), ""]
    rows = [
        "".join(
            [
                f'<td style="{_CELL}"><code>{one.code}</code></td>',
                f'<td style="{_CELL}">{_text(one.title)}</td>',
                f'<td style="{_CELL};{_MUTED}">{_text(category(lang, one.category))}</td>',
                f'<td style="{_NUMBER}">{one.incidents:,}</td>',
                f'<td style="{_CELL};width:12em">{_bar(one.incidents / total)} {share(one.incidents, total)}</td>',
            ]
        )
        for one in report.codes[:_MOST_CODES]
    ]
    styles = (_CELL, _CELL, _CELL, _NUMBER, _CELL)
    top = "".join(f'<th style="{style}">{_text(name)}</th>' for style, name in zip(styles, heads, strict=True))
    body = "".join(f'<tr style="background:none">{row}</tr>' for row in rows)
    more = len(report.codes) - _MOST_CODES
    below = _line(_text(say(lang, "notebook-more-codes", more)), _MUTED) if more > 0 else ""
    return f'<table style="margin:4px 0;border:none"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{below}'


def _bar(part: float) -> str:
    style = f"display:inline-block;width:{8 * part:.2f}em;height:.7em;background:currentColor;opacity:.45"
    return f'<span style="{style}"></span>'


def _advice(report: ReportData) -> Iterator[str]:
    terms = Terms.of(report, View())
    for number, one in enumerate(report.recommendations[:_MOST_ADVICE]):
        yield _advised(told(one, report, terms), terms, unfolded=number == 0)
    more = len(report.recommendations) - _MOST_ADVICE
    if more > 0:
        yield _line(_text(say(report.lang, "more-recommendations", more)), _MUTED)


def _advised(one: Told, terms: Terms, *, unfolded: bool) -> str:
    steps = "".join(f"<li>{_prose(step)}</li>" for step in one.steps)
    rows = [
        (say(terms.lang, "why"), [_prose(one.why), *map(_text, one.before)] if one.why else []),
        (say(terms.lang, "where"), list(map(_spot, one.where))),
        (say(terms.lang, "to-do"), [f'<ol style="margin:0;padding-left:1.4em">{steps}</ol>'] if steps else []),
        (say(terms.lang, "note"), [_prose(one.note)] if one.note else []),
        (say(terms.lang, "evidence"), [*map(_quoted, one.evidence), *map(_text, filter(None, [one.more_evidence]))]),
    ]
    summary = f"<code>{one.code}</code> <b>{_text(one.title)}</b> {_text(one.amount)}"
    body = "".join(_field(name, values) for name, values in rows if values)
    opened = " open" if unfolded else ""
    return f'<details style="margin:4px 0"{opened}><summary>{summary}</summary>{body}</details>'


def _field(name: str, values: Iterable[str]) -> str:
    inside = "".join(map(_line, values))
    return f'<div style="margin:4px 0 4px 1.3em"><span style="{_MUTED}">{_text(name)}</span>{inside}</div>'


def _spot(one: Spot) -> str:
    return _text(one.amount) + "<br>".join(map(_text, (one.session, *one.others)))


def _quoted(one: Quoted) -> str:
    where = "  ".join(filter(None, (one.place, one.time, one.level, one.process)))
    return f'<span style="{_MUTED}">{_text(where)}</span>{_line(_text(one.text), _LINE)}'
