"""From a report to a page for the browser: one file that needs nothing else, and runs nothing but its own script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ..._version import __version__
from ...model.inputs import RemarkKind
from ..messages.page import length, say
from ..messages.report import category, share, state
from ..terminal import gates
from ..wording import advice, sessions
from ..wording.head import head
from ..wording.terms import Terms
from . import charts, choice, patterns
from .addresses import addresses_of, cause_address, code_address, incident_address
from .page import load_page
from .times import axis_of

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View

_PIECE = 500  # parts of the template that make a piece
_ALL_LINES = 1_000  # of a recommendation; what the view does not ask for is folded


def pieces(report: ReportData, view: View) -> Iterator[str]:
    """The page in pieces."""
    stream = load_page().stream(_said_of(report, view))
    stream.enable_buffering(_PIECE)
    return stream


def _said_of(report: ReportData, view: View) -> dict[str, Any]:
    """Everything that the page says of a report, for the template to lay out."""
    chosen = choice.choose(report, view)
    addresses = addresses_of(chosen.sessions, chosen.incidents)
    axis = axis_of(report, charts.BINS)
    terms = Terms.of(report, view._replace(evidence=_ALL_LINES))
    return {
        **_words(report.lang),
        "report": report,
        "view": view,
        "advice": {
            (one.code, one.cause): advice.told(one, report, terms) for one in report.recommendations[: view.top]
        },
        "version": __version__,
        "head": head(report),
        "terms": terms,
        "chosen": chosen,
        "limits": choice,
        "addresses": addresses,
        "session_codes": sessions.codes_of_sessions(report),
        "titles": {one.code: one.title for one in report.codes},
        "causes": {(one.code, one.cause): one.title for one in report.recommendations if one.cause},
        "looks": patterns.looks_of(report),
        "axis": axis,
        "over_time": charts.over_time(report, axis) if axis else None,
        "timeline": charts.timeline(report, axis, addresses) if axis else None,
        "frequencies": charts.frequencies(report),
        "height": charts.HEIGHT,
        "bin_length": length(report.lang, axis.bin) if axis else "",
        "unlinked": report.counts.incidents - sum(session.incidents for session in report.sessions),
        "no_codes": Counter(),
        "shown_codes": [(code, code) for code in sorted({one.code for one in chosen.incidents})],
        "passed_over": [one for one in report.remarks if one.kind is not RemarkKind.UNORDERED],
        "sections": _sections(report, chosen),
    }


def _words(lang: str) -> dict[str, Any]:
    """The sentences, and what makes sentences of values."""
    return {
        "say": partial(say, lang),
        "category": partial(category, lang),
        "state": partial(state, lang),
        "share": share,
        "gates": gates,
        "happened": partial(sessions.happened, lang=lang),
        "owner": partial(sessions.owner, lang=lang),
        "who": partial(sessions.who, lang=lang),
        "code_address": code_address,
        "cause_address": cause_address,
        "incident_address": incident_address,
    }


def _sections(report: ReportData, chosen: choice.Choice) -> list[tuple[str, str]]:
    """The addresses and titles of the long sections that the page has."""
    known = (
        ("advice", "recommendations", True),
        ("codes", "by-code", True),
        ("sessions", "sessions-title", bool(chosen.sessions)),
        ("incidents", "incidents-title", bool(chosen.incidents)),
        ("unknown", "unknown-title", bool(report.unknown)),
        ("blind", "blind-title", bool(report.blind_spots)),
        ("inputs", "inputs-title", bool(report.inputs)),
    )
    return [(address, say(report.lang, title)) for address, title, there in known if there]
