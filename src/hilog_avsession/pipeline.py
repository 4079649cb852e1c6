"""Join the stages, from inputs to the report. Read this first.

sources -> scanner -> header -> deduplicate -> detect -> tracker -> folding      -> incident -> aggregation
Block      Line       Record    Record         Event     Linked     OpenIncident    Incident    Report

`reading/reader.py` joins the first three. They do not depend on other inputs, so `reading/parallel/jobs.py` can run
them in several processes.
"""

from __future__ import annotations

import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice

from .analysis.conclusions import code_of
from .analysis.deduplicate import Deduplicator
from .analysis.detect import Detector
from .analysis.folding import Folding
from .analysis.incident import IncidentBuilder
from .analysis.opened import OpenIncident
from .analysis.places import Places
from .analysis.sessions.tracker import Tracker
from .model.events import DumpLine, Loss, Unknown
from .model.incidents import Incident, Session
from .model.inputs import Input, Remark
from .model.records import Record
from .model.report import BlindSpot, Lines, LossCount, UnknownLines, added
from .options import Options
from .reading.fastpath import Sieve
from .reading.header import Unparsed
from .reading.outcome import input_without_log, with_decoding, with_dump_errors
from .reading.reader import LogReader, LogText, Read, Reader
from .reading.sources import Location, Ready, amount_of, expand
from .report import Report
from .results.aggregation import Aggregation
from .results.blindspots import Coverage, find_blind_spots

_FORKS = sys.platform == "linux" and sys.version_info < (3, 14)  # elsewhere each process starts a new interpreter
# bytes of plain log; smaller inputs are read by one process: it is done before others have started
_LARGE = (32 if _FORKS else 256) << 20
_MOST_JOBS = 4  # processes that are started unless an option says how many


