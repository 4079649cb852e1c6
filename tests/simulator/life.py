"""Sessions, controllers and commands without failures, with everything that they print."""

from __future__ import annotations

from collections.abc import Generator

from .device import Actor, App, Controller, Device, Lines, Session, Statement, error, info
from .trace import SessionTruth

TYPES = {"audio": 0, "video": 1, "voice_call": 2, "video_call": 3}


def noisy(device: Device, lines: Lines) -> Lines:
    """Print lines, and mark those at level E as noise."""
    entries = yield from lines
    device.noise([entry for entry in entries if entry.level == "E"])
    return entries


# ---- create ----------------------------------------------------------------------------------------------------------


def connect(device: Device, app: App, worker: int, tid: int) -> Actor:
    """Let the first call of a process find the service."""
    if app.connected:
        return
    app.connected = True
    release = device.release
    if release.since("5.1.0"):
        yield from device.client(app, worker, info("GetService", "enter check SystemAbility"))
        yield from device.client(app, worker, info("AVSessionServiceProxy", "constructor"))
    if release.since("6.1"):
        yield from device.client(app, worker, info("GetService", "get service done"))
    if release.since("5.1.0"):
        text = f"enter ClientDeathObserver register with recipient point for pid:{app.pid}"
        yield from device.service(tid, info("RegisterClientDeathObserver", text))
    if release.since("5.0.3"):
        text = "RegisterClientDeathObserver with ClientDeathStub success"
        yield from device.client(app, worker, info("RegisterClientDeathObserver", text))


def create_call(device: Device, app: App) -> Actor:
    """Print what the application's main thread prints when createAVSession is called."""
    if app.layer != "napi":
        return
    if device.release.since("5.1.0"):
        text = "RegisterServiceStartCallback"
        yield from device.client(app, app.pid, info(text, text), info("CreateAVSession", f"{text} res=0"))
    yield from device.client(app, app.pid, info("", "name=CreateAVSession"))


def create_checks(device: Device, app: App, tid: int) -> Lines:
    """Print what the service prints about every caller of createAVSession."""
    release, said = device.release, []
    if release.since("5.0.3") and not app.system:
        said.append(error("CheckSystemPermission", "CheckSystemPermission faild"))
    if release.since("6.0"):
        said.append(error("RefreshUserFromAnco", "RefreshUserFromAnco return"))
        text = "bundleName matched, no need correct element"
        said.append(error("CorrectElementForThirdPartyCaller", text))
    return (yield from noisy(device, device.service(tid, *said)))


def create(device: Device, app: App, kind: str = "audio") -> Generator[float, None, Session]:
    """Play a createAVSession that succeeds."""
    yield from create_call(device, app)
    worker, tid = device.worker(app), device.take_thread()
    yield from connect(device, app, worker, tid)
    yield from create_checks(device, app, tid)
    session = new_session(device, app, kind)
    yield from construct(device, session, tid)
    device.free_thread(tid)
    yield from announce(device, session)
    device.start(becomes_top(device, session), device.rng.uniform(0.01, 0.6))
    return session


def new_session(device: Device, app: App, kind: str) -> Session:
    """Return a new session of this process."""
    full = device.new_session_id(app)
    truth = SessionTruth(full, app.pid, app.uid, app.user, app.bundle)
    tag = device.rng.choice(("TAG", "player", "media_session", "MusicTag"))
    session = Session(truth, app, kind, tag, commands={0, 1, 2, 3})
    device.sessions.append(session)
    app.session = app.last_session = session
    return session


