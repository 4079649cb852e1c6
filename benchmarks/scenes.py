"""From the simulator's actors to scenes: the lines of one step in a session's life, with fields for whose it is.

Playing an actor for every line of a corpus would take minutes. So each step is played once, on a device of the newest
release, and recorded: names, ids and threads become fields, which the corpus fills for each of its applications.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from tests.simulator import casting, control_failures, life, noise, session_failures
from tests.simulator.device import App, Device, info
from tests.simulator.failing import Failure
from tests.simulator.release import Release, masked
from tests.simulator.trace import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.simulator.device import Actor, Controller, Session
    from tests.simulator.trace import Entry

    Step = Callable[["Stage"], Actor]

_DOMAIN = "C02B91"
_COMMAND = 8_899  # no command of AVSession: stands for any
# values that differ from line to line, as the stage prints them; no statement prints one of them otherwise
_TITLE = "So***"
_HANDLE, _POSITION, _SIZE = 74_444_444_447, 7_555_557, 7_666_667


class Needs(StrEnum):
    """What must be true of an application before a scene can happen to it."""

    ALIVE = "alive"  # it has a session
    CONTROLLED = "controlled"  # it has a session with a controller
    GONE = "gone"  # its session was destroyed
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Scene:
    """Lines without their times; `%(field)s` stands for what differs between applications, sessions and controllers."""

    lines: bytes
    needs: Needs
    count: int  # lines
    framework: int  # of them in AVSession's domain
    errors: int  # of them stating or implying the failure
    native: int  # of those in AVSession's domain
    code: int  # public code of the failure; 0: none


@cache
def without_own_lines(scene: Scene) -> Scene:
    """Return the scene as a filter on AVSession's domain leaves it."""
    kept = [line for line in scene.lines.splitlines(keepends=True) if _DOMAIN.encode() in line]
    return Scene(b"".join(kept), scene.needs, len(kept), len(kept), scene.native, scene.native, scene.code)


# ---- recording ----------------------------------------------------------------------------------------------------


class Stage:
    """A device with one application and one that controls it, and what it takes to record a step of theirs."""

    def __init__(self, needs: Needs, seed: int) -> None:
        self.device = Device(Release("7.0"), random.Random(seed), 0.0)
        self.app = self._application("com.example.application", 71_111, 29_999_777)
        self.remote = self._application("com.example.controller", 72_222, 29_999_888)
        self.worker = self.remote.workers[0]
        if needs is not Needs.ANY:
            self.play(life.create(self.device, self.app))
        if needs in (Needs.CONTROLLED, Needs.GONE):
            self.play(life.create_controller(self.device, self.remote, self.session))
        if needs is Needs.GONE:
            self.play(life.destroy(self.device, self.session))

    def _application(self, bundle: str, pid: int, uid: int) -> App:
        app = App(
            bundle=bundle, pid=pid, uid=uid, user=100, ability="EntryAbility", layer="napi", system=False,
            workers=[pid + 48] * 3, spelling=("reference", "capital", "json-all"), tells_success=True,
            places=(("A03D00", "JSAPP"),), connected=True,
        )  # fmt: skip
        self.device.apps.append(app)
        return app

    @property
    def session(self) -> Session:
        """Return the application's session, or its last one."""
        assert self.app.last_session is not None
        return self.app.last_session

    @property
    def controller(self) -> Controller:
        """Return the controller of the session."""
        return self.remote.controllers[0]

    def play(self, actor: Actor) -> list[Entry]:
        """Run an actor to its end and return the lines that it leaves."""
        begin = len(self.device.entries)
        self.device.start(actor)
        self.device.run()
        return self.device.entries[begin:]

    def line(self, entry: Entry) -> str:
        """Return a line with fields in place of all that belongs to the applications and the session."""
        text = f"{entry.level} {entry.domain}/{entry.process}/{entry.tag}: {entry.message}\n".replace("%", "%%")
        for value, field in self._fields():
            text = text.replace(value, f"%({field})s")
        return f"{self._head(entry)} {text}"

    def _head(self, entry: Entry) -> str:
        """Return pid and tid: S is the service's thread for a call, H its handler, A and C are main threads."""
        if entry.pid == self.device.pid:
            return "%(S)s" if entry.tid in self.device.threads else "%(H)s"
        if entry.pid not in (self.app.pid, self.remote.pid):
            return f"{entry.pid:5d} {entry.tid:5d}"
        main = "A" if entry.pid == self.app.pid else "C"
        return f"%({main if entry.tid == entry.pid else main.lower()})s"

    def _fields(self) -> Iterator[tuple[str, str]]:
        full = self.session.id
        yield from ((full, "full"), (masked(full), "id"), (f"{full[:3]}***", "short"), (str(_COMMAND), "n"))
        yield from ((_TITLE, "title"), (str(_HANDLE), "handle"), (str(_POSITION), "position"), (str(_SIZE), "size"))
        for app, side in ((self.app, ""), (self.remote, "c")):
            yield from ((app.bundle, f"{side}bundle"), (str(app.pid), f"{side}pid"), (str(app.uid), f"{side}uid"))


