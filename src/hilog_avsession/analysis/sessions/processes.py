"""What is known of processes so far, by pid."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from ...model.incidents import Controller

MAX_PROCESSES = 2_000


@dataclass(slots=True, eq=False)
class ProcessState:
    """One process."""

    pid: int
    name: str | None = None
    uid: int | None = None
    bundle: str | None = None
    printed: str | None = None  # its name in the last header, which may be cut
    presence: str | None = None  # what the last header showed of it; an equal one adds nothing
    brief: Controller | None = None  # as the last incident shows it


class Processes:
    """Processes by pid; the process seen longest ago makes room for a new one."""

    def __init__(self) -> None:
        self.by_pid: OrderedDict[int, ProcessState] = OrderedDict()  # the one seen last at the end
        self.services: set[int] = set()  # those known to be the session service
        self._unnamed: dict[int, dict[int, ProcessState]] = {}  # by uid and pid: those that wait for their bundle

    def __len__(self) -> int:
        return len(self.by_pid)

    def get(self, pid: int | None) -> ProcessState | None:
        """Return the process with that pid, or None."""
        return self.by_pid.get(pid) if pid is not None else None

    def get_or_add(self, pid: int) -> ProcessState:
        """Return the process with that pid; add it if it is not known."""
        known = self.by_pid.get(pid)
        if known is None:
            known = self.by_pid[pid] = ProcessState(pid)
            if len(self.by_pid) > MAX_PROCESSES:
                self._drop(self.by_pid.popitem(last=False)[1])
        else:
            self.by_pid.move_to_end(pid)
        return known

    def forget(self, pid: int) -> None:
        """Drop a process that died: another process may get its pid."""
        known = self.by_pid.pop(pid, None)
        if known is not None:
            self._drop(known)

    def _drop(self, process: ProcessState) -> None:
        self.services.discard(process.pid)
        self._stop_waiting(process)

    def identify(self, process: ProcessState, uid: int | None, bundle: str | None) -> None:
        """Learn uid and bundle of a process; if they differ from those known, another process has got its pid."""
        if uid == process.uid and bundle == process.bundle:  # nearly always
            return
        same_uid = not uid or not process.uid or uid == process.uid
        if not same_uid or (bundle and process.bundle and bundle != process.bundle):
            self.learn_uid(process, None)
            process.bundle = None
        process.bundle = bundle or process.bundle
        if uid is not None:
            self.learn_uid(process, uid)

    def learn_uid(self, process: ProcessState, uid: int | None) -> None:
        """Set the uid of a process; without a bundle, it waits for the one of that uid."""
        if uid == process.uid:
            return
        self._stop_waiting(process)
        process.uid = uid
        if uid is not None and process.bundle is None:
            self._unnamed.setdefault(uid, {})[process.pid] = process

    def learn_bundle(self, uid: int, bundle: str) -> None:
        """Add the bundle of a uid to the processes that were seen with it."""
        for process in self._unnamed.pop(uid, {}).values():
            if process.bundle is None:  # its own lines may have named it meanwhile
                process.bundle = bundle

    def _stop_waiting(self, process: ProcessState) -> None:
        if process.uid in self._unnamed:
            waiting = self._unnamed[process.uid]
            waiting.pop(process.pid, None)
            if not waiting:
                del self._unnamed[process.uid]

    def is_service(self, pid: int | None) -> bool:
        """Tell whether that pid is known to be the session service."""
        return pid in self.services

    def name_of(self, pid: int | None) -> str | None:
        """Return the name of a process, or None."""
        known = self.get(pid)
        if known is None:
            return None
        if known.name and known.bundle and known.bundle.endswith(known.name):
            return known.bundle  # phones cut long names at the front; another line has shown the whole name
        return known.name or known.bundle

    def describe(self, pid: int) -> Controller:
        """Return the process as an incident shows it."""
        known, name = self.get(pid), self.name_of(pid)
        if known is None:
            return Controller(pid, name)
        if known.brief is None or known.brief.process != name:
            known.brief = Controller(pid, name)  # thousands of incidents share it while it does not change
        return known.brief
