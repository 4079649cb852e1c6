"""From a device to findings: what keeps its log from being read, or from containing enough.

This module runs the checks; `output/terminal/doctor.py` writes the findings, `cli/doctor.py` is the command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .hdc import Answer, Hdc, read_targets

DOMAIN = "d002b91"  # AVSession's, as parameter names and `hilog -D` spell it
ENOUGH = 4 << 20  # bytes of a buffer; a busy device fills it in about ten seconds

_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_BUFFER = re.compile(r"Log type (?P<type>\w+) buffer size is (?P<size>\d+(?:\.\d+)?)(?P<unit>[BKMG])")
_NO_PROGRAM = re.compile(r"not found|inaccessible|[Pp]ermission denied")  # what the device's shell says of hilog
_TASK = re.compile(r"\d+ \S+ \S+ (?P<file>/\S+)")  # `1 init,core,app zlib /data/log/hilog/hilog 4.0M 10`
_VERSION = re.compile(r"Ver: ?(\S+)")
# releases before OpenHarmony 4 store the level as a number
_LEVELS = {"3": "D", "4": "I", "5": "W", "6": "E", "7": "F"} | {level: level for level in "DIWEF"}


class State(StrEnum):
    """The result of a check; only a failed check means that the log cannot be read."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers to a check mean; `message` is the key of the sentence, `fix` the command that helps."""

    state: State
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Commands to run on a device, and the function that reads their answers.

    To add a check, add a row to CHECKS, and its label and sentences in both languages to `output/messages/doctor.py`.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    read: Callable[[Hdc, Sequence[Answer]], Verdict]


@dataclass(frozen=True, slots=True)
class Finding:
    """A check and its verdict, which is `not-asked` after an earlier check has failed."""

    check: str
    commands: tuple[str, ...]
    verdict: Verdict


def examine(hdc: Hdc) -> Iterator[Finding]:
    """Run the checks in order; after one has failed, the rest are not run."""
    failed = False
    for check in CHECKS:
        commands = tuple(typed(hdc, *command) for command in check.commands)
        verdict = Verdict(State.UNKNOWN, "not-asked") if failed else _run(hdc, check)
        failed = failed or verdict.state is State.FAILED
        yield Finding(check.name, commands, verdict)


def is_usable(findings: Iterable[Finding]) -> bool:
    """Tell whether the log of the device can be read."""
    return all(finding.verdict.state is not State.FAILED for finding in findings)


def typed(hdc: Hdc, *arguments: str) -> str:
    """Return a command as a person would type it."""
    return " ".join(f'"{word}"' if " " in word else word for word in hdc.command(*arguments))


def _run(hdc: Hdc, check: Check) -> Verdict:
    answers = []
    for command in check.commands:
        answer = hdc.ask(*command)
        verdict = _no_answer(answer)
        if verdict is not None:
            return verdict
        answers.append(answer)
    return check.read(hdc, answers)


def _no_answer(answer: Answer) -> Verdict | None:
    """Return the verdict if hdc has not answered, or None if it has."""
    if answer.trouble == "missing":
        return Verdict(State.FAILED, "no-program")
    if answer.trouble is not None:
        return Verdict(State.FAILED, "no-answer", fix="hdc start -r")
    if answer.failure is None:
        return None
    message, fix = "said", None
    if "Connect server failed" in answer.failure:
        fix = "hdc start -r"
    elif "unauthorized" in answer.failure:
        message = "unauthorized"
    return Verdict(State.FAILED, message, {"text": answer.failure}, fix)


# ---- hdc and the device ----------------------------------------------------------------------------------------------


