"""From a device to one endless log: run `hilog` on it through `hdc`, again after each disconnection."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from typing import Any

from ..errors import UnreadableInput
from ..phrases import Phrase
from ..reading.layouts import record_starts
from ..reading.sources import Ready
from .hdc import PROGRAM, Hdc, Target, end, input_name, messages, read_targets

# year and zone make times unambiguous, microseconds keep processes apart; `hdc hilog` would ignore these options
OPTIONS = ("-v", "year", "-v", "zone", "-v", "usec")
_PAUSES = (0.2, 0.5, 1.0)  # seconds between two checks for the device; the last repeats
_LONGEST_MESSAGE = 4 << 10  # bytes kept of an incomplete line
# the device or its logger cannot be reached; any other text in place of a log is hilog's error about its options
_UNREACHED = re.compile(rb"\[Fail\]|\[E\d{6}\]|\[Empty\]|Connect server failed|\[CODE: -(?:46|49)\]")

_BACK = Phrase("the device is back; reading continues")
CONNECTED = Phrase("the device is connected; reading")
SLOW_ANSWER = Phrase("waiting for an answer of hdc, at most ten seconds")


def open_hdc(hdc: Hdc, ready: Ready, notify: Callable[[str], None]) -> io.BufferedReader:
    """Open the log of a device as a stream that ends only when `ready` or `hdc.pause` asks to stop.

    `notify` receives the messages of hdc, and phrases for what happens to the device. Raises UnreadableInput if there
    is no program `hdc`, or if several devices are connected and none was chosen.
    """
    targets = find_devices(hdc, notify) if hdc.connected is None else hdc.connected
    if hdc.target is None and len(targets) > 1:
        keys = tuple(target.key for target in targets)
        raise UnreadableInput(
            PROGRAM,
            "several-devices",
            "several devices are connected: {keys}",
            "choose with --target, or read all of them: --target all",
            keys=keys,
        )
    known = targets[0].key if targets else None
    return io.BufferedReader(_HdcLog(hdc, ready, notify, known))


def find_devices(hdc: Hdc, notify: Callable[[str], None]) -> list[Target]:
    """Return the connected devices. Raises UnreadableInput if there is no program `hdc`."""
    if hdc.path is None:
        raise UnreadableInput(
            PROGRAM,
            "no-hdc",
            "not on the PATH",
            "add the folder `toolchains` of the HarmonyOS or OpenHarmony SDK to the PATH",
        )
    hdc.when_slow = lambda: notify(SLOW_ANSWER)
    answer = hdc.ask("list", "targets")
    if answer.trouble == "missing":
        raise UnreadableInput(
            PROGRAM,
            "no-hdc",
            "cannot be run: {error}",
            "`hilog-avsession doctor` checks hdc and the device",
            error=answer.text,
        )
    if answer.trouble == "timeout":
        notify(Phrase("hdc gave no answer within ten seconds; `hdc start -r` restarts its server"))
    return read_targets(answer)


class _HdcLog(io.RawIOBase):
    """The output of `hdc shell hilog` as one stream, however often it has to be started again."""

    def __init__(self, hdc: Hdc, ready: Ready, notify: Callable[[str], None], known: str | None) -> None:
        self.name = input_name(hdc.target)
        self._hdc, self._ready, self._notify = hdc, ready, notify
        self._child: subprocess.Popen[bytes] | None = None
        self._options: tuple[str, ...] = OPTIONS
        self._runs = 0
        self._had_log = False  # in any run
        self._fruitless = 0  # runs without log since the last one with log
        self._known = known  # the device that was read, if none was chosen
        self._passed_on: set[str] = set()  # messages since the last log line, each passed on once
        self._named_several = False
        # of this run
        self._has_log = False
        self._instead = b""  # the beginning of what came in place of a log
        self._line = b""  # an incomplete line
        self._last = b"\n"  # the last byte handed out

    def readable(self) -> bool:
        """Return True: this is a stream to read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for data and read it; return 0 if reading is to stop."""
        while True:
            if self._child is None and not self._begin():
                return 0
            assert self._child is not None  # begun
            assert self._child.stdout is not None  # a pipe
            if not self._ready(self._child.stdout.fileno()):
                return 0
            count: int = self._child.stdout.readinto(buffer)  # type: ignore[attr-defined] # unbuffered, so a FileIO
            if count:
                self._inspect(bytes(buffer[:count]))
                return count
            self._finish()
            if self._last != b"\n":  # cut off inside a line, which the next run must not continue
                buffer[:1] = self._last = b"\n"
                return 1

    def close(self) -> None:
        """End the program that is running."""
        if self._child is not None:
            end(self._child)
            self._child = None
        super().close()

    # ---- runs of hilog ----

    def _begin(self) -> bool:
        """Start hilog, at once or when the device is back; return False if reading is to stop."""
        if self._runs and not self._wait():
            return False
        self._child = self._hdc.start("shell", "hilog", *self._options)
        self._runs += 1
        self._has_log, self._instead = False, b""
        return True

    def _finish(self) -> None:
        """Clean up after a run that has ended."""
        assert self._child is not None  # it has ended
        end(self._child)
        self._child = None
        if self._line:
            self._take_lines(b"\n")
        self._fruitless = 0 if self._has_log else self._fruitless + 1

    def _wait(self) -> bool:
        """Say why no log comes, then wait for the device; return False if reading is to stop."""
        checks = self._fruitless
        while self._hdc.pause(_PAUSES[min(checks, len(_PAUSES) - 1)]):  # says nothing if Ctrl-C has ended the run
            if checks == self._fruitless:
                self._explain_silence()
            checks += 1
            if self._is_connected(self._hdc.targets()):
                return True
        return False

    def _explain_silence(self) -> None:
        """Say why no log comes; the same reason is stated only once."""
        if self._has_log:
            self._notify(Phrase("the device is disconnected, or hilog stopped; waiting for it (Ctrl-C stops)"))
        elif self._instead.strip() and _UNREACHED.search(self._instead) is None:
            self._pass_on(self._instead.strip().split(b"\n")[0].decode("utf-8", "backslashreplace"))
            if self._options:
                self._options = ()
                self._notify(
                    Phrase("the device's hilog has no options for year, zone and microseconds; reading without them")
                )
        elif not self._had_log and self._fruitless == 1:
            self._notify(Phrase("no log from the device; waiting for it (Ctrl-C stops)"))

    def _is_connected(self, targets: list[Target]) -> bool:
        keys = [target.key for target in targets]
        if self._hdc.target is not None:
            return self._hdc.target in keys
        if len(keys) == 1:
            self._known = keys[0]
        elif self._known in keys:  # another device was connected meanwhile
            self._hdc.target = self._known
        elif keys and not self._named_several:
            self._named_several = True
            self._notify(Phrase("several devices are connected: {keys}; choose one with --target", keys=tuple(keys)))
        return len(keys) == 1 or self._hdc.target is not None

    # ---- what is read ----

    def _inspect(self, data: bytes) -> None:
        """Note whether log lines arrive, and pass on the messages among them."""
        if not self._has_log:
            self._instead = (self._instead + data)[:_LONGEST_MESSAGE]
            self._has_log = any(True for _start in record_starts(data, 0, len(data)))
            if self._has_log:
                self._announce()
        self._last = data[-1:]
        self._take_lines(data)

    def _announce(self) -> None:
        """Say that log lines arrive, for the first time or again."""
        if self._runs > 1:
            self._notify(_BACK if self._had_log else CONNECTED)
        self._had_log = True
        self._passed_on.clear()

    def _take_lines(self, data: bytes) -> None:
        whole, _, self._line = (self._line + data).rpartition(b"\n")
        self._line = self._line[:_LONGEST_MESSAGE]
        for message in messages(whole):
            self._pass_on(message)

    def _pass_on(self, message: str) -> None:
        if message not in self._passed_on:
            self._passed_on.add(message)
            self._notify(message)
