"""From a release to the form of its AVSession lines: domain, function prefix, masked ids."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

NAMES = ("3.2", "4.0", "4.1", "5.0.0", "5.0.3", "5.1.0", "6.0", "6.1", "7.0")


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the device's software."""

    name: str

    def since(self, first: str, last: str = "7.0") -> bool:
        """Return whether a text is printed that came with `first` and was last seen in `last`."""
        return NAMES.index(first) <= NAMES.index(self.name) <= NAMES.index(last)

    @property
    def domain(self) -> str:
        """Return AVSession's domain as five digits."""
        return "02B91" if self.since("5.0.0") else "02B00"

    def prefix(self, function: str, file: str, line: int) -> str:
        """Return `[Func]`, or the older `[Func()-File.cpp:LINE] `, or nothing without a function."""
        if not function:
            return ""
        return f"[{function}]" if self.since("5.0.3") else f"[{function}()-{file}:{line}] "

    def service_id(self, full: str) -> str:
        """Return a session id as the service prints it."""
        return masked(full) if self.since("4.1") else full

    def app_id(self, full: str) -> str:
        """Return a session id as the ArkTS layer prints it in an application."""
        return f"{full[:3]}***" if self.since("6.0") else full

    def comm(self, function: str) -> str:
        """Return the function of a statement that lost its prefix in 7.0."""
        return "" if self.since("7.0") else function


def session_id(pid: int, uid: int, sequence: int) -> str:
    """Return the id that the service allocates: the upper-case SHA-256 of `pid-uid-sequence`."""
    return sha256(f"{pid}-{uid}-{sequence}".encode()).hexdigest().upper()


def masked(full: str) -> str:
    """Return an id in the form `AAA******BBB`."""
    return f"{full[:3]}******{full[-3:]}"
