"""Calls whose lines come from several layers, calls that turn numbers into one code, and lines that are no failure.

Each actor prints what one call prints, layer by layer, and knows what the application gets in the end.
"""

from __future__ import annotations

from .casting import no_cast_controller
from .device import Actor, App, Controller, Device, Lines, Session, Statement, error, info
from .failing import Failure, fail
from .session_failures import begin, gone_phrase
from .trace import Entry

# ---- a call has one code for all numbers -----------------------------------------------------------------------------


def cast_controller_lost(device: Device, app: App, session: Session) -> Actor:
    """Play a getAVCastController whose proxy meets a destroyed session, or no service."""
    release, worker, api = device.release, device.worker(app), "GetAVCastController"
    if not release.since("4.0") or app.layer != "napi" or (device.up and session.alive):
        return
    yield from begin(device, app, api)
    if device.up:
        native, said = -1009, [error(api, "session is destroyed")]
    else:
        native, text = gone_phrase(device)
        said = [error(f"{api}Inner", text), error(api, "get object failed")]
    phrases = yield from device.client(app, worker, *said, file="avsession_proxy.cpp")
    failure = Failure(
        "cast controller lost", api, native, None, "native get controller failed", number_printed=False,
        session=session, **no_cast_controller(release),
    )  # fmt: skip
    yield from fail(device, app, failure, worker, *phrases)


def session_not_got(device: Device, app: App) -> Actor:
    """Play a getAVSession that fails otherwise than by the lack of a session."""
    if not device.release.since("6.1") or app.layer != "napi":
        return
    api, worker, native = "GetAVSession", device.worker(app), -1002
    yield from begin(device, app, api)
    phrases, service = [], []
    if device.up:
        tid = device.take_thread()
        service = yield from device.service(tid, error("GetSessionInner", "elementName invalid"))
        service += yield from device.service(tid, error("HandleGetSessionInner", f"getsessioninner fail:{native}"))
        device.free_thread(tid)
    else:
        native = -1007
        phrases = yield from device.client(app, worker, error("GetSessionInner", "send request failed"))
    yield device.rng.choice((0, 0.002, 0.005))
    support = yield from device.client(app, worker, error("GetSession", "get remoteObjectSession fail"))
    failure = Failure(
        "session not got", api, native, None, f"getAVSession failed:native get session err:{native}", code=6600101,
        number_printed=False, service=service, support=support,
    )  # fmt: skip
    yield from fail(device, app, failure, worker, *phrases)


def by_c_layer(device: Device, app: App, session: Session) -> Actor:
    """Set metadata in C, where every number becomes 6600101, or call with a null handle, which is 401."""
    if app.layer != "capi":
        return
    worker, api = device.worker(app), "SetAVMetaData"
    if device.rng.random() < 0.4:
        function, api = device.rng.choice((("OH_AVSession_SetAVMetadata", api), ("OH_AVSession_Activate", "Activate")))
        phrases = yield from device.client(app, worker, error(function, "AVSession is null"), file="OHAVSession.cpp")
        failure = Failure("null handle", api, None, None, code=401, session=session)
        yield from fail(device, app, failure, worker, *phrases)
        return
    if session.alive:
        native, said = -1002, [error(api, "invalid meta data")]
    else:
        native, said = -1009, [error(api, "session is destroyed")]
    if device.release.since("6.1"):
        said.append(error(api, f"SetAVMetaData fail:{native}"))
    phrases = yield from device.client(app, worker, *said)
    failure = Failure("number in C", api, native, None, session=session, code=6600101)
    if not device.release.since("6.1"):
        failure.code, failure.other_codes = 6600101, (401 if native == -1002 else 6600102,)
    yield from fail(device, app, failure, worker, *phrases)


def by_cangjie(device: Device, app: App, session: Session) -> Actor:
    """Call from Cangjie where the layer returns -1 whatever it met."""
    if app.layer != "cangjie":
        return
    api, text = device.rng.choice(
        (("GetAVCastController", "GetAVCastController failed : native get controller failed"),
         ("OnEvent", "OnEvent failed : controller is nullptr"))
    )  # fmt: skip
    phrases = yield from device.client(app, app.pid, error(api, text), file="cj_avsession_impl.cpp")
    failure = Failure("minus one of Cangjie", api, -1, None, code=6600101, number_printed=False, session=session)
    yield from fail(device, app, failure, app.pid, *phrases)


