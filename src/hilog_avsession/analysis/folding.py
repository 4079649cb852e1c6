"""From signals to incidents: one failure, told once.

A failed call echoes in up to five lines of three processes: the service's phrase, the proxy's phrase, the number that
the ArkTS layer prints, the application's own line, a radar line. They are folded when their codes agree, they lie
close together, nothing says that they belong to different calls, and each place of the echo is taken once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ..knowledge.catalog import Catalog
from ..model.events import Basis, Confidence, Fact, Form, Link, Linked, Loss, Side, Signal, Unknown
from ..model.records import Record
from .sessions.tracker import Tracker

IsService = Callable[[int | None], bool]  # whether a pid is the session service's

WINDOW = 0.300  # seconds between the echoes of one failure
_LONGEST = 1.0  # seconds from the first to the last echo
_RECENT_DRAFTS = 64  # of one code, among which a signal looks for its home
_MOST_SIGNALS = 64  # kept of one incident
_WINDOW_LINES = 40  # the same where the log has no times
_DISORDER = 0.005  # seconds by which lines of different processes may stand in the wrong order


@dataclass(slots=True, eq=False)
class OpenIncident:
    """An incident that may still grow; `number` counts them in the order of their first lines."""

    number: int = 0
    linked: list[Linked] = field(default_factory=list)
    places: set[tuple[object, ...]] = field(default_factory=set)
    refused: str | None = None
    closed: bool = False
    signals: int = 0

    def is_over(self, clock: float | None) -> bool:
        """Tell whether the log has moved on, or back, so far that no echo can follow, lines in disorder included."""
        last = self.linked[-1].signal.record.stamp.clock
        return clock is not None and last is not None and abs(clock - last) > _LONGEST

    @property
    def has_code(self) -> bool:
        """Whether any of the signals names its code."""
        return any(one.signal.code is not None for one in self.linked)

    @property
    def strong(self) -> list[Linked]:
        """The signals that are failures by themselves."""
        return [one for one in self.linked if not one.signal.weak]

    @property
    def is_failure(self) -> bool:
        """Whether a strong signal states it, or weak ones of both sides of one call do."""
        sides = {one.signal.side for one in self.linked if one.signal.code is not None or one.signal.native == -1}
        unspecified = any(one.signal.native == -1 and one.signal.side is Side.APP for one in self.linked)
        return bool(self.strong) or (self.has_code and unspecified and Side.SERVICE in sides)

    @property
    def primary(self) -> Linked:
        """The signal that states the code most surely; an application's line before the framework's."""
        return min(self.strong or self.linked, key=_telling)


def _telling(one: Linked) -> tuple[int, int]:
    return one.signal.confidence.rank, 0 if one.signal.application else 1


class Folding:
    """Folds linked signals into incidents; `open` holds those that may still grow.

    A signal looks for its home among the last drafts of its code only, so that a storm of failures stays cheap.
    """

    def __init__(self, context: Tracker) -> None:
        self.open: deque[OpenIncident] = deque()
        self._recent: dict[int | None, deque[OpenIncident]] = {}
        self._drafts = 0
        self._context = context

    def fold(self, linked: Iterable[Linked | Fact | Loss | Unknown]) -> Iterator[OpenIncident | Loss | Unknown]:
        """Yield the incidents in the order of their first lines; losses and unknown lines pass through."""
        for one in linked:
            if isinstance(one, Fact):  # it tells how late it is
                if self.open and (clock := one.record.stamp.clock) is not None and self._is_first_over(clock):
                    yield from self._take_closed(clock)
            elif isinstance(one, Linked):
                yield from self._take_closed(one.signal.record.stamp.clock)
                self._place(one)
            else:
                yield one
        for draft in self.open:  # the next input may go on where this one ends, if that can be told
            draft.closed = draft.closed or draft.linked[-1].signal.record.stamp.clock is None
        yield from self._take_closed(None)

    def rest(self) -> Iterator[OpenIncident]:
        """Yield the incidents that are still open: no further line comes."""
        for draft in self.open:
            draft.closed = True
        yield from self._take_closed(None)

    def _place(self, one: Linked) -> None:
        """Put a signal into the open draft that it echoes, or into a new one."""
        for draft in (near := self._candidates(one.signal)):
            draft.closed = draft.closed or not _is_near(draft, one.signal)
        home = _home(near, one, self._context.registry.is_service)
        if home is None:
            self._drafts += 1
            home = OpenIncident(self._drafts)
            self.open.append(home)
        _add(home, one, self._context)
        for code in (None, one.signal.code, *one.signal.also):
            recent = self._recent.setdefault(code, deque(maxlen=_RECENT_DRAFTS))
            if home not in recent:
                recent.append(home)

    def _candidates(self, signal: Signal) -> list[OpenIncident]:
        """The last open drafts of the signal's codes, oldest first; those that only weak lines begun belong to any."""
        codes = (None,) if signal.code is None else (signal.code, *signal.also)
        near = {id(draft): draft for code in codes for draft in self._recent.get(code, ()) if not draft.closed}
        if signal.code is not None:
            last = self._recent.get(None, ())
            near |= {id(draft): draft for draft in last if not draft.closed and not draft.has_code}
        return sorted(near.values(), key=lambda draft: draft.number)

    def _take_closed(self, clock: float | None) -> Iterator[OpenIncident]:
        """Give the closed drafts at the front; a draft of weak signals only is no incident."""
        while self.open and self._is_first_over(clock):
            draft = self.open.popleft()
            draft.closed = True
            self._forget_closed(draft)
            if draft.is_failure:
                yield draft

    def _is_first_over(self, clock: float | None) -> bool:
        first = self.open[0]
        return first.closed or first.is_over(clock)

    def _forget_closed(self, closed: OpenIncident) -> None:
        """Let go of a draft, and of those before it, where signals look for their home."""
        for code in {None, *(code for one in closed.linked for code in (one.signal.code, *one.signal.also))}:
            recent = self._recent.get(code)
            while recent and recent[0].closed:
                recent.popleft()
            if recent is not None and not recent:
                del self._recent[code]


