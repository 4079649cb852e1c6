"""Failing calls of an application that has or wants a session, refused in its own process or in the service."""

from __future__ import annotations

from .device import Actor, App, Device, Session, Statement, error, info
from .failing import Failure, fail
from .life import create_call, create_checks, noisy
from .release import session_id
from .trace import SessionTruth

# interfaces of a session that its proxy refuses after destroy()
SESSION_APIS = (
    "SetAVMetaData", "SetAVPlaybackState", "SetAVQueueItems", "SetAVQueueTitle", "SetExtras", "SetLaunchAbility",
    "SetSessionEvent", "Activate", "Deactivate",
)  # fmt: skip
C_APIS = ("SetAVMetaData", "SetAVPlaybackState", "Activate", "Deactivate")


def pick_api(device: Device, app: App, apis: tuple[str, ...]) -> str:
    """Return one of these interfaces that the layer has."""
    return device.rng.choice([api for api in apis if app.layer != "capi" or api in C_APIS])


def call_name(api: str) -> str:
    """Return `name=...` as the main thread prints it."""
    return "name=SetAVPlayback" if api == "SetAVPlaybackState" else f"name={api}"


def begin(device: Device, app: App, api: str) -> Actor:
    """Start a call on the main thread."""
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", call_name(api)))
    else:
        yield device.step()


def message_api(api: str) -> str:
    """Return the interface's name in a message: `Activate session failed : ...`."""
    return f"{api} session" if api in ("Activate", "Deactivate") else api


def created_twice(device: Device, app: App, session: Session) -> Actor:
    """Play a createAVSession while the process has a session."""
    release, worker = device.release, device.worker(app)
    yield from create_call(device, app)
    tid = device.take_thread()
    yield from create_checks(device, app, tid)
    text = f"process {app.pid} {app.ability} already has one session"
    if release.since("6.1"):
        phrase = error("CreateSessionInner", text + ".")
    else:
        phrase = error("CreateSessionInner", text) if release.since("5.0.0") else info("CreateSessionInner", text)
    service = yield from device.service(tid, phrase)
    support = []
    if release.since("6.0"):
        yield from noisy(device, device.service(tid, error("CheckAndUpdateAncoMediaSession", "not broker uid")))
    if release.since("5.0.3"):
        support += yield from device.service(tid, error("CreateSessionInner", "create session fail"))
    device.free_thread(tid)
    support += yield from device.client(app, worker, error("CreateSession", "CreateSession failed"))
    new = release.since("5.0.0")
    failure = Failure(
        "created twice", "CreateAVSession", -1022 if new else -1, "created-twice", code=6600101, session=session,
        reason="session is existed" if new else "native create session failed", number_printed=False,
        service=service, support=support, names_owner=True,
    )  # fmt: skip
    yield from fail(device, app, failure, worker)


def create_refused(device: Device, app: App) -> Actor:
    """Play a createAVSession that the service refuses before there is a session."""
    release, worker = device.release, device.worker(app)
    choices = []
    if release.since("5.0.0"):
        choices.append(("session num exceed max", -1008, "session-limit", "session limit"))
    if release.since("5.1.0"):
        choices.append(("tag is empty when create session", -1002, "empty-tag", "create refused"))
        choices.append(("type is invalid when create session", -1002, "invalid-type", "create refused"))
        choices.append(("element is invalid when create session", -1002, "invalid-element", "create refused"))
    if not choices:
        return
    text, native, cause, kind = device.rng.choice(choices)
    yield from create_call(device, app)
    tid = device.take_thread()
    if native == -1008:
        yield from create_checks(device, app, tid)
    function = "CreateSessionInner" if native == -1008 else "IsParamInvalid"
    service = yield from device.service(tid, error(function, text))
    device.free_thread(tid)
    support = yield from device.client(app, worker, error("CreateSession", "CreateSession failed"))
    reason = "native create session failed"
    failure = Failure(
        kind, "CreateAVSession", native, cause, reason, number_printed=False, service=service, support=support
    )
    yield from fail(device, app, failure, worker)