class Diagnosis:
    """One run over one or several inputs: `read` each of them, `finish`, then take the `report`.

    Another thread may read its counts while it runs, and take a report between two reads (`report_so_far`).
    """

    def __init__(self, options: Options | None = None, reader: Reader | None = None, device: str | None = None) -> None:
        """Take the options, a reader, and the key of the device that the log is from, if it was named."""
        self.options = options or Options()
        catalog = self.options.ruleset.catalog
        self.inputs: list[Input] = []
        self.remarks: list[Remark] = []
        self.device = device
        self.interrupted = False
        self._dumps: set[int] = set()  # positions in `inputs` of those that hold dumps and no HiLog
        self._sieve = Sieve()  # holds back lines that every stage would ignore
        self.tracker = Tracker(catalog, self._sieve, device)
        self._reader = reader or LogReader(self.options.reading)
        self._deduplicator = Deduplicator(sieve=self._sieve)
        self._detector = Detector(self.options.ruleset, self._sieve)
        self._folding = Folding(self.tracker, self._sieve)
        self._builder = IncidentBuilder(self.tracker.registry, catalog)
        self._aggregation = Aggregation(self.tracker, self.options.filters, self.options.max_incidents, catalog)
        self._places = Places()
        # lines of the inputs that were read and are logs, and the input that is being read; one value, since another
        # thread may add them up
        self._progress: tuple[Lines, _InputCount | None] = Lines(), None
        self._lost = self._notices = 0
        self._finished = False

    # ---- the pipe ----

    def read(self, location: Location, ready: Ready | None = None) -> Iterator[Incident]:
        """Read everything that a location holds and yield each incident once it is complete.

        An incident at the very end waits for the next input. If something cannot be read, it becomes an input with an
        error. `ready` is called with the file descriptor before each read; False ends the reading.
        """
        inputs_before, remarks_before = len(self.inputs), len(self.remarks)
        for found in self._reader.read(location, ready):
            yield from self.take(found)
        if len(self.inputs) == inputs_before:
            self.inputs.append(input_without_log(location, self.remarks[remarks_before:], stopped=self._reader.stopped))

    def take(self, found: LogText | Input | Remark) -> Iterator[Incident]:
        """Read one text and yield its incidents, or note an input or a remark: what a reader has found."""
        if isinstance(found, Input):
            self.inputs.append(found)
        elif isinstance(found, Remark):
            self.remarks.append(found)
        else:
            yield from self._read_text(found)

    def finish(self) -> Iterator[Incident]:
        """Yield the incidents that were waiting for a next input, which does not come."""
        yield from self._conclude_all(self._folding.rest())
        for stage in (self._deduplicator, self._detector, self._folding, self._builder):
            stage.forget()  # the report needs the room
        self._finished = True

    def report(self) -> Report:
        """Return the report of everything that was read. Call `finish` first."""
        assert self._finished, "finish() comes before report()"
        return self._report(self._aggregation, self.inputs, self._progress[0], interrupted=self.interrupted)

    def _report(self, aggregation: Aggregation, inputs: Sequence[Input], lines: Lines, *, interrupted: bool) -> Report:
        lang = self.options.lang
        has_found = bool(aggregation.incidents or aggregation.filtered_out)
        release = self._detector.release.release(look_up=has_found)
        places = Places(release)
        incidents = aggregation.report_incidents(places.in_incident, is_last=self._finished)
        return Report(
            lang=lang,
            interrupted=interrupted,
            inputs=self._finished_inputs(inputs, aggregation),
            remarks=tuple(self.remarks),
            lines=lines,
            loss=self.loss_so_far,
            counts=aggregation.counts(),
            categories=aggregation.categories(),
            codes=aggregation.codes(lang),
            recommendations=tuple(
                advice._replace(evidence=places.in_lines(advice.evidence))
                for advice in aggregation.recommendations(lang)
            ),
            sessions=aggregation.report_sessions(),
            incidents=incidents,
            kinds=aggregation.kinds(incidents),
            unknown=aggregation.unknown(),
            blind_spots=find_blind_spots(self._coverage(aggregation), lang),
            incidents_truncated=aggregation.truncated,
            filtered_out=aggregation.filtered_out,
            unmatched=aggregation.unmatched(),
            release=release,
            shows_avsession=bool(self._detector.levels) or has_found,
        )

    def _finished_inputs(self, inputs: Sequence[Input], aggregation: Aggregation) -> tuple[Input, ...]:
        """Return the inputs with what is known of them when all are read, and their numbers of incidents."""
        inputs = with_dump_errors(with_decoding(inputs, self.remarks), self._dumps)
        if self.device is not None:
            inputs = tuple(entry._replace(device=self.device) for entry in inputs)
        return aggregation.with_incidents(inputs)

    # ---- while it runs ----

    def report_so_far(self) -> Report:
        """Return the report as if the log ended here, marked as interrupted; reading can go on afterwards.

        No other thread may be reading meanwhile. Incidents that may still grow are in it as they are now.
        """
        inputs, (lines, reading) = self.inputs, self._progress
        if reading is not None:
            found, more = reading.so_far(self._deduplicator.repeated)
            inputs = [*inputs, found] if isinstance(found, Input) else inputs
            lines = added(lines, more)
        aggregation = self._aggregation.branch()
        with self.tracker.failures_on_trial():
            for growing in self._growing():
                self._conclude(growing, aggregation)
            return self._report(aggregation, inputs, lines, interrupted=self.interrupted or not self._finished)

    def _growing(self) -> Iterator[OpenIncident]:
        """Yield the incidents that may still grow."""
        return (found for found in list(self._folding.open) if found.is_failure)

    def open_so_far(self, most: int) -> list[Incident]:
        """Return the latest incidents that may still grow, as they are now, those that the filters want.

        As for `report_so_far`, no other thread may be reading meanwhile.
        """
        latest = list(islice(reversed(self._folding.open), most))[::-1]
        built = (self._builder.build(found, 0)[0] for found in latest if found.is_failure)
        return list(filter(self._aggregation.passes, built))

    def sessions_so_far(self) -> tuple[Session, ...]:
        """Return the sessions that the filters want, in the order of their appearance.

        As for `report_so_far`, no other thread may be reading meanwhile, and incidents that may still grow are in them.
        """
        with self.tracker.failures_on_trial():
            for growing in self._growing():
                incident, session = self._builder.build(growing, 0)
                if self._aggregation.passes(incident):
                    self.tracker.note_failure(incident, session)
            return self._aggregation.report_sessions()

    def unknown_so_far(self) -> tuple[UnknownLines, ...]:
        """Return the error-level lines that no statement reads, by shape, most first."""
        return self._aggregation.unknown()

    def blind_spots_so_far(self) -> tuple[BlindSpot, ...]:
        """Return what the log could not show."""
        return find_blind_spots(self._coverage(self._aggregation), self.options.lang)

    @property
    def devices(self) -> tuple[str, ...]:
        """The device whose log this is, if it was named."""
        return () if self.device is None else (self.device,)

    @property
    def begun_so_far(self) -> int:
        """How many incidents were begun, including those that turned out not to be failures."""
        return self._folding.begun

    @property
    def loss_so_far(self) -> LossCount:
        """What the log itself reports as lost or hidden."""
        return LossCount(self._lost, self._notices, self._detector.private)

    def with_places(self, incident: Incident) -> Incident:
        """Return an incident whose evidence names its places in the framework's source, as far as is known by now."""
        release = self._detector.release.release()
        if self._places.release != release:
            self._places = Places(release)
        return self._places.in_incident(incident)

    def codes_so_far(self) -> Counter[int]:
        """Count the incidents so far by code, including those that may still grow."""
        counts = Counter(dict(self._aggregation.codes_so_far()))
        counts.update(map(code_of, self._growing()))
        return counts

    @property
    def lines_so_far(self) -> int:
        """How many lines were read."""
        lines, reading = self._progress
        return lines.total + (reading.text.lines if reading is not None else 0)

    @property
    def lost_so_far(self) -> int:
        """How many lines the log says it lost."""
        return self._lost

    @property
    def slow_patterns(self) -> dict[str, int]:
        """A user's patterns that took too long, by their place, and how many different messages each gave up on."""
        return dict(self._detector.rules.slow)

    # ---- one input ----

    def _read_text(self, text: LogText) -> Iterator[Incident]:
        """Send one input through the stages; count its lines if it turns out to be a log."""
        count = _InputCount(text, self._sieve, self._deduplicator.repeated)
        before = self._progress[0]
        self._progress = before, count

        new = self._deduplicator.new_records(count.pass_on(text.records(self._sieve)), continues=text.continues)
        linked = self.tracker.follow(self._detector.find_events(new))
        yield from self._conclude_all(self._folding.fold(linked, continues=text.continues))

        found, lines = count.so_far(self._deduplicator.repeated)
        if isinstance(found, Input):
            if count.understood and found.layout is None and found.error is None:
                self._dumps.add(len(self.inputs))
            self.inputs.append(found)
            self._progress = added(before, lines), None
        else:
            self.remarks.append(found)
            self._progress = before, None

    def _conclude_all(self, events: Iterable[OpenIncident | Loss | Unknown]) -> Iterator[Incident]:
        """Count incidents, losses and unknown lines; yield the incidents that pass the filters."""
        for event in events:
            if isinstance(event, Loss):
                self._lost += event.lines
                self._notices += 1
            elif isinstance(event, Unknown):
                self._aggregation.add_unknown(event)
            else:
                incident = self._conclude(event, self._aggregation)
                if incident is not None:
                    yield incident

    def _conclude(self, found: OpenIncident, aggregation: Aggregation) -> Incident | None:
        """Count an incident and note it in its session; return it, or None if the filters do not want it."""
        incident, session = self._builder.build(found, aggregation.incidents + 1)
        if not aggregation.admit(incident):
            return None
        aggregation.add(incident, session, self.tracker.note_failure(incident, session))
        return incident

    def _coverage(self, aggregation: Aggregation) -> Coverage:
        sessions = self.tracker.registry.sessions.values()
        return Coverage(
            lost_notices=self._notices,
            private_values=self._detector.private,
            levels=frozenset(self._detector.levels),
            sessions_without_beginning=sum(1 for session in sessions if session.created is None),
            incidents_without_session=aggregation.unlinked,
            clock_jumps=self._deduplicator.jumps,
            untimed=dict(aggregation.untimed),
            unsure_repeats=self._deduplicator.unsure,
            doubled_lines=self._folding.doubles.held,
            slow_patterns=self.slow_patterns,
        )


