"""From a failing call to what the application's side prints, layer by layer, and to the truth about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .device import Actor, App, Controller, Device, Lines, Session, error
from .spelling import CANGJIE_RAW, is_told, public_name, spell, tells_code, tells_message
from .trace import Entry, Incident, Role

# native number -> public code in the ArkTS layer of 6.0 and later
_PUBLIC = {
    -1: 6600101, -1001: 6600101, -1002: 401, -1003: 6600101, -1005: 6600101, -1006: 6600101, -1007: 6600101, -1008: 0,
    -1009: 6600102, -1010: 6600105, -1011: 6600103, -1012: 202, -1013: 6600106, -1014: 6600101, -1015: 6600101,
    -1018: 6600107, -1019: 6600104, -1020: 6600108, -1021: 6600109, -1022: 6600101, -1023: 201, -1024: 6600101,
    -1025: 6600101, -1027: 6600101, -1028: 6600111, -1029: 6600110,
}  # fmt: skip
_MESSAGES = {
    -1002: "native invalid parameters",
    -1009: "native session not exist",
    -1011: "native controller not exist",
    -1012: "native no permission",
    -1013: "native session is not active",
    -1023: "native permission denied",
    -1028: "native desktop lyrics feature is not supported",
    -1029: "native desktop lyrics feature of this application is not enabled",
}


@dataclass(slots=True)
class Failure:
    """What goes wrong in a call."""

    kind: str
    api: str  # the framework's name: SetAVMetaData
    native: int | None
    cause: str | None
    reason: str = ""  # what the message says; "" = what it says of this number
    code: int | None = None  # None = what the number becomes
    number_printed: bool = True  # `controller <Api> failed:N`
    session: Session | None = None
    controller: Controller | None = None
    service: list[Entry] = field(default_factory=list)  # signals that the service printed
    support: list[Entry] = field(default_factory=list)
    ids: list[Entry] = field(default_factory=list)
    names_owner: bool = False  # a line holds the pid of the owner
    code_stated: bool = False  # the application's line states the public code
    other_codes: tuple[int, ...] = ()  # codes that are right as well unless the application states its own
    check_code: int | None = None  # of a check inside the call, where the line that says what becomes of it is lost


def public_code(device: Device, app: App, failure: Failure) -> int:
    """Return the code that the application receives."""
    native = failure.native
    if failure.code is not None:
        return failure.code
    assert native is not None
    if native == -1012 and device.release.name == "3.2":
        return 201
    if native in (-1024, -1025, -1027) and (app.layer == "taihe" or not device.release.since("6.0")):
        return 0
    return _PUBLIC[native]


def fail(device: Device, app: App, failure: Failure, worker: int, *phrases: Entry) -> Actor:
    """Return the error to the application, which has printed `phrases` before."""
    code = public_code(device, app, failure)
    signals = [*failure.service, *phrases, *(yield from number_line(device, app, failure, worker))]
    yield from main_thread(device, app)
    told, support = yield from own_lines(device, app, failure, code)
    signals += told
    if signals:
        note(device, app, failure, code, signals, [*failure.support, *support])


def main_thread(device: Device, app: App) -> Actor:
    """Wait until the application's main thread takes the result."""
    if device.rng.random() < 0.2:
        app.busy_until = device.now + device.rng.uniform(0.002, 0.15)
    while device.now < app.busy_until:
        yield app.busy_until - device.now


def number_line(device: Device, app: App, failure: Failure, worker: int) -> Lines:
    """Print `failed:N`, if the layer prints it."""
    if failure.native is None or not failure.number_printed:
        return []
    if app.layer == "napi":
        return (
            yield from device.client(
                app, worker, error("operator()", f"controller {failure.api} failed:{failure.native}")
            )
        )
    if app.layer == "cangjie":
        return (yield from device.client(app, worker, error(failure.api, f"{failure.api} failed:{failure.native}")))
    return []