def used_after_destroy(device: Device, app: App, session: Session) -> Actor:
    """Call a destroyed session; the application's own process refuses the call."""
    api, worker = pick_api(device, app, SESSION_APIS), device.worker(app)
    failure = Failure("used after destroy", api, -1009, "used-after-destroy", session=session)
    if app.layer in ("napi", "taihe") and device.rng.random() < 0.5:  # the object is empty already
        yield from object_is_empty(device, app, failure, worker)
        return
    yield from begin(device, app, api)
    phrases = yield from device.client(app, worker, error(api, "session is destroyed"))
    failure.reason = f"{message_api(api)} failed : native session not exist" if app.layer == "napi" else ""
    yield from fail(device, app, failure, worker, *phrases)


def object_is_empty(device: Device, app: App, failure: Failure, worker: int) -> Actor:
    """Call an ArkTS object without a native session: no number, and seldom a phrase."""
    api, release = failure.api, device.release
    failure.number_printed = False
    failure.reason = "session is nullptr"
    if app.layer == "napi":
        failure.reason = f"{message_api(api)} failed : session is nullptr"
    phrases = []
    if api == "SetAVPlaybackState" and app.layer == "napi":
        phrases += yield from device.client(app, app.pid, error(api, failure.reason))
    yield from begin(device, app, api)
    if api == "SetAVMetaData" and app.layer == "napi" and release.since("6.0"):
        function, text = "AVQueueImgDownloadSyncExecutor", "avqImg download NoSession"
        failure.support += yield from device.client(app, worker, error(function, text))
        yield from device.client(app, worker, info("operator()", "doMetaDataSet res:0|1"))
    yield from fail(device, app, failure, worker, *phrases)


def no_session_yet(device: Device, app: App) -> Actor:
    """Play a getAVSession before a session was created."""
    if not device.release.since("6.1") or app.layer != "napi":
        return
    yield from begin(device, app, "GetAVSession")
    worker, tid = device.worker(app), device.take_thread()
    service = yield from device.service(tid, error("GetSessionInner", f"process {app.pid}:{app.uid} has no session"))
    stub = error("HandleGetSessionInner", "getsessioninner fail:-1009")
    service += yield from device.service(tid, stub)
    device.free_thread(tid)
    support = yield from device.client(app, worker, error("GetSession", "get remoteObjectSession fail"))
    failure = Failure(
        "no session yet", "GetAVSession", -1009, "never-created", "getAVSession failed:session not exist",
        number_printed=False, service=service, support=support,
    )  # fmt: skip
    yield from fail(device, app, failure, worker)


def invalid_arguments(device: Device, app: App, session: Session) -> Actor:
    """Play a call whose arguments the ArkTS layer refuses."""
    if app.layer != "napi":
        return
    api = device.rng.choice(("SetAVMetaData", "SetAVPlaybackState", "SetExtras", "SetAVQueueTitle"))
    condition = device.rng.choice(("argc == ARGC_ONE", "context->status == napi_ok", "type == napi_object"))
    phrases = yield from device.client(app, app.pid, error(api, f"test ({condition}) failed: invalid arguments"))
    yield from begin(device, app, api)
    failure = Failure("invalid arguments", api, -1002, None, number_printed=False, session=session)
    yield from fail(device, app, failure, device.worker(app), *phrases)


def parcel_breaks(device: Device, app: App, session: Session) -> Actor:
    """Play a call whose request or reply is too large or damaged."""
    api = pick_api(device, app, ("SetAVMetaData", "SetAVQueueItems", "SetExtras", "SetLaunchAbility"))
    worker = device.worker(app)
    yield from begin(device, app, api)
    native, text = device.rng.choice(
        ((-1005, "write interface token failed"), (-1005, "WriteInt32 result failed"), (-1005, "write metadata failed"),
         (-1006, "read result failed"), (-1006, "read string failed"))
    )  # fmt: skip
    failure = Failure("parcel", api, native, "parcel", session=session)
    phrases = yield from device.client(app, worker, error(api, text))
    yield from fail(device, app, failure, worker, *phrases)


def without_asset_id(device: Device, app: App, session: Session) -> Actor:
    """Set metadata without assetId: since 4.1 the client's copy fails, and the request is not sent."""
    release, worker = device.release, device.worker(app)
    failure = Failure("no asset id", "SetAVMetaData", -1, "asset-id-missing", session=session)
    yield from begin(device, app, "SetAVMetaData")
    if not release.since("4.1"):
        tid = device.take_thread()
        said = error("CopyFrom", "assetId is empty"), error("SetAVMetaData", "AVMetaData set error")
        failure.service = yield from device.service(tid, *said)
        device.free_thread(tid)
        yield from fail(device, app, failure, worker)
        return
    phrases = yield from device.client(app, worker, error("CopyFrom", "assetId is empty"), file="avmeta_data.cpp")
    yield device.rng.choice((0, 0.001, 0.004))
    said = error("SetAVMetaData", "avmetadata CopyFrom error")
    phrases += yield from device.client(app, worker, said, file="avsession_proxy.cpp")
    if app.layer == "napi" and release.since("5.0.3"):
        failure.number_printed = False
        phrases += yield from device.client(app, worker, error("doMetaDataSetNapi", "do metadata set fail, ret:-1"))
    yield from fail(device, app, failure, worker, *phrases)