def listener_of_static_arkts(device: Device, app: App, session: Session) -> Actor:
    """Register a listener in static ArkTS, whose layer throws its own error last, whatever its steps met."""
    if app.layer != "taihe":
        return
    test = "test (status == OHOS::AVSession::AVSESSION_SUCCESS) failed: "
    word, said = device.rng.choice(
        (("add", [error("AddSupportCommand", "session is destroyed"), error("OnPlay", f"{test}add command failed")]),
         ("remove", [error("DeleteSupportCommand", "session is destroyed"),
                     error("OffPlay", f"{test}delete cmd failed")]),
         ("add", [error("SetMetaFilter", "controller SetMetaFilter failed:-1009"),
                  error("OnMetadataChangeFilter", f"{test}SetMetaFilter failed")]),
         ("add", [error("SetMetaFilter", "controller is nullptr"),
                  error("OnMetadataChangeAll", f"{test}SetMetaFilter failed")]))
    )  # fmt: skip
    phrases = yield from device.client(app, app.pid, *said)
    yield device.rng.choice((0, 0.001, 0.003))
    api, reason = "On" if word == "add" else "Off", f"{word} event callback failed"
    failure = Failure("static listener", api, None, None, reason, code=6600101, session=session)
    yield from thrown(device, app, failure, phrases)


def thrown(device: Device, app: App, failure: Failure, phrases: list[Entry]) -> Actor:
    """Let the layer throw its last error, and the application say what it caught."""
    text = f"ThrowError errCode: {failure.code}, errMsg: {failure.reason}"
    phrases += yield from device.client(app, app.pid, error("ThrowError", text))
    layer, app.layer = app.layer, "napi"  # the line of the layer stands there already
    yield from fail(device, app, failure, app.pid, *phrases)
    app.layer = layer


# ---- refused arguments -----------------------------------------------------------------------------------------------


def refused_by_client(device: Device, app: App, session: Session) -> Actor:
    """Send a value that the client's side refuses: alone, or with the number that it returns."""
    if app.layer == "capi":
        return
    api, text = device.rng.choice((("SetAVPlaybackState", "state not valid"), ("SetAVMetaData", "invalid meta data")))
    worker = device.worker(app)
    yield from begin(device, app, api)
    phrases = yield from device.client(app, worker, error(api, text), file="avsession_proxy.cpp")
    failure = Failure("refused argument", api, -1002, None, session=session)
    if app.layer == "napi":
        failure.number_printed = False
        if api == "SetAVMetaData" and device.release.since("5.0.3"):
            yield device.rng.choice((0, 0.002, 0.005))
            said = error("doMetaDataSetNapi", "do metadata set fail, ret:-1002")
            phrases += yield from device.client(app, worker, said, file="napi_avsession.cpp")
    yield from fail(device, app, failure, worker, *phrases)


CONVERTED = {  # interface -> message of the check, unknown property, files that convert
    "SetAVMetaData": ("get metaData failed", "metadata", "napi_meta_data.cpp"),
    "SetAVPlaybackState": ("get playBackState failed", "metadata", "napi_playback_state.cpp"),
    "SetAVQueueItems": ("get queueItems failed", "queueitem", "napi_queue_item.cpp"),
}
FIELDS = {
    "SetAVMetaData": ("GetDuration", "duration"),
    "SetAVPlaybackState": ("GetExtras", "extras"),
    "SetAVQueueItems": ("GetItemId", "itemId"),
}