class _InputCount:
    """Counts the lines of interest of one input while they pass."""

    def __init__(self, text: LogText, sieve: Sieve, repeated: int) -> None:
        self.text = text
        self._repeated_before = repeated  # lines that had been read before, in all inputs until now
        self._sieve, self._held_before = sieve, sieve.held
        self._records = self._continuations = self._unparsed = 0

    def pass_on(self, found: Iterable[Read]) -> Iterator[Record | DumpLine]:
        """Count the lines; yield the records and the dumped lines, but not lines that could not be parsed."""
        for record in found:
            if isinstance(record, Unparsed):
                self._unparsed += 1
                continue
            if isinstance(record, Record) and record.continuation:
                self._continuations += 1
            else:
                self._records += 1
            yield record

    @property
    def understood(self) -> int:
        """How many lines of interest could be read."""
        return self._records + self._held + self._continuations

    @property
    def _held(self) -> int:
        return self._sieve.held - self._held_before

    def so_far(self, repeated: int) -> tuple[Input | Remark, Lines]:
        """Return what the report says about the input, and its counts; `repeated` counts lines of all inputs."""
        found, again = self.text.described(read_any=self.understood > 0), repeated - self._repeated_before
        if not isinstance(found, Input):
            return found, Lines()
        examined = self.understood + self._unparsed
        records = self._records + self._held
        lines = Lines(found.lines, examined, records, self._continuations, self._unparsed, again)
        return found._replace(repeated=again), lines


