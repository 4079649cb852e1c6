"""The table of contenders: the tool, the version before it, and what one would type without it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .corpus import Kind
from .versions import HERE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .versions import Version

TOOL = "hilog-avsession"
BEFORE = "the version before"
GREP = "grep (LC_ALL=C)"
JSON = ("--format", "json")

_LINES = r"6600[0-9]{3}|661[1-6][0-9]{3}|ERR_[A-Z]|failed:-10[0-9]{2}"
_CODES = r"66[0-9]{5}|ERR_[A-Z_]+|-10[0-9]{2}"
_COUNTED = re.compile(rb"\s*(\d+) (\S+)")

_REGEX_SCANNER = """
import sys
from hilog_avsession.knowledge.rules import needle_rules
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.finders import regex_finder
print(diagnose(sys.argv[1:], Options(finder=regex_finder(needle_rules()[0]))).to_json())
"""
_PORTABLE_LOOPS = """
import sys
sys.modules["hilog_avsession.reading.fastpath.compiled"] = None
from hilog_avsession.__main__ import main
main()
"""
_LOOP = f"""
import collections, gzip, re, sys
of_interest, code = re.compile(r"{_LINES}"), re.compile(r"{_CODES}")
counts = collections.Counter()
opener = gzip.open if sys.argv[1].endswith(".gz") else open
with opener(sys.argv[1], "rt", encoding="utf-8", errors="replace") as log:
    for line in log:
        if of_interest.search(line):
            counts.update(code.findall(line))
for name, count in counts.items():
    print(count, name)
"""


def _counts_of_report(output: bytes) -> Counter[str]:
    return Counter({str(code["code"]): code["incidents"] for code in json.loads(output)["codes"]})


def _counts_of_lines(output: bytes) -> Counter[str]:
    """Read what `uniq -c` prints."""
    found = (_COUNTED.match(line) for line in output.splitlines())
    return Counter({match[2].decode(): int(match[1]) for match in found if match})


def _counts_of_text(output: bytes) -> Counter[str]:
    """Count the codes in lines that were printed as they are."""
    return Counter(code.decode() for code in re.findall(_CODES.encode(), output))


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to count the errors of a log; `command` takes the path of the corpus."""

    name: str
    command: Callable[[Path], list[str]]
    read_counts: Callable[[bytes], Counter[str]] = _counts_of_lines
    env: dict[str, str] = field(default_factory=dict)
    is_tool: bool = False  # its counts are checked against the truth


def contenders(kind: Kind, *, before: Version | None = None, with_portable: bool = False) -> list[Contender]:
    """Return all contenders that this machine has: first the tool, then the version before it, if there is one.

    `with_portable` adds the tool without compiled code, and without hyperscan.
    """
    grep = _pipeline("grep -E", "grep -oE", kind)
    return [
        _version(TOOL, HERE),
        *([_version(BEFORE, before)] if before is not None else []),
        Contender(GREP, grep, env={"LC_ALL": "C"}),
        Contender(f"grep ({_locale()})", grep),
        Contender("Python loop", _python("-c", _LOOP)),
        *(_portable(HERE.env) if with_portable else []),
        *_installed(kind),
    ]


def _version(name: str, version: Version) -> Contender:
    def command(path: Path) -> list[str]:
        return version.command("analyze", str(path), *JSON)

    return Contender(name, command, _counts_of_report, version.env, is_tool=True)


def _portable(env: dict[str, str]) -> list[Contender]:
    loops, regex = _python("-c", _PORTABLE_LOOPS, "analyze", after=JSON), _python("-c", _REGEX_SCANNER)
    return [
        Contender(f"{TOOL}, loops in Python", loops, _counts_of_report, env, is_tool=True),
        Contender(f"{TOOL}, regex scanner", regex, _counts_of_report, env, is_tool=True),
    ]


def _installed(kind: Kind) -> list[Contender]:
    """Return the contenders that not every machine has."""
    found = []
    if shutil.which("rg"):
        found.append(Contender("ripgrep", _pipeline("rg -N", "rg -oN", kind)))
    if shutil.which("lnav"):
        found.append(
            Contender("lnav", lambda path: ["lnav", "-n", "-c", f":filter-in {_LINES}", str(path)], _counts_of_text)
        )
    if kind is Kind.GZIP:  # only unpacks, counts nothing
        bare = [Contender(f"{name} -d", _unpack(name), lambda _output: Counter()) for name in ("gzip", "igzip")]
        found += [contender for contender in bare if shutil.which(contender.name.split()[0])]
    return found


def _unpack(name: str) -> Callable[[Path], list[str]]:
    return lambda path: ["sh", "-c", f"{name} -d -c {shlex.quote(str(path))} > /dev/null"]


def _python(*before: str, after: tuple[str, ...] = ()) -> Callable[[Path], list[str]]:
    return lambda path: [sys.executable, *before, str(path), *after]


def _pipeline(find: str, cut: str, kind: Kind) -> Callable[[Path], list[str]]:
    """Return a pipeline that finds lines of interest, extracts the codes, and counts each."""
    rest = f"{cut} {shlex.quote(_CODES)} | sort | uniq -c"

    def command(path: Path) -> list[str]:
        file = shlex.quote(str(path))
        if kind is Kind.GZIP:
            return ["sh", "-c", f"gzip -dc {file} | {find} {shlex.quote(_LINES)} | {rest}"]
        return ["sh", "-c", f"{find} {shlex.quote(_LINES)} {file} | {rest}"]

    return command


def _locale() -> str:
    return os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "no locale"
