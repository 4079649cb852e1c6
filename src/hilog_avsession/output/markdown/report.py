"""From a report to Markdown for an issue or a merge request, as GitHub, GitLab and Gitee show it.

Evidence and stories unfold. Text from a log is written as code wherever it could have a meaning in Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from ..._version import TOOL, __version__
from ..messages.lookup import message
from ..wording.advice import advice_text
from ..wording.blindspots import blind_spots
from ..wording.gates import gates_text
from ..wording.head import head_text
from ..wording.overview import overview_text
from ..wording.sessions import sessions_text
from ..wording.terms import Terms
from ..wording.unknown import unknown_text
from .advice import advice, overview
from .blocks import apart, cut, items, line, lines, title
from .fitting import Extent, fitted
from .markup import code, fence, folded, inline, prose, table
from .tables import by_application, by_code, by_input, gates

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View
    from ..wording.blindspots import BlindSpotText
    from ..wording.head import HeadText
    from ..wording.sessions import SessionText


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the page, block by block, shortened to `view.max_length` characters if that is set."""
    most = view.max_length
    blocks = _page(report, Extent(view)) if most is None else fitted(report, view, _page, most)
    return apart(blocks)


def _page(report: ReportData, extent: Extent) -> Iterator[str]:
    lang, terms = report.lang, Terms.of(report, extent.view)
    head = head_text(report)
    yield from _head(head, lang)
    if report.counts.incidents:
        yield from overview(overview_text(report), lang)
    if report.gates:
        yield from gates(gates_text(report), lang)
    if report.counts.incidents:
        yield from advice(advice_text(report, terms), lang, extent.in_brief)
        yield from by_code(report)
        yield from by_application(report, terms)
        yield from by_input(report, terms)
    yield from _sessions(report, terms)
    yield from _unknown(report, terms)
    if report.blind_spots:
        yield title(message(lang, "blind-title"))
        yield "".join(map(_blind_spot, blind_spots(report)))
    yield from _release(head, lang)
    yield line(f"{TOOL} {__version__}")


# ---- what was found --------------------------------------------------------------------------------------------------


def _head(texts: HeadText, lang: str) -> Iterator[str]:
    yield line(f"# {inline(texts.found)}")
    yield line(inline(texts.read))
    yield from (line(inline(text)) for text in (texts.release, texts.redacted, texts.looked_at) if text)
    colon = message(lang, "colon")
    failed = (f"{code(entry.source)}{colon}{_why(entry.what, entry.hint, lang)}" for entry in texts.failed)
    notes = [*map(inline, texts.warnings), *failed, inline(texts.more_failed), *map(inline, texts.unordered)]
    notes = [note for note in [*notes, inline(texts.passed_over)] if note]
    if notes:
        yield items(notes)


def _release(texts: HeadText, lang: str) -> Iterator[str]:
    if texts.release_reasons:
        yield title(message(lang, "release-why"))
        yield items(map(inline, texts.release_reasons))


def _why(what: str, hint: str, lang: str) -> str:
    return f"{inline(what)}{message(lang, 'semicolon')}{prose(hint)}" if hint else inline(what)


# ---- sessions and unknown lines --------------------------------------------------------------------------------------


def _sessions(report: ReportData, terms: Terms) -> Iterator[str]:
    lang, texts = terms.lang, sessions_text(report, terms)
    if texts.shown:
        yield title(message(lang, "sessions-title"))
        header = ["session", "owner", "type", "state", "controllers-header", "incidents-label"]
        header += ["device"] * terms.tells_devices
        rows = (_session(session, lang)[: len(header)] for session in texts.shown)
        yield lines(table([message(lang, key) for key in header], rows))
    for session in texts.shown:
        if session.story:
            story = chain.from_iterable(
                _quoted_event(event.time, event.what, event.place, event.text) for event in session.story
            )
            yield lines(folded(message(lang, "story"), fence(story), session.id))
    yield from (line(inline(text)) for text in texts.more)


def _session(session: SessionText, lang: str) -> list[str]:
    controllers = message(lang, "comma").join(session.controllers)
    cells = (session.owner, session.type, session.life, controllers, session.incidents, session.device)
    return [code(session.id), *map(inline, cells)]


def _quoted_event(time: str, what: str, place: str, text: str) -> Iterator[str]:
    yield f"{time}  {what}  {place}"
    yield f"  {cut(text)}"


def _unknown(report: ReportData, terms: Terms) -> Iterator[str]:
    texts = unknown_text(report, terms)
    if texts.shown:
        yield title(message(terms.lang, "unknown-title"))
        shown = chain.from_iterable((shape.amount, f"  {cut(shape.example)}") for shape in texts.shown)
        yield lines(fence(shown))
    if texts.more:
        yield line(inline(texts.more))


def _blind_spot(spot: BlindSpotText) -> str:
    block = fence([spot.command], "sh") if spot.command is not None else ()
    return lines([f"- {inline(spot.text)}", *(f"  {part}" for part in block)])