def diagnose(locations: Iterable[Location], options: Options | None = None) -> Report:
    """Read all inputs and return the report. Inputs that cannot be read appear in it with their error."""
    options, locations = options or Options(), expand(locations)
    with reader_for(locations, options) as reader:
        diagnosis = Diagnosis(options, reader)
        for location in locations:
            deque(diagnosis.read(location), maxlen=0)
        deque(diagnosis.finish(), maxlen=0)
        return diagnosis.report()


@contextmanager
def reader_for(locations: Sequence[Location], options: Options) -> Iterator[Reader]:
    """Give a reader for the locations: of this process, or of several if the options ask for them or they are faster.

    Where no other process can be started, this one reads alone: memory, descriptors or processes may be used up.
    """
    jobs = options.jobs or _useful_jobs(locations)
    with ExitStack() as stack:
        reader: Reader | None = None
        if jobs > 1 and _may_start_processes():
            from .reading.parallel.jobs import ParallelReader

            with suppress(OSError):
                reader = stack.enter_context(ParallelReader(locations, options.reading, jobs))
        yield reader or LogReader(options.reading)


def _may_start_processes() -> bool:
    """Tell whether this process may have children: a daemonic one, of a pool for example, must have none."""
    multiprocessing = sys.modules.get("multiprocessing")
    return multiprocessing is None or not multiprocessing.current_process().daemon


def _useful_jobs(locations: Sequence[Location]) -> int:
    """Return how many processes are worth starting: one for small inputs, else one for each processor, at most four.

    More than four would be faster than the stages that follow.
    """
    jobs = min(processors(), _MOST_JOBS)
    return jobs if jobs > 1 and amount_of(locations) >= _LARGE else 1


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
