"""From the signals of an incident to what it is about: code, native number, cause, interface, link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..knowledge.apis import CAST_CONTROLLER_APIS
from ..knowledge.calls import code_in_call, code_without_answer, is_check_in, is_unanswered, own_name
from ..knowledge.catalog import Assumed, Catalog, CodeEntry
from ..model.events import Basis, Confidence, Form, Link, Signal
from ..model.records import remember
from .claims import Voice, is_echo
from .opened import OpenIncident


class Conclusion(NamedTuple):
    """What the lines of an incident show when taken together."""

    code: int  # public
    native: int | None
    cause: str | None
    api: str | None
    confidence: Confidence  # of the code


_MOST_SIGNALS = 8  # conclusions from more signals are not remembered; nearly all incidents have at most five
_Key = tuple[object, ...]


class Conclusions:
    """Draws conclusions from incidents; incidents whose lines make the same claims share one."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[_Key, Conclusion] = {}

    def of(self, incident: OpenIncident, *, session_ended: bool) -> Conclusion:
        """Return the conclusion from an incident's lines; `session_ended`: the session they are linked to has ended."""
        if len(incident.heard) > _MOST_SIGNALS:
            return conclude(incident, self._catalog, session_ended=session_ended)
        key = incident.refused, session_ended, *[heard.voice.claim for heard in incident.heard]
        return self._known.get(key) or remember(
            self._known, key, conclude(incident, self._catalog, session_ended=session_ended)
        )


def conclude(incident: OpenIncident, catalog: Catalog, *, session_ended: bool) -> Conclusion:
    """Draw the conclusion from the lines of an incident: code, native number, cause, interface."""
    primary = incident.primary.signal
    surest_first = _surest_first(incident)
    code, api = _code_of(incident, primary), _api_of(primary, surest_first)
    native = _native_of(surest_first, code, api, catalog)
    reasons = tuple(_reasons_to_assume(api, session_ended=session_ended))
    cause = _cause_of(incident, code, native, catalog, reasons)
    return Conclusion(code, native, cause, api, primary.confidence)


def _cause_of(
    incident: OpenIncident, code: int, native: int | None, catalog: Catalog, reasons: Sequence[Assumed]
) -> str | None:
    """Return the surest cause that the catalogue knows for the code, or None."""
    entry = catalog.entry(code)
    if entry is None:
        return None
    candidates = _possible_causes(incident, entry, native, catalog, reasons)
    return next((cause for cause in candidates if cause and catalog.cause(code, cause)), None)


def code_of(incident: OpenIncident) -> int:
    """Return the public code of an incident."""
    return _code_of(incident, incident.primary.signal)


def _code_of(incident: OpenIncident, primary: Signal) -> int:
    """Return the public code of the surest line; if that leaves it open, the code of a line that settles it."""
    if primary.also and (primary.confidence is Confidence.MEDIUM or _may_be_lost(primary)):
        others = (linked.signal for linked in incident.linked)
        settled = (signal.code for signal in others if signal.code in primary.also and not signal.also)
        return next(settled, None) or primary.code or 0
    return 0 if primary.also == (0,) and _is_without_message(incident) else primary.code or 0


def _may_be_lost(signal: Signal) -> bool:
    """Tell whether the number of a signal may not have reached the caller, whose own lines then say what it got."""
    return code_without_answer(signal.api, signal.native) is not None


def _is_without_message(incident: OpenIncident) -> bool:
    """Tell whether the ArkTS layer had no message for a number.

    Up to 5.1.0, it knew neither a message nor a code for -1024: an application got `native server exception` and 0.
    """
    signals = (linked.signal for linked in incident.linked)
    return any(signal.form is Form.MESSAGE and signal.native is None and 0 in signal.also for signal in signals)


def _native_of(surest_first: Sequence[Signal], code: int, api: str | None, catalog: Catalog) -> int | None:
    """Return the native number: printed, else implied by a phrase, else the only native number of the code."""
    natives = [
        signal.native for signal in surest_first if signal.native is not None and not _is_other_choice(signal, code)
    ]
    hidden = bool(natives) and any(_hides_code(signal, catalog) for signal in surest_first)
    stated = {signal.native for signal in surest_first if signal.code == code}
    for native in sorted(natives, key=lambda native: not _is_own_code(native, code, catalog)):
        by_call = code_in_call(api, native), code_without_answer(api, native)
        fits = hidden or native in stated or _becomes(native, code, catalog) or code in by_call
        if native != -1 and fits:
            return native
    if -1 in natives:
        return -1
    entry = catalog.entry(code)
    return entry.natives[0] if entry and entry.implies_native and len(entry.natives) == 1 else None


