"""From a printed session id to what is known of it, and to the full id behind a masked one.

A session id is the upper-case SHA-256 of `<pid>-<uid>-<seq>`, where seq counts the sessions since the service
started. Most lines show only its ends: `AAA******BBB`, `AAA***`, `AAA`, `AAAAAA******BBBBBB`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple


def _sha256() -> Any:
    """Return the interpreter's own SHA-256: as fast for short texts as OpenSSL's, which takes 3.5 MB of memory."""
    for module in ("_sha2", "_sha256"):  # since Python 3.12, and before
        with suppress(ImportError):
            return import_module(module).sha256
    return import_module("hashlib").sha256


_hash = _sha256()

_FULL = re.compile(r"[0-9A-F]{64}")
_MASKED = re.compile(r"([0-9A-F]{3,6})\*+([0-9A-F]{3,6})?|([0-9A-F]{3})")
PROOF_LIMIT = 512  # sessions since the service started that are tried
_NEIGHBOURS = 64  # further ones around the number that was proven last
_PATIENCE = 64  # sessions in a row that could not be proven; after that, only neighbours are tried


class SessionId(NamedTuple):
    """What is known of one id: its first digits, its last digits, or all of them."""

    head: str
    tail: str = ""
    full: str | None = None

    def fits(self, other: SessionId) -> bool:
        """Tell whether both may be forms of the same id."""
        if self.full and other.full:
            return self.full == other.full
        return _agree(self.head, other.head) and _agree(self.tail[::-1], other.tail[::-1])

    def merged(self, other: SessionId) -> SessionId:
        """Return what is known of an id from two of its forms."""
        if self.full or other.full:
            return self if self.full else other
        if len(self.head) >= len(other.head) and len(self.tail) >= len(other.tail):
            return self
        return SessionId(max(self.head, other.head, key=len), max(self.tail, other.tail, key=len))

    def shown(self) -> str:
        """Return the id as AVSession masks it today, as far as it is known."""
        return f"{self.head[:3]}******{self.tail[-3:]}" if self.tail else f"{self.head[:3]}***"


def _agree(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)


@lru_cache(maxsize=256)  # each session is named by many lines
def parse_id(text: str) -> SessionId | None:
    """Read a session id in any of its forms, or return None for another text."""
    if _FULL.fullmatch(text):
        return SessionId(text, text, text)
    match = _MASKED.fullmatch(text)
    if match is None:
        return None
    return SessionId(match[1] or match[3], match[2] or "")


def full_id(pid: int, uid: int, sequence: int) -> str:
    """Return the id of a session: the hash of pid, uid and the session's sequence number."""
    digest: str = _hash(f"{pid}-{uid}-{sequence}".encode()).hexdigest()
    return digest.upper()


class Prover:
    """Finds the full id behind a masked one by trying sequence numbers.

    With 24 visible bits, a wrong number fits with a chance of 6e-8; with 12 bits of 2.4e-4, which proves nothing.
    """

    def __init__(self) -> None:
        self._last = 0  # sequence number; sessions of all processes are counted together
        self._misses = 0

    def prove(self, known: SessionId, pid: int, uid: int) -> str | None:
        """Return the full id if that of a session of this pid and uid fits what is known, else None."""
        if not known.tail:
            return None
        near = (*range(self._last, self._last + _NEIGHBOURS), *range(max(self._last - _NEIGHBOURS, 0), self._last))
        sequences = (*near, *range(PROOF_LIMIT if self._misses < _PATIENCE else 0))
        owner, first = f"{pid}-{uid}-", bytes.fromhex(known.head[: len(known.head) // 2 * 2])
        for sequence in sequences:
            if not _hash(f"{owner}{sequence}".encode()).digest().startswith(first):  # nearly always
                continue
            digest = full_id(pid, uid, sequence)
            if digest.startswith(known.head) and digest.endswith(known.tail):
                self._last = sequence
                if known.full is None:  # that a whole id fits says nothing about masked ones
                    self._misses = 0
                return digest
        self._misses += 1
        return None