def message_of(app: App, failure: Failure) -> str:
    """Return the text of the BusinessError."""
    reason = failure.reason or _MESSAGES.get(failure.native or 0, "native server exception")
    if reason.startswith(failure.api) or "failed:" in reason:
        return reason
    return f"{failure.api} failed{'' if app.layer == 'taihe' else ' '}: {reason}"


def own_lines(device: Device, app: App, failure: Failure, code: int) -> tuple[list[Entry], list[Entry]]:
    """Print the application's own lines; return those that tell the error, and those that do not."""
    message, told, silent = message_of(app, failure), [], []
    if app.layer == "taihe":
        text = f"ThrowError errCode: {code}, errMsg: {message}"
        told += yield from device.client(app, app.pid, error("ThrowError", text))
    if not app.spelling:
        return told, silent
    shape, level = habit(device, app, failure.api)
    if app.layer == "capi":
        code = code if failure.native is None else 6600101
    elif app.layer == "cangjie":
        code = failure.native or code
    text = spell(shape, failure.api, code, message)
    failure.code_stated = app.layer == "taihe" or (tells_code(shape) and is_told(shape, code))
    for domain, tag in app.places:
        entry = device.say(app, level, text, domain, tag)
        (told if is_told(shape, code) else silent).append(entry)
    if failure.number_printed or failure.native != -1 or failure.service or tells_message(shape):
        return told, silent
    failure.cause = None  # only the message tells it
    return told, silent


def habit(device: Device, app: App, api: str) -> tuple[str, str]:
    """Return the shape and the level that this application uses for errors of an interface."""
    if api not in app.shapes:
        shape = device.rng.choice(app.spelling if app.layer != "cangjie" else tuple(CANGJIE_RAW))
        app.shapes[api] = shape, device.rng.choice("EEEEWI")
    return app.shapes[api]


def note(device: Device, app: App, failure: Failure, code: int, signals: list[Entry], support: list[Entry]) -> Incident:
    """Record the truth about an incident."""
    session, controller = failure.session, failure.controller
    code, others = code_of(app, failure, code)
    for entry in support:
        entry.role = Role.SUPPORT if entry.role is Role.PLAIN else entry.role
    for entry in signals:
        entry.role = Role.SIGNAL
    incident = Incident(
        kind=failure.kind,
        code=code,
        native=failure.native,
        api=public_name(failure.api),
        cause=failure.cause,
        session=session.truth if session else None,
        bystander=app.last_session.truth if app.last_session else None,
        controller=controller.app.pid if controller else None,
        signals=signals,
        support=support,
        by_id=failure.ids,
        by_owner=owner_seen(session, controller, signals, failure),
        by_control=list(controller.shown) if controller and is_only(controller) else [],
        controller_seen=bool(controller) and any(entry.pid == controller.app.pid for entry in signals),
        other_codes=others,
        partial_codes=(*failure.other_codes, *([failure.check_code] if failure.check_code else [])),
    )
    device.incidents.append(incident)
    return incident


def code_of(app: App, failure: Failure, code: int) -> tuple[int, tuple[int, ...]]:
    """Return the code that the lines tell, and other codes that are accepted if the lines do not decide."""
    if failure.other_codes:
        return code, () if failure.code_stated else failure.other_codes
    if app.layer == "capi" and failure.native is not None:
        return (6600101, (code,)) if failure.code_stated else (code, (6600101,))
    if failure.code_stated or failure.native is None:
        return code, ()
    newer = _PUBLIC[failure.native]  # in another release the same number becomes this
    return code, () if newer == code else (newer,)


def owner_seen(session: Session | None, controller: Controller | None, signals: list[Entry], failure: Failure) -> bool:
    """Return whether the lines name the process that owns the session."""
    if session is None:
        return False
    in_header = controller is None and any(entry.pid == session.truth.pid for entry in signals)
    return in_header or failure.names_owner


def is_only(controller: Controller) -> bool:
    """Return whether the process controls this session and no other."""
    others = [other for other in controller.app.controllers if other is not controller]
    return not others
