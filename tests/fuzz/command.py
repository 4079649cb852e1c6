"""From options to a fuzzing run: processes that are watched, findings that are saved or checked again."""

from __future__ import annotations

import argparse
import faulthandler
import os
import subprocess
import sys
import time
import traceback
import zlib
from dataclasses import dataclass
from pathlib import Path

from . import oracle
from .minimising import minimised
from .mutating import CHUNKS, Input, make_input
from .seeds import make

FINDINGS = Path("fuzz-findings")
HANG = 20.0  # seconds after which an input counts as a hang
MEMORY = 1536 << 20  # bytes of address space of a process: the libraries' own tables take about a third of it
_ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None) -> None:
    """Fuzz, or check findings again; exit with status 1 if there is anything to fix."""
    asked = parse(arguments)
    if asked.make_corpus:
        make()
    elif asked.worker is not None:
        Worker(asked.seed, asked.worker, asked.first, asked.step).run(asked.seconds)
    elif asked.files:
        sys.exit(max([look_again(Path(name)) for name in asked.files]))
    else:
        sys.exit(fuzz(asked.seconds, asked.seed, asked.jobs, asked.findings))


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the options of the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="findings to check again, instead of fuzzing")
    parser.add_argument("--seconds", type=float, default=60, help="how long to fuzz (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the inputs (default: 1)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--findings", type=Path, default=FINDINGS, metavar="FOLDER", help="where findings are saved")
    parser.add_argument("--make-corpus", action="store_true", help="write the saved corpus again")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--step", type=int, default=1, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


# ---- one process -----------------------------------------------------------------------------------------------------


@dataclass
class Worker:
    """A process that makes and checks every `step`th input from `first` on, and notes in its folder where it is."""

    seed: int
    folder: Path
    first: int
    step: int

    def run(self, seconds: float) -> None:
        oracle.check(make_input(self.seed, self.first))  # loads what is loaded only once
        _cap_memory()
        place = self.folder / "place"
        end, number = time.monotonic() + seconds, self.first
        while time.monotonic() < end:
            place.write_text(str(number), "ascii")
            faulthandler.dump_traceback_later(HANG, exit=True)
            case = make_input(self.seed, number)
            try:
                oracle.check(case)
            except Exception as error:  # noqa: BLE001  (any exception is a finding)
                self._note(case, error)
            number += self.step
        faulthandler.cancel_dump_traceback_later()
        place.write_text(str(number), "ascii")

    def _note(self, case: Input, error: Exception) -> None:
        """Save a finding once, as small as possible."""
        name = oracle.name_of(error)
        target = self.folder / name
        if target.exists():
            return
        target.write_bytes(case.content)
        faulthandler.dump_traceback_later(60 + HANG, exit=True)
        target.write_bytes(minimised(case, name, seconds=20))
        told = "".join(traceback.format_exception(error))
        Path(f"{target}.txt").write_text(f"seed {self.seed}, input {case.number}\n{told}", "utf-8", "replace")


def _cap_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


# ---- all processes ---------------------------------------------------------------------------------------------------


def fuzz(seconds: float, seed: int, jobs: int, findings: Path) -> int:
    """Run the workers, restart those that died, and print what was found."""
    begun = time.monotonic()
    findings.mkdir(parents=True, exist_ok=True)
    before = set(findings.iterdir())
    folders = [findings / f".worker-{number}" for number in range(jobs)]
    places = list(range(jobs))
    running: dict[int, subprocess.Popen[bytes]] = {}
    while running or time.monotonic() - begun < seconds:
        left = seconds - (time.monotonic() - begun)
        for number, folder in enumerate(folders):
            if number not in running and left > 0:
                folder.mkdir(exist_ok=True)
                running[number] = _start(folder, seed, places[number], jobs, left)
        time.sleep(0.05)
        for number, process in list(running.items()):
            if process.poll() is not None:
                del running[number]
                places[number] = _ended(folders[number], process.returncode, seed, jobs, findings)
    executions = sum((place - number) // jobs for number, place in enumerate(places))
    new = sorted(path for path in set(findings.iterdir()) - before if path.suffix != ".txt" and path.is_file())
    print(f"{executions:,} inputs in {time.monotonic() - begun:.0f} s, {len(new)} findings")
    for path in new:
        print(f"{path}: python -m tests.fuzz {path}")
    return 1 if new else 0


def _start(folder: Path, seed: int, first: int, jobs: int, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.fuzz", "--worker", str(folder.absolute()), "--seed", str(seed)]
    command += ["--first", str(first), "--step", str(jobs), "--seconds", str(seconds)]
    with (folder / "stderr").open("wb") as stderr:
        return subprocess.Popen(command, stderr=stderr, cwd=_ROOT, env={**os.environ, "TMPDIR": str(folder.absolute())})


def _ended(folder: Path, status: int, seed: int, jobs: int, findings: Path) -> int:
    """Take over what a worker has saved and what it died of; return the number to continue with."""
    for path in list(folder.iterdir()):
        if path.is_file() and path.name not in ("place", "stderr"):
            path.replace(findings / path.name)
    place = folder / "place"
    number = int(place.read_text("ascii")) if place.exists() else 0
    if status == 0:
        return number
    told = (folder / "stderr").read_text("utf-8", "replace")
    kind = "hang" if "Timeout" in told else f"died-{status}"
    content = make_input(seed, number).content
    target = findings / f"{kind}-{zlib.crc32(content):08x}"
    target.write_bytes(content)
    Path(f"{target}.txt").write_text(f"seed {seed}, input {number}\n{told}", "utf-8")
    return number + jobs


# ---- once more -------------------------------------------------------------------------------------------------------


def look_again(path: Path) -> int:
    """Check a file in every way and with every size of chunks; return 1 if it still breaks a law."""
    faulthandler.dump_traceback_later(60, exit=True)
    content, broken = path.read_bytes(), set()
    for way in range(len(oracle.WAYS)):
        for chunk in CHUNKS:
            try:
                oracle.check(Input(0, content, way, chunk))
            except Exception as error:  # noqa: BLE001  (shown)
                name = oracle.name_of(error)
                if name not in broken:
                    print(f"{path}: {name}", *traceback.format_exception(error), sep="\n")
                broken.add(name)
    faulthandler.cancel_dump_traceback_later()
    if not broken:
        print(f"{path}: keeps all laws")
    return int(bool(broken))
