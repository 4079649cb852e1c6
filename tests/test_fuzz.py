"""The fuzzer: the saved corpus keeps all laws, a run finds nothing, and a broken law would be found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commands import ENVIRONMENT
from conftest import ROOT, with_trials
from fuzz import oracle, seeds
from fuzz.minimising import minimised
from fuzz.mutating import Input, make_input


@pytest.mark.parametrize("name", seeds.saved())
def test_the_saved_corpus_keeps_all_laws(name: str) -> None:
    content = seeds.saved()[name]
    for way in range(len(oracle.WAYS)):
        oracle.check(Input(0, content, way, 700))


def test_an_input_follows_from_its_seed_and_number() -> None:
    assert make_input(1, 7) == make_input(1, 7)
    assert make_input(1, 7).content != make_input(2, 7).content


@pytest.mark.parametrize("seconds", with_trials([1], [30]))
def test_a_run_finds_nothing(seconds: int, tmp_path: Path) -> None:
    options = ["--seconds", str(seconds), "--seed", "5", "--findings", str(tmp_path)]
    command = [sys.executable, "-m", "tests.fuzz", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, env=ENVIRONMENT, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stdout.decode()
    assert b" 0 findings" in done.stdout
    assert int(done.stdout.split()[0].replace(b",", b"")) > 0


def test_what_breaks_a_law_is_found_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    read = oracle._read

    def broken(location: oracle.Location, chunk: int = 1 << 20) -> oracle.Report | None:
        report = read(location, chunk)
        if report is not None and report.lines.records > 0:
            raise RecursionError
        return report

    monkeypatch.setattr(oracle, "_read", broken)
    case = Input(0, seeds.saved()["text_middle"], 0, 100)
    with pytest.raises(RecursionError) as caught:
        oracle.check(case)
    smaller = minimised(case, oracle.name_of(caught.value), seconds=5)
    assert 0 < len(smaller) < len(case.content) / 10