def _program(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    found = _VERSION.search(answers[0].text)
    if found is None:
        return Verdict(State.UNKNOWN, "no-version", {"path": str(hdc.path), "text": " ".join(answers[0].lines)[:100]})
    return Verdict(State.OK, "program", {"path": str(hdc.path), "version": found[1]})


def _device(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    targets = read_targets(answers[0])
    connected = [target.key for target in targets if target.state == "Connected"]
    keys = ", ".join(connected)
    if hdc.target is not None:
        chosen = next((target for target in targets if target.key == hdc.target), None)
        if chosen is None:
            fix = f"hilog-avsession doctor --target {connected[0]}" if connected else None
            return Verdict(State.FAILED, "other-device", {"key": hdc.target, "keys": keys or "-"}, fix)
    elif len(connected) > 1:
        return Verdict(State.FAILED, "several", {"keys": keys}, f"hilog-avsession doctor --target {connected[0]}")
    else:
        named = [target for target in targets if target.state in ("Connected", "Unauthorized", "Offline")]
        if not named:
            return Verdict(State.FAILED, "no-device", fix="hdc start -r")
        chosen = min(named, key=lambda target: target.state != "Connected")
    if chosen.state == "Unauthorized":
        return Verdict(State.FAILED, "unauthorized", {"text": chosen.key})
    if chosen.state != "Connected":
        return Verdict(State.FAILED, "offline", {"key": chosen.key, "state": chosen.state}, "hdc start -r")
    return Verdict(State.OK, "device", {"key": chosen.key})


# ---- how the device logs ---------------------------------------------------------------------------------------------


def _parameter(answer: Answer) -> str | None:
    """Return the value of a parameter; None if it is unset or unreadable: `param get` hardly distinguishes the two."""
    line = answer.lines[0] if answer.lines else ""
    return line if re.fullmatch(r"[\w.-]+", line) else None


def _get(*names: str) -> tuple[tuple[str, ...], ...]:
    return tuple(("shell", "param", "get", name) for name in names)


def _level_of(answers: Sequence[Answer]) -> str | None:
    """Return the level in force; the parameters are in the order in which hilog looks them up."""
    values = (_parameter(answer) for answer in answers)
    return next((_LEVELS[value] for value in values if value in _LEVELS), None)


def _domain_level(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    level = _level_of(answers)
    return _level_verdict(level, "level-high", typed(hdc, "shell", "hilog", "-b", "I", "-D", f"0x{DOMAIN}"))


def _global_level(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    level = _level_of(answers)
    return _level_verdict(level, "global-level-high", typed(hdc, "shell", "hilog", "-b", "I"))


def _level_verdict(level: str | None, high: str, fix: str) -> Verdict:
    if level is None:
        return Verdict(State.UNKNOWN, "level-not-told")
    if level in "DI":
        return Verdict(State.OK, "level", {"level": level})
    return Verdict(State.WARNING, high, {"level": level}, fix)


def _privacy(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    value, fix = _parameter(answers[0]), typed(hdc, "shell", "hilog", "-p", "off")
    if value == "false":
        return Verdict(State.OK, "privacy-off")
    if value == "true":
        return Verdict(State.WARNING, "privacy-on", fix=fix)
    return Verdict(State.UNKNOWN, "privacy-not-told", fix=fix)


def _buffers(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    text = answers[0].text
    if "[CODE: -46]" in text:
        return Verdict(State.FAILED, "no-logger")
    if _NO_PROGRAM.search(text):
        return Verdict(State.FAILED, "odd-answer", {"text": " ".join(answers[0].lines)[:100]})
    sizes = {found["type"]: found for found in _BUFFER.finditer(text) if found["type"] not in ("init", "kmsg")}
    if not sizes:
        return Verdict(State.UNKNOWN, "odd-answer", {"text": " ".join(answers[0].lines)[:100]})
    values = {"sizes": ", ".join(f"{name} {size['size']}{size['unit']}" for name, size in sizes.items())}
    if min(float(size["size"]) * _UNITS[size["unit"]] for size in sizes.values()) < ENOUGH:
        return Verdict(State.WARNING, "buffers-small", values, typed(hdc, "shell", "hilog", "-G", "16M"))
    return Verdict(State.OK, "buffers", values)


def _flow(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    process, domain = map(_parameter, answers)
    switches = [switch for switch, value in (("pidoff", process), ("domainoff", domain)) if value == "true"]
    if switches:
        fix = typed(hdc, "shell", "; ".join(f"hilog -Q {switch}" for switch in switches))
        return Verdict(State.WARNING, "flow-on", fix=fix)
    if process == domain == "false":
        return Verdict(State.OK, "flow-off")
    return Verdict(State.UNKNOWN, "flow-not-told", fix=typed(hdc, "shell", "hilog -Q pidoff; hilog -Q domainoff"))


def _files(hdc: Hdc, answers: Sequence[Answer]) -> Verdict:
    files = [found["file"] for found in map(_TASK.match, answers[0].lines) if found]
    if files:
        folder = files[0].rpartition("/")[0]
        return Verdict(State.OK, "files", {"files": ", ".join(files)}, typed(hdc, "file", "recv", folder, "."))
    if "[CODE: -63]" in answers[0].text:
        return Verdict(State.OK, "no-files")
    return Verdict(State.UNKNOWN, "odd-answer", {"text": " ".join(answers[0].lines)[:100]})


# parameter names: hilog's properties.cpp and its test of `hilog -b`, `-p` and `-Q`. A value set until the next restart
# precedes a persistent one, and a domain's own level precedes the global level
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