def queue_too_long(device: Device, app: App, session: Session) -> Actor:
    """Call setAVQueueItems with too many items, which only the message states."""
    if app.layer not in ("napi", "taihe"):
        return
    yield from begin(device, app, "SetAVQueueItems")
    failure = Failure(
        "queue too long", "SetAVQueueItems", -1, "queue-too-long", "item number is out of range", code=6600101,
        session=session, number_printed=False,
    )  # fmt: skip
    yield from fail(device, app, failure, device.worker(app))


def lyrics_refused(device: Device, app: App, session: Session) -> Actor:
    """Use desktop lyrics that are not supported or not enabled."""
    if not device.release.since("6.1") or app.layer == "capi":
        return
    api = device.rng.choice(("SetDesktopLyricVisible", "SetDesktopLyricState", "GetDesktopLyricState"))
    worker = device.worker(app)
    yield from begin(device, app, api)
    native, text = device.rng.choice(
        ((-1028, "The desktop lyrics feature is not supported."),
         (-1029, "The desktop lyrics feature of this application is not enabled."))
    )  # fmt: skip
    tid = device.take_thread()
    service = yield from device.service(tid, error(api, text))
    device.free_thread(tid)
    failure = Failure("lyrics", api, native, None, session=session, service=service)
    yield from fail(device, app, failure, worker)


def service_is_gone(device: Device, app: App, session: Session) -> Actor:
    """Play a session's call while the service is dead."""
    api, worker = pick_api(device, app, SESSION_APIS), device.worker(app)
    yield from begin(device, app, api)
    native, text = gone_phrase(device)
    failure = Failure(
        "service died", api, native, "service-died" if native == -1007 else "service-absent", session=session
    )
    failure.reason = f"{message_api(api)} failed : native server exception" if app.layer == "napi" else ""
    phrases = yield from device.client(app, worker, error(api, text))
    yield from fail(device, app, failure, worker, *phrases)


def gone_phrase(device: Device) -> tuple[int, str]:
    """Return what a proxy prints if the service is dead."""
    if device.rng.random() < 0.8:
        return -1007, "send request failed"
    return -1003, "get remote service failed"


def create_without_service(device: Device, app: App) -> Actor:
    """Play a createAVSession while the service is dead."""
    worker = device.worker(app)
    yield from create_call(device, app)
    phrases = yield from device.client(app, worker, error("CreateSessionInner", "send request failed"))
    support = yield from device.client(app, worker, error("CreateSession", "CreateSession failed"))
    failure = Failure(
        "service died", "CreateAVSession", -1007, "service-died", "native create session failed",
        number_printed=False, support=support,
    )  # fmt: skip
    yield from fail(device, app, failure, worker, *phrases)


def stale_id(device: Device, app: App, session: Session | None) -> Actor:
    """Play a createController with the id of an ended session, or with an id that no session has."""
    release, worker = device.release, device.worker(app)
    if session is None:  # an id that no session of this log has
        full = session_id(app.pid + 1, app.uid, 99)
        session = Session(SessionTruth(full, 0, 0, app.user, ""), app, "audio", "", alive=False)
    yield from begin(device, app, "CreateController")
    if release.since("4.1"):
        yield from device.client(app, worker, info("CreateController", "create controller in"))
    tid = device.take_thread()
    shown_id = release.service_id(session.id)
    if release.since("7.0"):
        text = f"CreateControllerInner for sessionId:{shown_id}|-1|{app.pid}|{app.user}"
        yield from device.service(tid, info("CreateControllerInner", text))
    service = yield from device.service(tid, error("CreateControllerInner", f"no session id {shown_id}"))
    device.free_thread(tid)
    failure = Failure(
        "stale id", "CreateController", -1009, "stale-session-id", number_printed=False, session=session,
        service=service, ids=service,
    )  # fmt: skip
    if app.layer == "napi" and release.since("5.1.0"):
        text = "check create controller with errCode -1009"
        failure.support += yield from device.client(app, app.pid, error("operator()", text))
    yield from fail(device, app, failure, worker)


