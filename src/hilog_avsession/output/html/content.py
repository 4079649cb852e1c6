"""From a report to the two values that the template lays out: the content of the page, and its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ..._version import __version__
from ...model.inputs import RemarkKind
from ..messages.lookup import category, member_message, message, session_type, share, state
from ..view import ALL_LINES
from ..wording.advice import RecommendationText, RecommendationTexts, printed_at
from ..wording.blindspots import BlindSpotText, blind_spots
from ..wording.counts import ApplicationText, CategoryText, InputsText, applications, categories, inputs
from ..wording.gates import GatesText, gates_text
from ..wording.head import HeadText, head_text, live_head_text
from ..wording.sessions import codes_of_sessions, event_name, owner, process_name
from ..wording.terms import Terms
from .addresses import Addresses, addresses_of
from .charts import BINS, Charts, charts_of
from .filters import PageFilters, filters_of
from .selection import LIMITS, Limits, Selection, select
from .sheet import printed_in_full
from .times import axis_of

if TYPE_CHECKING:
    from ...model.incidents import Controller, Evidence, Session, SessionKey
    from ...model.inputs import Remark
    from ...model.report import CodeCount, Recommendation, ReportData
    from ...model.story import StoryEvent
    from ..view import Live, View


class AdviceCard(NamedTuple):
    """A recommendation as the page shows it."""

    recommendation: Recommendation
    texts: RecommendationText
    code: CodeCount
    is_first: bool  # of its code: the address of the code leads to it
    is_open: bool  # when the page is opened
    is_printed: bool  # with all it says


class PageContent(NamedTuple):
    """What the page shows."""

    report: ReportData
    view: View
    live: Live | None  # whether the page is kept current
    terms: Terms
    limits: Limits
    version: str
    head: HeadText
    gates: GatesText
    charts: Charts
    filters: PageFilters
    applications: tuple[ApplicationText, ...]
    categories: tuple[CategoryText, ...]
    by_input: InputsText | None
    advice: tuple[AdviceCard, ...]
    explained: frozenset[int]  # codes that have a card
    titles: Mapping[int, str]  # of codes
    causes: Mapping[tuple[int, str | None], str]  # titles of causes, by code and cause
    selection: Selection
    addresses: Addresses
    session_codes: Mapping[SessionKey, Counter[int]]
    unlinked: int  # incidents without a session
    blind_spots: tuple[BlindSpotText, ...]
    passed_over: tuple[Remark, ...]
    sections: tuple[tuple[str, str], ...]  # addresses and titles of the long sections

    def codes_of(self, session: Session) -> Counter[int]:
        """Count the incidents of a session by code."""
        return self.session_codes.get(session.key, Counter())


def content_of(report: ReportData, view: View) -> PageContent:
    """Return what the page of a report shows."""
    selection = select(report, view)
    addresses = addresses_of(selection.sessions, selection.incidents)
    terms = Terms.of(report, view._replace(evidence=ALL_LINES))
    axis = axis_of(report, BINS)
    return PageContent(
        report=report,
        view=view,
        live=view.live,
        terms=terms,
        limits=LIMITS,
        version=__version__,
        head=head_text(report) if view.live is None or not view.live.every else live_head_text(report),
        gates=gates_text(report, LIMITS.named),
        charts=charts_of(report, addresses, axis),
        filters=filters_of(report, selection, addresses, axis, is_live=view.live is not None),
        applications=tuple(applications(report)),
        categories=tuple(categories(report)),
        by_input=inputs(report),
        advice=tuple(_cards(report, selection.advice, terms, view.top or LIMITS.open_advice)),
        explained=frozenset(advice.code for advice in selection.advice),
        titles={code.code: code.title for code in report.codes},
        causes={(advice.code, advice.cause): advice.title for advice in report.recommendations if advice.cause},
        selection=selection,
        addresses=addresses,
        session_codes=codes_of_sessions(report),
        unlinked=report.counts.incidents - sum(session.incidents for session in report.sessions),
        blind_spots=tuple(blind_spots(report)),
        passed_over=tuple(remark for remark in report.remarks if remark.kind is not RemarkKind.UNORDERED),
        sections=tuple(_sections(report, selection)),
    )


def _cards(report: ReportData, shown: Iterable[Recommendation], terms: Terms, unfolded: int) -> Iterator[AdviceCard]:
    counts = {code.code: code for code in report.codes}
    printed, texts = printed_in_full(report, unfolded), RecommendationTexts(report, terms)
    seen: set[int] = set()
    for number, advice in enumerate(shown):
        is_first = advice.code not in seen
        yield AdviceCard(advice, texts.of(advice), counts[advice.code], is_first, number < unfolded, number < printed)
        seen.add(advice.code)


def _sections(report: ReportData, selection: Selection) -> list[tuple[str, str]]:
    known = (
        ("advice", "recommendations", True),
        ("over-time", "over-time", True),
        ("applications", "by-application", True),
        ("codes", "by-code", True),
        ("sessions", "sessions-title", bool(selection.sessions)),
        ("incidents", "incidents-title", bool(selection.incidents)),
        ("unknown", "unknown-title", bool(report.unknown)),
        ("blind", "blind-title", bool(report.blind_spots)),
        ("inputs", "inputs-title", bool(report.inputs)),
    )
    return [(address, message(report.lang, title)) for address, title, is_shown in known if is_shown]


class PageWords(NamedTuple):
    """The messages of a language, and the names that values have in it."""

    lang: str

    def message(self, key: str, n: int | None = None, /, **values: object) -> str:
        """Return a message with its values."""
        return message(self.lang, key, n, **values)

    def member(self, family: str, member: StrEnum) -> str:
        """Return the message of a family for a member of its enum."""
        return member_message(self.lang, family, member)

    def category(self, name: str) -> str:
        """Return the name of a category of codes."""
        return category(self.lang, name)

    def state(self, name: str) -> str:
        """Return the word for the state of a session."""
        return state(self.lang, name)

    def session_type(self, name: str) -> str:
        """Return the word for the type of a session."""
        return session_type(self.lang, name)

    def event_name(self, event: StoryEvent) -> str:
        """Return what happened to a session."""
        return event_name(event, self.lang)

    def owner(self, session: Session) -> str:
        """Return the bundle and pid that own a session, as far as the log shows them."""
        return owner(session, self.lang)

    def process_name(self, process: Controller) -> str:
        """Return the name and pid of a process."""
        return process_name(process, self.lang)

    def printed_at(self, line: Evidence) -> str:
        """Return where in the framework's source a line is printed."""
        return printed_at(line, self.lang)

    @staticmethod
    def share(part: int, whole: int) -> str:
        """Return a share in percent."""
        return share(part, whole)
