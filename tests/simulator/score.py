"""From a trace and its report to a score: what was found, what was invented, and which links are right."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from hilog_avsession.api import analyze
from hilog_avsession.model.incidents import Incident as Reported
from hilog_avsession.model.incidents import Session

from .trace import Entry, Incident, Role, SessionTruth, Trace

LEVELS = ("certain", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake of the report, with the lines that it concerns."""

    what: str  # missed, invented, noise, decoy, split, wrong code, wrong link, ...
    kind: str  # kind of the true incident, or of the line
    detail: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class Score:
    """Counts over one or several traces."""

    counts: Counter[str] = field(default_factory=Counter)
    slips: list[Slip] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(self.counts + other.counts, self.slips + other.slips)

    def share(self, part: str, whole: str) -> float:
        """Return the share of `part` in `whole`; 1 if there is nothing to count."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 1.0

    @property
    def recall(self) -> float:
        return self.share("matched", "true")

    @property
    def precision(self) -> float:
        return self.share("matched", "reported")

    def calibration(self, level: str) -> float:
        """Return the share of right links among those with confidence `level`."""
        return self.share(f"right at {level}", f"linked at {level}")


@dataclass(frozen=True, slots=True)
class Ground:
    """A trace with its line numbers."""

    trace: Trace
    lines: list[str]
    numbers: dict[Entry, list[int]]

    def of(self, entries: Iterable[Entry]) -> set[int]:
        return {number for entry in entries for number in self.numbers.get(entry, ())}


def measure(trace: Trace, render: Callable[[str], str] | None = None) -> Score:
    """Diagnose a trace, whose lines `render` may bring into another layout, and score the report."""
    ground = Ground(trace, trace.lines(), trace.numbers())
    text = "\n".join(map(render, ground.lines) if render else ground.lines)
    report = analyze(io.BytesIO(text.encode() + b"\n"), max_incidents=1_000_000)
    return score(ground, report.incidents)


def present(ground: Ground) -> list[Incident]:
    """Return the incidents that have a signal left in the trace."""
    return [as_left(ground, incident) for incident in ground.trace.incidents if ground.of(incident.signals)]


def as_left(ground: Ground, incident: Incident) -> Incident:
    """Return an incident with the codes that are right for its lines in the trace, some of which may be lost.

    The line that decides may also be taken for that of a twin, a failure like it, which has lost its own.
    """
    twins = [one for one in ground.trace.incidents if (one.kind, one.api) == (incident.kind, incident.api)]
    if all(entry in ground.numbers for twin in twins for entry in twin.signals):
        return incident
    return replace(incident, other_codes=(*incident.other_codes, *incident.partial_codes))


def score(ground: Ground, reported: tuple[Reported, ...]) -> Score:
    """Match reported incidents with true ones, one to one, and count."""
    true, result = present(ground), Score()
    reported = tuple(told for told in reported if not is_remnant(ground, told))
    pairs = matching(ground, true, reported)
    result.counts.update({"true": len(true), "reported": len(reported), "matched": len(pairs)})
    for told, was in pairs:
        score_pair(result, ground, told, was)
    found = {id(was) for _told, was in pairs}
    for was in true:
        if id(was) not in found:
            missed(result, ground, was, reported)
    used = {told.id for told, _was in pairs}
    for told in reported:
        if told.id not in used:
            too_many(result, ground, told, true)
    return result


def is_remnant(ground: Ground, told: Reported) -> bool:
    """Return whether an incident rests on the supporting lines of a true one whose signals are lost."""
    lines = evidence(told)
    return any(agrees(told, was) and ground.of(was.support) & lines for was in lost(ground))


def lost(ground: Ground) -> list[Incident]:
    """Return the incidents that have no signal left."""
    return [incident for incident in ground.trace.incidents if not ground.of(incident.signals)]


# ---- matching --------------------------------------------------------------------------------------------------------


def evidence(told: Reported) -> set[int]:
    """Return the line numbers that an incident rests on."""
    return {line.line for line in told.evidence}


def agrees(told: Reported, was: Incident) -> bool:
    """Return whether the code is right."""
    return told.code == was.code or told.code in was.other_codes


def matching(ground: Ground, true: list[Incident], reported: tuple[Reported, ...]) -> list[tuple[Reported, Incident]]:
    """Return pairs of the same code that share evidence; those that share most lines are paired first."""
    candidates = []
    by_line: dict[int, list[int]] = {}
    for index, was in enumerate(true):
        for number in ground.of(was.signals):
            by_line.setdefault(number, []).append(index)
    for told in reported:
        lines = evidence(told)
        shared = {index for number in lines for index in by_line.get(number, ()) if agrees(told, true[index])}
        for index in shared:
            count = len(lines & ground.of([*true[index].signals, *true[index].support]))
            candidates.append((-count, told.id, index, told))
    pairs, used, taken = [], set(), set()
    for _count, number, index, told in sorted(candidates, key=lambda candidate: candidate[:3]):
        if number not in used and index not in taken:
            used.add(number)
            taken.add(index)
            pairs.append((told, true[index]))
    return pairs


# ---- what went wrong -------------------------------------------------------------------------------------------------


INVENTED = ("invented", "noise", "decoy")  # incidents of no true one
FATAL = (*INVENTED, "wrong at certain")
EXTRA = (*INVENTED, "split", "other code")


def violations(trace: Trace, whole: Trace) -> list[Slip]:
    """Return what damage to a log must not cause: an invented incident, or a wrong link called certain.

    Where the undamaged log has incidents that are none, or are told twice, there may not be more of them.
    """
    slips = measure(trace).slips
    extra = [slip for slip in slips if slip.what in EXTRA]
    if extra and len(extra) <= sum(slip.what in EXTRA for slip in measure(whole).slips):
        extra = []
    return [slip for slip in slips if slip.what in FATAL] or extra


def missed(result: Score, ground: Ground, was: Incident, reported: tuple[Reported, ...]) -> None:
    """Count a true incident that was not reported: not found, merged with another, or under another code."""
    lines = ground.of(was.signals)
    touching = [told for told in reported if evidence(told) & lines]
    what = "missed"
    if any(agrees(told, was) for told in touching):
        what = "merged"
    elif touching:
        what = "wrong code"
    result.counts[what] += 1
    told = ", ".join(str(incident.code) for incident in touching) or "nothing"
    slip(result, ground, what, was.kind, f"was {was.code} ({was.native}), told {told}", lines)


def too_many(result: Score, ground: Ground, told: Reported, true: list[Incident]) -> None:
    """Count a reported incident that is invented, or part of one that is already reported."""
    lines = evidence(told)
    owners = [was for was in true if ground.of([*was.signals, *was.support]) & lines]
    roles = {ground.trace.entries[number - 1].role for number in lines}
    what = "invented"
    if owners:
        what = "split" if any(agrees(told, was) for was in owners) else "other code"
    elif roles & {Role.NOISE, Role.DECOY}:
        what = "noise" if Role.NOISE in roles else "decoy"
    result.counts[what] += 1
    kind = owners[0].kind if owners else ""
    whole = set(lines)
    for was in owners[:2]:
        whole |= ground.of([*was.signals, *was.support])
    slip(result, ground, what, kind, f"told {told.code} ({told.native}) on lines {sorted(lines)}", whole)


def slip(result: Score, ground: Ground, what: str, kind: str, told: str, numbers: Iterable[int]) -> None:
    """Keep an example of a mistake."""
    lines = tuple(f"{number}: {ground.lines[number - 1]}" for number in sorted(numbers))
    result.slips.append(Slip(what, kind, f"seed {ground.trace.seed} {ground.trace.release.name}: {told}", lines))


# ---- links -----------------------------------------------------------------------------------------------------------


def is_right(session: Session, truth: SessionTruth | None) -> bool:
    """Return whether a reported session is the true one, as far as the report tells."""
    if truth is None or session.pid not in (None, truth.pid):
        return False
    if session.full_id:
        return session.full_id == truth.id
    if session.id and not fits(session.id, truth.id):
        return False
    if session.pid is not None:
        return session.pid == truth.pid
    return bool(session.id) or session.bundle == truth.bundle


def fits(shown: str, full: str) -> bool:
    """Return whether a masked id may be that of this session."""
    head, _stars, tail = shown.partition("*")
    return full.startswith(head) and full.endswith(tail.strip("*"))


def is_knowable(ground: Ground, was: Incident) -> bool:
    """Return whether the session can be known from the incident's lines and those before them."""
    if was.session is None:
        return False
    last = max(ground.of(was.signals))
    before = {number for number in ground.of(was.session.shown) if number <= last}
    control = {number for number in ground.of(was.by_control) if number <= last}
    return bool(ground.of(was.by_id) or (was.by_owner and before) or (was.controller_seen and control))


