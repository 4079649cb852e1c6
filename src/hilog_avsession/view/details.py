"""From a row, an incident, a session or a gap to the lines that tell all about it, as the text report words them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..model.incidents import Incident, Session
from ..model.inputs import Input
from ..model.report import CodeCount, Counts, Lines, LossCount, Recommendation, ReportData, Where
from ..output.messages.lookup import category, member_message, message
from ..output.terminal.advice import advice_fields
from ..output.terminal.blocks import Field, PageStyle, Paragraph, fields
from ..output.terminal.layout import Line, join, plain
from ..output.terminal.sessions import sessions
from ..output.wording.advice import RecommendationText, RecommendationTexts, location_text
from ..output.wording.sessions import owner, sessions_text
from ..output.wording.terms import Terms, short_names
from ..results.advice import advice_of, title_of
from ..results.ranking import MOST_PLACES
from ..results.rebuilding import with_incidents
from .messages import say

if TYPE_CHECKING:
    from ..knowledge.catalog import Catalog
    from .board import Row
    from .gaps import Gap

_ALL = 1_000  # lines of evidence
_SOME = 3
_INDENT = 1
_NOTHING = ReportData(  # the wording of a part needs little of its report
    lang="en",
    interrupted=False,
    inputs=(),
    lines=Lines(),
    loss=LossCount(),
    counts=Counts(),
    categories=(),
    codes=(),
    recommendations=(),
    sessions=(),
    incidents=(),
)


class Details:
    """Words what is selected, in the language of the screen."""

    def __init__(self, catalog: Catalog, lang: str) -> None:
        self.catalog, self.lang = catalog, lang
        self.tells_devices = False  # whether there are several

    # ---- rows and incidents ----

    def title(self, code: int, cause: str | None) -> str:
        """Return what a cause, or else a code, is called."""
        return advice_of(code, cause, self.lang, self.catalog).title

    def of_row(self, row: Row, incidents: Sequence[Incident], width: int) -> list[Line]:
        """Return the lines about a row: why, what to do first, where, and the lines of its latest incident."""
        texts = self._advice(row.code, row.cause, incidents[::-1], _SOME, count=row.incidents)
        return [*self._head(texts, width), *self._fields(advice_fields(texts, self._style(width)), width)]

    def of_incident(self, incident: Incident, width: int) -> list[Line]:
        """Return the lines about one incident: its whole chain, what happened before, why, and what to do."""
        texts = self._advice(incident.code, incident.cause, [incident], _ALL)
        facts = [(label, [Paragraph(plain(text))]) for label, text in self._facts(incident) if text]
        advice = advice_fields(texts, self._style(width))
        return [*self._head(texts, width), *self._fields([*facts, *advice], width)]

    def fix(self, row: Row) -> str:
        """Return what to do about a row, a step a line."""
        steps = advice_of(row.code, row.cause, self.lang, self.catalog).steps
        return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))

    def evidence(self, incident: Incident) -> str:
        """Return the lines of an incident, each with its place."""
        return "\n".join(f"{line.place}: {line.text}" for line in incident.evidence)

    def _advice(
        self, code: int, cause: str | None, incidents: Sequence[Incident], lines: int, *, count: int = 1
    ) -> RecommendationText:
        """Return the texts of a recommendation about incidents, the first of which is shown."""
        text = advice_of(code, cause, self.lang, self.catalog)
        places = tuple(incident.evidence[0].place for incident in incidents[:MOST_PLACES])
        advice = Recommendation(
            0, code, cause, len(incidents), text.title, text.steps, text.note, places, description=text.description
        )
        advice = next(with_incidents([advice], incidents))
        advice = advice._replace(incidents=count)
        report = replace(
            _NOTHING,
            lang=self.lang,
            counts=Counts(count),
            codes=(_code_count(code, self.lang, self.catalog),),
            recommendations=(advice,),
        )
        terms = Terms(self.lang, _names(incidents), evidence=lines, tells_devices=self.tells_devices)
        texts = RecommendationTexts(report, terms).of(advice)
        return texts if len(incidents) == count else texts._replace(elsewhere="")  # what is not kept is not elsewhere

    def _head(self, texts: RecommendationText, width: int) -> list[Line]:
        name = join([plain(texts.code, "bold cyan"), plain(texts.title, "bold")], " ")
        return Paragraph(name, " " * _INDENT).lines(width)

    def _facts(self, incident: Incident) -> Iterator[tuple[str, str]]:
        """Yield what only this incident tells."""
        lang = self.lang
        sure = member_message(lang, "confidence", incident.context_confidence)
        link = message(lang, "sure-link", level=sure, basis=member_message(lang, "basis", incident.basis))
        yield message(lang, "time"), incident.time
        yield message(lang, "category"), category(lang, incident.category)
        yield say(lang, "interface"), incident.api or ""
        yield say(lang, "native"), "" if incident.native is None else str(incident.native)
        yield (
            message(lang, "sureness"),
            message(lang, "comma").join(
                (
                    message(lang, "sure-code", level=member_message(lang, "confidence", incident.code_confidence)),
                    link if incident.session else message(lang, "no-link"),
                )
            ),
        )
        others = [session.id or owner(session, lang) for session in incident.candidates]
        yield message(lang, "candidates"), message(lang, "list").join(filter(None, others))
        device = incident.cast.device if incident.cast else None
        yield say(lang, "cast"), device or ""

    # ---- sessions and gaps ----

    def of_session(self, session: Session, incidents: Sequence[Incident], width: int) -> list[Line]:
        """Return the lines about a session: its owner, its controllers, and its story as a timeline."""
        report = replace(_NOTHING, lang=self.lang, sessions=(session,), incidents=tuple(incidents))
        sources = {event.source for event in session.story}
        names = short_names(map(Input, sources))
        terms = Terms(self.lang, names, stories=True, whole=True, tells_devices=self.tells_devices)
        texts = sessions_text(report, terms)
        return list(sessions(texts, self._style(width)))[3:]  # without the title of the list

    def of_gap(self, gap: Gap, width: int) -> list[Line]:
        """Return the lines about something that the log does not show."""
        lines = Paragraph(plain(gap.text), " " * _INDENT).lines(width)
        if gap.command:
            command = plain(message(self.lang, "next-time", command=gap.command), "cyan")
            lines += Paragraph(command, " " * _INDENT).lines(width)
        if gap.place:
            lines += Paragraph(plain(gap.place, "cyan"), " " * _INDENT).lines(width)
        return lines

    def where(self, incident: Incident) -> str:
        """Return in which session and through which controller an incident happened."""
        place = Where(1, incident.session, incident.controller, incident.process, incident.context_confidence)
        return location_text(place, self.lang).in_line(self.lang)

    def _fields(self, rows: Sequence[Field], width: int) -> list[Line]:
        return fields(rows, width, _INDENT)

    def _style(self, width: int) -> PageStyle:
        return PageStyle(self.lang, width, color=True)


def story_text(session: Session) -> str:
    """Return the story of a session, an event a line, each with its place."""
    return "\n".join(f"{event.time}  {event.event}  {event.source}:{event.line}" for event in session.story)


def _code_count(code: int, lang: str, catalog: Catalog) -> CodeCount:
    return CodeCount(code, "", catalog.category(code), "", title_of(code, lang, catalog), 0, 0, 0, 0)


def _names(incidents: Iterable[Incident]) -> Mapping[str, str]:
    """Return the short names of the inputs that hold incidents and what led to them."""
    sources = {line.source for incident in incidents for line in incident.evidence}
    sources |= {event.source for incident in incidents for event in incident.before}
    return short_names(map(Input, sources))
