"""From recommendations to their texts: why, where, what to do, and the lines of the log that prove it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import member_message, message, share
from .joining import listed, with_note
from .overview import CauseText, cause_text
from .sessions import event_name, owner, process_name
from .terms import Prose

if TYPE_CHECKING:
    from ...model.incidents import Evidence, Session
    from ...model.report import Recommendation, ReportData, Where
    from ...model.story import StoryEvent
    from .terms import Terms

_MOST_OTHERS = 5  # ranks of other recommendations that are listed


class LogLine(NamedTuple):
    """A line of the log, or several that read alike."""

    place: str  # of each of them
    time: str
    level: str
    process: str
    text: str
    printed_at: str  # place in the framework's source and its release; empty where the line itself names it
    places: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """All that is known of the line besides its text."""
        return "  ".join(filter(None, (self.place, self.time, self.level, self.process, self.printed_at)))


class Location(NamedTuple):
    """Where some of the incidents happened."""

    amount: str  # `4 × `; empty for the only location
    session: str
    others: tuple[str, ...]  # the controller, the application that saw the failure, the device

    def in_line(self, lang: str) -> str:
        """Return the location in one line."""
        return self.amount + message(lang, "comma").join((self.session, *self.others))


class RecommendationText(NamedTuple):
    """One recommendation; empty texts are not shown."""

    rank: int
    code: int
    title: str
    amount: str  # with its share, in brackets
    share_of_code: str  # empty where no other recommendation is about its code
    why: Prose
    before: tuple[str, ...]  # events that led to the first incident
    where: tuple[Location, ...]
    elsewhere: str
    steps: tuple[Prose, ...]
    note: Prose
    evidence: tuple[LogLine, ...]
    more_evidence: str
    also: tuple[str, ...]  # places of further incidents


class AdviceText(NamedTuple):
    """The recommendations that a page shows, and a sentence on the others."""

    shown: tuple[RecommendationText, ...]
    more: str
    rest: tuple[CauseText, ...]  # the others, in brief


def advice_text(report: ReportData, terms: Terms) -> AdviceText:
    """Return the texts of the first `terms.top` recommendations."""
    shown, texts = report.recommendations[: terms.top], RecommendationTexts(report, terms)
    rest = report.recommendations[len(shown) :]
    return AdviceText(
        tuple(map(texts.of, shown)),
        message(terms.lang, "more-recommendations", len(rest)) if rest else "",
        tuple(cause_text(recommendation, report) for recommendation in rest),
    )


class RecommendationTexts:
    """Words the recommendations of a report, one at a time."""

    def __init__(self, report: ReportData, terms: Terms) -> None:
        self._terms, self._incidents = terms, report.counts.incidents
        self._titles = {code.code: code.title for code in report.codes}
        self._of_code: dict[int, list[Recommendation]] = {}
        for recommendation in report.recommendations:
            self._of_code.setdefault(recommendation.code, []).append(recommendation)

    def of(self, recommendation: Recommendation) -> RecommendationText:
        """Return the texts of one recommendation of the report."""
        terms, lang = self._terms, self._terms.lang
        incidents, where = recommendation.incidents, recommendation.where
        count = message(lang, "incidents", incidents)
        elsewhere = incidents - sum(location.incidents for location in where)
        lines = list(_log_lines(recommendation.evidence, terms))
        hidden = sum(len(line.places) for line in lines[terms.evidence :]) if terms.evidence else 0
        return RecommendationText(
            rank=recommendation.rank,
            code=recommendation.code,
            title=self._titles.get(recommendation.code, recommendation.title),
            amount=message(lang, "count-and-share", count=count, share=share(incidents, self._incidents)),
            share_of_code=self._share_of_code(recommendation),
            why=Prose(recommendation.title if recommendation.cause else recommendation.description),
            before=tuple(_before(event, terms) for event in recommendation.before),
            where=tuple(_locations(where, incidents, terms)),
            elsewhere=message(lang, "elsewhere", elsewhere) if elsewhere > 0 else "",
            steps=tuple(map(Prose, recommendation.steps)),
            note=Prose(recommendation.note or ""),
            evidence=tuple(lines[: terms.evidence]),
            more_evidence=message(lang, "more-lines", hidden) if hidden > 0 else "",
            also=tuple(_also(recommendation, lines[: terms.evidence], terms)),
        )

    def _share_of_code(self, recommendation: Recommendation) -> str:
        """Say how many incidents of its code a recommendation is about, and which recommendations the others have."""
        same, lang = self._of_code[recommendation.code], self._terms.lang
        if len(same) == 1:
            return ""
        others = [str(other.rank) for other in same if other.rank != recommendation.rank]
        shown = message(lang, "enumeration").join(others[:_MOST_OTHERS])
        if len(others) > _MOST_OTHERS:
            shown = message(lang, "and-more", len(others) - _MOST_OTHERS, what=shown)
        return message(
            lang,
            "share-of-code",
            incidents=f"{recommendation.incidents:,}",
            all=f"{sum(other.incidents for other in same):,}",
            code=recommendation.code,
            others=shown,
        )


def _before(event: StoryEvent, terms: Terms) -> str:
    """Return the event that led to a failure."""
    place = terms.place(f"{event.source}:{event.line}")
    when = message(terms.lang, "comma").join(filter(None, (event.time, place)))
    return message(terms.lang, "before", what=event_name(event, terms.lang), when=when)


def location_text(where: Where, lang: str, *, tells_device: bool = False) -> Location:
    """Return where some incidents happened."""
    session, *others = _processes(where, lang)
    if tells_device and where.device:
        others.append(message(lang, "on-device", device=where.device))
    return Location("", session, tuple(others))


def _locations(where: Iterable[Where], incidents: int, terms: Terms) -> Iterator[Location]:
    """Yield the locations, most incidents first; those that would read alike are one."""
    counts: Counter[Location] = Counter()
    for place in where:
        counts[location_text(place, terms.lang, tells_device=terms.tells_devices)] += place.incidents
    for location, number in counts.most_common():
        yield location._replace(amount=message(terms.lang, "times-each", number) if number != incidents else "")


def _processes(where: Where, lang: str) -> Iterator[str]:
    """Yield the session, the controller that the call came through, and the application that saw it fail."""
    session, controller, process = where.session, where.controller, where.process
    if session is None:
        yield message(lang, "session-unknown")
    else:
        yield member_message(lang, "link", where.confidence, what=_session_of(session, lang))
    if controller is not None:
        yield message(lang, "through", who=process_name(controller, lang))
    elif session is None or process is None or process.pid != session.pid:  # the owner itself did not call
        yield message(lang, "controller-unknown")
    known = {session.pid if session else None, controller.pid if controller else None}
    if process is not None and process.pid not in known:
        yield message(lang, "seen-in", who=process_name(process, lang))


def _session_of(session: Session, lang: str) -> str:
    name = session.id or message(lang, "session-no-id")
    owned_by = owner(session, lang)
    if not owned_by:
        return message(lang, "session-of-nobody", id=name)
    return message(lang, "session-of", id=name, who=owned_by)


def _log_lines(lines: Iterable[Evidence], terms: Terms) -> Iterator[LogLine]:
    """Yield lines of the log; those that differ in their place only are one."""
    places: dict[LogLine, list[str]] = {}
    for line in lines:
        shown = _log_line(line, terms)
        places.setdefault(shown._replace(place=""), []).append(shown.place)
    for shown, places_of in places.items():
        yield shown._replace(place=listed(places_of, terms.lang), places=tuple(places_of))


def _log_line(line: Evidence, terms: Terms) -> LogLine:
    """Return a line of the log with the short name of its input; a process without a name is shown by its pid."""
    process = line.process or (message(terms.lang, "pid", pid=line.pid) if line.pid is not None else "")
    return LogLine(terms.place(line.place), line.time, line.level, process, line.text, printed_at(line, terms.lang))


def printed_at(line: Evidence, lang: str) -> str:
    """Return where in the framework's source a line is printed, and in which release that is so."""
    return with_note(line.printed_at, line.printed_in, lang) if line.printed_at and line.printed_in else ""


def _also(recommendation: Recommendation, evidence: Iterable[LogLine], terms: Terms) -> Iterator[str]:
    """Yield the places of the first incidents that the evidence does not show, and how many more there are."""
    shown = {place for line in evidence for place in line.places}
    places = [place for place in dict.fromkeys(map(terms.place, recommendation.because)) if place not in shown]
    yield from places
    more = recommendation.incidents - len(recommendation.because)
    if places and more > 0:
        yield message(terms.lang, "more-places", more)
