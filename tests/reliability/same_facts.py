"""The same facts in other words: what is no matter to a failure changes neither what is counted nor what is linked.

Each kind of change says what has to stay. Where a change takes evidence away, the truth of the simulator judges:
nothing is invented, and sure links are right.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from fuzz.oracle import difference
from hilog_avsession import Report
from hilog_avsession.pipeline import diagnose
from relayout import LAYOUTS
from simulator import Options as Kind
from simulator import Trace, generate
from simulator.changes import lossy
from simulator.device import Device
from simulator.score import INVENTED, Score, measure, violations
from simulator.trace import Entry

from .same_bytes import in_short
from .trial import Attempt, Trial

Fault = str | None
Change = Callable[[Trace, random.Random], Fault]


def trace_of(luck: random.Random) -> Trace:
    """Return a simulated log with its truth."""
    return generate(luck.randrange(10**6), Kind(seconds=luck.uniform(4.5, 14), failing=luck.choice((0.3, 0.6))))


def report_of(*logs: list[str]) -> Report:
    """Diagnose one or several logs, each with a line end behind every line."""
    return diagnose([io.BytesIO("".join(f"{line}\n" for line in lines).encode()) for lines in logs])


def rows(report: Report) -> list[tuple[Any, ...]]:
    """Return what is told of each incident and where, but not when."""
    return [
        (one.code, one.native, one.cause, one.api, one.context_confidence.value, one.basis.value, one.signals)
        + (one.session and (one.session.full_id or one.session.id, one.session.pid, one.session.bundle),)
        + (one.controller and one.controller.pid, [line.line for line in one.evidence])
        for one in report.incidents
    ]


def counted(report: Report) -> dict[str, int]:
    """Return how often each code was counted."""
    return {str(one.code): one.incidents for one in report.codes}


def _alike(trace: Trace, lines: list[str]) -> Fault:
    """Compare what is told of changed lines with what is told of the trace."""
    return difference(rows(report_of(lines)), rows(report_of(trace.lines())))


def _damaged(changed: Trace, trace: Trace) -> Fault:
    return next((f"{slip.what} {slip.kind}: {slip.detail}" for slip in violations(changed, trace)), None)


# ---- changes that nothing depends on ---------------------------------------------------------------------------------


def _moved(trace: Trace, seconds: float, first: int = 0) -> Trace:
    """Return the trace with other times from one of its lines on, moved by whole milliseconds as they are printed."""
    by = round(seconds * 1000)
    later = [replace(entry, time=(int(entry.time * 1000) + by + 0.5) / 1000) for entry in trace.entries[first:]]
    return replace(trace, entries=[*trace.entries[:first], *later])


def _shifted(trace: Trace, luck: random.Random) -> Fault:
    """All is told as before, at other times."""
    return _alike(trace, _moved(trace, round(luck.uniform(-4 * 3600, 15 * 86400))).lines())


_WITH_NAMES = sorted(name for name, (_form, names) in LAYOUTS.items() if names and name != "old-functions")


def _in_a_layout(trace: Trace, luck: random.Random) -> Fault:
    """All is told as before, in any layout that prints the names of processes as before."""
    name = luck.choice(_WITH_NAMES)
    fault = _alike(trace, list(map(LAYOUTS[name][0], trace.lines())))
    return fault and f"{name}: {fault}"


def _over_new_year(trace: Trace, luck: random.Random) -> Fault:
    """All is told as before, with midnight of New Year in the middle of the log."""
    middle = luck.choice(trace.entries).time
    moved = _moved(trace, 86400 - middle)
    return _alike(trace, [line.replace("11-11 ", "12-31 ", 1).replace("11-12 ", "01-01 ", 1) for line in moved.lines()])


def _twice(trace: Trace, luck: random.Random) -> Fault:
    """All is told as before, and nothing is counted twice."""
    lines = trace.lines()
    both = report_of(lines + lines) if luck.random() < 0.5 else report_of(lines, lines)
    return difference(rows(both), rows(report_of(lines)))


def _in_two(trace: Trace, luck: random.Random) -> Fault:
    """All is told as before, whichever line the second input begins with."""
    lines = trace.lines()
    cut = luck.randrange(len(lines))
    fault = difference(in_short(report_of(lines[:cut], lines[cut:])), in_short(report_of(lines)))
    return fault and f"cut before line {cut + 1}: {fault}"


def _renamed(trace: Trace, luck: random.Random) -> Fault:
    """All is told as before, of other pids, and of ids that are made from them."""
    first, options = luck.randrange(1, 30_000), luck.choice((Kind(), Kind(failing=0.7)))
    new_pid = Device.new_pid
    with patch.object(Device, "new_pid", lambda device: new_pid(device) + first):
        other = generate(trace.seed, options)
    here, there = report_of(other.lines()), report_of(generate(trace.seed, options).lines())
    return difference(_of_processes(here, first), _of_processes(there, 0))


def _of_processes(report: Report, first: int) -> list[tuple[Any, ...]]:
    """Return what is told of each incident, with pids that are counted from `first`."""
    return [
        (*row[:7], *((one and one.pid and one.pid - first) for one in (incident.session, incident.controller)), row[-1])
        for row, incident in zip(rows(report), report.incidents, strict=True)
    ]


# ---- changes that take evidence away ---------------------------------------------------------------------------------

_DISORDER = 0.005  # seconds


def _exchanged(trace: Trace, luck: random.Random) -> Fault:
    """Codes and counts stay as right as they were, where lines of other processes overtake each other."""
    entries = list(trace.entries)
    for place in luck.sample(range(len(entries) - 1), len(entries) // luck.choice((5, 20, 100))):
        here, there = entries[place : place + 2]
        if here.pid != there.pid and abs(here.time - there.time) <= _DISORDER:
            entries[place : place + 2] = there, here
    changed = replace(trace, entries=entries)
    return _damaged(changed, trace) or _fewer(measure(changed), measure(trace))


def _fewer(changed: Score, whole: Score) -> Fault:
    """Say if incidents are missing, more than one in a hundred, that were found in the whole log."""
    missing = whole.counts["matched"] - changed.counts["matched"]
    allowed = 1 + whole.counts["matched"] // 100
    return f"{missing} incidents are missing" if missing > allowed else None


def _jumping(trace: Trace, luck: random.Random) -> Fault:
    """Codes and counts stay, where no failure is in the middle of its lines, and no sure link becomes a wrong one."""
    quiet = _quiet_places(trace)
    if not quiet:
        return None
    moved = _moved(trace, luck.choice((-1, 1)) * luck.choice((30, 3600, 9 * 3600)), luck.choice(quiet))
    before, after = counted(report_of(trace.lines())), counted(report_of(moved.lines()))
    return difference(after, before) or _damaged(_with_new_truth(moved, trace), trace)


def _quiet_places(trace: Trace) -> list[int]:
    """Return the indexes of lines before which every failure has printed all its lines, a second ago at least."""
    places = {id(entry): place for place, entry in enumerate(trace.entries)}
    spans = [
        (min(own), max(own))
        for own in ([places[id(entry)] for entry in [*one.signals, *one.support] if id(entry) in places]
                    for one in trace.incidents)
        if own
    ]  # fmt: skip
    closed = {place for begin, end in spans for place in range(begin, end + 1)}
    return [
        place for place in range(1, len(trace.entries))
        if place not in closed and trace.entries[place].time - trace.entries[place - 1].time > 0.3
    ]  # fmt: skip


def _with_new_truth(moved: Trace, trace: Trace) -> Trace:
    """Return a moved trace whose incidents refer to its own lines."""
    new = dict(zip(map(id, trace.entries), moved.entries, strict=True))

    def of(entries: list[Entry]) -> list[Entry]:
        return [new.get(id(entry), entry) for entry in entries]

    sessions = {
        id(one.session): replace(one.session, shown=of(one.session.shown)) for one in trace.incidents if one.session
    }
    incidents = [
        replace(one, signals=of(one.signals), support=of(one.support), by_id=of(one.by_id),
                by_control=of(one.by_control), session=sessions.get(id(one.session)))
        for one in trace.incidents
    ]  # fmt: skip
    return replace(moved, incidents=incidents)


def _two_devices(trace: Trace, luck: random.Random) -> Fault:
    """Codes and lines of each log stay, and so do the sessions of links that stay sure."""
    other = trace_of(luck)
    both = rows(report_of(trace.lines(), other.lines()))
    alone = [row for one in (trace, other) for row in rows(report_of(one.lines()))]
    if len(both) != len(alone):
        return f"{len(both)} incidents, and {len(alone)} alone"
    is_sure = [row[_CONFIDENCE] in ("certain", "high") for row in both]
    here, there = ([_concerned(row, sure) for row, sure in zip(all_, is_sure, strict=True)] for all_ in (both, alone))
    return difference(here, there)


_CONFIDENCE = 4  # its place in a row


def _concerned(row: tuple[Any, ...], is_sure: bool) -> tuple[Any, ...]:
    """Return the code, call and lines of a row, and the id and pid of its session and its controller if they are sure.

    The application's name is that of its pid, which the other device may have shown.
    """
    code, native, _cause, api, *_link, signals, session, controller, lines = row
    return code, native, api, signals, lines, *((session and session[:2], controller) if is_sure else ())


def _thinned(share: float) -> Change:
    total = Score()

    def change(trace: Trace, luck: random.Random) -> Fault:
        """Nothing is invented, and of all sure links together hardly any is wrong."""
        nonlocal total
        found = measure(lossy(replace(trace, seed=luck.randrange(10**6)), share))
        total += replace(found, slips=[])
        # an echo whose own failure lost its other lines may join a failure like it, so no single link proves a fault
        invented = next((slip for slip in found.slips if slip.what in INVENTED), None)
        if invented is not None:
            return f"{invented.what} {invented.kind}: {invented.detail}"
        return next((f"{name} is {value:.3f}" for name, value, least in _figures(total) if value < least), None)

    return change


def _figures(total: Score) -> Iterator[tuple[str, float, float]]:
    """Yield the figures of many logs together, with the least that each may be; too few links prove nothing."""
    if total.counts["reported"] > 500:
        yield "precision", total.precision, 0.99
    if total.counts["linked at certain"] > 500:
        yield "certain", total.calibration("certain"), 0.995
    if total.counts["linked at high"] > 500:
        yield "high", total.calibration("high"), 0.985


CHANGES: tuple[tuple[str, Change], ...] = (
    ("all times shifted", _shifted),
    ("another layout of the time", _in_a_layout),
    ("New Year", _over_new_year),
    ("the whole log twice", _twice),
    ("two inputs, split at any line", _in_two),
    ("pids renamed", _renamed),
    ("neighbours of different processes exchanged within 5 ms", _exchanged),
    ("a clock that jumps between failures", _jumping),
    ("two devices together", _two_devices),
    *((f"{share:.0%} of the lines removed", _thinned(share)) for share in (0.01, 0.02, 0.05)),
)


def _attempts(luck: random.Random) -> Iterator[Attempt]:
    while True:
        for kind, change in CHANGES:
            seed = luck.randrange(10**9)
            own = random.Random(seed)
            fault = change(trace_of(own), own)
            yield Attempt(kind, fault and f"seed {seed}: {fault}")


TRIALS = (
    Trial("same facts", "codes, counts and sure links do not depend on what is no matter to a failure", _attempts),
)