def refused_by_converter(device: Device, app: App, session: Session) -> Actor:
    """Pass an object with a property that does not exist, or whose type is wrong."""
    if app.layer != "napi":
        return
    rng = device.rng
    api = rng.choice(tuple(CONVERTED))
    check, kind, file = CONVERTED[api]
    if api == "SetAVQueueItems" and not device.release.since("4.0"):
        return
    if rng.random() < 0.5:
        said = [error("GetValue", f"property {rng.choice(('coverUrl', 'singer', 'rate'))} is not of {kind}")]
    else:
        function, name = FIELDS[api]
        said = [error(function, "test (status == napi_ok) failed: get property failed")]
        said.append(error("GetValue", f"get property {name} failed"))
    phrases = yield from device.client(app, app.pid, *said, file=file)
    yield rng.choice((0, 0.001, 0.004))
    text = f"test (context->status == napi_ok) failed: {check}"
    phrases += yield from device.client(app, app.pid, error("operator()", text), file="napi_avsession.cpp")
    yield from begin(device, app, api)
    failure = Failure("refused by converter", api, -1002, None, check, number_printed=False, session=session)
    failure.reason = f"{api} failed : {check}"
    yield from fail(device, app, failure, device.worker(app), *phrases)


def refused_by_check(device: Device, app: App, session: Session) -> Actor:
    """Pass an argument that the ArkTS layer itself refuses, with a message that need not begin with a known word."""
    if app.layer != "napi":
        return
    api, condition, text = device.rng.choice(
        (("On", "(context->status == napi_ok) && (type == napi_function)", "callback type invalid"),
         ("On", "context->status == napi_ok", "get event name failed"),
         ("CreateAVSession", "context->type_ >= 0", "wrong session type"),
         ("CreateAVSession", 'context->status == napi_ok && !context->tag_.empty()', "invalid tag"))
    )  # fmt: skip
    file = "napi_avsession.cpp" if api == "On" else "napi_avsession_manager.cpp"
    said = error("operator()", f"test ({condition}) failed: {text}")
    phrases = yield from device.client(app, app.pid, said, file=file)
    yield from begin(device, app, api)
    failure = Failure("refused by check", api, -1002, None, text, number_printed=False, session=session)
    failure.reason = f"{api} failed : {text}"
    yield from fail(device, app, failure, device.worker(app), *phrases)


# ---- -1 --------------------------------------------------------------------------------------------------------------


CAST_CALLS = {  # interface -> what the ArkTS layer prints before the number
    "Start": "CastController Start", "GetDuration": "controller GetDuration",
    "GetCastAVPlaybackState": "controller GetCastAVPlaybackState", "GetCurrentItem": "controller GetCurrentItem",
}  # fmt: skip


def minus_one(device: Device, app: App, session: Session) -> Actor:
    """Use a cast controller whose object in the service has lost its player: -1, and the call fails."""
    if not device.release.since("4.0") or app.layer != "napi":
        return
    api, worker = device.rng.choice(tuple(CAST_CALLS)), device.worker(app)
    yield from begin(device, app, api)
    service = []
    if device.release.since("6.1") and device.rng.random() < 0.6:
        text = "streamPlayer null" if device.release.since("7.0") else "cast controller proxy is nullptr"
        tid = device.take_thread()
        service = yield from device.service(tid, error(api, text), file="avcast_controller_item.cpp")
        device.free_thread(tid)
        yield device.rng.choice((0, 0.002, 0.004))
    said = error("operator()", f"{CAST_CALLS[api]} failed:-1")
    phrases = yield from device.client(app, worker, said, file="napi_avcast_controller.cpp")
    failure = Failure("minus one", api, -1, None, session=session, service=service, number_printed=False)
    yield from fail(device, app, failure, worker, *phrases)


# ---- looks like a failure, and is none -------------------------------------------------------------------------------


def healthy(device: Device, app: App) -> Actor:
    """Print lines of a call that went well, or of none."""
    kinds = [cast_controller_ends, optional_property, ordinary_lines]
    if device.release.since("3.2", "5.1.0"):
        kinds.append(calls_back_dead_client)
    if device.release.since("6.1"):
        kinds.append(twin_permission)
    yield from device.rng.choice(kinds)(device, app)


def cast_controller_ends(device: Device, app: App) -> Actor:
    """Release a cast controller: its destructor asks for the same again, in vain."""
    if not device.release.since("4.0") or app.layer != "napi":
        return
    yield from device.client(app, app.pid, info("", "name=Release"))
    yield 0.01
    said = [info("~AVCastControllerProxy", "AVCastControllerProxy destroy"), error("Destroy", "controller is destroy")]
    worker = device.worker(app)
    device.noise((yield from device.client(app, worker, *said, file="avcast_controller_proxy.cpp"))[1:])


