"""The result of a simulated run: lines, and the truth about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .release import Release


class Role(StrEnum):
    """The role of a line in a trace."""

    PLAIN = "plain"
    NOISE = "noise"  # AVSession's own line that looks like an error and is none
    DECOY = "decoy"  # somebody else's line that looks like AVSession's error
    SIGNAL = "signal"  # states or implies the error of an incident
    SUPPORT = "support"  # follows from an incident; may stand in its evidence and is nothing by itself


@dataclass(eq=False, slots=True)
class Entry:
    """A line, and the moment it was printed."""

    time: float
    pid: int
    tid: int
    level: str
    domain: str  # with its letter: C02B91
    process: str  # as hilog prints it; may be cut
    tag: str
    message: str
    role: Role = Role.PLAIN


@dataclass(eq=False, slots=True)
class SessionTruth:
    """A session, and the lines that tie it to its process."""

    id: str
    pid: int
    uid: int
    user: int
    bundle: str
    shown: list[Entry] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Incident:
    """A failed call or error callback, and what it was about."""

    kind: str
    code: int
    native: int | None
    api: str
    cause: str | None  # None: not told apart, or not told by the lines
    session: SessionTruth | None
    controller: int | None
    signals: list[Entry] = field(default_factory=list)
    support: list[Entry] = field(default_factory=list)
    by_id: list[Entry] = field(default_factory=list)  # lines of the incident that name the session
    by_owner: bool = False  # a line of the incident names the pid of the session's owner
    by_control: list[Entry] = field(default_factory=list)  # lines that tie the only controller of a process
    controller_seen: bool = True  # a line of the incident is the controller's, or names its pid
    bystander: SessionTruth | None = None  # the caller's session, where the call is not about it: naming it is no error
    other_codes: tuple[int, ...] = ()  # codes that are right as well where the lines do not decide
    partial_codes: tuple[int, ...] = ()  # codes that are right as well where the line that decides is lost


@dataclass(slots=True)
class Trace:
    """A device's log with its truth. Line numbers count from 1 and change with every alteration of `entries`."""

    seed: int
    release: Release
    harmony: bool
    entries: list[Entry]
    incidents: list[Incident]
    note: str = ""

    def lines(self) -> list[str]:
        """Return the lines as `hilog` prints them."""
        return [render(entry, self.harmony) for entry in self.entries]

    def numbers(self) -> dict[Entry, list[int]]:
        """Return the line numbers of each entry: more than one if a line was doubled."""
        found: dict[Entry, list[int]] = {}
        for number, entry in enumerate(self.entries, 1):
            found.setdefault(entry, []).append(number)
        return found


def render(entry: Entry, harmony: bool) -> str:
    """Return a line: `MM-DD HH:MM:SS.mmm   pid   tid L Tddddd/[process/]tag: message`."""
    milliseconds = int(entry.time * 1000)
    seconds, fraction = divmod(milliseconds, 1000)
    day, rest = divmod(seconds, 86400)
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}.{fraction:03d}"
    domain = entry.domain if harmony else entry.domain[0] + entry.domain[1:].lower()
    process = f"{entry.process}/" if harmony and entry.process else ""
    return (
        f"11-{11 + day:02d} {clock} {entry.pid:5d} {entry.tid:5d} {entry.level} {domain}/{process}{entry.tag}: "
        f"{entry.message}"
    )
