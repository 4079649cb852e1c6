"""From the lines of a HarmonyOS log to the same lines in other layouts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

_LINE = re.compile(
    r"(?P<date>\d\d-\d\d) (?P<clock>\S+) +(?P<pid>\d+) +(?P<tid>\d+) (?P<level>\w) (?P<domain>\w{6})/"
    r"(?:(?P<process>[^/:]+)/)?(?P<tag>[^/]+?): (?P<message>.*)"
)


def fields_of(line: str) -> dict[str, str]:
    match = _LINE.fullmatch(line)
    assert match is not None, line
    return {name: value or "" for name, value in match.groupdict().items()}


def seconds_of(fields: dict[str, str]) -> float:
    moment = datetime.fromisoformat(f"2026-{fields['date']} {fields['clock']}+00:00").astimezone(UTC)
    return moment.timestamp()


def _place(fields: dict[str, str]) -> str:
    process = fields["process"] + "/" if fields["process"] else ""
    return (
        f"{int(fields['pid']):5d} {int(fields['tid']):5d} {fields['level']} {fields['domain']}/{process}{fields['tag']}"
    )


def with_time(form: Callable[[dict[str, str]], str]) -> Callable[[str], str]:
    def render(line: str) -> str:
        fields = fields_of(line)
        return f"{form(fields)} {_place(fields)}: {fields['message']}"

    return render


def coloured(line: str) -> str:
    return f"\x1b[38;5;196m{line}\x1b[0m"


def traced(line: str) -> str:
    fields = fields_of(line)
    return f"{fields['date']} {fields['clock']} {_place(fields)}: [a92ab71124490a0 0 0]{fields['message']}"


def old_functions(line: str) -> str:
    """`[Func]text` as releases before 5.0.3 printed it."""
    return re.sub(r": \[(\w+)\](?=\S)", r": [\1()-avsession_service.cpp:123] ", line)


def openharmony(line: str) -> str:
    fields = fields_of(line)
    fields["process"], fields["domain"] = "", fields["domain"][0] + fields["domain"][1:].lower()
    return f"{fields['date']} {fields['clock']} {_place(fields)}: {fields['message']}"


def deveco(line: str) -> str:
    fields = fields_of(line)
    process, tag = fields["process"], fields["tag"]
    full = f"{process}/{tag}" if process else tag
    shown = full if len(full) <= 30 else f"{full[:7]}...{full[-13:]}"
    package = process if len(process) <= 20 else f"{process[:9]}...{process[-8:]}"
    pids = f"{fields['pid']}-{fields['tid']}"
    return (
        f"{fields['date']} {fields['clock']}   {pids:<14}{fields['domain']}/{shown:<30}  {package:<20}  "
        f"{fields['level']}     {fields['message']}"
    )


# name -> how a line is printed; `names` tells whether process names survive whole
LAYOUTS: dict[str, tuple[Callable[[str], str], bool]] = {
    "usec": (with_time(lambda f: f"{f['date']} {f['clock']}000"), True),
    "year": (with_time(lambda f: f"2026-{f['date']} {f['clock']}"), True),
    "zone": (with_time(lambda f: f"+0800 2026-{f['date']} {f['clock']}000000"), True),
    "epoch": (with_time(lambda f: f"{seconds_of(f):.3f}"), True),
    "monotonic": (with_time(lambda f: f"{seconds_of(f) - 1793900000:12.6f}"), True),
    "colour": (coloured, True),
    "hitrace": (traced, True),
    "old-functions": (old_functions, True),
    "openharmony": (openharmony, False),
    "deveco": (deveco, False),
}
