"""Casts: how they begin, why they are refused, and what goes wrong while they play."""

from __future__ import annotations

from typing import Any

from .device import Actor, App, Controller, Device, Lines, Session, Statement, error, info
from .failing import Failure, fail, note
from .release import Release
from .session_failures import begin
from .trace import Role

# cast engine number -> public code is 6610000 + number, for these
CAST_NUMBERS = (
    *range(1000, 1005), *range(1100, 1109), *range(2000, 2009), *range(2100, 2108), *range(3000, 3005),
    *range(4000, 4006), *range(5000, 5003), *range(6000, 6009),
)  # fmt: skip
MEDIA = {
    331350028: 5400101, 331350530: 5400101, 331350054: 5400102, 331350561: 5400102, 331350528: 5400103,
    331350559: 5400103, 331350566: 5400103, 331350564: 5400104, 331350529: 5400105, 331350536: 5400106,
}  # fmt: skip
REASONS = {
    10001: "cast-cancelled", 10005: "pin-wrong", 10006: "cast-cancelled", 10007: "sink-distrusted",
    10008: "user-timeout", 10009: "sink-busy",
}  # fmt: skip


def ask_cast(device: Device, app: App, session: Session, tid: int) -> Lines:
    """Play startCasting up to the point where it may be refused; return the lines that name the session."""
    release, named = device.release, []
    yield from begin(device, app, "StartCast")
    said: list[Statement] = [info("HandleStartCast", "SetFirstCallerTokenID return 0")]
    yield from device.service(tid, *said)
    if release.since("5.1.0"):
        shown_id = release.service_id(session.id)
        named = yield from device.service(tid, info("StartCast", f"SessionId is {shown_id}"))
    if release.since("5.0.3"):
        yield from device.service(tid, info("GetRadarErrorCode", "GetRadarErrorCode err:0 -> 475136000"))
        yield from device.service(tid, info("CastAddToCollaboration", "enter CastAddToCollaboration"))
    return named


def cast_session(device: Device, session: Session, tid: int) -> Actor:
    """Let the provider create a cast session."""
    cast_id = session.cast_id = device.cast_ids
    device.cast_ids += 1
    said = [
        info("StartCast", "AVRouterImpl start cast process"),
        info("StartCastSession", "StartCastSession begin"),
        info("StartCastSession", f"StartCastSession successed and return the castId is {cast_id}"),
    ]
    yield from device.service(tid, *said)
    if device.release.since("5.0.3") and not device.release.since("6.1"):
        yield from device.service(tid, info("SubStartCast", f"start cast check handle set to {(1 << 32) + cast_id}"))
    text = "[CreateCastSession:212]: CreateCastSession in"
    device.put("cast_engine_service", 1502, 1533, "E", "C04601", "Cast-Service", text).role = Role.NOISE


def casts(device: Device, app: App, session: Session) -> Actor:
    """Play a cast that works."""
    if not device.release.since("4.0") or device.casting or not device.up or not session.alive:
        return
    tid = device.take_thread()
    device.casting = session
    yield from ask_cast(device, app, session, tid)
    yield from cast_session(device, session, tid)
    said = [info("HandleStartCast", "StartCast ret 0"), info("HandleStartCast", "HandleStartCast success")]
    yield from device.service(tid, info("", "AVRouterImpl AddDevice process with ret 1"), *said)
    device.free_thread(tid)
    yield device.rng.uniform(0.1, 0.6)
    yield from cast_connected(device, session)


def cast_connected(device: Device, session: Session) -> Actor:
    """Let the remote device answer."""
    release, callback = device.release, device.pid + 11
    if release.since("6.0"):
        text = "OnDeviceStateChange from cast with deviceId 5A3C9**0F11E, state 6, reasonCode 0"
        yield from device.service(callback, info(release.comm("OnDeviceStateChange"), text))
    if release.since("7.0"):
        text = f"OnCastStateChange in with BundleName:{session.truth.bundle}|state:6|id:5A3C9**0F11E"
        yield from device.service(callback, info("OnCastStateChange", text))
    if release.since("5.0.3") and session.owner.layer == "napi":
        text = "OnOutputDeviceChange with connectionState 1"
        owner = session.owner
        yield from device.client(owner, owner.workers[0] + 2, info(release.comm("OnOutputDeviceChange"), text))


def stop_cast(device: Device, session: Session) -> Actor:
    """End a cast."""
    if device.casting is not session or not device.up:
        return
    device.casting = None
    tid, handle = device.take_thread(), (1 << 32) + (session.cast_id or 0)
    if device.release.since("6.0"):
        yield from device.service(tid, info("StopCast", f"Stop cast process {handle} with rm device 1"))
    yield from device.service(tid, info(device.release.comm("StopCastSession"), "StopCastSession begin"))
    device.free_thread(tid)


