"""From units to outcomes, through a cluster: a few tasks at a time, and another try for what may succeed.

A task is a batch of small units or one large unit. Only so many tasks are submitted as keep the workers busy, so that
neither the scheduler nor this process holds more for a million units than for a thousand.
"""

from __future__ import annotations

import asyncio
import queue
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from ..errors import ClusterError
from .listing import said
from .outcomes import Assignment, Outcome, failure
from .process import Limits
from .working import Job, end_job, read_batch

_BATCH = 16  # units of a task
_BATCH_BYTES = 4 << 20  # of them
_WINDOW = 3  # tasks for each thread of the workers: one that it reads, and some that wait for it
_LEAST_WINDOW = 8  # tasks; a cluster that grows with its work must see some
_TICK = 0.25  # seconds between two looks at the cluster
TRIES = 3


class Batch(NamedTuple):
    """A task: units, and the worker that is not to read them because it has failed before."""

    assignments: tuple[Assignment, ...]
    not_on: str = ""


class Engine:
    """Reads units with the workers of a cluster."""

    def __init__(
        self,
        client: Any,
        diagnose: Callable[[Assignment], Outcome],
        limits: Limits,
        *,
        stopped: Callable[[], bool] = lambda: False,
        retried: Callable[[Outcome], None] = lambda _outcome: None,
    ) -> None:
        self._client, self._stopped, self._retried = client, stopped, retried
        self._job = Job(uuid.uuid4().hex, diagnose, limits)
        self._again: deque[Batch] = deque()
        self._running: dict[Any, Batch] = {}  # by future
        self._ended: queue.Queue[Any] = queue.Queue()
        self._threads = 0
        self._addresses: list[str] = []
        self._address = str(client.scheduler.address)
        self._count_threads()

    def read(self, assignments: Sequence[Assignment]) -> Iterator[Outcome | None]:
        """Yield the outcome of each unit, in any order, and None now and then so that the caller can look around.

        Ends early if the run is stopped. Raises ClusterError if the scheduler has gone.
        """
        batches = _batches(assignments, self._threads)
        looked = time.monotonic()
        try:
            while not self._stopped():
                self._submit(batches)
                if not self._running:
                    return
                yield from self._take()
                yield None
                if time.monotonic() - looked > _TICK:
                    looked = time.monotonic()
                    self._count_threads()
        finally:
            self._close()

    @property
    def workers(self) -> int:
        """How many units can be read side by side."""
        return self._threads

    # ---- submitting ----

    def _submit(self, batches: Iterator[Batch]) -> None:
        """Submit as many tasks as keep the workers busy."""
        window = max(self._threads * _WINDOW, _LEAST_WINDOW)
        while len(self._running) < window:
            batch = self._again.popleft() if self._again else next(batches, None)
            if batch is None:
                return
            self._send(batch)

    def _send(self, batch: Batch) -> None:
        others = [address for address in self._addresses if address != batch.not_on] if batch.not_on else []
        with self._calling():
            future = self._client.submit(
                read_batch,
                self._job,
                batch.assignments,
                key=f"hilog-avsession-{uuid.uuid4().hex}",
                pure=False,
                workers=others or None,
                allow_other_workers=bool(others),
            )
            self._running[future] = batch
            future.add_done_callback(self._ended.put)

    def _count_threads(self) -> None:
        """Look who works. Raises ClusterError."""
        if self._client.status != "running" or self._client.scheduler is None:
            raise self._gone()
        with self._calling():
            known = self._client.nthreads()
        self._addresses = list(known)
        self._threads = sum(known.values())

    # ---- outcomes ----

    def _take(self) -> Iterator[Outcome]:
        """Yield the outcomes of the tasks that have ended; wait a moment for the first of them."""
        try:
            ended = [self._ended.get(timeout=_TICK)]
        except queue.Empty:
            return
        with suppress(queue.Empty):
            while True:
                ended.append(self._ended.get_nowait())
        for future in ended:
            batch = self._running.pop(future)
            yield from self._outcomes(future, batch)
            future.release()

    def _outcomes(self, future: Any, batch: Batch) -> Iterator[Outcome]:
        if future.status == "finished":
            with self._calling():
                outcomes: list[Outcome] = future.result(timeout=60)
            for outcome in outcomes:
                yield from self._final(outcome)
            return
        if future.status != "error":  # cancelled or lost, with the connection
            raise self._gone()
        with self._calling():
            error = future.exception(timeout=60)
        yield from self._without_result(batch, error)

    def _without_result(self, batch: Batch, error: BaseException) -> Iterator[Outcome]:
        """Try the units of a task that gave no result one by one; give up one that was alone."""
        if len(batch.assignments) > 1:
            for assignment in batch.assignments:
                self._again.append(Batch((assignment._replace(tries=assignment.tries + 1),)))
        elif type(error).__name__ == "KilledWorker":  # Dask has tried it with several workers
            yield from self._final(failure(batch.assignments[0], "worker-lost", "the workers that read it were lost"))
        else:
            yield from self._final(failure(batch.assignments[0], "error", said(error), may_succeed=True))

    def _final(self, outcome: Outcome) -> Iterator[Outcome]:
        """Yield an outcome, unless the unit is tried again."""
        tries = outcome.row["tries"]
        if outcome.has_failed and outcome.may_succeed and tries < TRIES:
            self._again.append(Batch((outcome.assignment._replace(tries=tries),), outcome.worker))
            self._retried(outcome)
        else:
            yield outcome

    # ---- the end ----

    def _close(self) -> None:
        """End what still runs for this run, as far as it can be reached."""
        end_job(self._job.id)
        with suppress(Exception):
            if self._running:
                self._client.cancel(list(self._running), force=True)
            if self._client.status == "running":
                self._client.run(end_job, self._job.id, on_error="ignore")
        self._running.clear()

    @contextmanager
    def _calling(self) -> Iterator[None]:
        """Turn the errors of a lost connection into a ClusterError."""
        try:
            yield
        except (OSError, TimeoutError, asyncio.CancelledError, futures.CancelledError) as error:
            raise self._gone() from error

    def _gone(self) -> ClusterError:
        return ClusterError("{scheduler}: the connection to the scheduler is lost", scheduler=self._address)


def _batches(assignments: Sequence[Assignment], threads: int) -> Iterator[Batch]:
    """Yield tasks, the largest units first: at the end no worker is left alone with a long one."""
    most = max(1, min(_BATCH, len(assignments) // max(threads * 4, 1)))
    held: list[Assignment] = []
    size = 0
    for assignment in sorted(assignments, key=lambda assignment: -assignment.unit.size):
        if held and (len(held) >= most or size + assignment.unit.size > _BATCH_BYTES):
            yield Batch(tuple(held))
            held, size = [], 0
        held.append(assignment)
        size += assignment.unit.size
    if held:
        yield Batch(tuple(held))
