"""What may happen to processes: they are killed, interrupted, cut off, and get too little of what they need."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from .running import ENVIRONMENT, Ended, children_of, closed, ended, left_of, log_of, run, started, wait_for, write
from .trial import Attempt, Trial

_LINES = 12_000  # of each file: read in a tenth of a second
_JOBS = 3
_INCIDENTS = 4 * _LINES // 50
_MOMENTS = 1.2  # seconds from the start of a run in which something happens to it

# ---- the inputs ------------------------------------------------------------------------------------------------------


def folder_of_logs(home: Path) -> list[object]:
    """Write four logs that three processes read, and return the arguments that read them."""
    for number, name in enumerate("abcd"):
        content = log_of(_LINES).replace(b"11-20", b"11-2%d" % number)
        write(home / "logs" / f"{name}.log", content)
    return ["analyze", home / "logs", "--jobs", _JOBS]


def with_home(
    attempts: Callable[[random.Random, Path], Iterator[Attempt]],
) -> Callable[[random.Random], Iterator[Attempt]]:
    """Return a trial's attempts in a folder of their own, which is removed in the end."""

    def in_folder(luck: random.Random) -> Iterator[Attempt]:
        home = Path(tempfile.mkdtemp(prefix="hilog-avsession-trial-"))
        try:
            yield from attempts(luck, home)
        finally:
            shutil.rmtree(home, ignore_errors=True)

    return in_folder


# ---- kill -9 ---------------------------------------------------------------------------------------------------------


def killed(luck: random.Random, home: Path) -> Iterator[Attempt]:
    """Kill the first process or one of those that read, at a random moment."""
    arguments = [*folder_of_logs(home), "-f", "json", "-o", home / "report.html"]
    while True:
        page = home / "report.html"
        page.write_text("old")
        for unfinished in home.glob(".*"):  # the first process cannot remove it when it is killed
            unfinished.unlink()
        victim = luck.choice(["the first process", "a process that reads", "a process that reads"])
        with started(*arguments) as process:
            wait_for(lambda: process.poll() is not None or len(children_of(process.pid)) == _JOBS)
            seen = children_of(process.pid)
            time.sleep(luck.random() * 0.3)
            if victim == "the first process":
                process.kill()
            elif seen:
                with suppress(ProcessLookupError):
                    os.kill(luck.choice(seen), signal.SIGKILL)
            done = ended(process)
        yield Attempt(f"kill -9 of {victim}", _after_kill(done, victim, seen, page, home))


def _after_kill(done: Ended, victim: str, seen: list[int], page: Path, home: Path) -> str | None:
    if left := left_of(seen):
        return f"{len(left)} processes stay"
    if victim == "the first process":
        return done.fault(-signal.SIGKILL, 0)
    whole = page.read_text("utf-8") == "old" or page.read_text("utf-8").rstrip().endswith("</html>")
    temporary = [path.name for path in home.iterdir() if path.name.startswith(".")]
    if not whole or temporary:
        return f"the page is half written, or {temporary} is left"
    if done.status == 0:
        return None if _incidents(done) == _INCIDENTS else f"status 0 with {_incidents(done)} incidents"
    return done.fault(3) or (None if "--jobs 1" in done.complaints else f"does not say what to do: {done.complaints}")


def _incidents(done: Ended) -> Any:
    return (done.report() or {}).get("counts", {}).get("incidents")


# ---- interruptions ---------------------------------------------------------------------------------------------------

_STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def interrupted(luck: random.Random, home: Path) -> Iterator[Attempt]:
    """Send a signal at a random moment, to the first process or, as a terminal does, to all."""
    inputs = {
        "a folder with several processes": folder_of_logs(home),
        "a compressed log": ["analyze", write(home / "a.log.gz", gzip.compress(log_of(4 * _LINES), 1))],
        "a pipe": ["analyze", "-"],
    }
    while True:
        what, number = luck.choice(list(inputs)), luck.choice(list(_STATUS))
        target = home / "report.json"
        target.unlink(missing_ok=True)
        with started(*inputs[what], "-f", "json", "-o", target, "-o", "-", stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            if what == "a pipe":
                process.stdin.write(log_of(500))
                process.stdin.flush()
            time.sleep(luck.random() * _MOMENTS)
            to_all = luck.random() < 0.5
            with suppress(ProcessLookupError):
                (os.killpg if to_all else os.kill)(process.pid, number)
            done = _without_input(process)
        fault = _after_signal(done, number, target)
        yield Attempt(f"{number.name} while reading {what}", fault)


def _without_input(process: subprocess.Popen[bytes]) -> Ended:
    """Wait for the end of a run whose standard input stays open: it ends by itself, or the signal came too early."""
    stdin, process.stdin = process.stdin, None
    try:
        return ended(process)
    finally:
        closed(stdin)


def _after_signal(done: Ended, number: signal.Signals, target: Path) -> str | None:
    if number is signal.SIGINT and _had_not_begun(done):
        done = done._replace(complaints="", status=-number)
    if fault := done.fault(_STATUS[number], -number, 0):
        return fault
    if done.status == -number:  # before the program could listen
        return "a report in spite of the signal's own status" if done.out or target.exists() else None
    if not done.out and not target.exists():
        return None if done.status == _STATUS[number] else "status 0 without a report"
    report = done.report()
    if report is None or not target.exists() or json.loads(target.read_bytes()) != report:
        return "the report is not whole"
    return None if done.status == 0 or report["interrupted"] else _whole_anyway(report)


_BY_PROGRAM = re.compile(r'__main__\.py", line \d+, in main\b')  # a frame of a traceback
_BY_PYTHON = ("Fatal Python error: init_", "Could not import runpy module")  # while it starts, with status 1


def _had_not_begun(done: Ended) -> bool:
    """Tell whether SIGINT ended the interpreter before it reached the program: then the traceback is Python's."""
    is_early = done.status == -signal.SIGINT or done.complaints.startswith(_BY_PYTHON)
    return is_early and _BY_PROGRAM.search(done.complaints) is None


def _whole_anyway(report: dict[str, Any]) -> str | None:
    """Return what is wrong with a report that claims to be whole though a signal came: nothing, if it is."""
    return None if report["lines"]["total"] in (4 * _LINES, 500) else "the report does not say that it was interrupted"


# ---- pipes and disks -------------------------------------------------------------------------------------------------


def cut_off(luck: random.Random, home: Path) -> Iterator[Attempt]:
    """Close the pipe that is written to, fill the disk, and bound the size of files."""
    arguments = folder_of_logs(home)
    kinds = [_closed_pipe, _full_output, _bounded_file, *([_small_disk] if _can_unshare() else [])]
    if _small_disk not in kinds:
        yield Attempt("a disk of 64 KB (skipped: this system mounts none)")
    while True:
        yield luck.choice(kinds)(luck, home, arguments)


def _closed_pipe(luck: random.Random, home: Path, arguments: list[object]) -> Attempt:
    format_ = luck.choice(["text", "json", "jsonl", "csv", "html", "sarif"])
    target = home / "kept.json"
    target.unlink(missing_ok=True)
    with started(
        *arguments, "-f", format_, "-o", target, "-o", f"-:{format_}" if format_ == "json" else "-"
    ) as process:
        assert process.stdout is not None
        process.stdout.read(luck.choice([0, 1, 100, 5000]))
        process.stdout.close()
        process.stdout = None
        done = ended(process)
    fault = done.fault(0)
    if fault is None and "roken pipe" in done.complaints:
        fault = done.complaints
    return Attempt("a pipe that nobody reads any more", fault or _whole_file(target))


def _whole_file(target: Path) -> str | None:
    try:
        return (
            None if json.loads(target.read_bytes())["counts"]["incidents"] == _INCIDENTS else "the file lacks incidents"
        )
    except (OSError, ValueError, KeyError) as error:
        return f"the file is not whole: {error!r}"


def _full_output(luck: random.Random, home: Path, arguments: list[object]) -> Attempt:
    format_ = luck.choice(["text", "json", "jsonl", "csv", "html", "markdown"])
    with open("/dev/full", "wb") as full:
        done = run(*arguments, "-f", format_, stdout=full)
    fault = done.fault(3)
    if fault is None and "No space left" not in done.complaints:
        fault = f"does not say why: {done.complaints}"
    return Attempt("standard output on a full disk", fault)


def _bounded_file(luck: random.Random, home: Path, arguments: list[object]) -> Attempt:
    most = luck.choice([0, 1, 4096, 20_000, 65_536])
    target = home / "bounded.json"
    target.write_text("old")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = run(*arguments, "-o", target, before=limit)
    return Attempt("a file that may not grow", _old_file(done, target, home))


def _old_file(done: Ended, target: Path, home: Path) -> str | None:
    """Return what is wrong after a file could not be written: the old one must be there, and nothing beside it."""
    if fault := done.fault(3):
        return fault
    if target.exists() and target.read_text("utf-8") != "old":
        return "the old file is damaged"
    left = [path.name for path in target.parent.iterdir() if path.name.startswith(".")]
    return f"{left} is left" if left else None


def _small_disk(luck: random.Random, home: Path, arguments: list[object]) -> Attempt:
    disk = home / "disk"
    disk.mkdir(exist_ok=True)
    under = ("unshare", "-m", "sh", "-c", f'mount -t tmpfs -o size=64k tmpfs "{disk}" && exec "$@"', "sh")
    done = run(*arguments, "-o", disk / luck.choice(["a.json", "a.html", "a.csv"]), under=under)
    fault = done.fault(3)
    if fault is None and "No space left" not in done.complaints:
        fault = f"does not say why: {done.complaints}"
    return Attempt("a disk of 64 KB", fault)


def _can_unshare() -> bool:
    command = ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /dev/shm"]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


# ---- too little of what it needs -------------------------------------------------------------------------------------

_MB = 1 << 20


def starved(luck: random.Random, home: Path) -> Iterator[Attempt]:
    """Bound memory and descriptors, and take away shared memory, HOME and TMPDIR."""
    arguments = [*folder_of_logs(home), "-f", "json"]
    whole = run(*arguments).out
    kinds: list[Callable[[], tuple[str, dict[str, Any]]]] = [
        lambda: _bounded("300 MB of memory", resource.RLIMIT_AS, luck.randrange(150, 300) * _MB),
        lambda: _bounded("16 descriptors", resource.RLIMIT_NOFILE, 16),
        lambda: _bounded("5 to 15 descriptors", resource.RLIMIT_NOFILE, luck.randrange(5, 16)),
        lambda: ("no HOME and no TMPDIR", {"environment": _without_home(home), "cwd": "/"}),
    ]
    if _can_unshare():
        for mount in ("-o ro tmpfs", "-o size=4k tmpfs"):
            under = ("unshare", "-m", "sh", "-c", f'mount -t tmpfs {mount} /dev/shm && exec "$@"', "sh")
            kinds.append(lambda under=under: ("no shared memory", {"under": under}))  # type: ignore[misc]
    else:
        yield Attempt("no shared memory (skipped: this system mounts nothing)")
    while True:
        kind, options = luck.choice(kinds)()
        done = run(*arguments, **options)
        yield Attempt(kind, _after_starving(done, whole, may_fail=kind == "5 to 15 descriptors"))


def _bounded(kind: str, what: int, most: int) -> tuple[str, dict[str, Any]]:
    return kind, {"before": lambda: resource.setrlimit(what, (most, most))}


def _without_home(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in ENVIRONMENT.items() if name not in ("HOME", "TMPDIR", "TMP", "TEMP")}
    return {**kept, "TMPDIR": str(home / "missing")}


def _after_starving(done: Ended, whole: bytes, *, may_fail: bool) -> str | None:
    if may_fail and done.status not in (0, None):  # Python itself may not start
        is_ours = "hilog-avsession: " in done.complaints and done.status == 3
        is_python = "Failed to import the site module" in done.complaints
        return None if is_ours or is_python else done.fault(3)
    if fault := done.fault(0):
        return fault
    return None if done.out == whole else "the report differs"


TRIALS = (
    Trial("kill", "nothing hangs, no process stays, the report is whole or an error says why", with_home(killed)),
    Trial("interrupt", "the whole report of what was read, and the status of the signal", with_home(interrupted)),
    Trial("cut off", "status 3 says why, files are whole or the old ones, nothing is left behind", with_home(cut_off)),
    Trial("starve", "the same report with less, or an error that says what is missing", with_home(starved)),
)