def construct(device: Device, session: Session, tid: int) -> Actor:
    """Let the service create a session."""
    release, app = device.release, session.owner
    shown_id = release.service_id(session.id)
    if release.since("3.2", "5.0.3"):
        entries = yield from device.service(tid, info("AllocSessionId", f"{app.pid}-{app.uid}-{device.sequence - 1}"))
        session.truth.shown += entries
    said: list[Statement] = []
    element = f"{session.tag} {TYPES[session.kind]} {app.bundle} {app.ability}"
    if release.since("5.1.0"):
        text = f"{element} thirdPartyApp={int(not app.system)}"
        said.append(info(release.comm("CreateNewSession"), text))
    if release.since("5.0.3"):
        said.append(info("AVSessionItem", f"constructor session id={shown_id}, userId={app.user}"))
        said.append(info("AddSessionForCurrentUser", f"add session for user {app.user}"))
    elif device.debug:
        said.append(("D", "AVSessionItem", f"constructor id={shown_id}"))
    if release.since("3.2", "5.0.3"):
        said.append(info("CreateNewSession", element))
        said.append(info("CreateSessionInner", f"success sessionId={shown_id}"))
    yield from device.service(tid, *said)
    yield from construct_rest(device, session, tid)


def construct_rest(device: Device, session: Session, tid: int) -> Actor:
    """Print the lines that newer releases add after the constructor."""
    release, app, said = device.release, session.owner, []
    if release.since("6.1"):
        alive = sum(session.alive for session in device.sessions if session.truth.user == app.user)
        text = f"Set up support for desktop lyrics: isSupported={device.rng.randint(0, 1)}"
        said.append(info("SetDesktopLyricFeatureSupported", text))
        said.append(info("SetCriticalWhenCreate", f"size: {alive}, Uid: {app.uid}"))
    if release.since("7.0"):
        said.append(info("NotifySessionCreate", f"NotifySessionCreate for user:{app.user}"))
    if release.since("6.0"):
        said.append(error("IsSupportPlayIntent", f"Bundle={app.bundle} does not support insight"))
    if release.since("5.0.0"):
        said.append(error("CreateSessionInner", "no need to cast"))
    yield from noisy(device, device.service(tid, *said))


def announce(device: Device, session: Session) -> Actor:
    """Tell the application about its session."""
    release, app = device.release, session.owner
    entries = []
    if app.layer == "napi":
        text = f"NapiAVSession NewInstance sessionId={release.app_id(session.id)}, sessionType:{session.kind}"
        entries = yield from device.client(app, app.pid, info("NewInstance", text))
    elif app.layer == "taihe":
        text = f"sessionId={session.id}, sessionType:{session.kind}"
        entries = yield from device.client(app, app.pid, info("AVSessionImpl", text))
    session.truth.shown += entries
    if app.tells_success:
        yield device.step()
        text = device.rng.choice(("CreateAVSession : SUCCESS : sessionId = ", "session create done : sessionId : "))
        session.truth.shown.append(device.say(app, "I", text + session.id))


def becomes_top(device: Device, session: Session) -> Actor:
    """Let the service put a session at the top of its list."""
    if not session.alive or not device.up:
        return
    release, truth = device.release, session.truth
    tid = device.pid + 9
    shown_id = release.service_id(session.id)
    if release.since("6.0"):
        text = f"updateNewTop uid={truth.uid}|pid={truth.pid}|userId:{truth.user}|sessionId={shown_id}"
        truth.shown += yield from device.service(tid, info("UpdateTopSession", text))
    elif release.since("5.1.0"):
        text = f"updateNewTop uid={truth.uid}|userId:{truth.user}|sessionId={shown_id}"
        yield from device.service(tid, info("UpdateTopSession", text))
    else:
        yield from device.service(tid, info("UpdateTopSession", f"uid={truth.uid} sessionId={shown_id}"))
    if device.rng.random() < 0.3:
        yield from noisy(device, device.service(tid, error("HandleFocusSession", "focusSession no play")))


# ---- use -------------------------------------------------------------------------------------------------------------


