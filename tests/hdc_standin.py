"""A stand-in for `hdc`, for machines without a device: it answers each command as a test specifies.

A scenario gives each command (without `-t KEY`) a list of answers. The first call gets the first answer, the second
call the second, and all later calls get the last one. Other commands get an empty answer.

Without a scenario it stands for a bench of devices: tests plug them in, let them log, and unplug them.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

with contextlib.suppress(ImportError):  # Windows has no sh to launch it with
    import fcntl
    import termios


@dataclass(frozen=True)
class Reply:
    """One answer: its text, and what comes after it."""

    text: str = ""
    stays: bool = False  # keeps running, as hilog does, until it is ended
    stubborn: bool = False  # does not end when it is asked to


class StandIn:
    """The program in a folder, and what tests see of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "bin"
        self.path.mkdir()
        launcher = self.path / "hdc"
        launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "{__file__}" "{folder}" "$@"\n')
        launcher.chmod(0o755)

    def will(self, answers: dict[str, list[Reply]]) -> None:
        """Write down the answers."""
        plain = {command: [asdict(reply) for reply in replies] for command, replies in answers.items()}
        (self.folder / "scenario.json").write_text(json.dumps(plain))

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a program finds it, and finds no other hdc."""
        return {"PATH": str(self.path)}

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of all calls so far."""
        return [call["arguments"] for call in self._calls()]

    @property
    def running(self) -> list[int]:
        """The calls whose process is still there."""
        return [call["pid"] for call in self._calls() if _exists(call["pid"])]

    def wait_until_read(self, runs: int = 1) -> None:
        """Wait until so many answers that stay have been read to their end."""
        deadline = time.monotonic() + 30
        while len(list(self.folder.glob("read.*"))) < runs:
            assert time.monotonic() < deadline, "nobody reads the output of hdc"
            time.sleep(0.01)

    # ---- a bench of devices ----

    def plug(self, key: str) -> None:
        """Connect a device."""
        (self.folder / f"plugged.{key}").touch()

    def unplug(self, key: str) -> None:
        """Disconnect a device; its hilog ends."""
        (self.folder / f"plugged.{key}").unlink()

    def write(self, key: str, text: str) -> None:
        """Let a device log whole lines."""
        log = os.open(self.folder / f"log.{key}", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(log, text.encode())  # at once: no line is cut when the device is unplugged
        finally:
            os.close(log)

    def log(self, key: str, text: str) -> None:
        """Let a device log something; wait until it was read if the device is connected."""
        self.write(key, text)
        if (self.folder / f"plugged.{key}").exists():
            self.wait_for(key)

    def wait_for(self, key: str) -> None:
        """Wait until everything that a device has logged was read."""
        deadline, size = time.monotonic() + 30, (self.folder / f"log.{key}").stat().st_size
        while _number(self.folder / f"read.{key}") < size:
            assert time.monotonic() < deadline, f"nobody reads {key}"
            time.sleep(0.01)

    def _calls(self) -> list[dict[str, object]]:
        log = self.folder / "calls"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _unread() -> int:
    """The bytes that wait in the pipe of standard output."""
    count = array.array("i", [0])
    fcntl.ioctl(1, termios.FIONREAD, count)
    return count[0]


def _number(file: Path) -> int:
    return int(file.read_text() or 0) if file.exists() else 0


def _bench(folder: Path, arguments: list[str]) -> None:
    """Answer one call for a bench of devices."""
    if arguments == ["list", "targets"]:
        keys = sorted(path.name.partition(".")[2] for path in folder.glob("plugged.*"))
        print("\n".join(keys) or "[Empty]")
    elif arguments[0] == "-t" and arguments[2:4] == ["shell", "hilog"]:
        _log(folder, arguments[1])


def _log(folder: Path, key: str) -> None:
    """Print what a device logs, from where the last call ended, while it is connected."""
    plugged, log, read = (folder / f"{name}.{key}" for name in ("plugged", "log", "read"))
    if not plugged.exists():
        print("[Fail][E001005] Device not found or connected")
    while plugged.exists():
        start = _number(read)
        text = log.read_bytes()[start:] if log.exists() else b""
        if text:
            sys.stdout.buffer.write(text)
            sys.stdout.flush()
            while _unread():
                time.sleep(0.005)
            read.write_text(str(start + len(text)))
        time.sleep(0.01)


def main(folder: Path, arguments: list[str]) -> None:
    """Answer one call."""
    with (folder / "calls").open("a") as log:
        log.write(json.dumps({"arguments": arguments, "pid": os.getpid()}) + "\n")
    if not (folder / "scenario.json").exists():
        _bench(folder, arguments)
        return
    command = " ".join(arguments[2:] if arguments[0] == "-t" else arguments)
    answers = json.loads((folder / "scenario.json").read_text()).get(command, [asdict(Reply())])
    times = folder / f"times.{command.replace('/', '_')[:100]}"
    nth = len(times.read_text()) if times.exists() else 0
    times.write_text("." * (nth + 1))
    reply = Reply(**answers[min(nth, len(answers) - 1)])
    if reply.stubborn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdout.write(reply.text)
    sys.stdout.flush()
    if reply.stays:
        while _unread():
            time.sleep(0.005)
        (folder / f"read.{os.getpid()}").touch()
        time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