def not_permitted(device: Device, app: App) -> Actor:
    """Call an interface of system applications from another application."""
    release, worker = device.release, device.worker(app)
    if app.layer != "napi" or app.system:
        return
    apis = ["GetHistoricalSessionDescriptors", "StartAVPlayback"]
    if not release.since("6.1"):  # since then its permission is granted to other applications, too
        apis.append("GetAllSessionDescriptors")
    api = device.rng.choice(apis)
    yield from begin(device, app, api)
    tid = device.take_thread()
    failure = Failure("no permission", api, -1012, None)
    failure.service += yield from device.service(tid, *permission_lines(device, api))
    device.free_thread(tid)
    phrases = []
    if release.since("5.0.3") and api != "StartAVPlayback":
        phrases = yield from device.client(app, worker, error(api, "no permission"))
    yield from fail(device, app, failure, worker, *phrases)


def permission_lines(device: Device, api: str) -> list[Statement]:
    """Return how the service refuses callers that are not system applications."""
    release = device.release
    if release.since("5.0.3"):
        checks = [error("CheckSystemPermission", "CheckSystemPermission faild")]
        return [*checks, error(f"Handle{api}", f"{api}: CheckPermission failed")]
    if release.since("5.0.0"):  # asks for the permission first, and has no number of its own for it
        checks = [error("CheckMediaResourcePermission", "Check media resources permission failed.")]
        return [*checks, error(f"Handle{api}", f"{api}: CheckPermission failed")]
    text = f"{api}: CheckSystemPermission failed" if release.since("4.0") else "CheckSystemPermission failed"
    return [error(api, text)]


def not_granted(device: Device, app: App) -> Actor:
    """Call an interface whose permission the application was not granted."""
    release, worker = device.release, device.worker(app)
    if app.layer != "napi" or not release.since("5.0.3"):
        return
    apis = ["SendSystemAVKeyEvent", "StartCastDiscovery"]
    if app.system or release.since("6.1"):
        apis += ["GetAllSessionDescriptors"] * 3
    api = device.rng.choice(apis)
    yield from begin(device, app, api)
    tid = device.take_thread()
    service = yield from device.service(tid, *grant_lines(device, app, api))
    device.free_thread(tid)
    phrases = []
    if api == "GetAllSessionDescriptors":
        yield device.rng.choice((0, 0.002, 0.005))
        phrases += yield from device.client(app, worker, error(api, "permission denied"))
    elif release.since("6.1"):
        text = "test (err == ERR_NONE) failed: Check media resources permission error"
        phrases += yield from device.client(app, app.pid, error("operator()", text))
    failure = Failure("not granted", api, -1023, "media-resources", number_printed=not phrases, service=service)
    yield from fail(device, app, failure, worker, *phrases)


def grant_lines(device: Device, app: App, api: str) -> list[Statement]:
    """Return how the service refuses callers without a permission; since 6.1 either of two may be granted."""
    check, said = "CheckMediaResourcePermission", []
    if not device.release.since("6.1"):
        said.append(error(check, "Check media resources permission failed."))
    else:
        names = ["ohos.permission.MANAGE_MEDIA_RESOURCES"]
        if api == "GetAllSessionDescriptors":
            names.append("ohos.permission.MANAGE_MEDIA_RESOURCES_FOR_PUBLIC")
            if not app.system:
                names = names[1:]
                said.append(error("CheckSystemPermission", "CheckSystemPermission faild"))
        said += [error(check, f"Check {name} permission failed.") for name in names]
    if api == "GetAllSessionDescriptors":
        said.append(error(f"Handle{api}", f"{api}: CheckPermission failed"))
    return said


def ability_runs(device: Device, app: App) -> Actor:
    """Play a startAVPlayback while the ability is already being started."""
    if app.layer != "napi" or not app.system:
        return
    worker = device.worker(app)
    yield from begin(device, app, "StartAVPlayback")
    tid = device.take_thread()
    service = yield from device.service(tid, error("StartAbilityByCall", "Start Ability is running"))
    device.free_thread(tid)
    failure = Failure("ability start", "StartAVPlayback", -1015, "ability-start", service=service)
    yield from fail(device, app, failure, worker)
