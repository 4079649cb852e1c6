"""From a seed to a trace: applications and controllers that act on one clock, with failures among their calls."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from . import casting, chains, control_failures, life, session_failures
from .device import Actor, App, Controller, Device, Session, info
from .noise import babble
from .release import NAMES, Release
from .spelling import choose_habits
from .trace import Entry, Trace

PLAYERS = (
    "com.example.musicdemo", "com.example.radio", "com.example.podcast.player", "com.example.audiobook",
    "com.example.video", "com.example.karaoke.companion.app.player", "com.example.lessons", "com.acme.tunes",
    "cn.example.yinyue", "com.example.call",
)  # fmt: skip
TAGS = ("Sample", "PlayerCtrl", "testTag", "MediaPage")
SYSTEM = ("com.ohos.mediacontroller", "com.ohos.sceneboard", "com.example.car.hmi")


@dataclass(frozen=True, slots=True)
class Options:
    """The kind of trace to make; None lets the seed decide."""

    release: str | None = None
    harmony: bool | None = None
    seconds: float = 14.0
    failing: float = 0.45  # share of the actions that go wrong
    disorder: bool | None = None  # processes reach the log with a lag of their own


def generate(seed: int, options: Options | None = None) -> Trace:
    """Return the trace of a seed, the same on every machine."""
    options = options or Options()
    rng = random.Random(seed)
    release = Release(options.release or rng.choice(NAMES))
    harmony = rng.random() < 0.6 if options.harmony is None else options.harmony
    device = Device(release, rng, rng.uniform(30_000, 70_000))
    users = [100] if rng.random() < 0.7 else [100, 101]
    players = [new_app(device, bundle, rng.choice(users)) for bundle in rng.sample(PLAYERS, rng.randint(2, 5))]
    systems = [new_app(device, bundle, 100, system=True) for bundle in SYSTEM[: rng.randint(1, 3)]]
    stage(device, players, systems, options)
    device.run()
    entries = device.entries
    disorder = rng.random() < 0.25 if options.disorder is None else options.disorder
    if disorder:
        entries = with_lag(entries, rng)
    return Trace(seed, release, harmony, entries, device.incidents)


def stage(device: Device, players: list[App], systems: list[App], options: Options) -> None:
    """Start all actors."""
    rng, until = device.rng, device.now + options.seconds
    for app in players:
        device.start(player(device, app, until, options.failing), rng.uniform(0, 2.5))
    for app in systems:
        device.start(controller_app(device, app, until, options.failing), rng.uniform(0.3, 2))
    device.start(babble(device, [*players, *systems], until, rng.choice((0.01, 0.04, 0.15))))
    device.start(ordinary(device, [*players, *systems], until))
    if options.failing and rng.random() < 0.3:
        device.start(service_dies(device), rng.uniform(4, options.seconds - 4))


def new_app(device: Device, bundle: str, user: int, *, system: bool = False, pid: int | None = None) -> App:
    """Return a new process of this application."""
    rng, release = device.rng, device.release
    layers = ["napi"] * 7
    if not system and release.since("6.1"):
        layers += ["taihe"] * 2
    if not system and release.since("5.0.0"):
        layers += ["capi", "cangjie"]
    layer = rng.choice(layers)
    pid = pid or device.new_pid()
    uid = device.uid(bundle, user, system=system)
    silent = rng.random() < 0.2
    console, tagged = ("A03D00", "JSAPP"), (rng.choice(("A00000", "A0FF00", "A00001")), rng.choice(TAGS))
    places = ((tagged,), (console,), (console, tagged))[0 if layer == "capi" else rng.choices((0, 1, 2), (3, 6, 2))[0]]
    app = App(
        bundle=bundle, pid=pid, uid=uid, user=user, ability=rng.choice(("EntryAbility", "MainAbility", "PlayAbility")),
        layer=layer, system=system, workers=[pid + rng.randint(8, 60) + 3 * index for index in range(3)],
        spelling=() if silent else choose_habits(rng, layer), tells_success=rng.random() < 0.35, places=places,
    )  # fmt: skip
    device.apps.append(app)
    return app


def ordinary(device: Device, apps: list[App], until: float) -> Actor:
    """Play calls that go well and print what looks like a failure."""
    while device.now < until:
        yield device.rng.expovariate(1 / 0.7)
        yield from chains.healthy(device, device.rng.choice(apps))


# ---- players ---------------------------------------------------------------------------------------------------------


def player(device: Device, app: App, until: float, failing: float) -> Actor:
    """Play an application, and the processes that follow it under the same pid or another."""
    rng = device.rng
    if failing and rng.random() < 0.2:
        yield from guarded(device, session_failures.no_session_yet(device, app))
    while device.now < until:
        yield from wait_for_service(device, app, failing)
        session = app.session or (yield from life.create(device, app, rng.choice(("audio", "audio", "video"))))
        yield from session_life(device, session, until, failing)
        if failing and app.session is None and rng.random() < 0.6:
            yield from after_destroy(device, app, session)
        if device.now < until and rng.random() < 0.15 and device.up:
            app = yield from restart_app(device, app)
        yield rng.uniform(0.05, 1.0)


def wait_for_service(device: Device, app: App, failing: float) -> Actor:
    """Try to create a session until the service is back."""
    while not device.up:
        if app.session is None and device.rng.random() < failing:
            yield from session_failures.create_without_service(device, app)
        yield device.rng.uniform(0.2, 0.7)
    while device.now < device.back + 0.3:  # newer releases make the session again by themselves
        yield 0.1


def session_life(device: Device, session: Session, until: float, failing: float) -> Actor:
    """Play what an application does with its session."""
    rng, app = device.rng, session.owner
    session.commands = set(rng.sample(range(8), rng.randint(3, 7)))
    if rng.random() < 0.8:
        yield from life.activate(device, session)
    for _turn in range(rng.randint(3, 12)):
        yield rng.choice((0.003, 0.02, 0.1, 0.3, 0.8, 1.5)) * rng.uniform(0.5, 1.5)
        if device.now > until or app.session is not session:
            return
        yield from session_action(device, session, failing)
    if app.session is session and device.up and rng.random() < 0.75:
        if device.casting is session:
            yield from casting.stop_cast(device, session)
        if device.up and app.session is session:
            yield from life.destroy(device, session)


def session_action(device: Device, session: Session, failing: float) -> Actor:
    """Play one call of the session's application."""
    rng, app = device.rng, session.owner
    if not device.up:
        yield from rng.choice((session_failures.service_is_gone, chains.cast_controller_lost))(device, app, session)
        return
    if rng.random() >= failing:
        healthy = (life.set_metadata, life.set_state, life.set_state, life.activate)
        yield from rng.choice(healthy)(device, session)
        return
    failures: tuple[Callable[[Device, App, Session], Actor], ...] = (
        session_failures.created_twice, session_failures.created_twice, session_failures.invalid_arguments,
        session_failures.parcel_breaks, session_failures.without_asset_id, session_failures.queue_too_long,
        after_all, after_all,
        session_failures.lyrics_refused, session_failures.lyrics_refused, casting.not_casting,
        casting.stale_cast_controller, refused, chains.refused_by_client, chains.refused_by_client,
        chains.refused_by_converter, chains.refused_by_converter, chains.refused_by_check, chains.minus_one,
        chains.by_c_layer, chains.by_cangjie, chains.listener_of_static_arkts,
    )  # fmt: skip
    yield from rng.choice(failures)(device, app, session)


