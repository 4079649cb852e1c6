"""Reads checkouts of the framework's source and writes the table of statements anew: `python -m inventory --help`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from hilog_avsession.knowledge.framework.inventory import Row

from .source import read_checkout
from .table import Unclassified, changes, read_table, rows_of, updated, write_table
from .truth import measure, shown

_SHOWN = 40


def main() -> int:
    """Update the table, or measure how its statements are read; 1 where a statement is not classified."""
    parser = argparse.ArgumentParser(prog="python -m inventory", description=__doc__)
    parser.add_argument(
        "releases", nargs="*", metavar="RELEASE=FOLDER", help="a checkout, such as 7.0=../av_session-7.0"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument(
        "--truth",
        action="store_true",
        help="read each statement alone and print what becomes of it, release by release",
    )
    options = parser.parse_args()
    if options.truth:
        print(*shown(measure(read_table(), options.releases)), sep="\n")
        return 0
    if not options.releases:
        parser.error("give a release and the folder of its checkout, such as 7.0=../av_session-7.0, or --truth")
    table, unclassified = read_table(), list[Unclassified]()
    for text in options.releases:
        release, _, folder = text.partition("=")
        if not folder or not Path(folder).is_dir():
            parser.error(f"{text}: give a release and the folder of its checkout, such as 7.0=../av_session-7.0")
        rows, unknown = rows_of(release, read_checkout(Path(folder)))
        if not rows:
            parser.error(f"{folder}: no statement found; is it a checkout of the framework?")
        table = updated(table, release, rows)
        unclassified += unknown
        print(f"{release}: {len(rows):,} statements, {dict(Counter(row.kind for row in rows))}")
        print(*_changed(table, release, listing=len(options.releases) == 1), sep="\n")
    for release, statement in unclassified:
        print(f"not classified: {release} [{statement.function}]{statement.format}  {statement.site}", file=sys.stderr)
    if not options.dry_run:
        write_table(table)
    return 1 if unclassified else 0


def _changed(table: Iterable[Row], release: str, *, listing: bool) -> Iterator[str]:
    found = changes(table, release)
    for title, listed in (("new", found.new), ("gone", found.gone), ("changed", [row for _, row in found.changed])):
        yield f"  {title}: {len(listed):,}"
        for row in listed[:_SHOWN] if listing else ():
            yield f"    {row.kind:8} {row.code or '':8} [{row.function}]{row.format}"


if __name__ == "__main__":
    sys.exit(main())
