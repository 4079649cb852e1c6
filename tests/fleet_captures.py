"""Captures of many devices, made of the bundled logs, and functions that read them and misbehave.

A worker's process imports this module, so it loads neither pytest nor the tests.
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import time
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from hilog_avsession.fleet.diagnosing import Diagnoser
from hilog_avsession.fleet.outcomes import Assignment, Outcome
from hilog_avsession.options import Options

LOGS = Path(__file__).parent / "fixtures" / "logs"
PARAMETERS = """\
const.product.model = {model}
const.product.software.version = 5.1.0.{build}
const.ohos.apiversion = 18
"""
BUNDLES = """\
com.example.musicdemo:
{{
    "applicationInfo": {{
        "bundleName": "com.example.musicdemo",
        "versionCode": {build}000,
        "versionName": "{build}.0"
"""


def write_captures(folder: Path, count: int, seed: int = 1) -> Path:
    """Write captures of different kinds: archives with facts about the device, packed logs, folders, plain logs."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    logs = [path.read_bytes().splitlines(keepends=True) for path in sorted(LOGS.glob("*.log"))]
    for number in range(count):
        lines = chance.choice(logs)
        lines = lines[: chance.randint(len(lines) // 2, len(lines))]
        _WRITERS[number % len(_WRITERS)](folder, f"device-{number:04}", lines, chance)
    return folder


def _archive(folder: Path, name: str, lines: list[bytes], chance: random.Random) -> None:
    facts = {"model": chance.choice(["PHONE-1", "TAB-2"]), "build": chance.randint(110, 112)}
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("param.txt", PARAMETERS.format(**facts))
        archive.writestr("bundles.txt", BUNDLES.format(**facts))
        archive.writestr("hilog.log", b"".join(lines))


def _packed(folder: Path, name: str, lines: list[bytes], _chance: random.Random) -> None:
    (folder / f"{name}.log.gz").write_bytes(gzip.compress(b"".join(lines), mtime=0))


def _rotated(folder: Path, name: str, lines: list[bytes], chance: random.Random) -> None:
    half = chance.randrange(len(lines))
    (folder / name).mkdir()
    (folder / name / "hilog.000.20251120-100000").write_bytes(b"".join(lines[:half]))
    (folder / name / "hilog.001.20251120-110000").write_bytes(b"".join(lines[half:]))


def _plain(folder: Path, name: str, lines: list[bytes], _chance: random.Random) -> None:
    (folder / f"{name}.log").write_bytes(b"".join(lines))


_WRITERS = (_archive, _packed, _rotated, _plain)


# ---- readers that misbehave ------------------------------------------------------------------------------------------


class Unruly(NamedTuple):
    """Reads units; one whose name says so ends its process or the worker, never ends, or takes much memory."""

    pause: float = 0.0  # seconds before each unit

    def __call__(self, assignment: Assignment) -> Outcome:
        name = assignment.unit.name
        time.sleep(self.pause)
        if "killer" in name:
            os.abort()
        if "parricide" in name:
            os.kill(os.getppid(), signal.SIGKILL)
        if "endless" in name:
            time.sleep(1_000)
        if "hungry" in name:
            held = [b"x" * (1 << 20) for _ in range(4_000)]
            time.sleep(1_000 + len(held))
        if "raising" in name:
            raise RuntimeError("not caught by the reader")
        return Diagnoser(Options())(assignment)


class Rewriting(NamedTuple):
    """Reads units; when it first fetches the one with this name, the original is replaced in the same moment."""

    name: str
    content: bytes

    def __call__(self, assignment: Assignment) -> Outcome:
        from hilog_avsession.fleet import fetching

        fetch = fetching._fetch

        def fetch_and_replace(fs: Any, path: str, address: str, copy: str) -> None:
            fetch(fs, path, address, copy)
            fs.pipe_file(path, self.content)

        if assignment.unit.name == self.name and assignment.tries == 0:
            fetching._fetch = fetch_and_replace
        try:
            return Diagnoser(Options())(assignment)
        finally:
            fetching._fetch = fetch