def score_pair(result: Score, ground: Ground, told: Reported, was: Incident) -> None:
    """Score the links, controller, cause and native number of a matched incident."""
    counts, lines = result.counts, ground.of([*was.signals, *was.support])
    link = told.session is not None and is_right(told.session, was.session)
    level = told.context_confidence.value
    name = describe(told.session)
    if is_knowable(ground, was):
        counts["knowable"] += 1
        counts["linked right"] += link
        if not link:
            what = "no link" if told.session is None else "wrong link"
            wanted = was.session.id[:3] if was.session else ""
            slip(
                result,
                ground,
                what,
                was.kind,
                f"told {name} {level}, was {wanted} {was.session and was.session.pid}",
                lines,
            )
    neutral = was.session is None and told.session is not None and is_right(told.session, was.bystander)
    if told.session is not None and level in LEVELS and not neutral:
        counts[f"linked at {level}"] += 1
        counts[f"right at {level}"] += link
        if not link and level != "low":
            slip(
                result,
                ground,
                f"wrong at {level}",
                was.kind,
                f"told {name} by {told.basis}, was {truth_name(was)}",
                lines,
            )
    if told.session is not None and link and told.session.bundle is not None and was.session:
        counts["bundles"] += 1
        counts["bundles right"] += told.session.bundle == was.session.bundle
        if told.session.bundle != was.session.bundle:
            slip(
                result, ground, "wrong bundle", was.kind, f"told {told.session.bundle}, was {was.session.bundle}", lines
            )
    score_rest(result, ground, told, was, lines)


