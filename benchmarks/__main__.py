"""From options to a comparison of all contenders on all corpora: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime

from rich.console import Console

from . import targets
from .contenders import contenders
from .corpus import Kind, make
from .measure import Target, compare, memory_floor
from .publish import Comparison, as_table, disagreeing, record, targets_table, wrong_counts

_SHARE = {Kind.DENSE: 4, Kind.STRESS: 10}  # of the size, because these corpora take longer
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def main() -> int:
    """Compare, print and record; return 1 if the tool counted wrong."""
    options = _options()
    console, notes = Console(), Console(stderr=True)
    kinds = list(Kind) if options.work == "all" else [Kind(options.work)]
    comparisons, measured = [], list[Target]()
    for kind in kinds:
        with notes.status(f"{kind}: making the corpus") as status:
            path, truth = make(kind, options.size // _SHARE.get(kind, 1), options.seed)
            results = compare(contenders(kind, with_portable=options.with_portable), path, options.runs, status.update)
        comparisons.append(Comparison(kind, options.seed, truth, results, memory_floor()))
        console.print(as_table(comparisons[-1]))
        measured += targets.beside_others(comparisons[-1])
        if strange := disagreeing(comparisons[-1]):
            notes.print(f"{kind}: {', '.join(strange)}: counts differ from those of grep")
    if options.work == "all":
        with notes.status("the targets") as status:
            measured += targets.of_the_tool_alone(options.size, options.seed, options.runs, status.update)
    console.print(targets_table(measured))
    if options.record:
        record(comparisons, measured, options.runs, datetime.now(UTC).date())
    return 0 if all(map(_is_right, comparisons)) else 1


def _is_right(comparison: Comparison) -> bool:
    tools = [result for result in comparison.results if result.contender.is_tool]
    return not any(wrong_counts(result.counts, comparison.truth) for result in tools)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Compare hilog-avsession with grep.")
    parser.add_argument("--size", type=_size, default="100M", help="bytes of the sparse corpus, as 500K, 100M or 2G")
    parser.add_argument("--work", choices=[*Kind, "all"], default="all", help="kind of corpus")
    parser.add_argument("--seed", type=int, default=1, help="seed of the corpus")
    parser.add_argument("--runs", type=int, default=3, help="runs of each contender")
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
