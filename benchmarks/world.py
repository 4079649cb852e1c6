"""From a seed to a sequence of scenes: applications whose sessions are created, controlled, fail and end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from hashlib import sha256
from string import ascii_letters

from .scenes import (
    CONTROL,
    CREATE,
    DESTROY,
    FAILURES,
    LIFE,
    QUIET,
    STEPS,
    VARIED_QUIET,
    VARIED_STEPS,
    Needs,
    Scene,
    without_own_lines,
)

_SERVICE_PID = 1184
_CONTROLLERS = (
    (2986, 20010019, b"com.ohos.mediacontroller"),
    (2211, 20010037, b"com.ohos.sceneboard"),
    (4790, 20020108, b"com.example.carhome"),
)
_NAMES = (b"music", b"radio", b"podcast", b"audiobook", b"cinema", b"karaoke", b"lessons", b"sleep", b"opera", b"kids")
_LIFE = 60  # scenes of a session, on average


@dataclass(slots=True)
class App:
    """An application and the session it has or had."""

    name: bytes
    pid: int
    uid: int
    alive: bool = False
    controllers: list[int] = field(default_factory=list)  # indexes into _CONTROLLERS
    full_id: str = ""  # of the last session

    def is_ready_for(self, needs: Needs) -> bool:
        """Return whether a scene with these needs can happen now."""
        if needs is Needs.ANY:
            return True
        if needs is Needs.GONE:
            return not self.alive and bool(self.full_id)
        return self.alive and (needs is Needs.ALIVE or bool(self.controllers))


class World:
    """The applications of a device; the seed alone determines what happens."""

    def __init__(self, seed: int, *, own_lines: bool, varied: bool = False) -> None:
        self._rng = random.Random(f"world {seed}")
        self._own_lines, self._varied = own_lines, varied
        self._steps, self._quiet = (VARIED_STEPS, VARIED_QUIET) if varied else (STEPS, QUIET)
        self._apps = [App(name, 7300 + 61 * n, 20020040 + n) for n, name in enumerate(_NAMES)]
        self._sessions = 0
        self._failures = [scene for scene in FAILURES if own_lines or scene.native]

    def step(self) -> tuple[Scene, list[bytes]]:
        """Play the next normal scene; return it and its lines."""
        app = self._rng.choice(self._apps)
        if not app.alive:
            return self._play(app, CREATE if self._rng.random() < 0.3 or not app.full_id else self.quiet_scene())
        if not app.controllers or self._rng.random() < 0.02:
            return self._play(app, CONTROL)
        if self._rng.random() < 1 / _LIFE:
            return self._play(app, DESTROY)
        return self._play(app, self._rng.choice(self._steps))

    def quiet(self) -> tuple[Scene, list[bytes]]:
        """Play a scene that no diagnosis needs."""
        return self._play(self._rng.choice(self._apps), self.quiet_scene())

    def quiet_scene(self) -> Scene:
        """Choose a scene that no diagnosis needs."""
        return self._rng.choice(self._quiet)

    def settle(self) -> list[tuple[Scene, list[bytes]]]:
        """Play the beginning of a storm: all applications have controlled sessions, but two have lost theirs."""
        begun = [self._play(app, scene) for app in self._apps for scene in (CREATE, CONTROL)]
        return begun + [self._play(app, DESTROY) for app in self._apps[-2:]]

    def failure(self) -> tuple[Scene, list[bytes]]:
        """Play a failure that can happen to one of the applications."""
        if not any(app.full_id for app in self._apps):
            self._play(self._apps[0], CREATE)  # before the log began
        while True:
            scene = self._rng.choice(self._failures)
            if any(app.is_ready_for(scene.needs) for app in self._apps):
                return self.fail(scene)

    def fail(self, scene: Scene) -> tuple[Scene, list[bytes]]:
        """Play this failure for one of the applications to which it can happen now."""
        return self._play(self._rng.choice([app for app in self._apps if app.is_ready_for(scene.needs)]), scene)

    def life(self) -> tuple[Scene, list[bytes]]:
        """Play the whole life of a new session, with a process and a controller that few others have."""
        number = self._sessions
        self._sessions += 1
        app = App(_NAMES[number % len(_NAMES)], 5000 + number % 20_011, 20020040 + number % 97)
        app.full_id = sha256(f"{app.pid}-{app.uid}-{number}".encode()).hexdigest().upper()
        controller = 30_000 + number % 1_009, 20010019, _CONTROLLERS[0][2]
        return LIFE, (LIFE.lines % self._fields(app, controller)).splitlines(keepends=True)

    def _play(self, app: App, scene: Scene) -> tuple[Scene, list[bytes]]:
        controller = self._rng.choice(app.controllers) if app.controllers else self._rng.randrange(len(_CONTROLLERS))
        if scene is CREATE:
            app.full_id = sha256(f"{app.pid}-{app.uid}-{self._sessions}".encode()).hexdigest().upper()
            app.alive = True
            self._sessions += 1
        elif scene is DESTROY:
            app.alive = False
            app.controllers.clear()
        elif scene is CONTROL and controller not in app.controllers:
            app.controllers.append(controller)
        if not self._own_lines:
            scene = without_own_lines(scene)
        return scene, (scene.lines % self._fields(app, _CONTROLLERS[controller])).splitlines(keepends=True)

    def _fields(self, app: App, controller: tuple[int, int, bytes]) -> dict[bytes, bytes]:
        rng = self._rng
        cpid, cuid, cbundle = controller
        full = app.full_id.encode()
        return {
            b"S": b"%5d %5d" % (_SERVICE_PID, 1420 + rng.randrange(12)),
            b"H": b"%5d %5d" % (_SERVICE_PID, 1209),
            b"A": b"%5d %5d" % (app.pid, app.pid),
            b"a": b"%5d %5d" % (app.pid, app.pid + 48),
            b"C": b"%5d %5d" % (cpid, cpid),
            b"c": b"%5d %5d" % (cpid, cpid + 48),
            b"pid": b"%d" % app.pid,
            b"uid": b"%d" % app.uid,
            b"bundle": b"com.example." + app.name,
            b"cpid": b"%d" % cpid,
            b"cuid": b"%d" % cuid,
            b"cbundle": cbundle,
            b"full": full,
            b"id": full[:3] + b"******" + full[-3:],
            b"short": full[:3],
        } | (self._varied_values() if self._varied else {b"n": b"%d" % rng.randrange(9), b"title": b"So***"})

    def _varied_values(self) -> dict[bytes, bytes]:
        rng = self._rng
        return {
            b"n": b"%d" % rng.randrange(10_000, 6_000_000),  # below every public code
            b"title": "".join(rng.choices(ascii_letters, k=2)).encode() + b"***",
            b"handle": b"%d" % rng.randrange(1 << 32, 1 << 45),
            b"position": b"%d" % rng.randrange(1_000, 6_000_000),
            b"size": b"%d" % rng.randrange(1_000, 6_000_000),
        }