def score_rest(result: Score, ground: Ground, told: Reported, was: Incident, lines: set[int]) -> None:
    """Score the controller, cause, native number, interface and foreign evidence."""
    counts = result.counts
    if was.controller is not None and was.controller_seen:
        counts["controllers"] += 1
        right = told.controller is not None and told.controller.pid == was.controller
        counts["controllers right"] += right
        if not right:
            slip(result, ground, "controller", was.kind, f"told {told.controller}, was {was.controller}", lines)
    if was.cause is not None:
        counts["causes"] += 1
        counts["causes right"] += told.cause == was.cause
        if told.cause != was.cause:
            slip(result, ground, "cause", was.kind, f"told {told.cause}, was {was.cause}", lines)
    counts["natives"] += told.native is not None
    counts["natives right"] += told.native is not None and told.native == was.native
    if told.native is not None and told.native != was.native:
        slip(result, ground, "native", was.kind, f"told {told.native}, was {was.native}", lines)
    counts["apis"] += told.api is not None
    counts["apis right"] += told.api is not None and told.api.lower() == was.api.lower()
    foreign = {number for number in evidence(told) - lines if not has_twin(ground, number, lines)}
    counts["foreign evidence"] += bool(foreign)
    if foreign:
        slip(result, ground, "foreign evidence", was.kind, f"lines {sorted(foreign)}", lines | foreign)


def has_twin(ground: Ground, number: int, lines: set[int]) -> bool:
    """Return whether a line of the incident reads the same as this one, so that nobody can tell them apart."""
    entry = ground.trace.entries[number - 1]
    own = [ground.trace.entries[number - 1] for number in lines]
    return any((other.pid, other.tag, other.message) == (entry.pid, entry.tag, entry.message) for other in own)


def describe(session: Session | None) -> str:
    """Describe a reported session in a few words."""
    return f"{session.id} {session.pid} {session.bundle}" if session else "none"


def truth_name(was: Incident) -> str:
    """Describe a true session in a few words."""
    return (
        f"{was.session.id[:3]}...{was.session.id[-3:]} {was.session.pid} {was.session.bundle}"
        if was.session
        else "none"
    )
