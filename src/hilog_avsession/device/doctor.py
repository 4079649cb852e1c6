"""From questions to a device to findings: what keeps its log from being read, or from telling enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .hdc import Answer, Hdc, read_targets

DOMAIN = "d002b91"  # AVSession's, as the names of parameters and `hilog -D` spell it
ENOUGH = 4 << 20  # bytes of a buffer that hold about ten seconds of a busy device

_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_BUFFER = re.compile(r"Log type (?P<type>\w+) buffer size is (?P<size>[\d.]+)(?P<unit>[BKMG])")
_NO_PROGRAM = re.compile(r"not found|inaccessible|[Pp]ermission denied")  # the device's shell, of hilog
_TASK = re.compile(r"\d+ \S+ \S+ (?P<file>/\S+)")  # `1 init,core,app zlib /data/log/hilog/hilog 4.0M 10`
_VERSION = re.compile(r"Ver: ?(\S+)")
# releases before OpenHarmony 4 store the level as a number
_LEVELS = {"3": "D", "4": "I", "5": "W", "6": "E", "7": "F"} | {level: level for level in "DIWEF"}


class State(StrEnum):
    """How a check ended; only a failed one keeps the log from being read."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers to a check mean; `says` names the sentence, `mend` is the command that helps."""

    state: State
    says: str
    values: Mapping[str, str] = field(default_factory=dict)
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What is asked, and how the answers are read.

    To add one, write a row in CHECKS, its label and its sentences in both languages in `reports/doctor_words.py`.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    read: Callable[[Hdc, Sequence[Answer]], Verdict]


@dataclass(frozen=True, slots=True)
class Finding:
    """A check with its verdict; without one it was not made, because an earlier one failed."""

    check: str
    commands: tuple[str, ...]
    verdict: Verdict


def examine(hdc: Hdc) -> Iterator[Finding]:
    """Make all checks in their order; after one that failed the others have no verdict of their own."""
    failed = False
    for check in CHECKS:
        commands = tuple(typed(hdc, *command) for command in check.commands)
        verdict = Verdict(State.UNKNOWN, "not-asked") if failed else _make(hdc, check)
        failed = failed or verdict.state is State.FAILED
        yield Finding(check.name, commands, verdict)


def is_usable(findings: Iterable[Finding]) -> bool:
    """Tell whether the log of the device can be read."""
    return all(one.verdict.state is not State.FAILED for one in findings)


def typed(hdc: Hdc, *arguments: str) -> str:
    """A command as a person would type it."""
    return " ".join(f'"{word}"' if " " in word else word for word in hdc.command(*arguments))


def _make(hdc: Hdc, check: Check) -> Verdict:
    answers = []
    for command in check.commands:
        answer = hdc.ask(*command)
        verdict = _no_answer(answer)
        if verdict is not None:
            return verdict
        answers.append(answer)
    return check.read(hdc, answers)


def _no_answer(answer: Answer) -> Verdict | None:
    """What it means when hdc does not answer the question, or None if it does."""
    if answer.trouble == "missing":
        return Verdict(State.FAILED, "no-program")
    if answer.trouble is not None:
        return Verdict(State.FAILED, "no-answer", mend="hdc start -r")
    if answer.failure is None:
        return None
    says, mend = "said", None
    if "Connect server failed" in answer.failure:
        mend = "hdc start -r"
    elif "unauthorized" in answer.failure:
        says = "unauthorized"
    return Verdict(State.FAILED, says, {"text": answer.failure}, mend)


# ---- hdc and the device ----------------------------------------------------------------------------------------------


