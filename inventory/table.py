"""The table of statements: how the classes of several releases become rows, and how rows are written and compared.

A row is what a line may mean: side, function, format and class, with the place in the source for each release in which
it means that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hilog_avsession.knowledge.framework.inventory import (
    COLUMNS,
    TABLE,
    Row,
    as_line,
    parse,
    release_order,
    written_places,
)

from .classes import FAILURE, STEP, Class, classify
from .source import Statement

_IDENTITY = re.compile(
    r"session_?id|\bpid|uid|bundle|ability|controller|token|castHandle|deviceId|networkId", re.IGNORECASE
)
_SERVICE_SIDE = ("service", "stub")
_UNSPECIFIED = "AVSESSION_ERROR"  # the symbol of -1
_APP_SIDE = ("proxy", "client", "napi", "taihe", "cj", "c-api")


class Unclassified(NamedTuple):
    """A statement that neither `by_hand.toml` nor a rule takes."""

    release: str
    statement: Statement


def is_wanted(statement: Statement) -> bool:
    """Tell whether a statement belongs in the table: levels W, E and F, and statements that tell who is who."""
    if statement.level in "WEF":
        return True
    text = statement.format + statement.arguments
    return statement.level == "I" and "%" in statement.format and _IDENTITY.search(text) is not None


def side_of(layer: str) -> str:
    """Return which process prints the lines of a layer: `service`, `app`, or `both`."""
    return "service" if layer in _SERVICE_SIDE else "app" if layer in _APP_SIDE else "both"


def rows_of(release: str, statements: Iterable[Statement]) -> tuple[list[Row], list[Unclassified]]:
    """Return the rows of one release. Places that print the same are one row, with the class that all of them have."""
    places: dict[tuple[str, str, str, bool, str], list[Statement]] = {}
    for statement in filter(is_wanted, statements):
        key = (side_of(statement.layer), statement.function, statement.level, statement.prefix, statement.format)
        places.setdefault(key, []).append(statement)
    rows, unclassified = [], []
    for (side, function, level, prefix, form), group in places.items():
        classes = [classify(statement) for statement in group]
        unclassified += [Unclassified(release, one) for one, found in zip(group, classes, strict=True) if found is None]
        meaning = _common(
            [(found, statement) for statement, found in zip(group, classes, strict=True) if found is not None]
        )
        if meaning is None:
            continue
        rows.append(
            Row(
                side,
                function,
                level,
                prefix,
                meaning.kind,
                meaning.code,
                meaning.native,
                meaning.api,
                meaning.cause,
                meaning.reason,
                form,
                _joined(statement.check for statement in group),
                _joined(statement.returns.removeprefix("->") for statement in group),
                written_places({release: tuple(dict.fromkeys(statement.site for statement in group))}),
            )
        )
    return rows, unclassified


def _joined(texts: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(text for text in texts if text))


def _common(classes: list[tuple[Class, Statement]]) -> Class | None:
    """Return the class of a line that several places print: what they agree on, or a step if they disagree."""
    distinct = list(dict.fromkeys(found for found, _ in classes))
    if len(distinct) <= 1:
        return distinct[0] if distinct else None
    failing = [one for one in distinct if one.kind == FAILURE]
    if failing:
        distinct = list(dict.fromkeys([*failing, *(_as_failure(*one) for one in classes)]))
    kinds = {one.kind for one in distinct}
    codes = {one.code for one in distinct}
    if len(kinds) == 1 and len(codes) == 1:
        natives, apis, causes = ({getattr(one, name) for one in distinct} for name in ("native", "api", "cause"))
        return distinct[0]._replace(
            native=natives.pop() if len(natives) == 1 else None,
            api=apis.pop() if len(apis) == 1 else None,
            cause=causes.pop() if len(causes) == 1 else None,
        )
    if failing or STEP in kinds:
        return Class(STEP, "several-places")
    return distinct[0]


def _as_failure(found: Class, statement: Statement) -> Class:
    """Return the class, but a proxy's step that returns -1 as a failure: the application gets 6600101 for it."""
    if found.kind == STEP and statement.layer == "proxy" and statement.returns == _UNSPECIFIED:
        return found._replace(kind=FAILURE, code=6600101, native=-1)
    return found


def merged(rows: Iterable[Row]) -> list[Row]:
    """Join the rows of several releases where they mean the same."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = row[: Row._fields.index("check")]
        known = found.get(key)
        found[key] = row if known is None else row._replace(places=written_places({**known.sites, **row.sites}))
    return sorted(found.values(), key=lambda row: (row.function, row.format, row.side, row.level, row.reason))


def read_table(path: Path = TABLE) -> list[Row]:
    """Return the rows of the table; none if there is no table yet."""
    if not path.exists():
        return []
    _header, *lines = path.read_text("utf-8").splitlines()
    return [parse(line) for line in lines]


def write_table(rows: Iterable[Row], path: Path = TABLE) -> None:
    """Write the table, a row a line."""
    lines = ["\t".join(COLUMNS), *map(as_line, rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


def updated(table: Iterable[Row], release: str, rows: Iterable[Row]) -> list[Row]:
    """Return the table with the rows of one release in place of those that it has of it."""
    others = [
        row._replace(places=written_places({name: at for name, at in row.sites.items() if name != release}))
        for row in table
    ]
    return merged([*(row for row in others if row.sites), *rows])


class Changes(NamedTuple):
    """What a release brings."""

    new: list[Row]  # printed by no release before it
    gone: list[Row]  # printed by the release before it, and not by it
    changed: list[tuple[Row, Row]]  # printed before with another meaning


def changes(table: Iterable[Row], release: str) -> Changes:
    """Return what a release of the table brings, compared with the release before it."""
    table = list(table)
    releases = sorted({name for row in table for name in row.sites}, key=release_order)
    before = releases[releases.index(release) - 1] if releases.index(release) else None
    now = _by_text(table, release)
    then = _by_text(table, before)
    ever = {_text(row) for row in table if any(release_order(name) < release_order(release) for name in row.sites)}
    return Changes(
        [row for text, row in now.items() if text not in ever],
        [row for text, row in then.items() if text not in now],
        [(then[text], row) for text, row in now.items() if text in then and _meaning(then[text]) != _meaning(row)],
    )


def _by_text(table: Iterable[Row], release: str | None) -> Mapping[tuple[str, ...], Row]:
    return {_text(row): row for row in table if release in row.sites}


def _text(row: Row) -> tuple[str, ...]:
    return row.side, row.function, row.level, row.format


def _meaning(row: Row) -> tuple[object, ...]:
    return row.kind, row.code, row.native


def by_release(table: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each release with its rows, oldest first."""
    found: dict[str, list[Row]] = {}
    for row in table:
        for release in row.sites:
            found.setdefault(release, []).append(row)
    yield from sorted(found.items(), key=lambda item: release_order(item[0]))
