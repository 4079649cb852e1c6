"""From seeds to a table of scores, with examples of the most frequent errors if wanted."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from .release import NAMES
from .score import LEVELS, Score, Slip, measure
from .story import Options, generate

DOCUMENT = Path(__file__).parents[2] / "docs" / "truth.md"


def main(arguments: list[str] | None = None) -> None:
    """Measure, print the table, and write it to the page with `--record`."""
    asked = parse(arguments)
    scores = run(seeds_of(asked.seeds), asked.release)
    whole = sum(scores.values(), Score())
    print(table(scores, whole))
    if asked.show_errors:
        print("\n".join(examples(whole.slips, asked.show_errors, asked.only)))
    if asked.record:
        record(scores, whole, asked.seeds)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--seeds", default="1-50", help="such as 7, 1-50 or 3,5,8 (default: 1-50)")
    parser.add_argument("--release", choices=NAMES, help="all traces of this release; default: the seed decides")
    parser.add_argument("--show-errors", type=int, default=0, metavar="N", help="N examples of each kind of error")
    parser.add_argument("--only", default="", help="show only errors whose name or kind holds this word")
    parser.add_argument("--record", action="store_true", help="write the table to docs/truth.md")
    return parser.parse_args(arguments)


def seeds_of(text: str) -> list[int]:
    """Return the seeds of a text: `1-3,9` -> 1, 2, 3, 9."""
    seeds: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


def run(seeds: Iterable[int], release: str | None) -> dict[str, Score]:
    """Return the scores by release."""
    scores = {name: Score() for name in NAMES}
    for seed in seeds:
        trace = generate(seed, Options(release=release))
        scores[trace.release.name] += measure(trace)
    return {name: score for name, score in scores.items() if score.counts}


def percent(score: Score, part: str, whole: str) -> str:
    """Return a share in percent, or a dash if nothing was counted."""
    return f"{100 * score.share(part, whole):.1f}" if score.counts[whole] else "-"


def row(name: str, score: Score) -> list[str]:
    """Return a row of the table."""
    counts = score.counts
    calibrated = [percent(score, f"right at {level}", f"linked at {level}") for level in LEVELS[:3]]
    return [
        name, str(counts["true"]), percent(score, "matched", "true"), percent(score, "matched", "reported"),
        percent(score, "linked right", "knowable"), *calibrated, percent(score, "controllers right", "controllers"),
        percent(score, "causes right", "causes"), str(counts["noise"] + counts["decoy"] + counts["invented"]),
        str(counts["split"]), str(counts["merged"]),
    ]  # fmt: skip


HEAD = [
    "release", "incidents", "recall", "precision", "links", "certain", "high", "medium", "controllers", "causes",
    "invented", "split", "merged",
]  # fmt: skip


def table(scores: dict[str, Score], whole: Score) -> str:
    """Return the figures as a Markdown table, with shares in percent."""
    rows = [HEAD, ["---"] + ["---:"] * (len(HEAD) - 1)]
    rows += [row(name, score) for name, score in scores.items()]
    rows.append(row("all", whole))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def examples(slips: list[Slip], count: int, only: str) -> list[str]:
    """Return the errors, most frequent first, each with some of its lines."""
    groups = Counter((slip.what, slip.kind) for slip in slips if only in f"{slip.what} {slip.kind}")
    text = []
    for (what, kind), number in groups.most_common():
        text.append(f"\n== {what}: {kind or '-'}: {number} times")
        for slip in [slip for slip in slips if (slip.what, slip.kind) == (what, kind)][:count]:
            text += [f"  -- {slip.detail}", *(f"     {line}" for line in slip.lines[:12])]
    return text


MARK = "<!-- measured -->"


def record(scores: dict[str, Score], whole: Score, seeds: str) -> None:
    """Write the table to the page, after its mark."""
    head, _mark, _old = DOCUMENT.read_text("utf-8").partition(MARK)
    counts = whole.counts
    linked = ", ".join(f"{counts[f'linked at {level}']} {level}" for level in LEVELS)
    text = f"{head}{MARK}\n\nSeeds {seeds}; shares in percent. Links by confidence: {linked}.\n\n"
    DOCUMENT.write_text(f"{text}{table(scores, whole)}\n", "utf-8", newline="\n")