def _anything(_entry: Entry) -> bool:
    return True


def record(step: Step, needs: Needs, seed: int = 0, keep: Callable[[Entry], bool] = _anything) -> Scene:
    """Play a step and return its scene, of which only the lines that pass `keep` are kept."""
    stage = Stage(needs, seed)
    entries = list(filter(keep, stage.play(step(stage))))
    lines = "".join(map(stage.line, entries)).encode()
    framework = [entry for entry in entries if entry.domain == _DOMAIN]
    errors, native = (sum(entry.role is Role.SIGNAL for entry in some) for some in (entries, framework))
    code = stage.device.incidents[0].code if stage.device.incidents else 0
    return Scene(lines, needs, len(entries), len(framework), errors, native, code)


# ---- a normal life ------------------------------------------------------------------------------------------------

CREATE = record(lambda on: life.create(on.device, on.app), Needs.ANY)
DESTROY = record(lambda on: life.destroy(on.device, on.session), Needs.ALIVE)
CONTROL = record(lambda on: life.create_controller(on.device, on.remote, on.session), Needs.ALIVE)


def _command(on: Stage) -> Actor:
    on.session.commands = {_COMMAND}
    yield from life.ask_command(on.device, on.remote, on.worker)
    yield from life.send_command(on.device, on.controller, _COMMAND)


def _playback(on: Stage) -> Actor:
    yield from life.set_state(on.device, on.session)
    yield from life.becomes_top(on.device, on.session)


STEPS = (
    *[record(_command, Needs.CONTROLLED)] * 9,
    *[record(lambda on: life.set_metadata(on.device, on.session), Needs.ALIVE)] * 3,
    *[record(_playback, Needs.ALIVE, seed) for seed in range(4)],
    *[record(lambda on: noise.own_noise(on.device, on.app), Needs.ALIVE, seed) for seed in (0, 1, 2, 3, 6, 8, 9)],
    *[record(lambda on: noise.client_noise(on.device, on.app), Needs.ALIVE, seed) for seed in range(4)],
)

# what AVSession prints and no diagnosis needs: in the dense corpus it is the other half
_QUIET_SERVICE = (
    ("[PublishServiceState]enter PublishServiceState",
     "[ReportHiSysEventBehavior]ReportHiSysEventBehavior func:AVSessionItem::SetAVPlaybackState callingUid:29999777",
     f"[UpdateFrontSession]sessionListForFront with size {_COMMAND}"),
    (f"[OnDeviceState]OnDeviceState from cast {_COMMAND}", "[AddDevice]AVRouterImpl AddDevice process",
     "[AddCastDevice]add device check lock done", "[StartCastSession]StartCastSession pre check lock",
     "[Init]Init the HwCastProviderSession"),
    ("[SetCritical]notify to memmgr as av_session isCritical:1",
     f"[GetRendererInfo]found renderer state {_COMMAND} for uid 29999777 in {_COMMAND} streams",
     "[RegisterCastSessionStateListener]RegisterCastSessionStateListener",
     "[UnRegisterCastSessionStateListener]unRegister finished with size 0"),
)  # fmt: skip
_QUIET_APPLICATION = (
    ("[OnAVCallStateChange]OnAVCallStateChange isAVCallActive:0", "[GetService]enter check SystemAbility",
     "[GetService]get service done", "[AVSessionServiceProxy]constructor"),
    ("[GetAllSessionDescriptors]get all session enter by user 100",
     "[ListenCollaborationApplyResult]enter ListenCollaborationApplyResult",
     "[ApplyAdvancedResource]enter ApplyAdvancedResource"),
)  # fmt: skip