def _program(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    found = _VERSION.search(answers[0].text)
    if found is None:
        return Verdict(State.UNKNOWN, "no-version", {"path": str(hdc.path), "text": " ".join(answers[0].lines)[:100]})
    return Verdict(State.OK, "program", {"path": str(hdc.path), "version": found[1]})


def _device(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    targets = read_targets(answers[0])
    connected = [one.key for one in targets if one.state == "Connected"]
    keys = ", ".join(connected)
    if hdc.target is not None:
        chosen = next((one for one in targets if one.key == hdc.target), None)
        if chosen is None:
            mend = f"hilog-avsession doctor --target {connected[0]}" if connected else None
            return Verdict(State.FAILED, "other-device", {"key": hdc.target, "keys": keys or "-"}, mend)
    elif len(connected) > 1:
        return Verdict(State.FAILED, "several", {"keys": keys}, f"hilog-avsession doctor --target {connected[0]}")
    else:
        named = [one for one in targets if one.state in ("Connected", "Unauthorized", "Offline")]
        if not named:
            return Verdict(State.FAILED, "no-device", mend="hdc start -r")
        chosen = min(named, key=lambda one: one.state != "Connected")
    if chosen.state == "Unauthorized":
        return Verdict(State.FAILED, "unauthorized", {"text": chosen.key})
    if chosen.state != "Connected":
        return Verdict(State.FAILED, "offline", {"key": chosen.key, "state": chosen.state}, "hdc start -r")
    return Verdict(State.OK, "device", {"key": chosen.key})


# ---- how the device logs ---------------------------------------------------------------------------------------------


def _parameter(answer: Answer) -> str | None:
    """The value of a parameter; None where it is not set or may not be read, which `param get` hardly tells apart."""
    line = answer.lines[0] if answer.lines else ""
    return line if re.fullmatch(r"[\w.-]+", line) else None


def _get(*names: str) -> tuple[tuple[str, ...], ...]:
    return tuple(("shell", "param", "get", name) for name in names)


def _level_of(answers: Sequence[Answer]) -> str | None:
    """The level that counts, of parameters in the order in which hilog looks at them."""
    values = (_parameter(answer) for answer in answers)
    return next((_LEVELS[value] for value in values if value in _LEVELS), None)


def _domain_level(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    level = _level_of(answers)
    return _level_verdict(level, "level-high", typed(hdc, "shell", "hilog", "-b", "I", "-D", f"0x{DOMAIN}"))


def _global_level(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    level = _level_of(answers)
    return _level_verdict(level, "global-level-high", typed(hdc, "shell", "hilog", "-b", "I"))


def _level_verdict(level: str | None, high: str, mend: str) -> Verdict:
    if level is None:
        return Verdict(State.UNKNOWN, "level-not-told")
    if level in "DI":
        return Verdict(State.OK, "level", {"level": level})
    return Verdict(State.WARNING, high, {"level": level}, mend)


def _privacy(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    value, mend = _parameter(answers[0]), typed(hdc, "shell", "hilog", "-p", "off")
    if value == "false":
        return Verdict(State.OK, "privacy-off")
    if value == "true":
        return Verdict(State.WARNING, "privacy-on", mend=mend)
    return Verdict(State.UNKNOWN, "privacy-not-told", mend=mend)


def _buffers(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    text = answers[0].text
    if "[CODE: -46]" in text:
        return Verdict(State.FAILED, "no-logger")
    if _NO_PROGRAM.search(text):
        return Verdict(State.FAILED, "odd-answer", {"text": " ".join(answers[0].lines)[:100]})
    sizes = {found["type"]: found for found in _BUFFER.finditer(text) if found["type"] not in ("init", "kmsg")}
    if not sizes:
        return Verdict(State.UNKNOWN, "odd-answer", {"text": " ".join(answers[0].lines)[:100]})
    values = {"sizes": ", ".join(f"{name} {one['size']}{one['unit']}" for name, one in sizes.items())}
    if min(float(one["size"]) * _UNITS[one["unit"]] for one in sizes.values()) < ENOUGH:
        return Verdict(State.WARNING, "buffers-small", values, typed(hdc, "shell", "hilog", "-G", "16M"))
    return Verdict(State.OK, "buffers", values)


def _flow(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    process, domain = map(_parameter, answers)
    on = [what for what, value in (("pidoff", process), ("domainoff", domain)) if value == "true"]
    if on:
        mend = typed(hdc, "shell", "; ".join(f"hilog -Q {what}" for what in on))
        return Verdict(State.WARNING, "flow-on", mend=mend)
    if process == domain == "false":
        return Verdict(State.OK, "flow-off")
    return Verdict(State.UNKNOWN, "flow-not-told", mend=typed(hdc, "shell", "hilog -Q pidoff; hilog -Q domainoff"))


def _files(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    files = [found["file"] for found in map(_TASK.match, answers[0].lines) if found]
    if files:
        folder = files[0].rpartition("/")[0]
        return Verdict(State.OK, "files", {"files": ", ".join(files)}, typed(hdc, "file", "recv", folder, "."))
    if "[CODE: -63]" in answers[0].text:
        return Verdict(State.OK, "no-files")
    return Verdict(State.UNKNOWN, "odd-answer", {"text": " ".join(answers[0].lines)[:100]})


# names of the parameters: hilog's properties.cpp and its test of `hilog -b`, `-p` and `-Q`; what was set until the next
# restart goes before what was set for good, and a domain's own level before that of all
_GLOBAL_LEVEL = ("hilog.loggable.global", "persist.sys.hilog.loggable.global")
_DOMAIN_LEVEL = (f"hilog.loggable.domain.{DOMAIN}", f"persist.sys.hilog.loggable.domain.{DOMAIN}")

CHECKS = (
    Check("program", (("-v",),), _program),
    Check("device", (("list", "targets", "-v"),), _device),
    Check("buffers", (("shell", "hilog", "-g"),), _buffers),
    Check("avsession-level", _get(*_DOMAIN_LEVEL, *_GLOBAL_LEVEL), _domain_level),
    Check("level", _get(*_GLOBAL_LEVEL), _global_level),
    Check("privacy", _get("hilog.private.on"), _privacy),
    Check("flow-control", _get("hilog.flowctrl.proc.on", "hilog.flowctrl.domain.on"), _flow),
    Check("files", (("shell", "hilog", "-w", "query"),), _files),
)
