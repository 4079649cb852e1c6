"""From lines of AVSession to the release of the framework that printed them.

Each line allows some releases: those that print its domain, its prefix and its statement. The release of a log is what
all its lines allow. If no release is left, the lines come from several devices, and the release is not known.
"""

from __future__ import annotations

from typing import NamedTuple

from ..knowledge.catalog import Catalog, NativeCode
from ..knowledge.framework.inventory import PRINTED_LEVELS, RELEASES, Row, head_of, inventory
from ..knowledge.statements.base import Statement
from ..model.events import Side
from ..model.records import Body, Record
from ..model.release import Release, ReleaseBound, ReleaseReason

_ORDER = {name: number for number, name in enumerate(RELEASES)}
_NEWEST = len(RELEASES) - 1
_LAST_WITH_PLACE, _FIRST_WITHOUT_PLACE = _ORDER["5.0.0"], _ORDER["5.0.3"]
# domain of AVSession to the first and last release that uses it; 02b50 was used in 5.0-Beta1 only
_OLD_DOMAIN = "02b00"
_DOMAINS = {_OLD_DOMAIN: (0, _ORDER["4.1"]), "02b91": (_ORDER["5.0.0"], _NEWEST)}

# the table lacks 5.0.1 and 5.0.2, which count as 5.0.0 because they have its prefix; what they print for the first time
# stands in the table from 5.0.3 on
_LAST_LIKE = {"5.0.0": "5.0.2"}
_MAY_BE_OLDER = {_ORDER["5.0.3"]: _ORDER["5.0.0"]}
_INSTEAD = {-1023: -1012}  # the check of a permission returned false, and so was not told from the system check

_MOST_KEPT = 256  # lines to look up

_Bounds = tuple[int, int]  # indexes of the first and of the last release
_ALL: _Bounds = 0, _NEWEST


def bounds_of_line(body: Body) -> _Bounds:
    """Return the first and the last release that a line's domain and prefix allow."""
    first, last = _DOMAINS.get(body.domain, _ALL)
    prefix_first, prefix_last = _bounds_of_prefix(body)
    return max(first, prefix_first), min(last, prefix_last)


def _bounds_of_prefix(body: Body) -> _Bounds:
    if body.place:
        return 0, _LAST_WITH_PLACE
    return (_FIRST_WITHOUT_PLACE, _NEWEST) if body.function else _ALL


def prints_places(release: str) -> bool:
    """Tell whether the lines of a release name their place in the source."""
    return _ORDER.get(release, _NEWEST) <= _LAST_WITH_PLACE


def of_release(rows: list[Row], body: Body) -> list[Row]:
    """Return the statements that the release of a line prints, as far as its domain and prefix tell; all if none does.

    What a text means may differ between releases, and then it has a row for each meaning.
    """
    first, last = bounds_of_line(body)
    if (first, last) == _ALL:
        return rows
    return [row for row in rows if any(first <= _ORDER.get(release, _NEWEST) <= last for release in row.sites)] or rows


def native_in_release(body: Body, native: int, statement: Statement, catalog: Catalog) -> int:
    """Return the native number that a failure has in the release of its line.

    Releases without the number have another one for the same failure: a missing permission is -1012 before 5.0.3.
    """
    known, last = catalog.native(native), bounds_of_line(body)[1]
    if known is None:
        return native
    exists = _ORDER.get(known.since_release, 0) <= last
    if body.domain == _OLD_DOMAIN:
        return native if exists and not _is_lost(statement, known, catalog) else -1
    if exists:
        return native
    is_printed = str(native) in body.text  # a number in the line is a fact
    return native if is_printed or _bounds_of(statement)[0] > last else _INSTEAD.get(native, native)


def _is_lost(statement: Statement, meaning: NativeCode, catalog: Catalog) -> bool:
    """Tell whether the number got lost: up to 4.1, an application learnt only that createAVSession had failed."""
    unspecified = catalog.native(-1)
    # checks of the ArkTS layer come before the call
    is_below_arkts = statement.side is Side.SERVICE or "CreateSession" in statement.functions
    is_create = statement.api == "CreateAVSession" and is_below_arkts
    return is_create and unspecified is not None and meaning.public != unspecified.public


def public_in_release(body: Body, meaning: NativeCode) -> int:
    """Return the public code that a native number has in the release of a line.

    This is today's code, unless all releases that the line allows had another one: -1024 was 0 until 5.1.0.
    """
    last = bounds_of_line(body)[1]
    return next((code for until, code in meaning.public_before.items() if last <= _ORDER[until]), meaning.public)