def set_metadata(device: Device, session: Session) -> Actor:
    """Play a setAVMetadata that succeeds."""
    app, release, worker = session.owner, device.release, device.worker(session.owner)
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", "name=SetAVMetaData"))
        if release.since("6.0"):
            function, text = "AVQueueImgDownloadSyncExecutor", "avqImg not match download conditions"
            yield from noisy(device, device.client(app, worker, error(function, text)))
    tid = device.take_thread()
    if release.since("5.0.3"):
        text = f"send metadata change event to controllers with title So*** from pid:{app.pid}, isAlive:1"
        yield from device.service(tid, info("SetAVMetaData", text))
    device.free_thread(tid)
    if app.layer == "napi" and release.since("6.0"):
        said = (
            error("doMetaDataSetNapi", "do metadata set with img uri empty"),
            info("operator()", "doMetaDataSet res:0|1"),
        )
        yield from noisy(device, device.client(app, worker, *said))


def set_state(device: Device, session: Session) -> Actor:
    """Play a setAVPlaybackState that succeeds."""
    app = session.owner
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", "name=SetAVPlayback"))
    yield from device.client(
        app, device.worker(app), info("", f"SetAVPlaybackState:{device.rng.choice((1, 2, 3, -1))}.")
    )


def activate(device: Device, session: Session) -> Actor:
    """Play activate() or deactivate(), which print nothing since 5.1."""
    app, on = session.owner, device.rng.random() < 0.85
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", "name=Activate" if on else "name=Deactivate"))
    if device.release.since("5.0.0", "5.0.3"):
        tid = device.take_thread()
        yield from device.service(tid, info("Activate" if on else "Deactivate", f"pid={app.pid}"))
        device.free_thread(tid)
    session.active = on
    yield device.step()


# ---- controllers and commands ----------------------------------------------------------------------------------------


def create_controller(device: Device, app: App, session: Session) -> Generator[float, None, Controller]:
    """Play a createController that succeeds."""
    worker, tid = device.worker(app), device.take_thread()
    yield from ask_controller(device, app, worker)
    yield from connect(device, app, worker, tid)
    shown = yield from device.service(tid, *controller_lines(device, app, session))
    device.free_thread(tid)
    controller = Controller(app, session, shown=shown)
    if app.layer == "napi" and device.release.since("5.1.0"):
        yield from noisy(
            device, device.client(app, app.pid, error("operator()", "check create controller with errCode 0"))
        )
    if app.layer == "napi" and device.release.since("6.1"):
        text = f"add napiController without register sessionId: {session.id[:3]}***"
        controller.shown += yield from device.client(app, app.pid, info("NewInstance", text))
    app.controllers.append(controller)
    return controller


def ask_controller(device: Device, app: App, worker: int) -> Actor:
    """Send createController to the service."""
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", "name=CreateController"))
    if device.release.since("4.1"):
        yield from device.client(app, worker, info("CreateController", "create controller in"))


def controller_lines(device: Device, app: App, session: Session) -> list[Statement]:
    """Return what the service prints about a new controller."""
    release, shown_id = device.release, device.release.service_id(session.id)
    said = asks_for(device, app, shown_id)
    if release.since("5.1.0"):
        text = f"Not found controller for pid:{app.pid}, sessionId:{shown_id}."
        said.append(info("GetPresentController", text))
    said.append(info("CreateNewControllerForSession", f"pid={app.pid} sessionId={shown_id}"))
    return said


def asks_for(device: Device, app: App, shown_id: str) -> list[Statement]:
    """Return the service's first line of a createController, by release."""
    release, head = device.release, f"CreateControllerInner for sessionId:{shown_id}"
    if release.since("7.0"):
        return [info("CreateControllerInner", f"{head}|-1|{app.pid}|{app.user}")]
    if release.since("6.0"):
        return [info("CreateControllerInner", f"{head}|-1|{app.pid}")]
    if release.since("5.1.0"):
        return [info("CreateControllerInner", head)]
    return []


