"""From a report to one that can be handed on: everything that identifies people is replaced, every link is kept.

Pseudonyms replace applications (except the platform's own), abilities, tags, session ids in all forms, devices, uids,
addresses, folders and files, and in the log's text every word that is neither AVSession's nor a programmer's. Codes,
times, pids, threads, levels and counts stay, and so does which session, application and device belong together.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import UnreadableInput
from ...knowledge.framework.inventory import RELEASES
from ...knowledge.rules import AVSESSION_DOMAINS
from ...model.incidents import Cast, Controller, Evidence, Incident, Session
from ...model.inputs import Input, Remark, RemarkKind
from ...model.messages.blindspots import is_known
from ...model.release import Release, ReleaseBound
from ...model.report import BlindSpot, FilterName, FoundValue, Recommendation, UnknownLines, Unmatched, Where
from ...model.story import StoryEvent
from ..blindspots import SLOW_PATTERN, TIME_FILTER
from .file_names import FileNames
from .forms import is_uid_of_app
from .names import Apps, Sessions
from .pseudonyms import Kind, Pseudonyms
from .texts import Texts
from .values import Values

if TYPE_CHECKING:
    from ...model.report import R, ReportData

_DOMAINS = frozenset(f"c{domain}" for domain in AVSESSION_DOMAINS)
_TYPES = frozenset(("audio", "video", "voice_call", "video_call", "photo"))


class Redaction:
    """Gives the reports and incidents of one run the same pseudonyms; with a key, those of all runs.

    Keep the key secret. Several threads may share it. Raises WrongUsage for an empty key.
    """

    def __init__(self, key: str | None = None) -> None:
        self.is_keyed = key is not None  # otherwise pseudonyms are numbered
        self._alone = threading.RLock()
        self._pseudonyms = Pseudonyms(key)
        self._apps, self._sessions = Apps(self._pseudonyms), Sessions(self._pseudonyms)
        self._files = FileNames(self._pseudonyms)
        self._texts = Texts(self._pseudonyms, self._apps, self._sessions, self._files)
        self._values = Values(self._files, self._texts)

    def report(self, report: R) -> R:
        """Return the report with pseudonyms; one that is already redacted stays as it is."""
        if report.is_redacted:
            return report
        with self._alone:
            return self._report(report)

    def _report(self, report: R) -> R:
        self._sessions.learn(report.sessions)
        self._learn(report.incidents, report.sessions, report.recommendations)
        self._learn_apps(kind.bundle for kind in report.kinds if kind.bundle)
        self._learn_apps(name for item in report.unmatched for name in _applications_of(item))
        return replace(
            report,
            is_redacted=True,
            inputs=tuple(self._inputs(report)),
            remarks=tuple(map(self._remark, report.remarks)),
            recommendations=tuple(map(self._recommendation, report.recommendations)),
            sessions=tuple(map(self._session, report.sessions)),
            incidents=tuple(map(self._incident, report.incidents)),
            unknown=tuple(map(self._unknown, report.unknown)),
            unmatched=tuple(map(self._unmatched, report.unmatched)),
            blind_spots=tuple(map(self._blind_spot, report.blind_spots)),
            kinds=tuple(kind._replace(bundle=self._process(kind.bundle)) for kind in report.kinds),
            release=report.release and self._release(report.release),
        )

    def incident(self, incident: Incident) -> Incident:
        """Return an incident with pseudonyms, from what is known up to it."""
        with self._alone:
            self._learn([incident])
            return self._incident(incident)

    def incidents(self, found: Iterable[Incident]) -> Iterator[Incident]:
        """Yield incidents with pseudonyms, as they come."""
        return map(self.incident, found)

    def sessions(self, found: Iterable[Session]) -> tuple[Session, ...]:
        """Return sessions with pseudonyms, from what is known up to them."""
        found = tuple(found)
        with self._alone:
            self._learn((), found)
            return tuple(map(self._session, found))

    def unknown_lines(self, found: Iterable[UnknownLines]) -> tuple[UnknownLines, ...]:
        """Return lines that no statement reads with pseudonyms."""
        with self._alone:
            return tuple(map(self._unknown, found))

    def blind_spots(self, found: Iterable[BlindSpot]) -> tuple[BlindSpot, ...]:
        """Return what a log could not show with pseudonyms."""
        with self._alone:
            return tuple(map(self._blind_spot, found))

    def text(self, text: str) -> str:
        """Return a text of a log with pseudonyms."""
        with self._alone:
            return self._texts.of(text)

    def source(self, name: str) -> str:
        """Return the name of an input with pseudonyms for folders, archives and files."""
        with self._alone:
            return self._files.source(name)

    def application(self, name: str) -> str:
        """Return the pseudonym of a bundle or process; those of the platform keep their names."""
        with self._alone:
            return self._apps.of(name)

    def unreadable(self, error: UnreadableInput) -> UnreadableInput:
        """Return why an input could not be read, without its name and its content."""
        with self._alone:
            return error.replaced(self.source(error.source), self._values.of_exception)

    def notice(self, sentence: str) -> str:
        """Return a message of this program or of `hdc` without addresses, paths and serial numbers."""
        with self._alone:
            return self._texts.addresses_in(sentence)

    # ---- names in fields, which are then found in texts, too ----

    def _learn(
        self,
        incidents: Sequence[Incident],
        sessions: Iterable[Session] = (),
        recommendations: Sequence[Recommendation] = (),
    ) -> None:
        places = [place for recommendation in recommendations for place in recommendation.where]
        found = [*sessions]
        found += [session for incident in incidents for session in (incident.session, *incident.candidates) if session]
        found += [place.session for place in places if place.session]
        processes = [process for session in found for process in session.controllers]
        for group in (incidents, places):
            processes += [process for member in group for process in (member.controller, member.process) if process]
        names = [session.bundle for session in found] + [process.process for process in processes]
        names += [line.process for incident in incidents for line in incident.evidence]
        names += [line.process for recommendation in recommendations for line in recommendation.evidence]
        self._learn_apps(name.partition(":")[0] for name in names if name)
        for session in dict.fromkeys(found):
            self._learn_session(session)
        for incident in incidents:
            self._texts.learn_code(incident.code)
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
        """Return the pseudonym of a name, which is replaced in texts from now on."""
        if not name:
            return name
        pseudonym = self._pseudonyms.of(kind, name)
        self._texts.learn(name, pseudonym)
        return pseudonym

    # ---- the parts of a report ----

    def _inputs(self, report: ReportData) -> Iterator[Input]:
        dictionaries = [remark.source for remark in report.remarks if remark.kind is RemarkKind.DICTIONARY]
        for read in report.inputs:
            error = read.error and self._values.of_error(read.error, read.source, dictionaries)
            device = self._device(read.device)
            yield read._replace(source=self._files.source(read.source), error=error, device=device)

    def _blind_spot(self, spot: BlindSpot) -> BlindSpot:
        """Replace the file that holds a user's pattern; a kind that only another release knows may hold any name."""
        if spot.given is not None:
            text, command = spot.given
            known = is_known(spot.kind, "") or spot.kind in (SLOW_PATTERN, TIME_FILTER)
            return replace(spot, given=(self.notice(text) if known else self.text(text), command))
        return replace(spot, detail=self.notice(spot.detail))

    def _remark(self, remark: Remark) -> Remark:
        return remark._replace(source=self._files.source(remark.source))

    def _recommendation(self, recommendation: Recommendation) -> Recommendation:
        likely = self._id_of(recommendation.where[0].session) if recommendation.where else None
        return recommendation._replace(
            because=tuple(map(self._files.at, recommendation.because)),
            evidence=tuple(self._evidence(line, likely) for line in recommendation.evidence),
            where=tuple(map(self._where, recommendation.where)),
            before=tuple(self._event(event, likely) for event in recommendation.before),
        )

    def _where(self, place: Where) -> Where:
        return place._replace(
            session=place.session and self._session(place.session),
            controller=self._controller(place.controller),
            process=self._controller(place.process),
            device=self._device(place.device),
        )

    def _incident(self, incident: Incident) -> Incident:
        likely = self._id_of(incident.session)
        return incident._replace(
            session=incident.session and self._session(incident.session),
            controller=self._controller(incident.controller),
            process=self._controller(incident.process),
            cast=incident.cast and self._cast(incident.cast),
            candidates=tuple(map(self._session, incident.candidates)),
            evidence=tuple(self._evidence(line, likely) for line in incident.evidence),
            before=tuple(self._event(event, likely) for event in incident.before),
            device=self._device(incident.device),
        )

    def _session(self, session: Session) -> Session:
        id_ = self._id_of(session)
        return session._replace(
            id=id_,
            full_id=None,  # it says no more than the pseudonym
            uid=None if session.uid is None else self._uid(session.uid),
            bundle=session.bundle and self._apps.of(session.bundle),
            ability=self._name(Kind.ABILITY, session.ability),
            tag=self._name(Kind.TAG, session.tag),
            type=session.type if session.type in _TYPES else session.type and self._texts.of(session.type),
            controllers=tuple(map(self._named, session.controllers)),
            story=tuple(self._event(event, id_) for event in session.story),
            device=self._device(session.device),
        )

    def _id_of(self, session: Session | None) -> str | None:
        return None if session is None else self._sessions.of(session)

    def _device(self, key: str | None) -> str | None:
        return key and self._pseudonyms.of(Kind.DEVICE, key)

    def _uid(self, uid: int) -> int:
        return self._pseudonyms.uid(uid) if is_uid_of_app(uid) else uid

    def _controller(self, controller: Controller | None) -> Controller | None:
        return controller and self._named(controller)

    def _named(self, controller: Controller) -> Controller:
        return controller._replace(process=self._process(controller.process))

    def _process(self, name: str | None) -> str | None:
        return name and self._apps.of(name)

    def _cast(self, cast: Cast) -> Cast:
        return Cast(self._name(Kind.DEVICE, cast.device), self._name(Kind.ID, cast.handle))

    def _evidence(self, evidence: Evidence, likely: str | None) -> Evidence:
        return evidence._replace(
            source=self._files.source(evidence.source),
            process=self._process(evidence.process) or "",
            text=self._texts.of(evidence.text, likely),
            printed_at=self._printed_at(evidence),
        )

    def _printed_at(self, evidence: Evidence) -> str | None:
        """Return the place in the framework's source; one that the log itself names may be anything."""
        place = evidence.printed_at
        return self._texts.of(place) if place and evidence.printed_in not in RELEASES else place

    def _event(self, event: StoryEvent, likely: str | None) -> StoryEvent:
        return replace(event, source=self._files.source(event.source), text=self._texts.of(event.text, likely))

    def _unmatched(self, item: Unmatched) -> Unmatched:
        """Replace what was found, then what was asked for: a part of a name would give the name away."""
        present = tuple(self._found_value(item.filter, found) for found in item.present)
        near = tuple(self._value(item.filter, name) for name in item.near)
        names = (FilterName.BUNDLE, FilterName.SESSION, FilterName.DEVICE)
        wanted = tuple(map(self._asked, item.wanted)) if item.filter in names else item.wanted
        return item._replace(wanted=wanted, near=near, present=present)

    def _found_value(self, filter_: FilterName, found: FoundValue) -> FoundValue:
        return found._replace(value=self._value(filter_, found.value), owner=self._process(found.owner))

    def _value(self, filter_: FilterName, value: str) -> str:
        if filter_ is FilterName.BUNDLE:
            return self._apps.of(value)
        if filter_ is FilterName.DEVICE:
            return self._pseudonyms.of(Kind.DEVICE, value)
        return (
            self._sessions.in_text(value, None) or self._sessions.add(value) if filter_ is FilterName.SESSION else value
        )

    def _asked(self, text: str) -> str:
        return self._apps.find(text) or self._pseudonyms.of(Kind.TEXT, text)

    def _release(self, release: Release) -> Release:
        return release._replace(
            since=release.since and self._release_bound(release.since),
            until=release.until and self._release_bound(release.until),
        )

    def _release_bound(self, bound: ReleaseBound) -> ReleaseBound:
        is_domain = bound.text.lower() in _DOMAINS
        return bound._replace(
            source=self._files.source(bound.source), text=bound.text if is_domain else self._texts.of(bound.text)
        )

    def _unknown(self, unknown: UnknownLines) -> UnknownLines:
        return UnknownLines(
            shape=self._texts.of(unknown.shape),
            lines=unknown.lines,
            example=self._texts.of(unknown.example),
            place=self._files.at(unknown.place),
        )


def _applications_of(item: Unmatched) -> Iterator[str]:
    for found in item.present:
        name = found.value if item.filter is FilterName.BUNDLE else found.owner
        if name:
            yield name