def cast_fails(device: Device, app: App, session: Session, kind: str | None = None) -> Actor:
    """Play a startCasting that is refused, in a random way unless `kind` names one."""
    release = device.release
    if not release.since("4.0") or app.layer != "napi" or device.casting or not device.up:
        return
    kinds = ["device"]
    if release.since("5.0.3"):
        kinds += ["timeout", "reject"]
    if release.since("6.0"):
        kinds.append("repeat")
    kind = kind or device.rng.choice(kinds)
    worker, tid = device.worker(app), device.take_thread()
    controller = Controller(app, session)
    named = yield from ask_cast(device, app, session, tid)
    makers = {"device": device_refuses, "timeout": collaboration, "reject": collaboration, "repeat": repeated}
    failure = yield from makers[kind](device, session, tid, kind)
    failure.session, failure.controller, failure.ids = session, controller, named
    native = failure.native or 0
    if release.since("5.0.3"):
        text = f"GetRadarErrorCode err:{-native} -> {475136000 - native}"
        failure.support += yield from device.service(tid, info("GetRadarErrorCode", text))
    failure.support += yield from device.service(tid, error("StartCast", "StartCast failed"))
    failure.service += yield from device.service(tid, info("HandleStartCast", f"StartCast ret {native}"))
    failure.support += yield from device.service(tid, info("HandleStartCast", "HandleStartCast success"))
    device.free_thread(tid)
    if release.since("5.0.3"):
        text = f"GetRadarErrorCode err:{-native} -> {475136000 - native}"
        failure.support += yield from device.client(app, worker, info("GetRadarErrorCode", text))
    yield from fail(device, app, failure, worker)


def device_refuses(device: Device, session: Session, tid: int, _kind: str) -> Actor:
    """Let the cast provider fail to connect the device."""
    yield from cast_session(device, session, tid)
    cause = "engine-refused"
    if device.release.since("6.0") and device.rng.random() < 0.5:
        reason = device.rng.choice(tuple(REASONS))
        cause = REASONS[reason]
        text = f"OnDeviceStateChange from cast with deviceId 5A3C9**0F11E, state 5, reasonCode {reason}"
        yield from device.service(device.pid + 11, info(device.release.comm("OnDeviceStateChange"), text))
        number = 0
    else:
        number = device.rng.choice((-1003, -1005, -1007))
    said = [
        info("AddDevice", "Add device process"),
        info("AddDevice", f"AddDevice in HwCastProviderSession with ret {number}"),
    ]
    yield from device.service(tid, *said, info("", "AVRouterImpl AddDevice process with ret 0"))
    failure = Failure("cast connection", "StartCast", -1020, cause, number_printed=False)
    failure.reason = "device connect failed, radarErrorCode:475202556"
    failure.service += yield from device.service(tid, info("AddDevice", "Add device process with ret -1020"))
    return failure


def collaboration(device: Device, _session: Session, tid: int, kind: str) -> Actor:
    """Let the collaboration framework refuse, or not answer."""
    native, cause = (-1024, "collaboration-timeout") if kind == "timeout" else (-1025, "collaboration-rejected")
    yield device.rng.uniform(0.01, 0.3)
    failure = Failure("collaboration", "StartCast", native, cause, number_printed=False)
    failure.reason = f"connect {kind}, radarErrorCode:{475136000 - native}"
    failure.service += yield from device.service(tid, error("CastAddToCollaboration", f"collaboration callback {kind}"))
    return failure


def repeated(device: Device, session: Session, tid: int, _kind: str) -> Actor:
    """Refuse a cast to a device to which one is already under way."""
    failure = Failure("repeated cast", "StartCast", -1027, "repeated-cast", number_printed=False)
    failure.reason = "repeat cast, radarErrorCode:475137027"
    handle = (1 << 32) + (session.cast_id or 0)
    failure.service += yield from device.service(tid, info("StartCast", f"repeat startcast {handle}"))
    return failure


def not_casting(device: Device, app: App, session: Session) -> Actor:
    """Play a getAVCastController while nothing is cast."""
    release = device.release
    if not release.since("4.0") or device.casting is session or app.layer != "napi":
        return
    worker = device.worker(app)
    yield from begin(device, app, "GetAVCastController")
    text = "Get castController proxy failed"
    if release.since("5.1.0"):
        text = "castControllerProxy_ is null when get avCastController"
    tid = device.take_thread()
    service = yield from device.service(tid, error("GetAVCastControllerInner", text))
    device.free_thread(tid)
    cause = "not-casting" if release.since("6.1") else None
    failure = Failure(
        "not casting", "GetAVCastController", None, cause, "native get controller failed",
        session=session, number_printed=False, service=service, **no_cast_controller(release),
    )  # fmt: skip
    yield from fail(device, app, failure, worker)


def no_cast_controller(release: Release) -> dict[str, Any]:
    """Return the code of getAVCastController: the number gets lost, and the ArkTS layer has one code for all."""
    if release.since("6.1"):
        return {"code": 6600109}
    return {"code": 6600101, "other_codes": (6600109,)}  # as the interface's documentation has it