def _add(draft: OpenIncident, one: Linked, context: Tracker) -> None:
    if _is_repeated(draft, one.signal):
        return
    draft.signals += 1
    if len(draft.linked) == _MOST_SIGNALS:  # a message of thousands of lines
        draft.linked[-1] = one
        return
    draft.linked.append(one)
    draft.places.update(_places(one.signal))
    draft.refused = draft.refused or context.refusal(one.signal.record)


# ---- where a signal belongs -----------------------------------------------------------------------------------------


def _home(drafts: list[OpenIncident], one: Linked, is_service: IsService) -> OpenIncident | None:
    """The open draft that a signal echoes: one of its own process first, else the oldest."""
    fitting = [draft for draft in drafts if not draft.closed and _belongs(draft, one, is_service)]
    if not fitting:
        return None
    return min(fitting, key=lambda draft: _distance(draft, one))


def _distance(draft: OpenIncident, one: Linked) -> int:
    stamp = one.signal.record.stamp
    same_thread = any(
        (other.signal.record.stamp.pid, other.signal.record.stamp.tid) == (stamp.pid, stamp.tid)
        for other in draft.linked
    )
    same_client = one.link.client is not None and one.link.client in {other.link.client for other in draft.linked}
    same_api = one.signal.api is not None and one.signal.api in {other.signal.api for other in draft.linked}
    return -(4 * same_client + 2 * same_api + same_thread)


def _is_near(draft: OpenIncident, signal: Signal) -> bool:
    first, last = draft.linked[0].signal.record, draft.linked[-1].signal.record
    now, then, begun = signal.record.stamp.clock, last.stamp.clock, first.stamp.clock
    if now is None or then is None or begun is None:
        return signal.record.source == last.source and signal.record.line - last.line <= _WINDOW_LINES
    return abs(now - then) <= WINDOW and now - begun <= _LONGEST


def _belongs(draft: OpenIncident, one: Linked, is_service: IsService) -> bool:
    signal = one.signal
    if _is_repeated(draft, signal) or _is_same_message(draft, signal):
        return _codes_agree(draft, signal)
    return (
        all(_may_be_one_call(other, one, is_service) for other in draft.linked)  # of a storm, this parts most
        and _codes_agree(draft, signal)
        and _weak_ones_agree(draft, one)
        and all(_reasons_agree(other.signal, signal) for other in draft.linked)
        and not draft.places & _places(signal)
        and not _comes_too_late(draft, signal)
    )


