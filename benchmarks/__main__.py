"""From options to a comparison of all contenders on all corpora: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console

from . import targets
from .alone import of_the_tool_alone
from .contenders import BEFORE, contenders
from .corpus import Kind, make
from .measure import Target, compare, memory_floor
from .publish import Comparison, as_table, disagreeing, record, targets_table, wrong_counts
from .versions import add_before

if TYPE_CHECKING:
    from collections.abc import Iterator

# of the size, because these corpora take longer; of 400 MB, the storms are 60,000 and 20,000 failures
_SHARE = {Kind.DENSE: 4, Kind.VARIED: 4, Kind.STRESS: 10, Kind.STORM: 22, Kind.STORMS: 48}
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def main() -> int:
    """Compare, print and record; return 1 if the tool counted wrong."""
    options = _options()
    console, notes = Console(), Console(stderr=True)
    comparisons, measured = [], list[Target]()
    for kind, size in _corpora(options):
        with notes.status(f"{kind}: making the corpus") as status:
            path, truth = make(kind, size, options.seed)
            compared = contenders(kind, before=options.before, with_portable=options.with_portable)
            results = compare(compared, path, options.runs, status.update)
        comparisons.append(Comparison(kind, options.seed, truth, results, memory_floor()))
        console.print(as_table(comparisons[-1]))
        measured += targets.beside_others(comparisons[-1])
        if strange := disagreeing(comparisons[-1]):
            notes.print(f"{kind}: {', '.join(strange)}: counts differ from those of grep")
    if options.work == "all":
        with notes.status("the targets") as status:
            measured += of_the_tool_alone(options.size, options.seed, options.runs, options.before, status.update)
    console.print(targets_table(measured))
    if options.record:
        record(comparisons, measured, options.runs, datetime.now(UTC).date())
    return 0 if all(map(_is_right, comparisons)) else 1


def _corpora(options: argparse.Namespace) -> Iterator[tuple[Kind, int]]:
    """Yield the kinds and sizes to compare."""
    for kind in list(Kind) if options.work == "all" else [Kind(options.work)]:
        yield kind, options.size // _SHARE.get(kind, 1)
        if kind is Kind.SPARSE and options.large:
            yield kind, options.large


def _is_right(comparison: Comparison) -> bool:
    tools = [result for result in comparison.results if result.contender.is_tool and result.contender.name != BEFORE]
    return not any(wrong_counts(result.counts, comparison.truth) for result in tools)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Compare hilog-avsession with grep.")
    parser.add_argument("--size", type=_size, default="100M", help="bytes of the sparse corpus, as 500K, 100M or 2G")
    parser.add_argument("--large", type=_size, help="bytes of a second sparse corpus, as 4G")
    parser.add_argument("--work", choices=[*Kind, "all"], default="all", help="kind of corpus")
    parser.add_argument("--seed", type=int, default=1, help="seed of the corpus")
    parser.add_argument("--runs", type=int, default=5, help="runs of each contender")
    add_before(parser, "also measure this version")
    parser.add_argument(
        "--with-portable", action="store_true", help="also the tool without compiled code and without hyperscan: slow"
    )
    parser.add_argument(
        "--record", action="store_true", help="put the results in place of the run in docs/benchmark.md"
    )
    return parser.parse_args()


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d+)([KMG]?)B?", text, re.IGNORECASE)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; write 500K, 100M or 2G")
    return int(match[1]) * _UNITS[match[2].upper()]


if __name__ == "__main__":
    sys.exit(main())
