"""A tester's evening as a bug report: casts that fail, a service that dies, an application that does not notice.

Somebody wants to watch a film from `com.example.cinema` on the TV. Three casts are refused before one works. Then the
film server returns an error, and late in the evening a film has a protection that the TV does not support. In between,
the session service crashes. `com.example.cinema` continues to use its dead session. `com.example.radio`, whose position
somebody drags now and then, creates a new one. `com.example.lessons` creates a second session whenever its page is
opened.

    python -m tests.simulator.bugreport     writes tests/fixtures/bugreport.zip
"""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from . import casting, control_failures, life, session_failures
from .builds import activate, finish, made_app, playing, until
from .device import Actor, App, Controller, Device
from .noise import babble
from .release import Release, masked
from .story import service_dies
from .trace import Trace, render

ARCHIVE = Path(__file__).parents[1] / "fixtures" / "bugreport.zip"

_START = 20 * 3600 + 14 * 60.0  # seconds since midnight
_END = _START + 300
_ROTATIONS = (0.0, 95.0, 190.0)  # seconds after the start at which hilog began a file
_DEATH = _START + 150
_PLAY, _PAUSE, _SEEK = 0, 1, 4
_STATUS = (2004, 6612004, None)  # of the remote player: an HTTP status that it does not expect
_PROTECTED = (6003, 6616003, None)  # content that the receiver cannot decrypt
_MADE = (2026, 11, 11, 20, 19, 0)  # of every member


def generate() -> Trace:
    """Return the log of the evening, the same on every machine."""
    device = Device(Release("6.1"), random.Random("a bug report"), _START)
    device.debug = False
    cinema, radio, lessons = (made_app(device, f"com.example.{name}") for name in ("cinema", "radio", "lessons"))
    screen, desk = (made_app(device, name, system=True) for name in ("com.ohos.mediacontroller", "com.ohos.sceneboard"))
    device.start(_radio(device, radio, screen), 0.5)
    device.start(_lessons(device, lessons), 2.0)
    device.start(_cinema(device, cinema, desk), 9.0)
    device.start(_crash(device), _DEATH - _START)
    device.start(babble(device, [cinema, radio, lessons, screen], _END, 2.5), 0.1)
    device.run()
    return Trace(0, device.release, True, device.entries, device.incidents, note="bug report")


# ---- the evening -----------------------------------------------------------------------------------------------------


def _cinema(device: Device, app: App, desk: App) -> Actor:
    """Play casts that are refused and one that works until its server fails; then the service dies with the session."""
    controller = yield from playing(device, app, desk, {_PLAY, _PAUSE, _SEEK}, "video")
    session = controller.session
    for at, kind in ((20, "device"), (33, "timeout"), (52, "device")):
        yield from until(device, _START + at)
        yield from casting.cast_fails(device, app, session, kind)
    yield from until(device, _START + 66)
    yield from casting.casts(device, app, session)
    for at in (81, 84, 90):
        yield from until(device, _START + at)
        yield from casting.player_fails(device, _STATUS)
    yield from until(device, _DEATH + 4)
    for _call in range(4):
        yield from session_failures.used_after_destroy(device, app, session)
        yield 1.7
    yield from _second_film(device, app, desk)


def _second_film(device: Device, app: App, desk: App) -> Actor:
    app.session = None
    controller = yield from playing(device, app, desk, {_PLAY, _PAUSE}, "video")
    yield from until(device, _START + 215)
    yield from casting.casts(device, app, controller.session)
    for at in (233, 241):
        yield from until(device, _START + at)
        yield from casting.player_fails(device, _PROTECTED)
    yield from until(device, _START + 262)
    yield from casting.stop_cast(device, controller.session)
    yield from finish(device, controller, _END - 20)