def _codes_agree(draft: OpenIncident, signal: Signal) -> bool:
    coded = [other.signal for other in draft.linked if other.signal.code is not None]
    if signal.code is None or not coded:
        # a line without a code of its own follows a call that it names, or that its thread works on
        return any(_is_of_one_call(signal, other.signal) for other in draft.linked)
    return all(_agree(other, signal) for other in coded)


def _weak_ones_agree(draft: OpenIncident, one: Linked) -> bool:
    """A weak line supports only its own call: the interface that it names, or else its own thread."""
    if not one.signal.weak and draft.strong:
        return True
    return any(_is_of_one_call(one.signal, other.signal) for other in draft.linked)


def _reasons_agree(one: Signal, other: Signal) -> bool:
    """The ArkTS layer refuses a null object before it asks the framework: then the framework prints nothing."""
    early = [signal for signal in (one, other) if "is nullptr" in signal.record.body.message]
    asked = [
        signal for signal in (one, other) if signal.native is not None and not signal.weak and _stage(signal) in (1, 2)
    ]
    return not early or not any(signal not in early for signal in asked)


def _is_of_one_call(one: Signal, other: Signal) -> bool:
    if one.api is not None and other.api is not None:
        return one.api == other.api
    a, b = one.record.stamp, other.record.stamp
    return (a.pid, a.tid) == (b.pid, b.tid) and "destroy" not in (one.api, other.api)


def _agree(one: Signal, other: Signal) -> bool:
    if one.code != other.code and one.code not in other.also and other.code not in one.also:
        return False
    return one.native is None or other.native is None or one.native == other.native or -1 in (one.native, other.native)


def _may_be_one_call(one: Linked, other: Linked, is_service: IsService) -> bool:
    if one.signal.api and other.signal.api and one.signal.api != other.signal.api and not _loose_names(one, other):
        return False
    # without process names a process may turn out to be the service only by later lines
    clients = {pid for pid in (one.link.client, other.link.client) if pid is not None and not is_service(pid)}
    if len(clients) > 1 and not (one.signal.callback and other.signal.callback):
        return False
    sure = (Confidence.CERTAIN, Confidence.HIGH)
    if one.link.confidence in sure and other.link.confidence in sure:
        return one.link.session == other.link.session
    return True


def _loose_names(one: Linked, other: Linked) -> bool:
    # the runtime reports some calls of the cast controller under the name of another interface
    names = {one.signal.api, other.signal.api}
    return "dispatchSessionEvent" in names and bool(names & {"start", "prepare"})


def _places(signal: Signal) -> set[tuple[object, ...]]:
    """The places of the echo that a signal takes. An application's line may state the code, the message or both."""
    stamp = signal.record.stamp
    if signal.statement != "application":
        return {(signal.statement, stamp.pid)}
    kinds = {"code" if signal.form is not Form.MESSAGE else "message"}
    if signal.form is Form.CODE and " failed" in signal.record.body.message:
        kinds.add("message")
    return {("application", stamp.pid, signal.record.body.tag, kind) for kind in kinds}


def _is_repeated(draft: OpenIncident, signal: Signal) -> bool:
    """Tell whether the draft holds the very same line already: the log repeats it, the failure does not."""
    record = signal.record
    return any(
        _is_same_header(record, other.signal.record)
        and record.body.message == other.signal.record.body.message
        and signal.code == other.signal.code
        for other in draft.linked
    )


def _is_same_message(draft: OpenIncident, signal: Signal) -> bool:
    """Tell whether the line is a further piece of a message that the draft holds: same header, next line."""
    record = signal.record
    last = draft.linked[-1].signal.record
    return record.line - last.line in (0, 1, 2, 3) and _is_same_header(record, last) and record.source == last.source


def _is_same_header(one: Record, other: Record) -> bool:
    return one.stamp == other.stamp and one.body.head == other.body.head


_STAGES = {Side.SERVICE: 0, Side.BOTH: 1, Side.APP: 1}


