"""From a device to one endless log: `hilog` on the device through `hdc`, again after each time it went away."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from typing import Any

from ..errors import UnreadableInput
from ..reading.sources import Ready
from .hdc import PROGRAM, Hdc, Target, end, messages, read_targets

# the year and the zone make times unambiguous, microseconds keep processes apart; `hdc hilog` would ignore them
OPTIONS = ("-v", "year", "-v", "zone", "-v", "usec")
_PAUSES = (0.2, 0.5, 1.0)  # seconds between two looks for the device; the last one goes on
_LONGEST_MESSAGE = 4 << 10  # bytes of an unfinished line that are kept until its end comes
_HEADER = re.compile(rb"\d\d:\d\d:\d\d\.\d{3}")
# the device or its logger cannot be reached; whatever else is said instead of a log, hilog says of its options
_UNREACHED = re.compile(rb"\[Fail\]|\[E\d{6}\]|\[Empty\]|Connect server failed|\[CODE: -(?:46|49)\]")

_WORDS = {
    "en": {
        "waiting": "no log from the device; waiting for it (Ctrl-C ends)",
        "gone": "the device is gone, or hilog stopped; waiting for it (Ctrl-C ends)",
        "silent": "no answer in ten seconds; `hdc start -r` starts its server again",
        "back": "the device is back; reading on",
        "there": "the device is there; reading",
        "plain": "this hilog does not know the options for year, zone and microseconds; reading without them",
        "several": "several devices are connected: {keys}; choose one with --target",
    },
    "zh": {
        "waiting": "设备没有输出日志，正在等待（按 Ctrl-C 结束）",
        "gone": "设备已断开，或 hilog 已停止；正在等待（按 Ctrl-C 结束）",
        "silent": "10 秒内没有应答；可用 `hdc start -r` 重启其服务",
        "back": "设备已恢复，继续读取",
        "there": "设备已连接，开始读取",
        "plain": "该设备的 hilog 不支持年份、时区和微秒选项，改用默认格式读取",
        "several": "连接了多台设备：{keys}；请用 --target 指定一台",
    },
}


def open_hdc(hdc: Hdc, ready: Ready, tell: Callable[[str], None], lang: str = "en") -> io.BufferedReader:
    """Open the log of a device as a stream that ends only when the reading shall stop.

    `ready` and `hdc.pause` say when that is; `tell` gets what hdc says and what happens to the device. Raises
    UnreadableInput when there is no program `hdc`, or several devices and none was chosen.
    """
    if hdc.path is None:
        raise UnreadableInput(
            PROGRAM,
            "no-hdc",
            "no such program on the PATH",
            "add the folder `toolchains` of the HarmonyOS or OpenHarmony SDK to it",
        )
    answer = hdc.ask("list", "targets")
    if answer.trouble == "missing":
        raise UnreadableInput(PROGRAM, "no-hdc", f"cannot be run: {answer.text}", "`hilog-avsession doctor` tells more")
    if answer.trouble == "timeout":
        tell(_WORDS[lang]["silent"])
    targets = read_targets(answer)
    if hdc.target is None and len(targets) > 1:
        keys = ", ".join(one.key for one in targets)
        raise UnreadableInput(
            PROGRAM, "several-devices", f"several devices are connected: {keys}", "choose with --target"
        )
    known = targets[0].key if targets else None
    return io.BufferedReader(_HdcLog(hdc, ready, tell, known, lang))


class _HdcLog(io.RawIOBase):
    """The bytes of `hdc shell hilog`, run after run."""

    def __init__(self, hdc: Hdc, ready: Ready, tell: Callable[[str], None], known: str | None, lang: str) -> None:
        self.name = PROGRAM if hdc.target is None else f"{PROGRAM}:{hdc.target}"
        self._hdc, self._ready, self._tell, self._words = hdc, ready, tell, _WORDS[lang]
        self._child: subprocess.Popen[bytes] | None = None
        self._options: tuple[str, ...] = OPTIONS
        self._runs = 0
        self._had_log = False  # any run had
        self._fruitless = 0  # runs without log since the last one with log
        self._known = known  # the device that was read, where none was chosen
        self._told: set[str] = set()  # the messages since there was log, each said once
        self._told_of_several = False
        # of this run
        self._has_log = False
        self._instead = b""  # the beginning of what came and is no log
        self._line = b""  # the beginning of a line whose end has not come
        self._last = b"\n"  # the last byte given

    def readable(self) -> bool:
        """Tell that this is a stream to read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what there is, after a wait for it; 0 when the reading shall stop."""
        while True:
            if self._child is None and not self._begin():
                return 0
            assert self._child is not None  # begun
            assert self._child.stdout is not None  # a pipe
            if not self._ready(self._child.stdout.fileno()):
                return 0
            count: int = self._child.stdout.readinto(buffer)  # type: ignore[attr-defined] # unbuffered, so a FileIO
            if count:
                self._look(bytes(buffer[:count]))
                return count
            self._finish()
            if self._last != b"\n":  # cut off in a line, which the next run must not continue
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
        """Start hilog, at once or when the device is there again; False when the reading shall stop."""
        if self._runs and not self._wait():
            return False
        self._child = self._hdc.start("shell", "hilog", *self._options)
        self._runs += 1
        self._has_log, self._instead = False, b""
        return True

    def _finish(self) -> None:
        """Take leave of a run that has ended."""
        assert self._child is not None  # it has ended
        end(self._child)
        self._child = None
        if self._line:
            self._take_lines(b"\n")
        self._fruitless = 0 if self._has_log else self._fruitless + 1

    def _wait(self) -> bool:
        """Wait for the device, after a word about it; False when the reading shall stop."""
        looks = self._fruitless
        while self._hdc.pause(_PAUSES[min(looks, len(_PAUSES) - 1)]):  # Ctrl-C may have ended the run: no word then
            if looks == self._fruitless:
                self._say_why()
            looks += 1
            if self._is_there(self._hdc.targets()):
                return True
        return False

    def _say_why(self) -> None:
        """Say why there is no log now, once for the same reason."""
        if self._has_log:
            self._tell(self._words["gone"])
        elif self._instead.strip() and _UNREACHED.search(self._instead) is None:
            self._say_once(self._instead.strip().split(b"\n")[0].decode("utf-8", "backslashreplace"))
            if self._options:
                self._options = ()
                self._tell(self._words["plain"])
        elif not self._had_log and self._fruitless == 1:
            self._tell(self._words["waiting"])

    def _is_there(self, targets: list[Target]) -> bool:
        keys = [one.key for one in targets]
        if self._hdc.target is not None:
            return self._hdc.target in keys
        if len(keys) == 1:
            self._known = keys[0]
        elif self._known in keys:  # another one has come meanwhile
            self._hdc.target = self._known
        elif keys and not self._told_of_several:
            self._told_of_several = True
            self._tell(self._words["several"].format(keys=", ".join(keys)))
        return len(keys) == 1 or self._hdc.target is not None

    # ---- what passes ----

    def _look(self, data: bytes) -> None:
        """Note that there is log, and pass on what is none."""
        if not self._has_log:
            self._instead = (self._instead + data)[:_LONGEST_MESSAGE]
            self._has_log = _HEADER.search(data) is not None
            if self._has_log:
                self._greet()
        self._last = data[-1:]
        self._take_lines(data)

    def _greet(self) -> None:
        """Say that there is log at last, or again."""
        if self._runs > 1:
            self._tell(self._words["back" if self._had_log else "there"])
        self._had_log = True
        self._told.clear()

    def _take_lines(self, data: bytes) -> None:
        whole, _, self._line = (self._line + data).rpartition(b"\n")
        self._line = self._line[:_LONGEST_MESSAGE]
        for message in messages(whole):
            self._say_once(message)

    def _say_once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._tell(message)
