"""From the names in a report to their pseudonyms, in whatever form a name is printed: whole, cut or masked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from ...model.incidents import Session
from ...model.session_id import SessionId, parse_id
from .pseudonyms import Kind, Pseudonyms
from .vocabulary import SYSTEM_PROCESSES, is_known

_SHORTEST_TAIL = 12  # letters of a name whose front was cut: shorter ones fit too many names
_MOST = 10_000  # names of a kind that are remembered: more than a report holds; an endless stream starts again


class Apps:
    """Bundles and processes. Those of the platform keep their names, as they are on every device."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._known: dict[str, str] = {}  # whole names in lower case -> pseudonyms
        self._forwards: list[str] = []  # the same names, sorted
        self._backwards: list[str] = []  # each from its end to its beginning, sorted

    def learn(self, names: Iterable[str | None]) -> None:
        """Take in names before any is replaced, so that cut ones are matched to whole ones."""
        bundles = list(dict.fromkeys(name.partition(":")[0] for name in names if name))
        backwards = sorted(name[::-1] for name in bundles)
        ends = {name[::-1] for name, longer in pairwise(backwards) if longer.startswith(name)}
        for name in bundles:
            if not _is_cut(name) and name not in ends and name.casefold() not in SYSTEM_PROCESSES:
                self._take(name)

    def of(self, name: str) -> str:
        """Return a name's pseudonym; the part after a colon names a process of the application."""
        bundle, colon, part = name.partition(":")
        if not bundle or bundle.casefold() in SYSTEM_PROCESSES:
            shown = bundle
        else:
            shown = self.find(bundle) or self._take(bundle)
        if colon and not is_known(part):
            part = self._pseudonyms.of(Kind.TEXT, part)
        return shown + colon + part

    def find(self, bundle: str) -> str | None:
        """Return the pseudonym of a known bundle, also for a part of its name, or None."""
        name = bundle.casefold()
        if name in self._known:
            return self._known[name]
        if not _is_cut(name) and len(name) < _SHORTEST_TAIL:
            return None
        found = None
        for whole in self._fitting(name):
            if found not in (None, self._known[whole]):
                return None
            found = self._known[whole]
        return found

    def _fitting(self, cut: str) -> Iterator[str]:
        """Yield the known names that a printed name may be cut from: `com.ex...player`, or only the end of one."""
        head, dots, tail = cut.partition("...")
        if not dots:
            head, tail = "", cut
        forwards = _names_with(self._forwards, head)
        backwards = _names_with(self._backwards, tail[::-1])
        if len(forwards) < len(backwards):
            return (name for name in forwards if name.endswith(tail))
        return (name[::-1] for name in backwards if name.endswith(head[::-1]))

    def _take(self, name: str) -> str:
        if len(self._known) >= _MOST:
            for names in (self._known, self._forwards, self._backwards):
                names.clear()
        whole = name.casefold()
        if whole not in self._known:
            insort(self._forwards, whole)
            insort(self._backwards, whole[::-1])
        pseudonym = self._known[whole] = self._pseudonyms.of(Kind.APP, whole)
        return pseudonym


def _names_with(names: list[str], beginning: str) -> Sequence[str]:
    """Return the names that begin so, of names that are sorted."""
    start = bisect_left(names, beginning)
    return names[start : bisect_right(names, beginning, start, key=lambda name: name[: len(beginning)])]


def _is_cut(name: str) -> bool:
    return "..." in name


@dataclass(slots=True, eq=False)
class _Known:
    """A session with its pseudonym, and what is known of it."""

    number: int  # in the order of appearance
    id: SessionId
    pseudonym: str
    pid: int | None
    created: str | None

    def may_be(self, id_: SessionId, session: Session) -> bool:
        """Tell whether a session may be the same as this one, of which less was known so far."""
        return (
            self.id.fits(id_)
            and (None in (self.pid, session.pid) or self.pid == session.pid)
            and (None in (self.created, session.created) or self.created == session.created)
        )


