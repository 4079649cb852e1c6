"""Two logs of one device, before and after a fix: one failure is gone, one is new, one is as rare as before.

A controller drags the position of `com.example.musicdemo`: the old build sends a command for each move, the new one
when the drag ends. The new build also sends `com.example.radio` a command for which it has no listener. The rare
failures of `com.example.lessons` have nothing to do with either.

    python -m tests.simulator.builds     writes both into tests/fixtures/logs/
"""

from __future__ import annotations

import random
from collections.abc import Generator
from pathlib import Path

from . import control_failures, life, session_failures
from .device import Actor, App, Controller, Device, Session, info
from .release import Release
from .story import new_app
from .trace import Trace

LOGS = Path(__file__).parents[1] / "fixtures" / "logs"
BUILDS = ("before", "after")

_END = 240.0  # of a log, seconds after its start
_STARTS = {"before": 36_000.0, "after": 120_000.0}  # seconds since midnight: the new build is tried on the next day
_PLAY, _PAUSE, _SEEK, _NEXT = 0, 1, 4, 6  # numbers of commands
_MOVES = 14  # of one drag; the service lets ten a second pass
_DRAGS = (20.0, 71.0, 128.0, 190.0)  # seconds after the start
_SKIPS = (31.0, 48.0, 66.0, 90.0, 104.0, 121.0, 150.0, 171.0, 188.0, 214.0, 229.0)
_TWICE = {"before": (44.0, 118.0, 203.0), "after": (25.0, 97.0, 142.0, 219.0)}  # chance, not the build


def generate(build: str) -> Trace:
    """Return the log of a build, the same on every machine."""
    start = _STARTS[build]
    device = Device(Release("6.0"), random.Random(f"two builds: {build}"), start)
    device.debug = False
    music, radio, lessons = (made_app(device, f"com.example.{name}") for name in ("musicdemo", "radio", "lessons"))
    screen, car = (made_app(device, name, system=True) for name in ("com.ohos.mediacontroller", "com.example.car.hmi"))
    moves, skips = (_MOVES, ()) if build == "before" else (1, _SKIPS)
    device.start(played(device, music, screen, [start + at for at in (*_DRAGS, _END)], moves), 0.5)
    device.start(skipped(device, radio, car, [start + at for at in (*skips, _END)]), 1.5)
    device.start(created_again(device, lessons, [start + at for at in (*_TWICE[build], _END)]), 2.5)
    device.run()
    return Trace(0, device.release, True, device.entries, device.incidents, note=build)


def made_app(device: Device, bundle: str, *, system: bool = False) -> App:
    """Return an application in ArkTS that prints its errors to the console."""
    app = new_app(device, bundle, 100, system=system)
    app.layer, app.places, app.spelling = "napi", (("A03D00", "JSAPP"),), app.spelling or ("reference",)
    return app


def played(device: Device, app: App, screen: App, times: list[float], moves: int) -> Actor:
    """Play music, whose position somebody drags now and then."""
    controller = yield from playing(device, app, screen, {_PLAY, _PAUSE, _SEEK})
    *drags, end = times
    for at in drags:
        yield from until(device, at)
        for _move in range(moves):
            yield from control_failures.send(device, controller, _SEEK)
            yield 0.011
    yield from finish(device, controller, end)


def skipped(device: Device, app: App, car: App, times: list[float]) -> Actor:
    """Play the radio; now and then somebody asks for the next station, which it does not support."""
    controller = yield from playing(device, app, car, {_PLAY, _PAUSE})
    *skips, end = times
    for at in skips:
        yield from until(device, at)
        yield from control_failures.send(device, controller, _NEXT)
    yield from finish(device, controller, end)


def created_again(device: Device, app: App, times: list[float]) -> Actor:
    """Play a page that creates its session again each time it is opened."""
    session = yield from life.create(device, app, "video")
    yield from activate(device, session)
    *again, end = times
    for at in again:
        yield from until(device, at)
        yield from session_failures.created_twice(device, app, session)
    yield from until(device, end)
    yield from life.destroy(device, session)


def playing(
    device: Device, app: App, system: App, commands: set[int], kind: str = "audio"
) -> Generator[float, None, Controller]:
    """Start a session that plays, and its controller."""
    session = yield from life.create(device, app, kind)
    session.commands = commands
    yield from activate(device, session)
    yield 0.2
    return (yield from life.create_controller(device, system, session))


def activate(device: Device, session: Session) -> Actor:
    yield from device.client(session.owner, session.owner.pid, info("", "name=Activate"))
    session.active = True


def until(device: Device, time: float) -> Actor:
    yield max(time - device.now, 0.01)


def finish(device: Device, controller: Controller, end: float) -> Actor:
    yield from until(device, end)
    yield from life.release_controller(device, controller)
    yield from life.destroy(device, controller.session)


def main() -> None:
    """Write the logs of both builds."""
    for build in BUILDS:
        text = "\n".join([*generate(build).lines(), ""])
        (LOGS / f"{build}.log").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