def controller_ends(device: Device, controller: Controller) -> Actor:
    """Let the destructor of a destroyed controller ask for its end again, up to 5.0.3."""
    if controller.alive or not device.release.since("3.2", "5.0.3"):
        return
    app = controller.app
    said = [info("~AVSessionControllerProxy", "destroy"), error("Destroy", "controller is destroy")]
    if device.release.since("4.0"):
        said.insert(1, info("Destroy", "Proxy received destroy event"))
    entries = yield from device.client(app, device.worker(app), *said, file="avsession_controller_proxy.cpp")
    device.noise(entries[-1:])


def calls_back_dead_client(device: Device, _app: App) -> Actor:
    """Let the service call back a client that has died."""
    if not device.up:
        return
    function, file = device.rng.choice(
        (("OnPlay", "avsession_callback_proxy.cpp"), ("OnPause", "avsession_callback_proxy.cpp"),
         ("OnSessionDestroy", "avcontroller_callback_proxy.cpp"),
         ("OnMetaDataChange", "avcontroller_callback_proxy.cpp"),
         ("OnTopSessionChange", "session_listener_proxy.cpp"), ("OnSessionCreate", "session_listener_proxy.cpp"))
    )  # fmt: skip
    text = device.rng.choice(("send request failed", "get remote service failed"))
    if file == "session_listener_proxy.cpp" and text.startswith("send"):
        text = "send request fail"
    tid = device.pid + device.rng.randint(30, 40)
    device.noise((yield from device.service(tid, error(function, text), file=file)))


def optional_property(device: Device, app: App) -> Actor:
    """Set queue items some of whose optional properties are missing."""
    if app.layer != "napi" or not device.release.since("4.0") or is_busy(device, app):
        return
    text = "test ((status == napi_ok) && (type == napi_string)) failed: invalid type"
    said: list[Statement] = [
        error("GetValue", text),
        ("W", "CheckAndSetDefaultString", "Get value from napi_value failed, use default value"),
    ]
    files = "napi_utils.cpp", "napi_media_description.cpp"
    for statement, file in zip(said, files, strict=True):
        device.noise(at_once(device.client(app, app.pid, statement, file=file)))
    yield from begin(device, app, "SetAVQueueItems")


def is_busy(device: Device, app: App) -> bool:
    """Return whether the main thread of an application has just printed something, and may go on."""
    recent = [entry for entry in device.entries[-60:] if entry.time > device.now - 0.012]
    return any((entry.pid, entry.tid) == (app.pid, app.pid) for entry in recent)


def at_once(lines: Lines) -> list[Entry]:
    """Print lines between which no other thread gets a turn."""
    try:
        while True:
            next(lines)
    except StopIteration as stop:
        return list(stop.value)


def twin_permission(device: Device, app: App) -> Actor:
    """Ask for all sessions as a system application that holds the second of two permissions."""
    if not app.system or not device.up or app.layer != "napi":
        return
    yield from begin(device, app, "GetAllSessionDescriptors")
    tid = device.take_thread()
    text = "Check ohos.permission.MANAGE_MEDIA_RESOURCES permission failed."
    device.noise((yield from device.service(tid, error("CheckMediaResourcePermission", text))))
    device.free_thread(tid)


def ordinary_lines(device: Device, app: App) -> Actor:
    """Print lines at level E that every device prints."""
    if not device.up:
        return
    tid = device.pid + device.rng.randint(30, 40)
    said = []
    if device.release.since("5.0.0"):
        said.append(error("OnDisconnect", "curDisplayInfo_ is null"))
    if device.release.since("7.0"):
        said.append(error("GetCastAVPlaybackState", "streamPlayer null"))
        if app.layer == "napi":
            event = error("HandleEvent", f"threadSafeNotRegister:{device.rng.randint(0, 9)}")
            device.noise((yield from device.client(app, app.pid, event)))
    if said:
        device.noise((yield from device.service(tid, device.rng.choice(said), file="hw_cast_display_listener.cpp")))