def send_command(device: Device, controller: Controller, command: int) -> Actor:
    """Play a sendControlCommand that succeeds; call `admits_command` before."""
    app, session, release = controller.app, controller.session, device.release
    tid = device.take_thread()
    if release.since("5.0.0"):
        text = f"ExecuteControllerCommand code {command} from pid {app.pid} to pid {session.truth.pid}"
        controller.shown += yield from device.service(tid, info("ExecuteControllerCommand", text))
    if release.since("7.0"):
        text = f"HandleControl from {app.uid} to {session.truth.bundle} with {command}"
        yield from device.service(tid, info("", text))
    device.free_thread(tid)
    device.start(command_arrives(device, session, command), device.rng.uniform(0.0005, 0.004))


def ask_command(device: Device, app: App, worker: int, api: str = "SendControlCommand") -> Actor:
    """Send a command out of the controller's process."""
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", f"name={api}"))
    if device.release.since("5.0.0") and api == "SendControlCommand":
        yield from device.client(app, worker, info(api, "check destroy bef get remote"))


def command_arrives(device: Device, session: Session, command: int) -> Actor:
    """Let the session's process receive a command, on a thread of its own."""
    app, release = session.owner, device.release
    if not session.alive or app.layer != "napi":
        return
    tid = app.workers[0] + 2
    if command not in session.commands or device.rng.random() < 0.1:
        text = f"sessionNotRegister:{command}" if release.since("7.0") else f"not register callback event={command}"
        yield from noisy(device, device.client(app, tid, error("HandleEvent", text)))
    elif release.since("7.0"):
        yield from device.client(app, tid, info("HandleEvent", f"send control command {command} size:1 with param"))


def release_controller(device: Device, controller: Controller) -> Actor:
    """Play controller.destroy()."""
    app, release = controller.app, device.release
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", "name=Destroy"))
    if release.since("4.0"):
        yield from device.client(app, device.worker(app), info("Destroy", "Proxy received destroy event"))
    tid = device.take_thread()
    if release.since("5.1.0"):
        yield from device.service(tid, info("Destroy", f"controller destroyed for pid {app.pid}"))
    device.free_thread(tid)
    controller.alive = False
    if controller in app.controllers:
        app.controllers.remove(controller)


# ---- the end ---------------------------------------------------------------------------------------------------------


def destroy(device: Device, session: Session) -> Actor:
    """Play session.destroy()."""
    app, release, worker = session.owner, device.release, device.worker(session.owner)
    if release.since("5.0.3") and app.layer == "napi":
        yield from device.client(app, app.pid, info("Destroy", "Destroy session begin"))
    if app.layer == "napi":
        yield from device.client(app, app.pid, info("", "name=Destroy"))
    if release.since("5.0.0"):
        yield from device.client(app, worker, info("Destroy", "enter"))
    tid = device.take_thread()
    if release.since("4.0"):
        text = "AVSessionItem send service destroy event to service"
        yield from device.service(tid, info("Destroy", text))
    end_session(device, session)
    yield from release_lines(device, session, tid)
    device.free_thread(tid)
    said = [info("~AVSessionProxy", "destroy")]
    if release.since("5.0.0"):
        said.append(info("Destroy", "enter"))
    yield from noisy(device, device.client(app, worker, *said, error("Destroy", "session is destroyed")))


def end_session(device: Device, session: Session) -> None:
    """Remove a session from the service."""
    session.alive = session.active = False
    session.owner.session = None
    if device.casting is session:
        device.casting = None
    for controller in controllers_of(device, session):
        device.start(session_gone(device, controller), device.rng.uniform(0.001, 0.01))


def controllers_of(device: Device, session: Session) -> list[Controller]:
    """Return all controllers of a session."""
    return [controller for app in device.apps for controller in app.controllers if controller.session is session]