def after_all(device: Device, app: App, session: Session) -> Actor:
    """Play destroy(), followed at once by a call that needs the session."""
    if device.casting is session:
        yield from casting.stop_cast(device, session)
    yield from life.destroy(device, session)
    yield device.rng.uniform(0.001, 0.05)
    yield from session_failures.used_after_destroy(device, app, session)


def refused(device: Device, app: App, _session: Session) -> Actor:
    """Play a call that is not about the session."""
    makers = (session_failures.not_permitted, session_failures.not_granted, chains.session_not_got)
    maker = device.rng.choice(makers)
    yield from maker(device, app)


def after_destroy(device: Device, app: App, session: Session) -> Actor:
    """Play calls on the destroyed session, and other calls of a process without one."""
    for _turn in range(device.rng.randint(1, 3)):
        yield device.rng.choice((0.005, 0.03, 0.4)) * device.rng.uniform(0.5, 1.5)
        maker = device.rng.choice((session_failures.used_after_destroy, chains.cast_controller_lost, chains.by_c_layer))
        yield from maker(device, app, session)
    if device.up and device.rng.random() < 0.2:
        yield from session_failures.create_refused(device, app)


def restart_app(device: Device, app: App) -> Actor:
    """End the process; the application, or another one under the same pid, takes its place."""
    rng = device.rng
    yield from life.dies(device, app)
    if app in device.apps:
        device.apps.remove(app)
    yield rng.uniform(0.3, 1.0)
    if rng.random() < 0.5:
        return new_app(device, app.bundle, app.user)
    used = {other.bundle for other in device.apps} | {app.bundle}
    bundle = rng.choice([player for player in PLAYERS if player not in used])
    return new_app(device, bundle, app.user, pid=app.pid)


# ---- controllers -----------------------------------------------------------------------------------------------------


