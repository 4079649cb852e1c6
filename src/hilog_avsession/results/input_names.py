"""From reports whose inputs may have the same names to reports in which every input has a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import PurePath
from typing import TYPE_CHECKING

from ..model.incidents import Evidence, Incident, Session
from ..model.report import Recommendation, Where
from ..model.story import StoryEvent

if TYPE_CHECKING:
    from ..model.release import ReleaseBound
    from ..model.report import R

_MARK = "!"  # as between an archive and its member


def keep_apart(reports: Sequence[R], names: Sequence[str] = ()) -> list[R]:
    """Return the reports with different names of inputs: `A.json!hilog.txt` where two reports have a `hilog.txt`.

    `names` are those of the reports, in their order. Without them the first report keeps its names, and the others are
    numbered: `report2!hilog.txt`. A report whose inputs are called as in no other report stays as it is.
    """
    own = [{entry.source for entry in report.inputs} for report in reports]
    labels = _labels(names, own) if names else _numbers(own)
    return [
        report if label is None else with_sources(report, f"{label}{_MARK}".__add__)
        for report, label in zip(reports, labels, strict=True)
    ]


def _labels(names: Sequence[str], own: Sequence[set[str]]) -> list[str | None]:
    """Return what stands before the inputs of each report: its name, without its folder where that is clear."""
    counts = Counter(source for sources in own for source in sources)
    last = [PurePath(name).name or name for name in names]
    chosen = last if len(set(last)) == len(last) else _numbered(names)
    return [
        label if any(counts[source] > 1 for source in sources) else None
        for label, sources in zip(chosen, own, strict=True)
    ]


def _numbered(names: Sequence[str]) -> list[str]:
    """Number the names that repeat: `-#1`, `-#2`."""
    counts, seen = Counter(names), Counter[str]()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name}#{seen[name]}" if counts[name] > 1 else name)
    return numbered


def _numbers(own: Sequence[set[str]]) -> Iterator[str | None]:
    """Yield a number for each report that has an input of an earlier one."""
    taken: set[str] = set()
    free: dict[str, int] = {}  # by source: the first number that was not found to be taken
    for sources in own:
        label = None
        if taken & sources:
            first = max(free.get(source, 2) for source in sources)
            number = next(
                number
                for number in count(first)
                if not any(f"report{number}{_MARK}{source}" in taken for source in sources)
            )
            label = f"report{number}"
            free |= {source: number + 1 for source in sources if free.get(source, 2) == number}
        taken |= sources if label is None else {f"{label}{_MARK}{source}" for source in sources}
        yield label


def with_sources(report: R, rename: Callable[[str], str]) -> R:
    """Return a report with other names of its inputs, wherever it names one."""
    return _Renaming(rename).report(report)


class _Renaming:
    """Renames the inputs in each part of a report."""

    def __init__(self, rename: Callable[[str], str]) -> None:
        self._rename = rename

    def report(self, report: R) -> R:
        """Return the report with the other names."""
        release = report.release
        return replace(
            report,
            inputs=tuple(entry._replace(source=self._rename(entry.source)) for entry in report.inputs),
            remarks=tuple(remark._replace(source=self._rename(remark.source)) for remark in report.remarks),
            recommendations=tuple(map(self._recommendation, report.recommendations)),
            sessions=tuple(map(self._session, report.sessions)),
            incidents=tuple(map(self._incident, report.incidents)),
            unknown=tuple(lines._replace(place=self._place(lines.place)) for lines in report.unknown),
            release=release and release._replace(since=self._bound(release.since), until=self._bound(release.until)),
        )

    def _place(self, place: str) -> str:
        source, _, line = place.rpartition(":")
        return f"{self._rename(source)}:{line}"

    def _bound(self, bound: ReleaseBound | None) -> ReleaseBound | None:
        return bound and bound._replace(source=self._rename(bound.source))

    def _recommendation(self, advice: Recommendation) -> Recommendation:
        return advice._replace(
            because=tuple(map(self._place, advice.because)),
            evidence=tuple(map(self._evidence, advice.evidence)),
            where=tuple(map(self._where, advice.where)),
            before=tuple(map(self._event, advice.before)),
        )

    def _where(self, where: Where) -> Where:
        return where._replace(session=where.session and self._session(where.session))

    def _session(self, session: Session) -> Session:
        return session._replace(story=tuple(map(self._event, session.story)))

    def _incident(self, incident: Incident) -> Incident:
        return incident._replace(
            session=incident.session and self._session(incident.session),
            candidates=tuple(map(self._session, incident.candidates)),
            evidence=tuple(map(self._evidence, incident.evidence)),
            before=tuple(map(self._event, incident.before)),
        )

    def _evidence(self, line: Evidence) -> Evidence:
        return line._replace(source=self._rename(line.source))

    def _event(self, event: StoryEvent) -> StoryEvent:
        return replace(event, source=self._rename(event.source))
