"""What a worker of Dask does: it gives a batch of units to its reading process, one after the other."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .._version import __version__
from .outcomes import Assignment, Outcome, failure
from .process import Limits, NoOutcome, ReadingProcess


class Job(NamedTuple):
    """A run, as its workers see it."""

    id: str
    diagnose: Callable[[Assignment], Outcome]
    limits: Limits
    version: str = __version__


_lock = threading.Lock()
_processes: dict[tuple[str, int], ReadingProcess] = {}  # by run and thread
_ended: set[str] = set()  # runs whose processes are not to be started again


def read_batch(batch: bytes) -> bytes:
    """Read the units of a run and return their outcomes, both pickled: Dask looks into any other value."""
    job, assignments = pickle.loads(batch)
    return pickle.dumps(_read(job, assignments), pickle.HIGHEST_PROTOCOL)


def _read(job: Job, assignments: Sequence[Assignment]) -> list[Outcome]:
    """Read units and return their outcomes; once the run has ended, those read so far."""
    if job.version != __version__:
        detail = f"the worker has hilog-avsession {__version__}, the run {job.version}"
        return [failure(assignment, "other-version", detail, may_succeed=True) for assignment in assignments]
    address, limits = _place_in_cluster(job.limits)
    outcomes: list[Outcome] = []
    for assignment in assignments:
        process = _process_of(job, limits)
        if process is None:
            break
        try:
            outcome = process.run(assignment)
        except NoOutcome as ended:
            outcome = failure(assignment, ended.reason, ended.detail, may_succeed=True)
        outcomes.append(outcome._replace(worker=address))
    return outcomes


def end_job(id_: str) -> None:
    """End the processes that read for a run, whatever they do."""
    with _lock:
        _ended.add(id_)
        processes = [_processes.pop(key) for key in list(_processes) if key[0] == id_]
    for process in processes:
        process.close()


def version_here() -> str:
    """Return the release of this program that a worker has."""
    return __version__


def _process_of(job: Job, limits: Limits) -> ReadingProcess | None:
    """Return the process of this thread; None if the run has ended."""
    key = job.id, threading.get_ident()
    with _lock:
        if job.id in _ended:
            return None
        for other in [other for other in _processes if other[1] == key[1] and other[0] != job.id]:
            _processes.pop(other).close()  # of a run that was cut short
        if key not in _processes:
            _processes[key] = ReadingProcess(job.diagnose, limits)
        return _processes[key]


def _place_in_cluster(limits: Limits) -> tuple[str, Limits]:
    """Return the address of the worker, and the limits with its share of memory, unless the run sets one."""
    from distributed import get_worker

    try:
        worker: Any = get_worker()
    except ValueError:  # called without a cluster
        return "", limits
    if limits.memory is None:
        whole = worker.memory_manager.memory_limit or memory_of_machine()
        limits = limits._replace(memory=int(whole / max(worker.state.nthreads, 1)))
    return str(worker.address), limits


def memory_of_machine() -> int:
    """Return the bytes of memory that this process may use: of the machine, or of its container."""
    from distributed.system import MEMORY_LIMIT

    return int(MEMORY_LIMIT)
