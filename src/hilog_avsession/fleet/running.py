"""A run over a fleet: find the units, read those that are new or changed, and store what came of them."""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ClusterError
from ..options import Options
from ..pipeline import processors
from ..results.redaction import Redaction
from . import parts
from .cluster import Cluster, connect, dashboard_of, require_libraries
from .diagnosing import Diagnoser
from .engine import Engine
from .facts import MetaTable, Unmatched
from .outcomes import FAILED, Assignment, Outcome
from .process import Limits
from .report import Fleet
from .store import SUMMARY_FILE, Result, Store, open_store, settings_of
from .summary import summarize
from .units import Unit, UnitKind, check_any, find_units, refuse_inside, with_lists
from .working import memory_of_machine

# why a unit failed that may be read another time, although it is still the same
_WORKERS = frozenset(("missing-library", "other-version", "worker-error", "worker-lost"))
_PLACES = frozenset(("no-permission", "not-fetched", "not-found", "not-opened", "not-read", "unreadable"))
_TRANSIENT = _WORKERS | _PLACES | {"changed"}
_NAMED = 3  # folders that are named
_UNFIT = 30  # units that fail before any is read; then the workers are not fit to read
_MEMORY_SHARE = 0.75  # of the machine's memory, for all processes that read


@dataclass(frozen=True, slots=True)
class FleetOptions:
    """How a fleet is read."""

    options: Options = field(default_factory=Options)
    kind: UnitKind = UnitKind.AUTO
    cluster: Cluster = field(default_factory=Cluster)
    limits: Limits = field(default_factory=Limits)
    with_reports: bool = False
    meta: str | None = None  # path of the user's table
    key: str | None = None  # of the redaction; None: names stay
    catalog: str = ""  # digest of the user's catalogue files
    is_resumed: bool = True  # whether what is done and still the same is skipped
    retries_failed: bool = False  # whether units that failed are read again, whatever the reason

    def settings(self) -> dict[str, Any]:
        """Return the settings with which a unit must have been read to count as still the same."""
        options = self.options
        return settings_of(
            {
                "unit": self.kind.value,
                "limits": options.limits._asdict(),
                "max_incidents": options.max_incidents,
                "year": options.year,
                "catalog": self.catalog,
                "reports": self.with_reports,
                "redaction": self.key and key_id(self.key),
            }
        )


class Progress(NamedTuple):
    """How far a run is."""

    units: int  # to read
    done: int = 0
    failed: int = 0
    retried: int = 0
    bytes: int = 0  # of the files of units that have ended
    all_bytes: int = 0  # of all units to read
    skipped: int = 0  # read before, and still the same
    workers: int = 0  # units that are read side by side
    dashboard: str | None = None  # address of Dask's pages about itself
    seconds: float = 0.0
    failed_before: int = 0  # of those that are skipped: they could not be read

    @property
    def ended(self) -> int:
        """How many units were read or given up."""
        return self.done + self.failed


class Event(NamedTuple):
    """Something that happens in a run: `started`, `unit`, `retried`, `tick`, `cleared`, `unmatched` or `ended`."""

    name: str
    progress: Progress
    outcome: Outcome | None = None  # of a unit
    unmatched: Unmatched | None = None  # rows of the user's table


class Joined(NamedTuple):
    """Folders whose files were taken for one capture each, because nothing said what a unit is."""

    folders: int
    files: int  # in all of them
    names: tuple[str, ...]  # of the first folders


class Done(NamedTuple):
    """What a run has done."""

    progress: Progress
    stored: int  # units in the folder, those of earlier runs too
    report: Fleet  # on all of them
    interrupted: bool = False
    joined: Joined | None = None


Listener = Callable[[Event], None]


