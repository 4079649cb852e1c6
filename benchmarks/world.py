"""From a seed to a sequence of scenes: applications whose sessions are created, controlled, fail and end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from hashlib import sha256

from .scenes import CONTROL, CREATE, DESTROY, FAILURES, LIFE, QUIET, STEPS, Needs, Scene, without_own_lines

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

    def __init__(self, seed: int, *, own_lines: bool) -> None:
        self._rng = random.Random(f"world {seed}")
        self._own_lines = own_lines
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
        return self._play(app, self._rng.choice(STEPS))

    def quiet(self) -> tuple[Scene, list[bytes]]:
        """Play a scene that no diagnosis needs."""
        return self._play(self._rng.choice(self._apps), self.quiet_scene())

    def quiet_scene(self) -> Scene:
        """Choose a scene that no diagnosis needs."""
        return self._rng.choice(QUIET)

    def failure(self) -> tuple[Scene, list[bytes]]:
        """Play a failure that can happen to one of the applications."""
        if not any(app.full_id for app in self._apps):
            self._play(self._apps[0], CREATE)  # before the log began
        while True:
            scene = self._rng.choice(self._failures)
            ready = [app for app in self._apps if app.is_ready_for(scene.needs)]
            if ready:
                return self._play(self._rng.choice(ready), scene)

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
            b"n": b"%d" % rng.randrange(9),
        }