class _Span(NamedTuple):
    """The releases that some lines allow, and the lines that exclude earlier and later ones."""

    first: int = 0
    last: int = _NEWEST
    since: ReleaseBound | None = None
    until: ReleaseBound | None = None

    def exceeds(self, bounds: _Bounds) -> bool:
        """Tell whether it holds a release outside of the bounds."""
        return bounds[0] > self.first or bounds[1] < self.last

    def within(self, bounds: _Bounds, why: ReleaseBound) -> _Span:
        """Return what is left of it within the bounds."""
        first, last = bounds
        span = self._replace(first=first, since=why) if first > self.first else self
        return span._replace(last=last, until=why) if last < self.last else span


class ReleaseFinder:
    """Narrows down the release with every line of AVSession; a line whose body was noted before adds nothing.

    It may be asked at any time: the answer depends on the lines alone, not on earlier questions.
    """

    def __init__(self) -> None:
        self._span = _Span()
        self._shown = set[tuple[str | bool, ...]]()  # what lines have shown: a line that shows the same adds nothing
        self._kept: list[Record] = []  # lines to look up
        self._found: list[tuple[_Bounds, ReleaseBound] | None] = []  # the answers for the first of them
        self._asked: tuple[_Span, int] | None = None  # what the last answer depends on
        self._answer = self._span

    def note(self, record: Record, statement: Statement | None = None) -> None:
        """Take the domain, the prefix and the statement of a line into account."""
        body = record.body
        releases = (statement.since, statement.until) if statement is not None else ()
        shown = body.domain, not body.place, not body.function, *releases
        if shown not in self._shown:
            self._shown.add(shown)
            self._learn(record, statement)
        if body.level in PRINTED_LEVELS and len(self._kept) < _MOST_KEPT:
            self._kept.append(record)

    def _learn(self, record: Record, statement: Statement | None) -> None:
        body = record.body
        if self._span.exceeds(bounds := _DOMAINS.get(body.domain, _ALL)):
            self._narrow(record, bounds, ReleaseReason.DOMAIN, f"C{body.domain.upper()}")
        if self._span.exceeds(bounds := _bounds_of_prefix(body)):
            prefix = f"[{body.function}()-{body.place}]" if body.place else f"[{body.function}]"
            self._narrow(record, bounds, ReleaseReason.PREFIX, prefix)
        if statement is not None and self._span.exceeds(bounds := _bounds_of(statement)):
            self._narrow(record, bounds, ReleaseReason.STATEMENT, _named(body, statement.needle))

    def _narrow(self, record: Record, bounds: _Bounds, reason: ReleaseReason, text: str) -> None:
        self._span = self._span.within(bounds, ReleaseBound(reason, record.source, record.line, text))

    def release(self, *, look_up: bool = True) -> Release | None:
        """Return the release, or None if no line tells anything; `look_up` also asks the table of all statements."""
        span = self._narrowed_by_table() if look_up else self._span
        if span.since is None and span.until is None:
            return None
        if span.first > span.last:
            return Release(None, None, span.since, span.until)
        first, last = RELEASES[span.first], RELEASES[span.last]
        return Release(
            first if span.since else None,
            _LAST_LIKE.get(last, last) if span.until else None,
            span.since,
            span.until,
        )

    def _narrowed_by_table(self) -> _Span:
        """Return the span after looking up the lines that were kept, one by one until a single release is left."""
        span, asked = self._span, (self._span, len(self._kept))
        if asked == self._asked:
            return self._answer
        for number, record in enumerate(self._kept):
            if span.first >= span.last:
                break
            if number == len(self._found):
                self._found.append(_bounds_in_table(record))
            found = self._found[number]
            if found is not None and span.exceeds(found[0]):
                span = span.within(*found)
        self._asked, self._answer = asked, span
        return span


def _bounds_in_table(record: Record) -> tuple[_Bounds, ReleaseBound] | None:
    """Return which releases print a line according to the table of the framework's statements."""
    rows = _rows_of(record.body)
    printed = [_ORDER[release] for row in rows for release in row.sites if release in _ORDER]
    if not printed:
        return None
    bounds, text = (_earliest(min(printed)), max(printed)), _named(record.body, head_of(rows[0].format))
    return bounds, ReleaseBound(ReleaseReason.STATEMENT, record.source, record.line, text)


def _bounds_of(statement: Statement) -> _Bounds:
    return _earliest(_ORDER.get(statement.since, 0)), _ORDER.get(statement.until, _NEWEST)


def _earliest(release: int) -> int:
    """Return the first release that may print a statement that the table has from a release on."""
    return _MAY_BE_OLDER.get(release, release)


def _named(body: Body, words: str) -> str:
    """Name a statement by its function and first words; the values after them may be private."""
    return f"[{body.function}]{words}" if body.function else words


def _rows_of(body: Body) -> list[Row]:
    return inventory().find(body.function, body.text, body.level)