class Sessions:
    """Session ids: the short and the full form of an id have the same pseudonym."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._exact: dict[tuple[str | None, str | None], _Known] = {}
        self._of_head: dict[str, list[_Known]] = {}  # the first three digits
        self._of_ends: dict[tuple[str, str], list[_Known]] = {}  # the first and the last three digits
        self._cut_of_ends: dict[tuple[str, str], list[_Known]] = {}  # those of them whose whole id is not known
        self._of_full: dict[str, list[_Known]] = {}  # whole ids

    def learn(self, sessions: Iterable[Session]) -> None:
        """Take in the sessions of a report, all of them different, before any form of an id is replaced."""
        taken: set[int] = set()
        for session in sessions:
            if session.id is not None and (session.id, session.full_id) not in self._exact:
                taken.add(id(self._take(session, taken)))

    def of(self, session: Session) -> str | None:
        """Return the pseudonym of a session's id, or None if it has no id."""
        if session.id is None:
            return None
        return (self._exact.get((session.id, session.full_id)) or self._take(session)).pseudonym

    def in_text(self, form: str, likely: str | None) -> str | None:
        """Return the pseudonym of the session whose id a text holds in some form, or None if it is not known.

        If the form fits several sessions, `likely`, the pseudonym of the session that the text is about, decides.
        """
        wanted = parse_id(form)
        if wanted is None:
            return None
        fitting = [known.pseudonym for known in self._alike(wanted) if known.id.fits(wanted)]
        return likely if likely in fitting else next(iter(fitting), None)

    def add(self, form: str) -> str:
        """Return the pseudonym of a session that only a text names."""
        return self._take(Session(form)).pseudonym

    def _take(self, session: Session, taken: Iterable[int] = ()) -> _Known:
        if len(self._exact) >= _MOST:
            for table in (self._exact, self._of_head, self._of_ends, self._cut_of_ends, self._of_full):
                table.clear()
        text = session.full_id or session.id or ""
        id_ = parse_id(text) or SessionId(text, "", text)
        alike = (other for other in self._alike(id_) if id(other) not in taken)
        known = next((other for other in alike if other.may_be(id_, session)), None)
        if known is None:
            # nearly every form of an id has both ends: with a key, they alone decide
            pseudonym = self._pseudonyms.of(Kind.SESSION, "".join(_ends(id_)))
            known = _Known(len(self._exact), id_, pseudonym, session.pid, session.created)
            self._of_head.setdefault(id_.head[:3], []).append(known)
            for held in self._tables_of(id_):
                held.append(known)
        else:
            before, known.id = known.id, known.id.merged(id_)
            known.pid, known.created = known.pid or session.pid, known.created or session.created
            if (_ends(known.id), known.id.full) != (_ends(before), before.full):
                for held in self._tables_of(before):
                    held.remove(known)
                for held in self._tables_of(known.id):
                    held.append(known)
        self._exact[session.id, session.full_id] = known
        return known

    def _alike(self, id_: SessionId) -> Iterable[_Known]:
        """Return the sessions that may have an id: few if both ends are known, however many ids begin alike."""
        head, tail = _ends(id_)
        if not tail:
            return self._of_head.get(head, ())
        table = self._of_ends if id_.full is None else self._cut_of_ends
        found = [*table.get((head, tail), ()), *table.get((head, ""), ())]
        if id_.full is not None:
            found += self._of_full.get(id_.full, ())
        return sorted(found, key=attrgetter("number"))

    def _tables_of(self, id_: SessionId) -> tuple[list[_Known], list[_Known]]:
        """Return the lists that hold a session with an id besides `_of_head`."""
        ends = _ends(id_)
        others = self._cut_of_ends.setdefault(ends, []) if id_.full is None else self._of_full.setdefault(id_.full, [])
        return self._of_ends.setdefault(ends, []), others


def _ends(id_: SessionId) -> tuple[str, str]:
    """Return the first and the last three digits of an id; the last ones are empty if they are not known."""
    return id_.head[:3], id_.tail[-3:]