# the same with values that hardly ever repeat: for a log whose bodies do not repeat either
_VARIED_SERVICE = (
    (f"[HandleSeekForSuper]HandleSeekForSuper:com.example.application|{_POSITION} pass",
     f"[operator()]HandleMetaDataChange in postTask with title {_TITLE} and size {_SIZE}",
     f"[ProcessBundleImg]ProcessBundleImg set img size:{_SIZE}"),
    (f"[SetMirrorCastHandle]SetMirrorCastHandle castHandle is {_HANDLE}",
     f"[OnBytes]SoftbusClient OnBytesReceived sessionId[{_POSITION}], datalen[{_SIZE}]",
     f"[OnMessage]OnMessageReceived sessionId[{_POSITION}], datalen[{_SIZE}]",
     f"[SetStreamState]mirrorCastHandle is {_HANDLE}"),
    (f"[PublishRecommendInfo]PublishRecommendInfo: bundleName:com.example.application duration:{_POSITION}",
     f"[ProcessControllerListForSuper]ProcessControllerListForSuper with size:{_SIZE} done",
     f"[NotifyRemoteDistributedSessionControllersChanged]"
     f"NotifyRemoteDistributedSessionControllersChanged size: {_SIZE}"),
)  # fmt: skip


def _prints(texts: tuple[str, ...], *, service: bool) -> Scene:
    said = [info("", text) for text in texts]

    def step(on: Stage) -> Actor:
        worker = on.device.worker(on.app)
        yield from (
            on.device.service(on.device.threads[0], *said) if service else on.device.client(on.app, worker, *said)
        )

    return replace(record(step, Needs.ALIVE), needs=Needs.ANY)


QUIET = (
    *(_prints(texts, service=True) for texts in _QUIET_SERVICE),
    *(_prints(texts, service=False) for texts in _QUIET_APPLICATION),
)

VARIED_QUIET = tuple(_prints(texts, service=True) for texts in _VARIED_SERVICE)


def _has_value(entry: Entry) -> bool:
    return any(str(value) in entry.message for value in (_COMMAND, _TITLE, _HANDLE))


VARIED_STEPS = (
    *[record(_command, Needs.CONTROLLED, keep=_has_value)] * 4,
    *[record(lambda on: life.set_metadata(on.device, on.session), Needs.ALIVE, keep=_has_value)] * 2,
    *(
        replace(_prints((text,), service=True), needs=Needs.ALIVE)
        for text in (
            f"[SubStartCast]start cast check handle set to {_HANDLE}",
            f"[StopCast]StopCast with unchange castHandle is {_HANDLE}",
            f"[DealDisconnect]Is remotecast, received disconnect event for castHandle_: {_HANDLE}",
        )
    ),
)

# ---- failures -----------------------------------------------------------------------------------------------------


def _refused(refuse: Callable[..., Actor], *arguments: str) -> Step:
    """Return the step of a command that is refused."""

    def step(on: Stage) -> Actor:
        yield from life.ask_command(on.device, on.remote, on.worker)
        yield from refuse(on.device, on.controller, *arguments, on.worker)

    return step


def _used_after_release(on: Stage) -> Actor:
    api = "GetAVPlaybackState"
    yield from session_failures.begin(on.device, on.remote, api)
    failure = Failure("used after release", api, -1011, None)
    yield from control_failures.by_proxy(on.device, on.controller, failure, on.worker, "controller is destroy")