class Run:
    """One run. `stopped` is asked now and then whether it is to end early; `listener` gets what happens."""

    def __init__(
        self,
        wanted: FleetOptions,
        listener: Listener = lambda _event: None,
        stopped: Callable[[], bool] = lambda: False,
        diagnose: Callable[[Assignment], Outcome] | None = None,
    ) -> None:
        self._wanted, self._listener, self._stopped = wanted, listener, stopped
        # what is stored is in English, and can be put into another language when it is shown
        in_english = replace(wanted.options, lang="en")
        self._diagnose = diagnose or Diagnoser(in_english, wanted.key, wanted.with_reports)
        self._naming = Naming(wanted.key)
        self._progress = Progress(0)
        self._unfit_so_far = 0  # units that failed because of the workers, before any was read
        self._started = time.monotonic()

    def into(self, out: str | os.PathLike[str], locations: Sequence[str]) -> Done:
        """Read the locations and store what came of them in a folder.

        Raises WrongUsage, UnreadableInput for a location that names nothing, UnwritableOutput, and ClusterError; then
        what was finished is stored.
        """
        require_libraries()
        out, locations = os.fspath(out), list(with_lists(locations))
        refuse_inside(out, locations)
        meta = MetaTable.read(self._wanted.meta) if self._wanted.meta is not None else None
        with open_store(out) as store:
            own = os.path.join(os.path.abspath(out), "")
            units = [unit for unit in find_units(locations, self._wanted.kind) if not unit.address.startswith(own)]
            check_any(units, locations)
            settings = self._wanted.settings()
            is_same = store.prepare(settings)
            anew = not (is_same and self._wanted.is_resumed)
            to_read = units if anew else [unit for unit in units if not self._is_done(unit, store)]
            self._progress = self._planned(units, to_read, store)
            with self._connected(to_read) as client:  # before anything is removed
                store.begin(settings, anew=anew)
                if not is_same:
                    self._tell("cleared")
                if meta is not None:
                    self._tell_unmatched(meta, units)
                try:
                    self._read(self._assigned(to_read, store), store, client)
                finally:
                    store.finish(None if meta is None else self._meta_rows(meta, units))
            report = self._write_summary(store)
            self._tell("ended")
            return Done(self._progress, store.stored, report, self._stopped(), self._joined(units))

    def _write_summary(self, store: Store) -> Fleet:
        """Write fleet.json, the whole in one report, and return it."""
        options = self._wanted.options
        fleet = summarize(store.out, lang=options.lang, catalog=options.ruleset.catalog)
        parts.write_bytes(store.out / SUMMARY_FILE, fleet.to_json().encode("utf-8", "replace"))
        return fleet

    # ---- what to read ----

    def _is_done(self, unit: Unit, store: Store) -> bool:
        """Tell whether a unit is stored, is still the same, and need not be read another time."""
        known = store.known.get(self._naming.id(unit))
        if known is None or (known.size, known.version) != (unit.size, unit.version):
            return False
        return known.status != FAILED or not (self._wanted.retries_failed or known.reason in _TRANSIENT)

    def _planned(self, units: Sequence[Unit], to_read: Sequence[Unit], store: Store) -> Progress:
        """Return what there is to do: so much is read, and the rest is skipped."""
        read = {unit.address for unit in to_read}
        skipped = [store.known[self._naming.id(unit)] for unit in units if unit.address not in read]
        failed_before = sum(known.status == FAILED for known in skipped)
        return Progress(len(to_read), all_bytes=_size(to_read), skipped=len(skipped), failed_before=failed_before)

    def _joined(self, units: Iterable[Unit]) -> Joined | None:
        """Return which folders became one unit each without having been asked for."""
        if self._wanted.kind is not UnitKind.AUTO:
            return None
        joined = [unit for unit in units if unit.files > 1]
        names = tuple(self._naming.shown(unit.name) for unit in joined[:_NAMED])
        return Joined(len(joined), sum(unit.files for unit in joined), names) if joined else None

    def _assigned(self, units: Sequence[Unit], store: Store) -> list[Assignment]:
        """Return what is to be read, with names that no other unit has; its old rows are removed."""
        assignments = [Assignment(unit, "", "", self._naming.id(unit)) for unit in units]
        store.forget(assignment.id for assignment in assignments)
        named = self._naming.named(assignments, (known.name for known in store.known.values()))
        store.known.clear()  # a million units take much memory
        return named

    # ---- reading ----

    def _connected(self, units: Sequence[Unit]) -> AbstractContextManager[Any]:
        """Connect to the cluster, unless there is nothing to read."""
        return connect(self._wanted.cluster) if units else nullcontext()

    def _read(self, assignments: Sequence[Assignment], store: Store, client: Any) -> None:
        if not assignments:
            self._tell("started")
            return
        engine = Engine(client, self._diagnose, self._limits(), stopped=self._stopped, retried=self._retried)
        self._progress = self._progress._replace(workers=engine.workers, dashboard=dashboard_of(client))
        self._tell("started")
        with closing(engine.read(assignments)) as outcomes:  # an error here ends what still runs
            for outcome in outcomes:
                self._progress = self._progress._replace(workers=engine.workers)
                self._take(outcome, store)

    def _take(self, outcome: Outcome | None, store: Store) -> None:
        """Store the outcome of a unit; None only tells that time has passed."""
        if outcome is None:
            store.flush_if_due()
            self._tell("tick")
        else:
            self._check_fit(outcome)
            store.add(Result(outcome.row, outcome.unpacked(), outcome.report))
            self._count(outcome)

    def _check_fit(self, outcome: Outcome) -> None:
        """Raise ClusterError if the workers cannot read anything, whatever the unit: it is not the units' fault."""
        if self._progress.done or not outcome.has_failed or outcome.row["reason"] not in self._unfit():
            self._unfit_so_far = 0
            return
        self._unfit_so_far += 1
        all_were_unfit = self._unfit_so_far == self._progress.failed + 1  # this unit is not counted yet
        if all_were_unfit and self._unfit_so_far == _UNFIT:
            raise ClusterError(
                "the workers could read none of the first {count} units: {reason}: {detail}",
                count=_UNFIT,
                reason=outcome.row["reason"],
                detail=outcome.row["detail"],
            )

    def _unfit(self) -> frozenset[str]:
        """Return the reasons that a worker may have for every unit; elsewhere, files of this machine may be missing."""
        return _WORKERS if self._wanted.cluster.scheduler is None else _WORKERS | _PLACES

    def _count(self, outcome: Outcome) -> None:
        before, failed = self._progress, outcome.has_failed
        self._progress = before._replace(
            done=before.done + (not failed),
            failed=before.failed + failed,
            bytes=before.bytes + outcome.assignment.unit.size,
        )
        self._tell("unit", outcome)

    def _retried(self, outcome: Outcome) -> None:
        self._progress = self._progress._replace(retried=self._progress.retried + 1)
        self._tell("retried", outcome)

    def _tell(self, name: str, outcome: Outcome | None = None, unmatched: Unmatched | None = None) -> None:
        self._progress = self._progress._replace(seconds=time.monotonic() - self._started)
        self._listener(Event(name, self._progress, outcome, unmatched))

    def _tell_unmatched(self, meta: MetaTable, units: Iterable[Unit]) -> None:
        """Tell which rows of the user's table name no unit, if any."""
        if (found := meta.unmatched([unit.name for unit in units])) is not None:
            names, example = tuple(map(self._naming.shown, found.names)), self._naming.shown(found.example)
            self._tell("unmatched", unmatched=found._replace(names=names, example=example))

    def _limits(self) -> Limits:
        """Return what a unit may take; in this process's cluster, a share of the machine's memory."""
        limits, cluster = self._wanted.limits, self._wanted.cluster
        if limits.memory is not None or cluster.scheduler is not None:
            return limits
        return limits._replace(memory=int(memory_of_machine() * _MEMORY_SHARE / (cluster.workers or processors())))

    def _meta_rows(self, meta: MetaTable, units: Iterable[Unit]) -> dict[str, Mapping[str, str]]:
        """Return the rows of the user's table by the ids of the units."""
        rows = {self._naming.id(unit): meta.of(unit.name) for unit in units}
        return {id_: row for id_, row in rows.items() if row is not None}


