"""The straight pipe: from inputs to the report, stage by stage. Read this first.

sources -> scanner -> hilog -> overlap -> detect -> context -> incidents -> summary
Block      Line       Record   Record     Event     Linked     OpenIncident        Report

`front.py` joins the first three, which need to know nothing of other inputs: `jobs.py` runs them in several processes.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

from .analysis.deduplicate import Deduplicator
from .analysis.detect import Detector
from .analysis.folding import Folding, OpenIncident, code_of
from .analysis.sessions.tracker import Tracker
from .model.events import DumpLine, Loss, Unknown
from .model.incidents import Incident
from .model.inputs import Input, Remark
from .model.records import Record
from .model.report import Lines, LossCount
from .options import Options
from .reading.header import Unparsed
from .reading.outcome import with_decoding, without_log
from .reading.reader import LogReader, LogText, Read, Reader
from .reading.sources import Place, Ready, expand, size_of
from .report import Report
from .results.aggregation import Aggregation
from .results.blindspots import Coverage, find_blind_spots

_FORKS = sys.platform == "linux" and sys.version_info < (3, 14)  # elsewhere a process begins as a new Python
# bytes of files that several processes read by default: less is read while they start
_LARGE = (32 if _FORKS else 256) << 20
_MOST_JOBS = 4


class Diagnosis:
    """One run over one or several inputs; its figures may be looked at while it runs."""

    def __init__(self, options: Options | None = None, front: Reader | None = None) -> None:
        self.options = options or Options()
        self.context = Tracker()
        self.summary = Aggregation(
            self.context, self.options.filters, self.options.max_incidents, self.options.ruleset.catalog
        )
        self._front = front or LogReader(self.options.reading)
        self._overlap = Deduplicator()
        self._detector = Detector(self.options.ruleset)
        self._fold = Folding(self.context)
        self.inputs: list[Input] = []
        self.remarks: list[Remark] = []
        self.text: LogText | None = None  # that is being read
        self.interrupted = False
        self._total = 0  # lines of the inputs that were read
        self._records = self._continuations = self._unparsed = 0
        self._lost = self._notices = 0

    # ---- the pipe ----

    def incidents(self, text: LogText) -> Iterator[Incident]:
        """Read one text and yield incidents as they are complete; one at its very end waits for the next input."""
        before = self._lines()
        self.text = text

        records = self._counted(text.records())
        new = self._overlap.new_records(records, continues=text.continues)
        linked = self.context.follow(self._detector.find_events(new))
        for found in self._fold.fold(linked):
            incident = self._take(found)
            if incident is not None:
                yield incident

        self.text = None
        after = self._lines()
        read_any = after.examined - after.unparsed > before.examined - before.unparsed
        one = text.described(read_any=read_any)
        if isinstance(one, Input):
            self.inputs.append(one._replace(repeated=after.repeated - before.repeated))
            self._total += one.lines
        else:
            self.remarks.append(one)
            self._unparsed = before.unparsed  # lines of what is no log

    def rest(self) -> Iterator[Incident]:
        """Yield the incidents that wait for lines of a next input: there is none."""
        for found in self._fold.rest():
            incident = self._take(found)
            if incident is not None:
                yield incident

    def read(self, place: Place, ready: Ready | None = None) -> None:
        """Read all that a place holds; what cannot be read becomes an input with an error."""
        for _incident in self.incidents_in(place, ready):
            pass

    def incidents_in(self, place: Place, ready: Ready | None = None) -> Iterator[Incident]:
        """Read all that a place holds and yield its incidents as they are complete.

        `ready` is asked before each read with the file descriptor; False ends the reading.
        """
        inputs, remarks = len(self.inputs), len(self.remarks)
        for found in self._front.read(place, ready):
            if isinstance(found, Input):
                self.inputs.append(found)
            elif isinstance(found, Remark):
                self.remarks.append(found)
            else:
                yield from self.incidents(found)
        if len(self.inputs) == inputs:
            self.inputs.append(without_log(place, self.remarks[remarks:], stopped=self._front.stopped))

    def report(self) -> Report:
        """The report of what was read so far."""
        for _incident in self.rest():
            pass
        summary, lang = self.summary, self.options.lang
        incidents = summary.report_incidents()
        return Report(
            lang=lang,
            interrupted=self.interrupted,
            inputs=with_decoding(self.inputs, self.remarks),
            remarks=tuple(self.remarks),
            lines=self._lines(),
            loss=LossCount(self._lost, self._notices, self._detector.private),
            counts=summary.counts(),
            categories=summary.categories(),
            codes=summary.codes(lang),
            recommendations=summary.recommendations(lang),
            sessions=summary.report_sessions(),
            incidents=incidents,
            kinds=summary.kinds(incidents),
            unknown=summary.unknown(),
            blind_spots=find_blind_spots(self._coverage(), lang),
            incidents_truncated=summary.truncated,
            filtered_out=summary.filtered_out,
        )

    def codes_so_far(self) -> Counter[int]:
        """Incidents by code while the diagnosis runs, those that may still grow included."""
        counts = Counter(dict(self.summary.codes_so_far()))
        counts.update(code_of(draft) for draft in list(self._fold.open) if draft.is_failure)
        return counts

    @property
    def lines_so_far(self) -> int:
        """Lines read while the diagnosis runs."""
        return self._lines().total

    @property
    def slow_patterns(self) -> dict[str, int]:
        """Where a user's patterns stand that took too long, and how many different messages each gave up."""
        return dict(self._detector.rules.slow)

    @property
    def lost_so_far(self) -> int:
        """Lines that the log said it lost, while the diagnosis runs."""
        return self._lost

    # ---- counting what passes ----

    def _counted(self, records: Iterable[Read]) -> Iterator[Record | DumpLine]:
        for record in records:
            if isinstance(record, Unparsed):
                self._unparsed += 1
                continue
            if isinstance(record, Record) and record.continuation:
                self._continuations += 1
            else:
                self._records += 1
            yield record

    def _coverage(self) -> Coverage:
        sessions = self.context.registry.sessions.values()
        return Coverage(
            lost_notices=self._notices,
            private_values=self._detector.private,
            levels=frozenset(self._detector.levels),
            sessions_without_beginning=sum(1 for session in sessions if session.created is None),
            incidents_without_session=self.summary.unlinked,
            clock_jumps=self._overlap.jumps,
            untimed=dict(self.summary.untimed),
            unsure_repeats=self._overlap.unsure,
            slow_patterns=self.slow_patterns,
        )

    def _take(self, found: OpenIncident | Loss | Unknown) -> Incident | None:
        if isinstance(found, Loss):
            self._lost += found.lines
            self._notices += 1
            return None
        if isinstance(found, Unknown):
            self.summary.add_unknown(found)
            return None
        return self.summary.add(found)

    def _lines(self) -> Lines:
        total = self._total + (self.text.lines if self.text else 0)
        repeated = self._overlap.repeated
        return Lines(total, self._examined, self._records, self._continuations, self._unparsed, repeated)

    @property
    def _examined(self) -> int:
        return self._records + self._continuations + self._unparsed


def diagnose(places: Iterable[Place], options: Options | None = None) -> Report:
    """Read all inputs and return the report. Inputs that cannot be read stand in it with their error."""
    options, places = options or Options(), expand(places)
    with reader_for(places, options) as front:
        diagnosis = Diagnosis(options, front)
        for place in places:
            diagnosis.read(place)
        return diagnosis.report()


def reader_for(places: Sequence[Place], options: Options) -> AbstractContextManager[Reader]:
    """What reads the places: this process, or several where the options say so, or leave it open and it pays."""
    jobs = options.jobs or _jobs_that_pay(places)
    if jobs == 1:
        return nullcontext(LogReader(options.reading))
    from .reading.parallel.jobs import ParallelReader  # noqa: PLC0415  (hardly any run needs it)

    return ParallelReader(places, options.reading, jobs)


def _jobs_that_pay(places: Sequence[Place]) -> int:
    """One process for each processor, up to a few: the stages behind them cannot take more. One for small inputs."""
    jobs = min(_processors(), _MOST_JOBS)
    return jobs if jobs > 1 and sum(map(size_of, places)) >= _LARGE else 1


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
