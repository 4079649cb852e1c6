"""From the signals of an incident to what it is about: code, native number, cause, interface, link."""

from __future__ import annotations

from ..knowledge.catalog import Catalog
from ..model.events import Basis, Link
from .folding import OpenIncident
from .sessions.registry import Registry


def code_of(incident: OpenIncident) -> int:
    """Return the public code."""
    return incident.primary.signal.code or 0


def native_of(incident: OpenIncident, catalog: Catalog) -> int | None:
    """Return the native number: printed, else implied by a phrase, else the only one that becomes the code."""
    code = code_of(incident)
    natives = [linked.signal.native for linked in (*incident.strong, *incident.linked)]
    hidden = any(linked.signal.cause == "c-api" for linked in incident.linked)
    for native in natives:
        if native not in (None, -1) and (hidden or _becomes(native, code, catalog)):
            return native
    if -1 in natives:
        return -1
    entry = catalog.entry(code)
    only = entry.natives if entry else ()
    # 6600109 is mostly made by the ArkTS layer itself, without a native number
    return only[0] if len(only) == 1 and entry and entry.category == "session" and code != 6600109 else None


def _becomes(native: int, code: int, catalog: Catalog) -> bool:
    known = catalog.native(native)
    return known is not None and code in (known.public, known.public_static, *known.public_before.values())


def cause_of(incident: OpenIncident, registry: Registry, catalog: Catalog) -> str | None:
    """Return which of the causes inside the code it was, or None where nothing tells."""
    code = code_of(incident)
    named = [linked.signal.cause for linked in (*incident.strong, *incident.linked)]
    cast_numbers = [linked.signal.cast_number for linked in incident.linked if linked.signal.cast_number is not None]
    printed = native_of(incident, catalog)
    native = catalog.native(printed or 0)
    public = native.public if native else code  # the C API hides it
    entry = catalog.entry(public)
    number = entry.cause_of_number(printed, cast_numbers[0] if cast_numbers else None) if entry else None
    candidates = [
        *(cause for cause in named if cause not in _VAGUE),
        incident.refused if code == _CONNECTION_FAILED else None,
        number.id if number else None,
        _cause_by_history(public, incident, registry),
        *named,
    ]
    return next((cause for cause in candidates if catalog.cause(code, cause)), None)


_CONNECTION_FAILED = 6600108
_VAGUE = ("c-api",)  # says where the code comes from, not why


def _cause_by_history(code: int, incident: OpenIncident, registry: Registry) -> str | None:
    if code == 6600107:
        return "command-rate"  # the only limit there is but for system commands, which their phrase names
    if code == 6600102:
        session = registry.sessions.get(link_of(incident).session or 0)
        return "used-after-destroy" if session is not None and not session.alive else None
    return "used-after-release" if code == 6600103 else None


def api_of(incident: OpenIncident) -> str | None:
    """Return the interface that failed, in its public spelling, or None."""
    signals = (incident.primary, *incident.strong, *incident.linked)
    apis = [linked.signal.api for linked in signals if linked.signal.api]
    return next((api for api in apis if api != "dispatchSessionEvent"), apis[0] if apis else None)


def link_of(incident: OpenIncident) -> Link:
    """Return the surest link among the signals; controller and candidates may come from others."""
    links = [linked.link for linked in incident.linked]
    best = min(links, key=lambda link: (link.confidence.rank, link.session is None))
    controller = best.controller or next((link.controller for link in links if link.controller), None)
    client = best.client or next((link.client for link in links if link.client), None)
    if best.session is None:
        return Link(None, controller, client, best.confidence, Basis.NONE, best.candidates)
    return Link(best.session, controller, client, best.confidence, best.basis, best.candidates)