def player_fails(device: Device, played: tuple[int, int, str | None] | None = None) -> Actor:
    """Let the remote player report an error through all callbacks, a random one unless `played` names it."""
    session, release = device.casting, device.release
    if session is None or not device.up:
        return
    app = session.owner
    number, code, cause = played or player_number(device)
    message = device.rng.choice(("io error", "player error", "decode fail", "timeout"))
    callback = device.pid + 13
    failure = Failure("cast player", "on('error')", None, cause, code=code, session=session, number_printed=False)
    signals = []
    if release.since("4.1"):
        text = f"error event done, code: {number}, message: {message}"
        signals += yield from device.service(callback, info("OnPlayerError", text))
    if release.since("5.0.0"):
        signals += yield from device.service(callback, info("OnPlayerError", f"OnPlayerError error:{number}"))
    if app.layer in ("napi", "taihe"):
        signals += yield from player_reaches_app(device, app, number, code)
    told = app_hears(device, app, code, message)
    if signals or told:
        note(device, app, failure, code, [*signals, *told], [])


def player_number(device: Device) -> tuple[int, int, str | None]:
    """Return a number of the remote player, its public code, and the cause behind an unknown number."""
    if not device.release.since("5.0.0") or device.rng.random() < 0.15:
        number = device.rng.choice(tuple(MEDIA))
        return number, MEDIA[number], None
    if device.rng.random() < 0.1:
        number, cause = device.rng.choice(((6100, "drm-key-response"), (10003, "sink-start"), (7777, None)))
        return number, 6611000, cause
    number = device.rng.choice(CAST_NUMBERS)
    return number, 6610000 + number, None


def player_reaches_app(device: Device, app: App, number: int, code: int) -> Actor:
    """Let the application's framework translate the number."""
    tid, release = app.workers[0] + 3, device.release
    yield device.rng.uniform(0.0005, 0.004)
    if code == 6611000 and number != 1000:
        said: Statement = ("W", "OnPlayerError", "Can not match error code, use default")
        (entry,) = yield from device.client(app, tid, said)
        entry.role = Role.SUPPORT
    text = f"Native errCode: {number}, JS errCode: {code}"
    entries = yield from device.client(app, tid, info("OnPlayerError", text))
    if release.since("7.0") and device.rng.random() < 0.3:
        said = error("HandleEvent", f"castNotRegister:{device.rng.randint(6, 12)}")
        device.noise((yield from device.client(app, tid, said)))
    return entries


def app_hears(device: Device, app: App, code: int, message: str) -> list:
    """Print the application's own line in its error callback."""
    if not app.spelling or app.layer != "napi":
        return []
    if code < 6600000:  # the player's codes are AVPlayer's too: only beside the interface
        text = f"AVCastController error happened, error code: {code}, error message : {message}."
    else:
        shape = device.rng.choice(
            (
                "error happened, error code: {0}, error message : {1}.",
                "castError BusinessError: code: {0}, message: {1}",
            )
        )
        text = shape.format(code, message)
    return [device.say(app, "E", text)]


def castaudio_fails(device: Device, app: App) -> Actor:
    """Play a castAudio whose request does not reach the remote device."""
    if app.layer != "napi" or not app.system:
        return
    worker = device.worker(app)
    yield from begin(device, app, "CastAudio")
    tid = device.take_thread()
    service = yield from device.service(tid, error("ProcessCastAudioCommand", "send request failed"))
    device.free_thread(tid)
    failure = Failure("cast audio", "CastAudio", -1019, None, service=service, session=None)
    yield from fail(device, app, failure, worker)


def stale_cast_controller(device: Device, app: App, session: Session) -> Actor:
    """Use a cast controller after its device has gone."""
    if not device.release.since("7.0") or app.layer != "napi":
        return
    worker = device.worker(app)
    yield from begin(device, app, "SendControlCommand")
    tid = device.take_thread()
    service = yield from device.service(tid, error("SendControlCommand", "streamPlayer null"))
    device.free_thread(tid)
    failure = Failure(
        "stale cast controller", "SendControlCommand", -1, "stale-cast-controller", session=session, service=service
    )
    yield from fail(device, app, failure, worker)


def unknown_session(device: Device, app: App, session: Session) -> Actor:
    """Play a startCasting for a session that the service does not know."""
    if not device.release.since("4.0") or app.layer != "napi":
        return
    worker = device.worker(app)
    yield from begin(device, app, "StartCast")
    tid = device.take_thread()
    text = f"session {device.release.service_id(session.id)} not exist"
    service = yield from device.service(tid, error("StartCast", text))
    support = yield from device.service(tid, error("StartCast", "StartCast failed"))
    service += yield from device.service(tid, info("HandleStartCast", "StartCast ret -1009"))
    device.free_thread(tid)
    failure = Failure(
        "cast of unknown session", "StartCast", -1009, None, session=session, service=service, support=support,
        ids=service[:1], number_printed=False,
    )  # fmt: skip
    yield from fail(device, app, failure, worker)
