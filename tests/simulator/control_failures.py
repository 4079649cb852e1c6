"""Failing calls of a controller, refused in its own process or in the service."""

from __future__ import annotations

from .device import Actor, App, Controller, Device, error, info
from .failing import Failure, fail
from .life import ask_command, send_command
from .session_failures import begin, gone_phrase
from .trace import Entry

# interfaces that ask first whether the session is active, and the release that they came with
CHECKED = {"SendControlCommand": "3.2", "SendAVKeyEvent": "3.2", "SendCommonCommand": "4.1", "SendCustomData": "6.0"}
GETTERS = ("GetAVPlaybackState", "GetAVMetaData", "GetAVQueueItems", "GetValidCommands", "GetLaunchAbility")


def send(device: Device, controller: Controller, command: int, *, quiet: bool = False) -> Actor:
    """Play sendControlCommand, refused if it must be; with `quiet`, not sent if the service would refuse it."""
    app, session = controller.app, controller.session
    worker = device.worker(app)
    if quiet and (not session.alive or not session.active or command not in session.commands or not device.up):
        yield device.step()
        return
    yield from ask_command(device, app, worker)
    if quiet and not (session.alive and session.active and device.up):
        return
    if not device.up or not session.alive:
        yield from checked_inside(device, controller, "SendControlCommand", worker)
    elif not session.active:
        yield from inactive(device, controller, "SendControlCommand", worker)
    elif command not in session.commands:
        yield from not_registered(device, controller, worker)
    elif device.admits_command(app.pid):
        yield from send_command(device, controller, command)
    else:
        yield from overload(device, controller, worker)


def by_service(
    device: Device, controller: Controller, failure: Failure, worker: int, function: str, text: str
) -> Actor:
    """Let the service refuse a controller's call with a phrase."""
    tid = device.take_thread()
    failure.service = yield from device.service(tid, error(function, text))
    device.free_thread(tid)
    failure.controller, failure.session = controller, controller.session
    yield from fail(device, controller.app, failure, worker)


def by_proxy(device: Device, controller: Controller, failure: Failure, worker: int, text: str) -> Actor:
    """Let the controller's own process refuse the call."""
    phrases: list[Entry] = yield from device.client(controller.app, worker, error(failure.api, text))
    failure.controller, failure.session = controller, controller.session
    yield from fail(device, controller.app, failure, worker, *phrases)


def overload(device: Device, controller: Controller, worker: int) -> Actor:
    """Refuse a command because there were more than ten in the window."""
    failure = Failure("overload", "SendControlCommand", -1018, "command-rate", "native command send nums overload")
    yield from by_service(device, controller, failure, worker, "SendControlCommand", "command send number exceed max")


def common_overload(device: Device, controller: Controller) -> Actor:
    """Play sendCommonCommand, which counts for the limit, too."""
    app, worker = controller.app, device.worker(controller.app)
    if not device.release.since("4.1") or not controller.session.active or not controller.session.alive:
        return
    yield from ask_command(device, app, worker, "SendCommonCommand")
    if device.admits_command(app.pid):
        return
    failure = Failure("overload", "SendCommonCommand", -1018, "command-rate")
    text = "common command send number exceed max"
    yield from by_service(device, controller, failure, worker, "SendCommonCommand", text)


def not_registered(device: Device, controller: Controller, worker: int) -> Actor:
    """Refuse a command for which the session has no listener."""
    new = device.release.since("5.1.0")
    text = "The command that needs to be sent is not supported." if new else "command not support"
    cause, reason = "command-not-registered", "native command not support"
    failure = Failure("not registered", "SendControlCommand", -1010, cause, reason)
    yield from by_service(device, controller, failure, worker, "SendControlCommand", text)


def checked_inside(device: Device, controller: Controller, api: str, worker: int) -> Actor:
    """Refuse a call because its first step, which asks whether the session is active, meets a failure."""
    app, proxy, step = controller.app, "avsession_controller_proxy.cpp", "IsSessionActive"
    failure = Failure("session gone inside", api, -1009, None)
    failure.controller, failure.session = controller, controller.session
    phrases: list[Entry] = []
    if device.up:
        tid = device.take_thread()
        said = error(step, "session not exist")
        failure.service = yield from device.service(tid, said, file="avcontroller_item.cpp")
        device.free_thread(tid)
    else:
        native, text = gone_phrase(device)
        failure.kind, failure.native = "service gone inside", native
        phrases = yield from device.client(app, worker, error(step, text), file=proxy)
    yield device.rng.choice((0, 0.001, 0.003, 0.006))
    if device.release.since("6.0"):
        phrases += yield from device.client(app, worker, error(api, f"{step} check Fail:{failure.native}"))
    else:  # whatever the step met
        failure.check_code = 6600102 if device.up else 6600101
        failure.native = -1013
        phrases += yield from device.client(app, worker, error(api, inactive_text(device, api)), file=proxy)
    yield from fail(device, app, failure, worker, *phrases)


