"""The simulated device: a clock with actors, processes that print, and what the service keeps."""

from __future__ import annotations

import heapq
import random
from collections.abc import Generator
from dataclasses import dataclass, field

from .release import Release, session_id
from .trace import Entry, Incident, Role, SessionTruth

Actor = Generator[float, None, None]  # yields the seconds until it continues
Lines = Generator[float, None, list[Entry]]

Statement = tuple[str, str, str]  # level, function, text


def info(function: str, text: str) -> Statement:
    """Return a statement at level I."""
    return ("I", function, text)


def error(function: str, text: str) -> Statement:
    """Return a statement at level E."""
    return ("E", function, text)


@dataclass(eq=False, slots=True)
class App:
    """A client process."""

    bundle: str
    pid: int
    uid: int
    user: int
    ability: str
    layer: str  # napi, taihe, capi, cangjie
    system: bool
    workers: list[int]
    spelling: tuple[str, ...]  # how its own code prints errors
    tells_success: bool
    places: tuple[tuple[str, str], ...] = ()  # domain and tag of its error lines
    shapes: dict[str, tuple[str, str]] = field(default_factory=dict)  # shape and level by interface
    session: Session | None = None
    last_session: Session | None = None
    connected: bool = False
    busy_until: float = 0.0  # the main thread
    controllers: list[Controller] = field(default_factory=list)

    @property
    def process(self) -> str:
        """Return the name in a line's header: the last thirty characters."""
        return self.bundle[-30:]


@dataclass(eq=False, slots=True)
class Session:
    """A session that the service holds."""

    truth: SessionTruth
    owner: App
    kind: str
    tag: str
    active: bool = False
    alive: bool = True
    commands: set[int] = field(default_factory=set)
    cast_id: int | None = None

    @property
    def id(self) -> str:
        return self.truth.id


@dataclass(eq=False, slots=True)
class Controller:
    """A controller object of an application."""

    app: App
    session: Session
    alive: bool = True
    shown: list[Entry] = field(default_factory=list)  # lines that tie pid and session


class Device:
    """A device that runs actors on one clock and keeps what they print."""

    def __init__(self, release: Release, rng: random.Random, start: float) -> None:
        self.release, self.rng, self.now = release, rng, start
        self.entries: list[Entry] = []
        self.incidents: list[Incident] = []
        self.apps: list[App] = []
        self.sessions: list[Session] = []
        self.casting: Session | None = None
        self.cast_ids = 0
        self.pid = rng.randint(900, 1900)
        self.threads = [self.pid + rng.randint(20, 60) + 3 * index for index in range(6)]
        self.busy: set[int] = set()
        self.up = True
        self.back = 0.0  # when the service came back
        self.calls = 0
        self.sequence = 0
        self.counts: dict[int, int] = {}
        self.window_end = 0.0
        self.debug = rng.random() < 0.15
        self.used_pids: set[int] = {self.pid}
        self.uids: dict[str, int] = {}
        self._queue: list[tuple[float, int, Actor]] = []
        self._turn = 0

    # ---- the clock ----

    def start(self, actor: Actor, delay: float = 0.0) -> None:
        """Let an actor begin after some seconds."""
        self._turn += 1
        heapq.heappush(self._queue, (self.now + delay, self._turn, actor))

    def run(self) -> None:
        """Run all actors to their end."""
        while self._queue:
            self.now, _turn, actor = heapq.heappop(self._queue)
            wait = next(actor, None)
            if wait is not None:
                self.start(actor, wait)

    def step(self) -> float:
        """Return the time from one line of a call to the next."""
        return self.rng.choice((0.0002, 0.0004, 0.0008, 0.001, 0.0013, 0.002))

    # ---- printing ----

    def put(self, process: str, pid: int, tid: int, level: str, domain: str, tag: str, message: str) -> Entry:
        entry = Entry(self.now, pid, tid, level, domain, process, tag, message)
        self.entries.append(entry)
        return entry

    def _avsession(self, process: str, pid: int, tid: int, statement: Statement, file: str) -> Entry:
        level, function, text = statement
        message = self.release.prefix(function, file, self.rng.randint(40, 2900)) + text
        return self.put(process, pid, tid, level, "C" + self.release.domain, "AVSession", message)

    def service(self, tid: int, *statements: Statement, file: str = "") -> Lines:
        """Print lines of the service on one of its threads; releases before 5.0.3 name the file of the source."""
        entries = []
        for statement in statements:
            place = file or self.rng.choice(("avsession_service.cpp", "avsession_item.cpp"))
            entries.append(self._avsession("av_session", self.pid, tid, statement, place))
            yield self.step()
        return entries

    def client(self, app: App, tid: int, *statements: Statement, file: str = "") -> Lines:
        """Print lines of the framework inside an application."""
        entries, files = [], ("avsession_proxy.cpp", "napi_avsession.cpp", "avsession_service_proxy.cpp")
        for statement in statements:
            place = file or self.rng.choice(files)
            entries.append(self._avsession(app.process, app.pid, tid, statement, place))
            yield self.step()
        return entries

    def say(self, app: App, level: str, text: str, domain: str = "", tag: str = "") -> Entry:
        """Print an application's own line."""
        return self.put(app.process, app.pid, app.pid, level, domain or "A03D00", tag or "JSAPP", text)

    # ---- the service's threads and counters ----

    def take_thread(self) -> int:
        """Return a free thread of the service's IPC pool, which is busy from now on."""
        free = [tid for tid in self.threads if tid not in self.busy] or [self.threads[0]]
        tid = self.rng.choice(free[:3])
        self.busy.add(tid)
        self.calls += 1
        return tid

    def free_thread(self, tid: int) -> None:
        """Release a thread whose call has returned."""
        self.busy.discard(tid)
        self.calls -= 1

    def admits_command(self, pid: int) -> bool:
        """Count a command of this pid and return whether it is allowed: ten in a fixed window of one second."""
        if self.now >= self.window_end:
            self.counts.clear()
            self.window_end = self.now + 1.0
        self.counts[pid] = self.counts.get(pid, 0) + 1
        return self.counts[pid] <= 10

    def new_session_id(self, app: App) -> str:
        """Return the next id that the service gives to this process."""
        self.sequence += 1
        return session_id(app.pid, app.uid, self.sequence - 1)

    def new_pid(self) -> int:
        """Return a process id that is not in use."""
        while True:
            pid = self.rng.randint(2100, 29999)
            if pid not in self.used_pids:
                self.used_pids.add(pid)
                return pid

    def uid(self, bundle: str, user: int, *, system: bool) -> int:
        """Return the uid of an installed application, the same for all its processes."""
        known = self.uids.setdefault(bundle, (10000 if system else 20000) + 10 + len(self.uids) * 3)
        return user * 200000 + known

    def worker(self, app: App) -> int:
        """Return a thread of the application's pool."""
        return self.rng.choice(app.workers)

    def noise(self, entries: list[Entry]) -> list[Entry]:
        """Mark lines as noise and return them."""
        for entry in entries:
            entry.role = Role.NOISE
        return entries