def _size(units: Iterable[Unit]) -> int:
    return sum(unit.size for unit in units)


# ---- names -----------------------------------------------------------------------------------------------------------


class Naming:
    """Gives units their ids and the names by which the tables call them: with a key, pseudonyms."""

    def __init__(self, key: str | None) -> None:
        self._key = None if key is None else key.encode("utf-8", "surrogatepass")
        self._redaction = None if key is None else Redaction(key)

    def id(self, unit: Unit) -> str:
        """Return a digest of the address of a unit; with a key, nobody without it can check a guess."""
        address = unit.address.encode("utf-8", "surrogatepass")
        if self._key is not None:
            return hmac.digest(self._key, b"unit\0" + address, "sha256")[:8].hex()
        return blake2b(address, digest_size=8).hexdigest()

    def named(self, assignments: Sequence[Assignment], taken: Iterable[str]) -> list[Assignment]:
        """Return the assignments with names that are neither taken nor given twice."""
        used = set(taken)
        named = []
        for assignment in assignments:
            unit = assignment.unit
            name, address = self.shown(unit.name), self.shown(unit.address)
            if name in used:
                name = address
            if name in used:  # two pseudonyms may be alike
                name = f"{name}-{assignment.id}"
            used.add(name)
            named.append(assignment._replace(name=name, address=address))
        return named

    def shown(self, name: str) -> str:
        """Return a name or an address as it may be shown."""
        return name if self._redaction is None else self._redaction.source(name)


def digest_of(catalogs: Sequence[str | os.PathLike[str]]) -> str:
    """Return a digest of the files of the user's catalogue; empty without any."""
    digest = blake2b(digest_size=8)
    for path in catalogs:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest() if catalogs else ""


def key_id(key: str) -> str:
    """Return a digest that tells keys apart and does not reveal them."""
    return hmac.digest(key.encode("utf-8", "surrogatepass"), b"hilog-avsession fleet", "sha256")[:6].hex()