def controller_app(device: Device, app: App, until: float, failing: float) -> Actor:
    """Play an application that controls the sessions of others."""
    rng = device.rng
    many = rng.random() < 0.35  # controls several sessions at a time
    while device.now < until:
        yield rng.choice((0.05, 0.2, 0.6, 1.2)) * rng.uniform(0.5, 1.5)
        drop_dead(device, app)
        alive = [session for session in device.sessions if session.alive and session.truth.user == app.user]
        free = [session for session in alive if all(each.session is not session for each in app.controllers)]
        if free and device.up and (many or not app.controllers):
            yield from life.create_controller(device, app, rng.choice(free))
        elif app.controllers:
            yield from control_action(device, rng.choice(app.controllers), failing)
        elif rng.random() < failing:
            yield from without_controller(device, app)


def drop_dead(device: Device, app: App) -> None:
    """Drop controllers whose session is gone, as most applications do."""
    for controller in list(app.controllers):
        if not controller.session.alive and device.rng.random() < 0.6:
            controller.alive = False
            app.controllers.remove(controller)


def control_action(device: Device, controller: Controller, failing: float) -> Actor:
    """Play one call, or a burst of calls, of a controller."""
    rng, session = device.rng, controller.session
    if not device.up:
        maker = rng.choice((control_failures.getter_without_service, control_failures.checked_call, one_command))
        yield from maker(device, controller)
        return
    if rng.random() >= failing:
        yield from control_failures.send(device, controller, rng.choice(sorted(session.commands)), quiet=True)
        return
    makers = (
        burst, one_command, one_command, unregistered, unregistered, control_failures.invalid_command, common,
        control_failures.inactive_other, release_and_use, cast_fails, cast_fails, starts_cast, plays_badly, plays_badly,
        query_after_end, unknown_session, control_failures.checked_call,
    )  # fmt: skip
    yield from rng.choice(makers)(device, controller)


def one_command(device: Device, controller: Controller) -> Actor:
    """Send a command that the session may or may not accept."""
    commands = sorted(controller.session.commands)
    yield from control_failures.send(device, controller, device.rng.choice(commands))


def unregistered(device: Device, controller: Controller) -> Actor:
    """Send a command for which the session has no listener."""
    missing = sorted(set(range(10)) - controller.session.commands)
    if controller.session.active and controller.session.alive:
        yield from control_failures.send(device, controller, device.rng.choice(missing))


def burst(device: Device, controller: Controller) -> Actor:
    """Send more than ten commands within a second, awaited one by one or all at once."""
    rng, session = device.rng, controller.session
    if not session.active or not session.alive or not device.up:
        return
    at_once, command = rng.random() < 0.3, rng.choice(sorted(session.commands))
    for _turn in range(rng.randint(11, 15)):
        if at_once:
            device.start(control_failures.send(device, controller, command), rng.uniform(0, 0.01))
            yield rng.uniform(0.001, 0.02)
        else:
            yield from control_failures.send(device, controller, command)
            yield rng.uniform(0.003, 0.05)
    yield 0.5


def common(device: Device, controller: Controller) -> Actor:
    """Call sendCommonCommand many times."""
    for _turn in range(device.rng.randint(11, 13)):
        yield from control_failures.common_overload(device, controller)
        yield device.rng.uniform(0.004, 0.03)


def release_and_use(device: Device, controller: Controller) -> Actor:
    """Release a controller and then use it."""
    yield from life.release_controller(device, controller)
    if device.rng.random() < 0.4:  # nobody holds it any more
        yield from chains.controller_ends(device, controller)
        return
    for _turn in range(device.rng.randint(1, 2)):
        yield device.rng.uniform(0.02, 0.8)
        yield from control_failures.used_after_release(device, controller)


def cast_fails(device: Device, controller: Controller) -> Actor:
    """Play a cast that cannot be started."""
    if controller.session.alive:
        yield from casting.cast_fails(device, controller.app, controller.session)


def starts_cast(device: Device, controller: Controller) -> Actor:
    """Play a cast that starts."""
    yield from casting.casts(device, controller.app, controller.session)


def plays_badly(device: Device, controller: Controller) -> Actor:
    """Let the remote player fail during a cast."""
    if device.casting is None:
        yield from casting.casts(device, controller.app, controller.session)
        yield device.rng.uniform(0.1, 0.5)
    for _turn in range(device.rng.randint(1, 3)):
        yield from casting.player_fails(device)
        yield device.rng.choice((0.05, 0.4, 0.9)) * device.rng.uniform(0.5, 1.5)


def query_after_end(device: Device, controller: Controller) -> Actor:
    """Query a session that was released meanwhile."""
    if not controller.session.alive:
        yield from control_failures.query_gone(device, controller)


