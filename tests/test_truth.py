"""On simulated devices, whose failures are known, codes, counts and links are right, and nothing is invented."""

from __future__ import annotations

import random
from functools import cache

import pytest

from conftest import with_trials
from relayout import LAYOUTS
from simulator import Options, Trace, generate
from simulator.changes import cut, doubled, interesting, lossy, without
from simulator.release import NAMES
from simulator.score import FATAL, Ground, Score, is_knowable, measure, violations
from simulator.spelling import BOTH, CODE, MESSAGE, is_told, spell
from simulator.trace import Role

SEEDS = range(1, 16)
MANY = range(1, 201)  # seeds of `make trials`
DAMAGED = with_trials([101], range(102, 121))  # seeds whose logs are damaged
CHANGES = 8  # lines that are deleted, doubled or cut at, for each seed

measured = pytest.mark.parametrize("seeds", with_trials([SEEDS], [MANY]), ids=repr)


@cache
def score_of(seeds: range) -> Score:
    return sum((measure(generate(seed)) for seed in seeds), Score())


# ---- how well it tells -----------------------------------------------------------------------------------------------

FLOORS = {"recall": 0.99, "precision": 0.99, "links": 0.97, "certain": 0.995, "high": 0.97, "medium": 0.80}


def reached(score: Score) -> dict[str, float]:
    return {
        "recall": score.recall,
        "precision": score.precision,
        "links": score.share("linked right", "knowable"),
        **{level: score.calibration(level) for level in ("certain", "high", "medium")},
    }


@measured
@pytest.mark.parametrize("figure", FLOORS)
def test_the_figures_do_not_fall(figure: str, seeds: range) -> None:
    assert reached(score_of(seeds))[figure] >= FLOORS[figure]


@measured
def test_noise_and_decoys_give_no_finding(seeds: range) -> None:
    score = score_of(seeds)
    assert score.counts["reported"] > len(seeds)
    assert {what: score.counts[what] for what in ("noise", "decoy", "invented")} == dict.fromkeys(
        ("noise", "decoy", "invented"), 0
    )


@measured
def test_links_are_as_sure_as_the_lines_allow(seeds: range) -> None:
    counts = score_of(seeds).counts
    linked = sum(counts[f"linked at {level}"] for level in ("certain", "high", "medium", "low"))
    assert counts["linked at certain"] + counts["linked at high"] >= 0.85 * linked


@pytest.mark.parametrize("release", NAMES)
def test_a_trace_without_failures_gives_no_finding(release: str) -> None:
    for seed in range(201, 204):
        trace = generate(seed, Options(release=release, failing=0.0, seconds=30))
        assert trace.incidents == []
        assert measure(trace).counts["reported"] == 0


# ---- what no damage may cause ----------------------------------------------------------------------------------------


def wrong(changed: Trace, trace: Trace) -> list[str]:
    return [f"{slip.what} {slip.kind}: {slip.detail}\n" + "\n".join(slip.lines) for slip in violations(changed, trace)]


@pytest.mark.parametrize("seed", DAMAGED)
def test_a_lost_line_invents_nothing(seed: int) -> None:
    trace = generate(seed)
    for index in random.Random(seed).sample(interesting(trace), CHANGES):
        assert wrong(without(trace, index), trace) == []


@pytest.mark.parametrize("seed", DAMAGED)
def test_a_doubled_line_invents_nothing(seed: int) -> None:
    trace = generate(seed)
    for index in random.Random(seed).sample(interesting(trace), CHANGES):
        assert wrong(doubled(trace, index), trace) == []


@pytest.mark.parametrize("seed", DAMAGED)
def test_a_log_that_is_cut_anywhere_invents_nothing(seed: int) -> None:
    trace = generate(seed)
    for index in random.Random(seed).sample(interesting(trace), CHANGES):
        assert wrong(cut(trace, index), trace) == []
        assert wrong(cut(trace, 0, index), trace) == []


@pytest.mark.parametrize("seed", DAMAGED)
def test_many_lost_lines_invent_nothing(seed: int) -> None:
    trace = generate(seed)
    slips = measure(lossy(trace, 0.2)).slips
    assert [slip for slip in slips if slip.what in FATAL] == []


LOSSES = with_trials([0.05], [0.01, 0.02])
KEPT = {level: FLOORS[level] for level in ("certain", "high", "medium")}


@cache
def score_with_loss(seeds: range, share: float) -> Score:
    return sum((measure(lossy(generate(seed), share)) for seed in seeds), Score())


@cache
def score_without_head(seeds: range) -> Score:
    traces = [generate(seed) for seed in seeds]
    heads = [random.Random(trace.seed).choice(interesting(trace)) for trace in traces]
    return sum((measure(cut(trace, head)) for trace, head in zip(traces, heads, strict=True)), Score())


@measured
@pytest.mark.parametrize("share", LOSSES)
def test_a_log_that_lost_lines_invents_nothing_and_its_links_are_as_sure_as_they_claim(
    share: float, seeds: range
) -> None:
    score = score_with_loss(seeds, share)
    assert [slip for slip in score.slips if slip.what in FATAL] == []
    assert {level: score.calibration(level) for level in KEPT if score.calibration(level) < KEPT[level]} == {}


@pytest.mark.trial
@measured
def test_a_log_without_its_head_invents_nothing_and_its_links_are_as_sure_as_they_claim(seeds: range) -> None:
    score = score_without_head(seeds)
    assert [slip for slip in score.slips if slip.what in FATAL] == []
    assert {level: score.calibration(level) for level in KEPT if score.calibration(level) < KEPT[level]} == {}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_tells_the_same_truth(layout: str) -> None:
    render, names = LAYOUTS[layout]
    trace = generate(3, Options(release="6.1", harmony=True))
    plain, printed = measure(trace).counts, measure(trace, render).counts
    keys = ("reported", "matched", "linked right", "right at certain", "right at high", "controllers right")
    assert {key: printed[key] for key in keys} == {key: plain[key] for key in keys}
    assert not names or printed == plain


# ---- the simulator itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", NAMES)
def test_a_seed_makes_the_same_trace_again(release: str) -> None:
    options = Options(release=release)
    first, second = generate(11, options), generate(11, options)
    assert first.lines() == second.lines()
    assert [incident.kind for incident in first.incidents] == [incident.kind for incident in second.incidents]


@measured
def test_every_signal_belongs_to_one_incident(seeds: range) -> None:
    for seed in seeds:
        trace = generate(seed)
        owned = [entry for incident in trace.incidents for entry in incident.signals]
        assert len(owned) == len(set(owned))
        assert set(owned) <= set(trace.entries)
        assert all(entry.role is Role.SIGNAL for entry in owned)


def test_the_traces_hold_many_kinds_of_failure() -> None:
    kinds = {incident.kind for seed in SEEDS for incident in generate(seed).incidents}
    assert len(kinds) >= 24


def test_a_session_can_be_known_only_after_it_was_shown() -> None:
    trace = generate(3)
    late = cut(trace, trace.entries.index(trace.incidents[-1].signals[0]))
    ground = Ground(late, late.lines(), late.numbers())
    last = trace.incidents[-1]
    assert not last.by_id
    assert not is_knowable(ground, last)


@pytest.mark.parametrize("shape", [*BOTH, *CODE, *MESSAGE])
def test_every_shape_says_what_it_should(shape: str) -> None:
    text = spell(shape, "SetAVMetaData", 6600102, "SetAVMetaData failed : session is nullptr")
    assert is_told(shape, 6600102)
    assert ("6600102" in text) is (shape not in MESSAGE)
    assert ("session is nullptr" in text) is (shape not in CODE)