def _stage(signal: Signal) -> int:
    """How far from the failure a line is printed: service, proxy, ArkTS layer, application."""
    if signal.application:
        return 3
    if signal.form is Form.NATIVE and signal.side is Side.APP:
        return 2
    return _STAGES[signal.side]


def _comes_too_late(draft: OpenIncident, signal: Signal) -> bool:
    """Tell whether the draft's call had already come back to the application: then the line begins another call."""
    now = signal.record.stamp.clock
    if signal.weak or now is None or "radar" in signal.statement:
        return False
    stage = _stage(signal)
    return any(
        _stage(other.signal) > stage
        and _stage(other.signal) >= 2
        and (other.signal.record.stamp.clock or now) + _DISORDER < now
        for other in draft.linked
    )


# ---- what an incident is about ---------------------------------------------------------------------------------------


def code_of(draft: OpenIncident) -> int:
    """The public code."""
    return draft.primary.signal.code or 0


def native_of(draft: OpenIncident, catalog: Catalog) -> int | None:
    """The native number: printed, else implied by a phrase, else the only one behind the code."""
    code = code_of(draft)
    natives = [one.signal.native for one in (*draft.strong, *draft.linked) if one.signal.native not in (None, -1)]
    hidden = any(one.signal.cause == "c-api" for one in draft.linked)
    fitting = [native for native in natives if native is not None and (hidden or _becomes(native, code, catalog))]
    if fitting:
        return fitting[0]
    if any(one.signal.native == -1 for one in draft.linked):
        return -1
    entry = catalog.entry(code)
    only = entry.natives if entry else ()
    # 6600109 is mostly made by the ArkTS layer itself, without a native number
    return only[0] if len(only) == 1 and entry and entry.category == "session" and code != 6600109 else None


def _becomes(native: int, code: int, catalog: Catalog) -> bool:
    known = catalog.native(native)
    return known is not None and code in (known.public, known.public_static, *known.public_before.values())


def cause_of(draft: OpenIncident, context: Tracker, catalog: Catalog) -> str | None:
    """Which of the causes inside the code it was, or None where nothing tells."""
    code = code_of(draft)
    named = [one.signal.cause for one in (*draft.strong, *draft.linked)]
    cast_numbers = [one.signal.cast_number for one in draft.linked if one.signal.cast_number is not None]
    printed = native_of(draft, catalog)
    native = catalog.native(printed or 0)
    public = native.public if native else code  # the C API hides it
    entry = catalog.entry(public)
    number = entry.cause_of_number(printed, cast_numbers[0] if cast_numbers else None) if entry else None
    known = [
        *(cause for cause in named if cause not in _VAGUE),
        draft.refused if code == _CONNECTION_FAILED else None,
        number.id if number else None,
        _cause_by_history(public, draft, context),
        *named,
    ]
    return next((cause for cause in known if catalog.cause(code, cause)), None)


_CONNECTION_FAILED = 6600108
_VAGUE = ("c-api",)  # says where the code comes from, not why


def _cause_by_history(code: int, draft: OpenIncident, context: Tracker) -> str | None:
    if code == 6600107:
        return "command-rate"  # the only limit there is but for system commands, which their phrase names
    if code == 6600102:
        session = context.registry.sessions.get(link_of(draft).session or 0)
        return "used-after-destroy" if session is not None and not session.alive else None
    return "used-after-release" if code == 6600103 else None


def api_of(draft: OpenIncident) -> str | None:
    """The interface that failed, in its public spelling, or None."""
    apis = [one.signal.api for one in (draft.primary, *draft.strong, *draft.linked) if one.signal.api]
    return next((api for api in apis if api != "dispatchSessionEvent"), apis[0] if apis else None)


def link_of(draft: OpenIncident) -> Link:
    """The surest link among the signals; controller and candidates may come from others."""
    best = min((one.link for one in draft.linked), key=lambda link: (link.confidence.rank, link.session is None))
    others = [one.link for one in draft.linked]
    controller = best.controller or next((link.controller for link in others if link.controller), None)
    client = best.client or next((link.client for link in others if link.client), None)
    if best.session is None:
        return Link(None, controller, client, best.confidence, Basis.NONE, best.candidates)
    return Link(best.session, controller, client, best.confidence, best.basis, best.candidates)
