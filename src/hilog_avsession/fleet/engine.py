"""From units to outcomes, through a cluster: a few tasks at a time, and another try for what may succeed.

A task is a batch of small units or one large unit. Only so many tasks are submitted as keep the workers busy, so that
neither the scheduler nor this process holds more for a million units than for a thousand.
"""

from __future__ import annotations

import asyncio
import pickle
import queue
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NamedTuple

from ..errors import ClusterError
from .listing import said
from .outcomes import Assignment, Outcome, failure
from .process import Limits
from .working import Job, end_job, read_batch

_BATCH = 32  # units of a task
_BATCH_BYTES = 4 << 20  # of them
_WINDOW = 3  # tasks for each thread of the workers: one that it reads, and some that wait for it
_LEAST_WINDOW = 8  # tasks; a cluster that grows with its work must see some
_RECONNECT = 3.0  # seconds for a connection that was lost to come back
_PATIENCE = 5.0  # seconds for workers to end what they read
_TICK = 0.25  # seconds between two looks at the cluster
TRIES = 3


class Batch(NamedTuple):
    """A task: units, and the worker that is not to read them because it has failed before."""

    assignments: tuple[Assignment, ...]
    not_on: str = ""
    is_alone: bool = False  # nothing else is read meanwhile


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
        self._aside: deque[Batch] = deque()  # for the end
        self._running: dict[Any, Batch] = {}  # by future
        self._ended: queue.Queue[Any] = queue.Queue()
        self._threads = 0
        self._addresses: list[str] = []
        self._address = str(client.scheduler.address)
        self._count_threads()

    def read(self, assignments: Sequence[Assignment]) -> Generator[Outcome | None]:
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
            if batch is None and self._aside and not self._running:
                batch = self._aside.popleft()
            if batch is None:
                return
            self._send(batch)

    def _send(self, batch: Batch) -> None:
        others = [address for address in self._addresses if address != batch.not_on] if batch.not_on else []
        with self._calling():
            future = self._client.submit(
                read_batch,
                pickle.dumps((self._job, batch.assignments), pickle.HIGHEST_PROTOCOL),
                key=f"hilog-avsession-{uuid.uuid4().hex}",
                pure=False,
                workers=others or None,
                allow_other_workers=bool(others),
            )
            self._running[future] = batch
            future.add_done_callback(self._ended.put)

    def _count_threads(self) -> None:
        """Look who works. Raises ClusterError if the connection is lost and does not come back."""
        end = time.monotonic() + _RECONNECT
        while self._client.status == "connecting" and time.monotonic() < end:
            time.sleep(_TICK)
        if self._client.status != "running":
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
                outcomes: bytes = future.result(timeout=60)
            for outcome in pickle.loads(outcomes):
                yield from self._final(outcome, batch)
            return
        if future.status != "error":  # Dask has lost it, with a worker or with the connection
            self._count_threads()
            yield from self._without_result(batch, None)
            return
        with self._calling():
            error = future.exception(timeout=60)
        yield from self._without_result(batch, error)

    def _without_result(self, batch: Batch, error: BaseException | None) -> Iterator[Outcome]:
        """Put the units of a task that was lost with its worker aside: any of them may have ended it, or none.

        They are read at the end, one at a time, when there is nothing that they could take with them. Dask gives up
        a task that was lost with several workers, and also those that waited beside it.
        """
        if error is not None and type(error).__name__ != "KilledWorker":  # it is not fit to read
            for assignment in batch.assignments:
                yield from self._final(failure(assignment, "worker-error", said(error), may_succeed=True), batch)
        elif not batch.is_alone:
            self._aside.extend(Batch((assignment,), is_alone=True) for assignment in batch.assignments)
        else:
            outcome = failure(batch.assignments[0], "worker-lost", "the worker that read it was lost")
            yield from self._final(outcome._replace(may_succeed=error is None), batch)

    def _final(self, outcome: Outcome, batch: Batch) -> Iterator[Outcome]:
        """Yield an outcome, unless the unit is tried again."""
        tries = outcome.row["tries"]
        if outcome.has_failed and outcome.may_succeed and tries < TRIES:
            again = Batch((outcome.assignment._replace(tries=tries),), outcome.worker, batch.is_alone)
            (self._aside if batch.is_alone else self._again).append(again)
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
                self._end_elsewhere()
        self._running.clear()

    def _end_elsewhere(self) -> None:
        """Have the workers end what they read for this run; one that does not answer is not waited for."""
        call = partial(self._client.run, end_job, self._job.id, on_error="ignore")
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        thread.join(_PATIENCE)

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
    most = max(1, min(_BATCH, len(assignments) // (max(threads, 1) * 4)))
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
