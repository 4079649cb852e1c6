"""From a report to the page that a person reads in a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text

from .advice import recommendations
from .blocks import LOG_LINES, Column, Look, Paragraph, table, title
from .gates import gates
from .headline import headline
from .layout import Line, plain, wrap
from .sessions import sessions
from .words import category, say, share

if TYPE_CHECKING:
    from ..model import Input
    from ..report import Report
    from .view import View

_MAX_UNKNOWN = 5  # shapes shown
_BAR = 24  # cells of a full bar
_EIGHTHS = " ▏▎▍▌▋▊▉"


def render(  # noqa: PLR0913  (one keyword for each option of the command line)
    report: Report,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    evidence: int = 3,
    top: int | None = None,
    stories: bool = False,
) -> None:
    """Write the report as text, `width` cells wide; `top` limits the recommendations, `evidence` the lines of each."""
    look = Look(report.lang, width, color, evidence, top, stories, short_names(report.inputs))
    write(_page(report, look), out, width=width, color=color)


def pieces(report: Report, view: View) -> Iterator[str]:
    """The page as one piece."""
    out = io.StringIO()
    render(
        report,
        out,
        width=view.width,
        color=view.color,
        evidence=view.evidence,
        top=view.top,
        stories=view.stories,
    )
    yield out.getvalue()


def short_names(inputs: Iterable[Input]) -> dict[str, str]:
    """What the page calls each input: its file's name alone, where that tells it from the others."""
    sources = {one.source for one in inputs}
    names = {source: source.replace("\\", "/").rpartition("/")[2] or source for source in sources}
    names |= {"-": "stdin"} if "-" in sources else {}
    return names if len(set(names.values())) == len(sources) else {}


def write(lines: Iterable[Line], out: TextIO, *, width: int, color: bool) -> None:
    """Write laid out lines; what is in them never passes through markup."""
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        soft_wrap=False,
    )
    for line in lines:
        console.print(Text.assemble(*line, no_wrap=True, overflow="crop"))


def _page(report: Report, look: Look) -> Iterator[Line]:
    yield from headline(report, look)
    yield from gates(report, look)
    if report.counts.incidents:
        for section in (_categories, _codes, recommendations):
            yield from section(report, look)
    yield from sessions(report, look)
    yield from _unknown(report, look)
    yield from _blind_spots(report, look)


def _blind_spots(report: Report, look: Look) -> Iterator[Line]:
    """What the log could not show, and the commands that show more."""
    if report.blind_spots:
        yield from title(say(report.lang, "blind-title"))
    for one in report.blind_spots:
        yield from Paragraph(plain(one.text), "  ").lines(look.width)
        if one.command is not None:
            command = plain(say(report.lang, "next-time", command=one.command), "cyan")
            yield from Paragraph(command, "    ").lines(look.width)


def _unknown(report: Report, look: Look) -> Iterator[Line]:
    """The error-level lines that no row knows: not counted, but not hidden either."""
    shown = report.unknown[:_MAX_UNKNOWN]
    if shown:
        yield from title(say(report.lang, "unknown-title"))
    for one in shown:
        place = say(report.lang, "unknown-lines", one.lines, place=look.place(one.place))
        yield from Paragraph(plain(place, "dim"), "  ").lines(look.width)
        yield from Paragraph(plain(one.example), "    ", LOG_LINES).lines(look.width)
    more = len(report.unknown) - len(shown)
    if more:
        yield from [(), *wrap(plain(say(report.lang, "more-unknown", more), "dim"), look.width)]


# ---- counts ---------------------------------------------------------------------------------------------------------


def _categories(report: Report, look: Look) -> list[Line]:
    lang, total = report.lang, report.counts.incidents
    columns = [
        Column(say(lang, "category"), flexible=True),
        Column(say(lang, "incidents-header"), right=True),
        Column(say(lang, "signals-header"), right=True),
        Column(say(lang, "share")),
    ]
    bar = min(_BAR, max(look.width - 54, 4))
    rows = [
        [
            plain(category(lang, one.category)),
            plain(f"{one.incidents:,}", "bold"),
            plain(f"{one.signals:,}"),
            plain(_bar(one.incidents, total, bar), "cyan"),
        ]
        for one in report.categories
    ]
    return [*title(say(lang, "by-category")), *table(columns, rows, look.width)]


def _bar(part: int, whole: int, width: int) -> str:
    """A bar of block characters, as fine as an eighth of a cell."""
    eighths = max(round(8 * width * part / whole), 1)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def _codes(report: Report, look: Look) -> list[Line]:
    lang, total = report.lang, report.counts.incidents
    columns = [
        Column(say(lang, "count"), right=True),
        Column(say(lang, "share"), right=True),
        Column(say(lang, "sessions-header"), right=True),
        Column(say(lang, "code"), right=True),
        Column(say(lang, "title"), flexible=True),
    ]
    rows = [
        [
            plain(f"{one.incidents:,}", "bold"),
            plain(share(one.incidents, total)),
            plain(f"{one.sessions:,}"),
            plain(one.code, "cyan"),
            plain(one.title),
        ]
        for one in report.codes
    ]
    return [*title(say(lang, "by-code")), *table(columns, rows, look.width)]
