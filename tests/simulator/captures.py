"""A lab's captures over two weeks, one device each, and the failures in them.

Each capture is an archive with the log of some minutes, the device's parameters and what the bundle manager prints. In
build 5.1.0.120 the music application sends a command for each move of a drag; in the second week more devices have it.
Version 2.1.0 of the radio has a button that it does not support. On the tablet, the lessons create their session twice.
Some archives are cut off, some were captured where nothing played.

    python -m tests.simulator.captures FOLDER 200     writes 200 captures into the folder
"""

from __future__ import annotations

import random
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

from .builds import created_again, made_app, played, skipped
from .device import Device
from .noise import babble
from .release import Release
from .trace import Trace

_DAYS = 14
_LENGTH = 150.0  # of a log, seconds
_MODELS, _WEIGHTS = ("PHONE-10", "PHONE-12", "TAB-20", "TV-75"), (5, 4, 2, 1)
_MADE = (2026, 11, 25, 9, 0, 0)  # of every member
_PARAMETERS = """\
const.product.model = {model}
const.product.software.version = {build}
const.ohos.apiversion = {api}
"""
_BUNDLE = """\
{bundle}:
{{
    "applicationInfo": {{
        "bundleName": "{bundle}",
        "versionName": "{version}"
"""


class Capture(NamedTuple):
    """One device, and what is wrong with it."""

    number: int
    day: int  # from 0
    model: str
    build: str
    music: str  # version
    radio: str
    is_cut_off: bool
    is_silent: bool  # nothing plays

    @property
    def name(self) -> str:
        """The path of the archive: a folder for each day."""
        return f"11-{11 + self.day:02}/device-{self.number:04}.zip"


def captures(count: int, seed: int = 1) -> list[Capture]:
    """Return captures in the order of their days, the same on every machine."""
    chance = random.Random(seed)
    return [_capture(number, number * _DAYS // count, chance) for number in range(count)]


def _capture(number: int, day: int, chance: random.Random) -> Capture:
    late = day >= _DAYS // 2
    return Capture(
        number,
        day,
        model=chance.choices(_MODELS, _WEIGHTS)[0],
        build=chance.choices(("5.0.1.110", "5.1.0.115", "5.1.0.120"), (2, 1, 7) if late else (5, 4, 2))[0],
        music=chance.choice(("5.2.1", "5.2.2")),
        radio=chance.choice(("2.0.4", "2.1.0")),
        is_cut_off=chance.random() < 0.02,
        is_silent=chance.random() < 0.03,
    )


def write(folder: Path, count: int, seed: int = 1) -> Path:
    """Write captures into a folder, which it returns."""
    for capture in captures(count, seed):
        path = folder / capture.name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_archive(path, capture)
    return folder


def _write_archive(path: Path, capture: Capture) -> None:
    applications = {"com.example.musicdemo": capture.music, "com.example.radio": capture.radio}
    facts = {"model": capture.model, "build": capture.build, "api": 13 if capture.build.startswith("5.0") else 18}
    began = f"202611{11 + capture.day:02}-100000"
    members = {
        "param.txt": _PARAMETERS.format(**facts),
        "bundles.txt": "".join(_BUNDLE.format(bundle=name, version=text) for name, text in applications.items()),
        f"log/hilog/hilog.000.{began}": "\n".join([*log(capture), ""]),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, _MADE)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, text)
    if capture.is_cut_off:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def log(capture: Capture) -> list[str]:
    """Return the log of a capture, the same on every machine."""
    chance = random.Random(f"capture {capture.number}")
    start = capture.day * 86_400 + 36_000 + chance.uniform(0, 20_000)
    device = Device(Release("5.1.0" if capture.build.startswith("5.1") else "5.0.3"), chance, start)
    device.debug = False
    music, radio, lessons = (made_app(device, f"com.example.{name}") for name in ("musicdemo", "radio", "lessons"))
    screen, car = (made_app(device, name, system=True) for name in ("com.ohos.mediacontroller", "com.example.car.hmi"))
    end = start + _LENGTH
    if not capture.is_silent:
        drags = _times(chance, start, 3) if chance.random() < 0.6 else []
        moves = 14 if capture.build == "5.1.0.120" or chance.random() < 0.06 else 1
        device.start(played(device, music, screen, [*drags, end], moves), 0.5)
        skips = _times(chance, start, 4) if capture.radio == "2.1.0" and chance.random() < 0.5 else []
        device.start(skipped(device, radio, car, [*skips, end]), 1.5)
        again = _times(chance, start, 2) if chance.random() < (0.8 if capture.model == "TAB-20" else 0.05) else []
        device.start(created_again(device, lessons, [*again, end]), 2.5)
    device.start(babble(device, [music, radio, lessons], end, 2.0), 0.1)
    device.run()
    return Trace(0, device.release, True, device.entries, device.incidents).lines()


def _times(chance: random.Random, start: float, most: int) -> list[float]:
    """Return some times after the applications have started, in their order."""
    return sorted(start + chance.uniform(10, _LENGTH - 10) for _ in range(chance.randint(1, most)))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
