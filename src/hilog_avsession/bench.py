"""The diagnoses of several devices as one.

Ids, pids and clocks are a device's own, so each device has stages of its own from its lines to its report. Only the
reports are added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from .model.incidents import Incident, Session
from .model.inputs import Input
from .model.report import BlindSpot, LossCount, UnknownLines, added
from .options import Options
from .pipeline import Diagnosis
from .report import Report
from .results.blindspots import join_blind_spots
from .results.merging import join_unknown, merge


class Bench:
    """One run over several devices; `add` each, read its log with its own diagnosis, and take one report of all.

    The methods are those of `Diagnosis`. Each diagnosis may be read by a thread of its own; what `Diagnosis` asks of
    other threads holds for all of them together.
    """

    def __init__(self, options: Options, name: str) -> None:
        """Take the options, and the name of the input while there is no device."""
        self.options, self._name = options, name
        self._diagnoses: dict[str, Diagnosis] = {}  # by the key of the device
        self._incidents = 0
        self._came: list[str] = []  # the devices of the first incidents, in the order in which they came

    def add(self, device: str) -> Diagnosis:
        """Return the diagnosis of another device."""
        diagnosis = Diagnosis(self.options, device=device)
        self._diagnoses[device] = diagnosis
        return diagnosis

    def numbered(self, incident: Incident) -> Incident:
        """Number an incident of a device, as soon as it is complete, among those of all devices."""
        self._incidents += 1
        if len(self._came) < self.options.max_incidents:
            assert incident.device is not None  # each diagnosis has one
            self._came.append(incident.device)
        return incident._replace(id=self._incidents)

    # ---- reports ----

    def finish(self) -> Iterator[Incident]:
        """Yield the incidents that were waiting for lines that do not come."""
        for diagnosis in self._all:
            yield from map(self.numbered, diagnosis.finish())

    def report(self) -> Report:
        """Return the report of everything that was read. Call `finish` first."""
        return self._merged({device: diagnosis.report() for device, diagnosis in self._diagnoses.items()})

    def report_so_far(self) -> Report:
        """Return the report as if all logs ended here; reading can go on afterwards."""
        found = list(self._diagnoses.items())  # a device may come meanwhile
        return self._merged({device: diagnosis.report_so_far() for device, diagnosis in found})

    def _merged(self, reports: Mapping[str, Report]) -> Report:
        """Add up the reports; their incidents are in the order in which they came, those that still grow last."""
        if not reports:
            return self._without_device()
        merged = merge(list(reports.values()), catalog=self.options.ruleset.catalog)
        left = {device: iter(report.incidents) for device, report in reports.items()}
        incidents = [*(next(left[device]) for device in self._came), *chain.from_iterable(left.values())]
        kept = incidents[: self.options.max_incidents]
        return replace(
            merged,
            incidents=tuple(incident._replace(id=number) for number, incident in enumerate(kept, 1)),
            incidents_truncated=merged.incidents_truncated or len(kept) < len(incidents),
        )

    def _without_device(self) -> Report:
        diagnosis = Diagnosis(self.options)
        list(diagnosis.take(Input(self._name)))
        list(diagnosis.finish())
        diagnosis.interrupted = True
        return diagnosis.report()

    # ---- while it runs ----

    @property
    def _all(self) -> list[Diagnosis]:
        return list(self._diagnoses.values())

    @property
    def devices(self) -> tuple[str, ...]:
        """The devices so far."""
        return tuple(self._diagnoses)

    @property
    def inputs(self) -> list[Input]:
        """The inputs that were read to their end, or could not be read."""
        return [entry for diagnosis in self._all for entry in diagnosis.inputs]

    def open_so_far(self, most: int) -> list[Incident]:
        """Return the latest incidents of each device that may still grow."""
        return [incident for diagnosis in self._all for incident in diagnosis.open_so_far(most)]

    def sessions_so_far(self) -> tuple[Session, ...]:
        """Return the sessions that the filters want, device by device."""
        return tuple(chain.from_iterable(diagnosis.sessions_so_far() for diagnosis in self._all))

    def unknown_so_far(self) -> tuple[UnknownLines, ...]:
        """Return the error-level lines that no statement reads, by shape, most first."""
        return join_unknown(chain.from_iterable(diagnosis.unknown_so_far() for diagnosis in self._all))

    def blind_spots_so_far(self) -> tuple[BlindSpot, ...]:
        """Return what the logs could not show."""
        return join_blind_spots(chain.from_iterable(diagnosis.blind_spots_so_far() for diagnosis in self._all))

    def codes_so_far(self) -> Counter[int]:
        """Count the incidents so far by code."""
        return sum((diagnosis.codes_so_far() for diagnosis in self._all), Counter())

    @property
    def loss_so_far(self) -> LossCount:
        """What the logs themselves report as lost or hidden."""
        return added(LossCount(), *(diagnosis.loss_so_far for diagnosis in self._all))

    @property
    def begun_so_far(self) -> int:
        """How many incidents were begun, including those that turned out not to be failures."""
        return sum(diagnosis.begun_so_far for diagnosis in self._all)

    @property
    def lines_so_far(self) -> int:
        """How many lines were read."""
        return sum(diagnosis.lines_so_far for diagnosis in self._all)

    @property
    def lost_so_far(self) -> int:
        """How many lines the logs say they lost."""
        return sum(diagnosis.lost_so_far for diagnosis in self._all)