def _is_other_choice(signal: Signal, code: int) -> bool:
    """Tell whether a line leaves open which of its codes it stands for, and its number stands for another one."""
    is_open = signal.form is Form.PHRASE and signal.confidence is Confidence.MEDIUM
    return is_open and code != signal.code and code in signal.also


def _is_own_code(native: int, code: int, catalog: Catalog) -> bool:
    known = catalog.native(native)
    return known is not None and known.public == code


def _surest_first(incident: OpenIncident) -> list[Signal]:
    """Return the signals, strong ones first, without those that say of a call only that no answer came."""
    signals = [linked.signal for linked in (*incident.strong, *incident.linked)]
    if len(incident.linked) == 1:  # as nearly always in a storm
        return signals
    met = [signal for signal in signals if not is_unanswered(signal.api, signal.native)]
    return met if any(signal.native is not None for signal in met) else signals


def _hides_code(signal: Signal, catalog: Catalog) -> bool:
    """Tell whether a signal has the code that the C API reports for every failure."""
    if signal.cause is None:
        return False
    entry = catalog.entry(signal.code or 0)
    cause = entry.cause(signal.cause) if entry else None
    return cause is not None and cause.from_c_api


def _becomes(native: int, code: int, catalog: Catalog) -> bool:
    known = catalog.native(native)
    return known is not None and code in (known.public, known.public_static, *known.public_before.values())


def _possible_causes(
    incident: OpenIncident, entry: CodeEntry, native: int | None, catalog: Catalog, reasons: Sequence[Assumed]
) -> Iterator[str | None]:
    """Yield possible causes, surest first: named by a line, by a refused cast, by a number, or assumed."""
    named = [signal for signal in _surest_first(incident) if signal.cause is not None]
    yield from (signal.cause for signal in named if not _hides_code(signal, catalog))
    if entry.cause(incident.refused):
        yield incident.refused
    known = catalog.native(native or 0)
    holder = catalog.entry(known.public) if known else entry
    yield from _causes_of_entry(incident, holder, native, reasons)
    yield from (signal.cause for signal in named)


def _causes_of_entry(
    incident: OpenIncident, entry: CodeEntry | None, native: int | None, reasons: Sequence[Assumed]
) -> Iterator[str]:
    """Yield the cause that the numbers stand for, then the causes that are assumed if no line names one."""
    if entry is None:
        return
    cast_numbers = [linked.signal.cast_number for linked in incident.linked if linked.signal.cast_number is not None]
    numbered = entry.cause_of_number(native, cast_numbers[0] if cast_numbers else None)
    if numbered is not None:
        yield numbered.id
    for reason in reasons:
        yield from (cause.id for cause in entry.causes if cause.assumed is reason)


def _reasons_to_assume(api: str | None, *, session_ended: bool) -> Iterator[Assumed]:
    """Yield the reasons that allow to assume a cause, the most specific ones first."""
    if api in CAST_CONTROLLER_APIS:
        yield Assumed.CAST_CONTROLLER
    if session_ended:
        yield Assumed.SESSION_ENDED
    yield Assumed.ALWAYS


def _api_of(primary: Signal, surest_first: Sequence[Signal]) -> str | None:
    """Return the interface that failed, in its public spelling, or None."""
    apis = [signal.api for signal in (primary, *surest_first) if signal.api]
    calls = [api for api in apis if not any(is_check_in(api, other) for other in apis)]
    return own_name(calls[0], calls) if calls else None


def _without_echoes(voices: tuple[Voice, ...]) -> Iterable[Voice]:
    """Leave out the application's echoes of lines that the framework printed in its process and that name a session.

    The framework's line shows what the call found, such as a session that is gone; the application's need not.
    """
    known = {voice.pid for voice in voices if not voice.claim.signal.application and voice.link.session is not None}
    return [voice for voice in voices if not (is_echo(voice) and voice.pid in known)] or voices


def link_of(voices: tuple[Voice, ...]) -> Link:
    """Return the surest link among those of an incident; controller and candidates may come from others."""
    if len(voices) == 1:
        return voices[0].link
    links = [voice.link for voice in _without_echoes(voices)]
    best = min(links, key=lambda link: (link.confidence.rank, link.session is None))
    callers = (link.controller for link in links if link.controller and link.controller == link.client)
    controllers = (link.controller for link in (best, *links) if link.controller)
    controller = next(callers, None) or next(controllers, None)
    client = best.client or next((link.client for link in links if link.client), None)
    if best.session is None:
        return Link(None, controller, client, best.confidence, Basis.NONE, best.candidates)
    return Link(best.session, controller, client, best.confidence, best.basis, best.candidates)
