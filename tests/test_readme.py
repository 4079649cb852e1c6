"""The README says what is so: its commands work, its output is real, its code runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
SHOWN = re.findall(r"<!-- output: (.*?) -->\n```text\n(.*?)```", README, re.S)


@pytest.mark.parametrize(("arguments", "output"), SHOWN, ids=[arguments for arguments, _ in SHOWN])
def test_the_output_shown_is_the_real_one(arguments: str, output: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hilog_avsession", *arguments.split(), "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == output
    assert output


def test_the_first_shell_block_holds_clone_and_two_commands() -> None:
    block = re.search(r"```sh\n(.*?)```", README, re.S)
    assert block is not None
    clone, cd, *commands = block[1].splitlines()
    assert clone.startswith("git clone ")
    assert cd.startswith("cd ")
    assert commands == ["make demo", "make test"]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert {command.split()[1] for command in commands} <= set(targets)


def test_ci_calls_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_python_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = re.search(r"```python\n(.*?)```", README, re.S)
    assert code is not None
    exec(compile(code[1], "README.md", "exec"), {})
    out = capsys.readouterr().out
    assert out.startswith("11 incidents")
    assert "6600107" in out


def test_every_option_of_analyze_is_documented() -> None:
    help_text = subprocess.run(
        [sys.executable, "-m", "hilog_avsession", "analyze", "--help"], capture_output=True, check=True
    ).stdout.decode()
    options = set(re.findall(r"(--[a-z-]+)", help_text)) - {"--help"}
    assert {option for option in options if option not in README} == set()


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_modules_named_in_the_architecture_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    package = Path(ROOT / "src" / "hilog_avsession")
    for name in re.findall(r"^\| `([a-z_/]+(?:\.py)?)` \|", text, re.M):
        assert (package / name).exists(), name