def checked_call(device: Device, controller: Controller) -> Actor:
    """Call an interface that asks first whether the session is active, after the session or the service has gone."""
    release, app = device.release, controller.app
    apis = [api for api, first in CHECKED.items() if release.since(first)]
    if device.up and controller.session.alive:
        return
    api, worker = device.rng.choice(apis), device.worker(app)
    yield from begin(device, app, api)
    yield from checked_inside(device, controller, api, worker)


def inactive(device: Device, controller: Controller, api: str, worker: int) -> Actor:
    """Refuse a call because the session was never activated, or was deactivated."""
    failure = Failure("inactive", api, -1013, None)
    yield from by_proxy(device, controller, failure, worker, inactive_text(device, api))


def inactive_text(device: Device, api: str) -> str:
    """Return what the proxy prints of a session that is not active."""
    old = api == "SendCommonCommand" and device.release.since("4.0", "5.1.0")
    return "Session is deactivate" if old else "session is deactivate"


def inactive_other(device: Device, controller: Controller) -> Actor:
    """Call another interface that requires an active session."""
    if controller.session.active or not controller.session.alive:
        return
    api = device.rng.choice(
        ("SendAVKeyEvent", "SendCommonCommand") if device.release.since("4.0") else ("SendAVKeyEvent",)
    )
    yield from begin(device, controller.app, api)
    yield from inactive(device, controller, api, device.worker(controller.app))


def used_after_release(device: Device, controller: Controller) -> Actor:
    """Call a controller after its destroy()."""
    app, worker = controller.app, device.worker(controller.app)
    api = device.rng.choice((*GETTERS, "SendControlCommand", "SendAVKeyEvent"))
    yield from begin(device, app, api)
    if app.layer == "napi" and device.rng.random() < 0.4:
        failure = Failure("used after release", api, -1011, None, "controller is nullptr", number_printed=False)
        failure.controller, failure.session = controller, controller.session
        yield from fail(device, app, failure, worker)
        return
    failure = Failure("used after release", api, -1011, None)
    yield from by_proxy(device, controller, failure, worker, "controller is destroy")


def invalid_command(device: Device, controller: Controller) -> Actor:
    """Send a command that does not exist, or an empty key event."""
    app, worker = controller.app, device.worker(controller.app)
    if device.rng.random() < 0.5:
        api, text, cause, reason = (
            "SendControlCommand",
            "command not valid",
            "invalid-command",
            "native command not support",
        )
    else:
        api, text, cause = "SendAVKeyEvent", "keyEvent not valid", "invalid-key-event"
        reason = "native invalid KeyEvent"
    yield from ask_command(device, app, worker, api)
    failure = Failure("invalid command", api, -1010, cause, reason)
    yield from by_proxy(device, controller, failure, worker, text)


def service_gone(device: Device, controller: Controller, api: str, worker: int) -> Actor:
    """Fail a controller's call because the service is dead."""
    native, text = gone_phrase(device)
    cause = "service-died" if native == -1007 else "service-absent"
    yield from by_proxy(device, controller, Failure("service died", api, native, cause), worker, text)


def getter_without_service(device: Device, controller: Controller) -> Actor:
    """Play a query while the service is dead."""
    api = device.rng.choice(GETTERS)
    yield from begin(device, controller.app, api)
    yield from service_gone(device, controller, api, device.worker(controller.app))


def system_overload(device: Device, app: App) -> Actor:
    """Play sendSystemControlCommand, which counts for the limit and names no session."""
    if not app.system or app.layer != "napi":
        return
    for _turn in range(device.rng.randint(11, 13)):
        worker = device.worker(app)
        yield from device.client(app, app.pid, info("", "name=SendSystemControlCommand"))
        if not device.admits_command(app.pid):
            tid = device.take_thread()
            text = "command excuted number exceed max"
            service = yield from device.service(tid, error("SendSystemControlCommand", text))
            device.free_thread(tid)
            reason = "native send command overload"
            failure = Failure(
                "system overload", "SendSystemControlCommand", -1018, "system-command-rate", reason, service=service
            )
            yield from fail(device, app, failure, worker)
        yield device.rng.uniform(0.005, 0.05)


def no_remote_controller(device: Device, app: App) -> Actor:
    """Play getDistributedSessionController without a connected device."""
    if not device.release.since("5.1.0") or app.layer != "napi":
        return
    api, worker = "GetDistributedSessionControllers", device.worker(app)
    yield from begin(device, app, api)
    tid = device.take_thread()
    text = "GetDistributedSessionControllersInner with err type:0|proxyEmpty:1"
    service = yield from device.service(tid, error("GetDistributedSessionControllersInner", text))
    device.free_thread(tid)
    failure = Failure("no remote", api, -1021, "no-distributed-session", "connect not exist", service=service)
    yield from fail(device, app, failure, worker)


def query_gone(device: Device, controller: Controller) -> Actor:
    """Play a query whose session was released."""
    worker, api = device.worker(controller.app), device.rng.choice(GETTERS)
    yield from begin(device, controller.app, api)
    failure = Failure("session gone", api, -1009, None)
    yield from by_service(device, controller, failure, worker, api, "session not exist")