def _radio(device: Device, app: App, screen: App) -> Actor:
    """Play two drags of the position; after the crash the radio continues in a new session."""
    controller = yield from playing(device, app, screen, {_PLAY, _PAUSE, _SEEK})
    yield from _drag(device, controller, _START + 40)
    yield from _drag(device, controller, _START + 112)
    yield from until(device, _DEATH + 0.4)
    yield from control_failures.getter_without_service(device, controller)
    yield from until(device, _DEATH + 9)
    app.session = None
    controller = yield from playing(device, app, screen, {_PLAY, _PAUSE, _SEEK})
    yield from _drag(device, controller, _START + 270)
    yield from until(device, _END)


def _drag(device: Device, controller: Controller, at: float) -> Actor:
    yield from until(device, at)
    for _move in range(13):
        yield from control_failures.send(device, controller, _SEEK)
        yield 0.012


def _lessons(device: Device, app: App) -> Actor:
    session = yield from life.create(device, app)
    yield from activate(device, session)
    for at in (60, 131):
        yield from until(device, _START + at)
        yield from session_failures.created_twice(device, app, session)
    yield from until(device, _START + 140)
    yield from life.destroy(device, session)


def _crash(device: Device) -> Actor:
    yield from service_dies(device)


# ---- the archive -----------------------------------------------------------------------------------------------------


def files(trace: Trace) -> dict[str, bytes]:
    """Return the files of the bug report by name, before hilog packs some of them."""
    return {
        **dict(_hilog(trace)),
        "log/hilog/hilog_kmsg.000.20261111-201400": b"".join(_kernel()),
        "log/faultlog/cppcrash-av_session-20261111201630.log": _FAULT.encode(),
        "log/service/AVSessionService.txt": _dump(trace).encode(),
        "screenshot.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    }


def _hilog(trace: Trace) -> Iterator[tuple[str, bytes]]:
    begins = [_START + at for at in _ROTATIONS]
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else _END + 60
        lines = [render(entry, trace.harmony) for entry in trace.entries if begin <= entry.time < end]
        minute, second = divmod(int(begin), 60)
        made = f"20261111-{minute // 60:02d}{minute % 60:02d}{second:02d}"
        yield f"log/hilog/hilog.{number:03d}.{made}", "\n".join([*lines, ""]).encode()


def _kernel() -> Iterator[bytes]:
    for second in range(0, 300, 10):
        time = f"20:{14 + second // 60:02d}:{second % 60:02d}.{second:03d}"
        yield f"11-11 {time}  <6>[{900 + second}.{second:06d}] binder: idle\n".encode()


_FAULT = """\
Module name: av_session
Reason: Signal:SIGSEGV(SEGV_MAPERR)@0x0000000000000010
Fault thread info:
#00 pc 00000000000a1b2c /system/lib64/libavsession_service.z.so
"""


def _dump(trace: Trace) -> str:
    """Return what `hidumper -s AVSessionService` prints about the living sessions."""
    last = {incident.session.bundle: incident.session for incident in trace.incidents if incident.session is not None}
    session = last["com.example.radio"]
    rows = {"pid": session.pid, "uid": session.uid, "session type": "audio", "bundle name": session.bundle}
    lines = [
        f"current session id{'':<11}: {masked(session.id)}",
        *(f"{label:<29}: {value}" for label, value in rows.items()),
    ]
    return "Session Information:\n" + "\n".join(["", *lines, ""])


def pack(content: dict[str, bytes]) -> bytes:
    """Return the archive as the device makes it: each file of hilog packed, and all files in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            packed = name.startswith("log/hilog/hilog.")
            member = zipfile.ZipInfo(f"{name}.gz" if packed else name, _MADE)
            member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(member, gzip.compress(data, mtime=0) if packed else data)
    return out.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """Return the files in an archive by name, as `files` returns them."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    return {
        name.removesuffix(".gz"): gzip.decompress(data) if name.endswith(".gz") else data
        for name, data in members.items()
    }


if __name__ == "__main__":
    ARCHIVE.write_bytes(pack(files(generate())))