def release_lines(device: Device, session: Session, tid: int) -> Actor:
    """Print what the service prints when a session ends."""
    release, app = device.release, session.owner
    shown_id = release.service_id(session.id)
    path = f"/data/service/el2/{app.user}/av_session/cache/"
    files = [
        error("DeleteFile", f"remove .image.dat file fail filePath={path}{kind}{session.id}.image.dat")
        for kind in ("", "cast_")
    ]
    said: list[Statement] = []
    if release.since("7.0"):
        said.append(info("", f"HandleSessionRelease, sessionId={shown_id}, bundleName={app.bundle}"))
    if release.since("5.1.0"):
        said.append(info("NotifySessionRelease", f"NotifySessionRelease for user:{app.user}|listenerSize:1"))
    said += files
    if release.since("6.0"):
        said.append(error("DelRecommend", "delete recommend without casthandler"))
        said.append(error("StopCastDisplayListener", "displayListener_ is nullptr"))
    if release.since("5.0.3"):
        said.append(info("RemoveSessionForAllUser", f"remove session for pid {app.pid},abilityName {app.ability}"))
    said += files
    if release.since("7.0"):
        said.append(info("", f"UpdateFrontSession with bundle={app.bundle}, isAdd=0"))
    said += destructor(device, session, shown_id)
    yield from noisy(device, device.service(tid, *said))


def destructor(device: Device, session: Session, shown_id: str) -> list[Statement]:
    """Return the service's last line about a session, by release."""
    release, user = device.release, session.truth.user
    if release.since("6.0"):
        return [info("~AVSessionItem", f"destroy with aliveLock session id={shown_id}, userId={user}")]
    if release.since("5.0.3"):
        return [info("~AVSessionItem", f"destroy with activeCheck session id={shown_id}, userId={user}")]
    if release.since("5.0.0"):
        return [info("~AVSessionItem", f"destroy with activeCheck id={shown_id}")]
    return [("D", "~AVSessionItem", f"destroy id={shown_id}")] if device.debug else []


def session_gone(device: Device, controller: Controller) -> Actor:
    """Tell a controller that its session is gone."""
    app, release = controller.app, device.release
    if app.layer != "napi":
        return
    tid = app.workers[0] + 2
    if release.since("7.0") and device.rng.random() < 0.5:
        yield from noisy(device, device.client(app, tid, error("HandleEvent", "controllerNotRegister:0")))
    if release.since("6.1"):
        said = info("OnSessionDestroy", "notify session Destroy for repeat")
        gone = info("operator()", f"check for session destory: {controller.session.id[:3]}|1")
        yield from device.client(app, tid, said, gone)


def dies(device: Device, app: App) -> Actor:
    """End an application's process, and let the service clean up."""
    release, tid = device.release, device.take_thread()
    session = app.session
    said: list[Statement] = []
    if app.bundle == "com.ohos.mediacontroller" and release.since("6.0"):
        said.append(info("OnClientDied", "mediacontroller on client die"))
    elif release.since("3.2", "5.0.3"):
        said.append(info("OnClientDied", f"pid={app.pid}"))
    if release.since("5.0.0"):
        said.append(info("ClearSessionForClientDiedNoLock", "clear session in "))
        if session:
            text = f"check session release task for id {release.service_id(session.id)}"
            said.append(info("ClearSessionForClientDiedNoLock", text))
    yield from device.service(tid, *said)
    if session:
        end_session(device, session)
        yield from release_lines(device, session, tid)
    yield from controllers_die(device, app, tid)
    device.free_thread(tid)


def controllers_die(device: Device, app: App, tid: int) -> Actor:
    """Let the service drop the controllers of a dead process."""
    release, count = device.release, len(app.controllers)
    if count and release.since("5.0.0") and not release.since("5.1.0", "6.0"):
        text = f"remove controllers size={count} without reply"
        yield from device.service(tid, info("ClearControllerForClientDiedNoLock", text))
    for _controller in app.controllers:
        if release.since("5.0.0"):
            text = f"do controller DestroyWithoutReply for pid {app.pid}"
            yield from device.service(tid, info("DestroyWithoutReply", text))
    if not count and release.since("5.0.0"):
        gone = error("ClearControllerForClientDiedNoLock", "no find controller")
        yield from noisy(device, device.service(tid, gone))
    app.controllers.clear()
