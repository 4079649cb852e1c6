"""Reads checkouts of the framework's source and writes the table of statements anew: `python -m inventory --help`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from .source import read_checkout
from .table import Unclassified, changes, read_table, rows_of, updated, write_table

_SHOWN = 40


def main() -> int:
    """Update the table; 1 where a statement is not classified."""
    parser = argparse.ArgumentParser(prog="python -m inventory", description=__doc__)
    parser.add_argument(
        "releases", nargs="+", metavar="RELEASE=FOLDER", help="a checkout, such as 7.0=../av_session-7.0"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    options = parser.parse_args()
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
        found = changes(table, release)
        for title, listed in (("new", found.new), ("gone", found.gone), ("changed", [row for _, row in found.changed])):
            print(f"  {title}: {len(listed):,}")
            if len(options.releases) == 1:
                for row in listed[:_SHOWN]:
                    print(f"    {row.kind:8} {row.code or '':8} [{row.function}]{row.format}")
    for release, statement in unclassified:
        print(f"not classified: {release} [{statement.function}]{statement.format}  {statement.site}", file=sys.stderr)
    if not options.dry_run:
        write_table(table)
    return 1 if unclassified else 0


if __name__ == "__main__":
    sys.exit(main())