def unknown_session(device: Device, controller: Controller) -> Actor:
    """Cast a session that is gone."""
    gone = [session for session in device.sessions if not session.alive]
    if gone:
        yield from casting.unknown_session(device, controller.app, device.rng.choice(gone))


def without_controller(device: Device, app: App) -> Actor:
    """Play failing calls of a controlling application that holds no controller."""
    if not device.up:
        yield 0.01
        return
    gone = [session for session in device.sessions if not session.alive]
    stale = device.rng.choice(gone) if gone and device.rng.random() < 0.8 else None
    makers = (
        lambda: session_failures.stale_id(device, app, stale),
        lambda: control_failures.no_remote_controller(device, app),
        lambda: control_failures.system_overload(device, app),
        lambda: session_failures.ability_runs(device, app),
        lambda: casting.castaudio_fails(device, app) if device.sessions else iter(()),  # nobody casts without one
    )
    yield from device.rng.choice(makers)()  # type: ignore[misc]


# ---- the service's end -----------------------------------------------------------------------------------------------


def service_dies(device: Device) -> Actor:
    """Let the service crash and come back under another pid, with its counter at zero."""
    while device.calls:
        yield 0.001
    device.up = False
    clients = [app for app in device.apps if app.connected]
    for app in clients:
        device.start(client_hears(device, app), device.rng.uniform(0.001, 0.02))
    yield device.rng.uniform(0.8, 3.0)
    device.pid = device.new_pid()
    device.threads = [device.pid + device.rng.randint(20, 60) + 3 * index for index in range(6)]
    device.busy.clear()
    device.sequence, device.casting = 0, None
    device.counts.clear()
    for app in device.apps:
        app.connected = False
        for controller in app.controllers:
            controller.alive = False
        app.controllers.clear()
    yield from service_starts(device)


def client_hears(device: Device, app: App) -> Actor:
    """Tell a client that the service died."""
    release, tid = device.release, app.workers[0] + 1
    if release.since("5.1.0"):
        said = [info("OnServiceDie", "OnServiceDie enter")]
        said.append(info("OnRemoveSystemAbility", "OnRemoveSystemAbility systemAbilityId=3010"))
        yield from device.client(app, tid, *said)
    if release.since("6.0"):
        text = "OnServiceStateChange enter isAddSystemAbility:0 isServiceDie:1"
        yield from device.client(app, tid, info("OnServiceStateChange", text))
    if release.since("5.0.0") and app.layer == "napi":
        yield from device.client(app, tid, info("HandleServiceDied", "clear listener for service die"))


def service_starts(device: Device) -> Actor:
    """Let the service start again; newer releases create the sessions of ArkTS applications again."""
    release = device.release
    if release.since("5.1.0"):
        yield from device.service(device.pid, info("OnStart", "OnStart SA with process check"))
        text = "set boot avsession service started true"
        yield from device.service(device.pid + 4, info("OnStartProcess", text))
    device.up, device.back = True, device.now
    for app in list(device.apps):
        old, app.session = app.session, None
        if old:
            old.alive = old.active = False
        if old and app.layer == "napi" and release.since("5.1.0"):
            device.start(recreates(device, app, old), device.rng.uniform(0.005, 0.1))


def recreates(device: Device, app: App, old: Session) -> Actor:
    """Create an application's session again after the service's restart."""
    release, tid = device.release, app.workers[0] + 1
    text = "OnAddSystemAbility systemAbilityId=3010"
    yield from device.client(app, tid, info("OnAddSystemAbility", text))
    if release.since("6.0"):
        yield from device.client(app, tid, info("ReCreateInstance", f"sessionId={old.id[:3]}***"))
    if app.session is not None or not device.up:
        return
    thread = device.take_thread()
    yield from life.create_checks(device, app, thread)
    session = life.new_session(device, app, old.kind)
    session.commands = set(old.commands)
    yield from life.construct(device, session, thread)
    device.free_thread(thread)
    text = "HandleServiceStart ReCreateInstance ret=0"
    yield from device.client(app, tid, info("HandleServiceStart", text))
    device.start(life.becomes_top(device, session), device.rng.uniform(0.01, 0.5))


def guarded(device: Device, actor: Actor) -> Actor:
    """Run an actor only while the service is up."""
    if device.up:
        yield from actor


def with_lag(entries: list[Entry], rng: random.Random) -> list[Entry]:
    """Return the lines in the order in which they reach the log: each process has a lag of its own."""
    lag: dict[int, float] = {}
    for entry in entries:
        lag.setdefault(entry.pid, rng.choice((0, 0, 0.0015, 0.003)))
    return sorted(entries, key=lambda entry: entry.time + lag[entry.pid])