def _player_fails(number: int) -> Step:
    def step(on: Stage) -> Actor:
        on.device.casting = on.session
        yield from casting.player_fails(on.device, (number, 6_610_000 + number, None))

    return step


# every failure is as likely as it stands here often
FAILURES = (
    *[record(_refused(control_failures.overload), Needs.CONTROLLED)] * 4,
    *[record(_refused(control_failures.inactive, "SendControlCommand"), Needs.CONTROLLED)] * 3,
    *[record(_refused(control_failures.not_registered), Needs.CONTROLLED)] * 2,
    record(_refused(control_failures.service_gone, "SendControlCommand"), Needs.CONTROLLED),
    record(_used_after_release, Needs.CONTROLLED),
    record(lambda on: control_failures.query_gone(on.device, on.controller), Needs.GONE),
    record(lambda on: casting.cast_fails(on.device, on.remote, on.session, "device"), Needs.ALIVE),
    record(lambda on: session_failures.created_twice(on.device, on.app, on.session), Needs.ALIVE),
    *(
        record(lambda on: session_failures.used_after_destroy(on.device, on.app, on.session), Needs.GONE, seed)
        for seed in (0, 3)  # told by the application alone, and by AVSession as well
    ),
    record(lambda on: casting.not_casting(on.device, on.app, on.session), Needs.ALIVE),
    *(record(_player_fails(number), Needs.ALIVE) for number in (1003, 2004, 3001, 4001)),
)

# ---- storms: nothing but the lines that state a failure, again and again ------------------------------------------


def _states(entry: Entry) -> bool:
    return entry.role is Role.SIGNAL


def _states_at_an_end(entry: Entry) -> bool:
    """Tell whether the service or the application's own code states the failure, and not the client library."""
    return _states(entry) and (entry.domain != _DOMAIN or entry.process == "av_session")


STORM = record(_refused(control_failures.overload), Needs.CONTROLLED, keep=_states_at_an_end)

STORMS = (
    *(record(_refused(refuse), Needs.CONTROLLED, keep=_states) for refuse in (
        control_failures.overload, control_failures.not_registered)),
    *(record(_refused(control_failures.inactive, api), Needs.CONTROLLED, keep=_states)
      for api in ("SendControlCommand", "SendAVKeyEvent", "SendCommonCommand", "SendCustomData")),
    record(_refused(control_failures.service_gone, "SendControlCommand"), Needs.CONTROLLED, keep=_states),
    record(_used_after_release, Needs.CONTROLLED, keep=_states),
    record(lambda on: control_failures.query_gone(on.device, on.controller), Needs.GONE, keep=_states),
    record(lambda on: casting.cast_fails(on.device, on.remote, on.session, "device"), Needs.ALIVE, keep=_states),
    record(lambda on: session_failures.created_twice(on.device, on.app, on.session), Needs.ALIVE, keep=_states),
    *(record(lambda on: session_failures.used_after_destroy(on.device, on.app, on.session), Needs.GONE, seed, _states)
      for seed in (0, 3)),
    record(lambda on: casting.not_casting(on.device, on.app, on.session), Needs.ALIVE, keep=_states),
    *(record(_player_fails(number), Needs.ALIVE, keep=_states) for number in (1003, 1004, 2004, 3001, 4001, 5001)),
)  # fmt: skip

# ---- a life in eight lines: for a log in which every session is another one ---------------------------------------


def _life(on: Stage) -> Actor:
    session = yield from life.create(on.device, on.app)
    yield 1.0
    yield from life.create_controller(on.device, on.remote, session)
    yield from life.ask_command(on.device, on.remote, on.worker)
    yield from control_failures.inactive(on.device, on.controller, "SendControlCommand", on.worker)
    yield from life.destroy(on.device, session)


_LANDMARKS = (
    "[AVSessionItem]constructor", "updateNewTop", "[CreateNewControllerForSession]", "name=SendControlCommand",
    "]session is deactivate", "]controller SendControlCommand failed", "HandleSessionRelease", "[~AVSessionItem]",
)  # fmt: skip

LIFE = record(_life, Needs.ANY, keep=lambda entry: any(mark in entry.message for mark in _LANDMARKS))
