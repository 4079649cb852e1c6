"""From a report to one that can be handed on: pseudonyms for all that tells of people, and every link kept.

What goes: applications (but for the platform's own), abilities, tags, session ids in all forms, devices, uids,
addresses, folders and files, and of the log's text every word that is neither AVSession's nor a programmer's. What
stays: codes, times, pids, threads, levels, counts, and who has to do with whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import UnreadableInput
from ...model.incidents import Cast, Controller, Evidence, Incident, Session
from ...model.inputs import Input, Remark, RemarkKind
from ...model.messages.blindspots import is_known
from ...model.report import BlindSpot, Recommendation, UnknownLines, Where
from ...model.story import StoryEvent
from ..blindspots import SLOW_PATTERN, TIME_FILTER
from .forms import is_uid_of_app
from .names import Apps, Sessions
from .places import Places
from .pseudonyms import Kind, Pseudonyms
from .texts import Texts
from .values import Values

if TYPE_CHECKING:
    from ...model.report import R, ReportData

_TYPES = frozenset(("audio", "video", "voice_call", "video_call", "photo"))


class Redaction:
    """Gives reports and incidents of one run the same pseudonyms; with a key, those of all runs. Keep the key secret.

    Raises WrongUsage for an empty key.
    """

    def __init__(self, key: str | None = None) -> None:
        self.is_keyed = key is not None  # else pseudonyms are numbered
        self._pseudonyms = Pseudonyms(key)
        self._apps, self._sessions = Apps(self._pseudonyms), Sessions(self._pseudonyms)
        self._places = Places(self._pseudonyms)
        self._texts = Texts(self._pseudonyms, self._apps, self._sessions, self._places)
        self._values = Values(self._places, self._texts)

    def report(self, report: R) -> R:
        """The report with pseudonyms; one that has them already as it is."""
        if report.is_redacted:
            return report
        self._sessions.learn(report.sessions)
        self._learn(report.incidents, report.sessions, report.recommendations)
        self._learn_apps(one.bundle for one in report.kinds if one.bundle)
        return replace(
            report,
            is_redacted=True,
            inputs=tuple(self._inputs(report)),
            remarks=tuple(map(self._remark, report.remarks)),
            recommendations=tuple(map(self._recommendation, report.recommendations)),
            sessions=tuple(map(self._session, report.sessions)),
            incidents=tuple(map(self._incident, report.incidents)),
            unknown=tuple(map(self._unknown, report.unknown)),
            blind_spots=tuple(map(self._blind_spot, report.blind_spots)),
            kinds=tuple(one._replace(bundle=self._process(one.bundle)) for one in report.kinds),
        )

    def incident(self, incident: Incident) -> Incident:
        """An incident with pseudonyms, made from what was met up to it."""
        self._learn([incident])
        return self._incident(incident)

    def incidents(self, found: Iterable[Incident]) -> Iterator[Incident]:
        """Incidents with pseudonyms, as they come."""
        return map(self.incident, found)

    def text(self, text: str) -> str:
        """What a log says, with pseudonyms."""
        return self._texts.of(text)

    def source(self, name: str) -> str:
        """The name of an input, with pseudonyms for folders, archives and files."""
        return self._places.source(name)

    def application(self, name: str) -> str:
        """The pseudonym of a bundle or process; those of the platform keep their names."""
        return self._apps.of(name)

    def unreadable(self, error: UnreadableInput) -> UnreadableInput:
        """Why an input could not be read, without its names and without what it holds."""
        return error.replaced(self.source(error.source), self._values.of_exception)

    def notice(self, sentence: str) -> str:
        """What this program or `hdc` says while a log is read, without addresses, paths and serial numbers."""
        return self._texts.addresses_in(sentence)

    # ---- names that stand in fields are found in texts, too ----

    def _learn(
        self,
        incidents: Sequence[Incident],
        sessions: Iterable[Session] = (),
        recommendations: Sequence[Recommendation] = (),
    ) -> None:
        places = [place for one in recommendations for place in one.where]
        met = [*sessions, *(session for one in incidents for session in (one.session, *one.candidates) if session)]
        met += [place.session for place in places if place.session]
        processes = [process for session in met for process in session.controllers]
        for some in (incidents, places):
            processes += [process for one in some for process in (one.controller, one.process) if process]
        names = [session.bundle for session in met] + [process.process for process in processes]
        names += [line.process for one in incidents for line in one.evidence]
        names += [line.process for one in recommendations for line in one.evidence]
        self._learn_apps(name.partition(":")[0] for name in names if name)
        for session in dict.fromkeys(met):
            self._learn_session(session)
        for incident in incidents:
            if incident.cast is not None:
                self._cast(incident.cast)

    def _learn_apps(self, names: Iterable[str]) -> None:
        different = list(dict.fromkeys(names))
        self._apps.learn(different)
        for name in different:
            pseudonym = self._apps.of(name)
            if pseudonym != name:
                self._texts.learn(name, pseudonym)

    def _learn_session(self, session: Session) -> None:
        self._sessions.of(session)
        self._name(Kind.ABILITY, session.ability)
        self._name(Kind.TAG, session.tag)
        if session.uid is not None:
            self._texts.learn(str(session.uid), str(self._uid(session.uid)))

    def _name(self, kind: Kind, name: str | None) -> str | None:
        """The pseudonym of a name, which is found in texts from now on."""
        if not name:
            return name
        pseudonym = self._pseudonyms.of(kind, name)
        self._texts.learn(name, pseudonym)
        return pseudonym

    # ---- the parts of a report ----

    def _inputs(self, report: ReportData) -> Iterator[Input]:
        dictionaries = [one.source for one in report.remarks if one.kind is RemarkKind.DICTIONARY]
        for one in report.inputs:
            error = one.error and self._values.of_error(one.error, one.source, dictionaries)
            yield one._replace(source=self._places.source(one.source), error=error)

    def _blind_spot(self, spot: BlindSpot) -> BlindSpot:
        """Replace the file that holds a user's pattern; what only another release knows may hold any name."""
        if spot.given is not None:
            text, command = spot.given
            known = is_known(spot.kind, "") or spot.kind in (SLOW_PATTERN, TIME_FILTER)
            return replace(spot, given=(self.notice(text) if known else self.text(text), command))
        return replace(spot, detail=self.notice(spot.detail))

    def _remark(self, one: Remark) -> Remark:
        return one._replace(source=self._places.source(one.source))

    def _recommendation(self, one: Recommendation) -> Recommendation:
        likely = self._id_of(one.where[0].session) if one.where else None
        return one._replace(
            because=tuple(map(self._places.at, one.because)),
            evidence=tuple(self._evidence(line, likely) for line in one.evidence),
            where=tuple(map(self._where, one.where)),
            before=tuple(self._event(event, likely) for event in one.before),
        )

    def _where(self, one: Where) -> Where:
        return one._replace(
            session=one.session and self._session(one.session),
            controller=self._controller(one.controller),
            process=self._controller(one.process),
        )

    def _incident(self, one: Incident) -> Incident:
        likely = self._id_of(one.session)
        return one._replace(
            session=one.session and self._session(one.session),
            controller=self._controller(one.controller),
            process=self._controller(one.process),
            cast=one.cast and self._cast(one.cast),
            candidates=tuple(map(self._session, one.candidates)),
            evidence=tuple(self._evidence(line, likely) for line in one.evidence),
            before=tuple(self._event(event, likely) for event in one.before),
        )

    def _session(self, one: Session) -> Session:
        id_ = self._id_of(one)
        return one._replace(
            id=id_,
            full_id=None,  # it is 64 digits long, and would tell no more than the pseudonym
            uid=None if one.uid is None else self._uid(one.uid),
            bundle=one.bundle and self._apps.of(one.bundle),
            ability=self._name(Kind.ABILITY, one.ability),
            tag=self._name(Kind.TAG, one.tag),
            type=one.type if one.type in _TYPES else one.type and self._texts.of(one.type),
            controllers=tuple(Controller(each.pid, self._process(each.process)) for each in one.controllers),
            story=tuple(self._event(event, id_) for event in one.story),
        )

    def _id_of(self, one: Session | None) -> str | None:
        return None if one is None else self._sessions.of(one)

    def _uid(self, uid: int) -> int:
        return self._pseudonyms.uid(uid) if is_uid_of_app(uid) else uid

    def _controller(self, one: Controller | None) -> Controller | None:
        return one and one._replace(process=self._process(one.process))

    def _process(self, name: str | None) -> str | None:
        return name and self._apps.of(name)

    def _cast(self, one: Cast) -> Cast:
        return Cast(self._name(Kind.DEVICE, one.device), self._name(Kind.ID, one.handle))

    def _evidence(self, one: Evidence, likely: str | None) -> Evidence:
        return one._replace(
            source=self._places.source(one.source),
            process=self._process(one.process) or "",
            text=self._texts.of(one.text, likely),
        )

    def _event(self, one: StoryEvent, likely: str | None) -> StoryEvent:
        return replace(one, source=self._places.source(one.source), text=self._texts.of(one.text, likely))

    def _unknown(self, one: UnknownLines) -> UnknownLines:
        return UnknownLines(
            shape=self._texts.of(one.shape),
            lines=one.lines,
            example=self._texts.of(one.example),
            place=self._places.at(one.place),
        )
