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
    is_service: bool = False
    printed: str | None = None  # its name in the last header, which may be cut
    brief: Controller | None = None  # as the last incident shows it

    def take(self, uid: int | None, bundle: str | None) -> None:
        """Add uid and bundle; another uid or bundle than before means that the pid has passed to another process."""
        if (uid or self.uid or 0) != (self.uid or uid or 0) or (bundle or self.bundle) != (self.bundle or bundle):
            self.uid, self.bundle = None, None
        self.uid = self.uid if uid is None else uid
        self.bundle = bundle or self.bundle


class Processes:
    """Processes by pid; the process seen longest ago makes room for a new one."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, ProcessState] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, pid: int | None) -> ProcessState | None:
        """Return the process with that pid, or None."""
        return self._known.get(pid) if pid is not None else None

    def get_or_add(self, pid: int) -> ProcessState:
        """Return the process with that pid; add it if it is not known."""
        known = self._known.get(pid)
        if known is None:
            known = self._known[pid] = ProcessState(pid)
            if len(self._known) > MAX_PROCESSES:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(pid)
        return known

    def forget(self, pid: int) -> None:
        """Drop a process that died: another process may get its pid."""
        self._known.pop(pid, None)

    def learn_bundle(self, uid: int, bundle: str) -> None:
        """Add the bundle of a uid to the processes that were seen with it."""
        for process in self._known.values():
            if process.uid == uid and process.bundle is None:
                process.bundle = bundle

    def is_service(self, pid: int | None) -> bool:
        """Tell whether that pid is known to be the session service."""
        known = self.get(pid)
        return known is not None and known.is_service

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
        known, brief = self.get(pid), Controller(pid, self.name_of(pid))
        if known is None:
            return brief
        if brief != known.brief:  # thousands of incidents share the value while it does not change
            known.brief = brief
        return known.brief or brief
