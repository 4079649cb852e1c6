"""The examples for CI servers: their steps are run as the server would run them, and end with the right status."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import LOGS, ROOT, with_trials
from hilog_avsession.output.formats import format_of_suffix

EXAMPLES = ROOT / "examples" / "ci"
DOCUMENT = (ROOT / "docs" / "ci.md").read_text("utf-8")
NO_BASH = shutil.which("bash") is None


def github() -> dict[str, Any]:
    return dict(yaml.safe_load((EXAMPLES / "github.yml").read_text("utf-8")))


def gitlab() -> dict[str, Any]:
    return dict(yaml.safe_load((EXAMPLES / "gitlab.yml").read_text("utf-8")))


def steps() -> list[dict[str, Any]]:
    return list(github()["jobs"]["avsession"]["steps"])


def scripts() -> Iterator[Any]:
    """Yield the lines of each example that run this program."""
    for step in steps():
        if "hilog-avsession" in step.get("run", ""):
            yield pytest.param(step["run"], id="github")
    for line in gitlab()["avsession"]["script"]:
        yield pytest.param(line, id="gitlab")


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a step in a folder, in the shell of the runner, with the program of this environment."""
    (folder / "bin").mkdir(exist_ok=True)
    program = folder / "bin" / "hilog-avsession"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hilog_avsession "$@"\n')
    program.chmod(0o755)
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": str(folder / "summary"), "LANG": "C.UTF-8"}
    (folder / "summary").touch()
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def with_log(folder: Path, log: str) -> Path:
    shutil.copy(LOGS / log, folder / "device.log")
    return folder


# ---- the steps -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(NO_BASH, reason="the runners use bash")
@pytest.mark.parametrize("script", list(scripts()))
@pytest.mark.parametrize(("log", "status"), [("evening.log", 0), ("before.log", 1)])
def test_a_step_ends_with_the_status_that_the_gates_decide(script: str, log: str, status: int, tmp_path: Path) -> None:
    # `before.log` has more commands than the gate allows, and neither log has lost a hundred lines
    done = run(script, with_log(tmp_path, log))
    assert done.returncode == status, done.stderr
    files = [path for path in tmp_path.glob("avsession.*") if format_of_suffix(path.name)]
    assert len(files) >= 2
    assert all(path.stat().st_size for path in files)


@pytest.mark.skipif(NO_BASH, reason="the runners use bash")
@pytest.mark.parametrize("script", list(scripts()))
@pytest.mark.parametrize(
    "log", with_trials(["11-06 19:30:00.000  1  1 I C01234/other/Tag: of another device\n"], [None, ""])
)
def test_a_step_without_a_log_of_avsession_fails_and_has_no_verdict(
    script: str, log: str | None, tmp_path: Path
) -> None:
    if log is not None:
        (tmp_path / "device.log").write_text(log, "utf-8")
    assert run(script, tmp_path).returncode == 3


@pytest.mark.skipif(NO_BASH, reason="the runners use bash")
@pytest.mark.parametrize("script", list(scripts()))
@pytest.mark.parametrize(("log", "status"), [("of another device", 0), (None, 3)])
def test_a_step_that_allows_an_empty_log_still_fails_without_a_file(
    script: str, log: str | None, status: int, tmp_path: Path
) -> None:
    if log is not None:
        (tmp_path / "device.log").write_text(f"11-06 19:30:00.000  1  1 I C01234/other/Tag: {log}\n", "utf-8")
    assert run(f"{script} --allow-empty", tmp_path).returncode == status


@pytest.mark.skipif(NO_BASH, reason="the runners use bash")
@pytest.mark.parametrize(("log", "status"), [("quiet.log", 0), ("evening.log", 1), (None, 2)])
def test_the_lines_for_a_shell_tell_a_bad_build_from_a_bad_measurement(
    log: str | None, status: int, tmp_path: Path
) -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.S)
    assert run(script, with_log(tmp_path, log) if log else tmp_path).returncode == status


@pytest.mark.skipif(NO_BASH, reason="the runners use bash")
def test_the_lines_for_a_shell_do_not_blame_the_log_for_wrong_usage(tmp_path: Path) -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.S)
    done = run(script.replace("--fail-on any", "--fail-on nothing"), with_log(tmp_path, "quiet.log"))
    assert done.returncode not in {0, 1, 2}
    assert "no verdict" not in done.stdout
    assert "no gate can count 'nothing'" in done.stderr


@pytest.mark.skipif(NO_BASH, reason="the runners use bash")
def test_the_step_for_github_annotates_and_writes_each_file_that_later_steps_take(tmp_path: Path) -> None:
    (script,) = (step["run"] for step in steps() if "hilog-avsession" in step.get("run", ""))
    done = run(script, with_log(tmp_path, "before.log"))
    assert "::error file=device.log,line=" in done.stdout
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in done.stdout.splitlines())
    assert (tmp_path / "summary").read_text("utf-8").startswith("# ")
    run_of_sarif = json.loads((tmp_path / "avsession.sarif").read_text("utf-8"))["runs"][0]
    assert run_of_sarif["invocations"][0]["exitCode"] == done.returncode == 1
    (sarif,) = (step["with"]["sarif_file"] for step in steps() if "upload-sarif" in step.get("uses", ""))
    (kept,) = (step["with"]["path"] for step in steps() if "upload-artifact" in step.get("uses", ""))
    assert (tmp_path / sarif).exists()
    assert sorted(path.suffix for path in tmp_path.glob(kept)) == [".html", ".sarif", ".xml"]


@pytest.mark.skipif(NO_BASH, reason="the runners use bash")
def test_the_files_that_gitlab_keeps_are_written(tmp_path: Path) -> None:
    job = gitlab()["avsession"]
    for script in job["script"]:
        run(script, with_log(tmp_path, "before.log"))
    for name in (*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]):
        assert (tmp_path / name).stat().st_size


# ---- the files around them -------------------------------------------------------------------------------------------


def test_the_reports_are_kept_after_a_failed_gate() -> None:
    names = [step.get("name") for step in steps()]
    after = steps()[names.index("Diagnose") :]
    assert len(after) == 3
    assert {step["if"] for step in after} == {"${{ !cancelled() }}"}
    assert gitlab()["avsession"]["artifacts"]["when"] == "always"


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_each_example_is_installed_as_the_document_says_and_linked_from_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert 'python -m pip install "$HILOG_AVSESSION"' in text
    assert "git+URL-OF-THIS-REPOSITORY" in text
    assert f"../examples/ci/{path.name}" in DOCUMENT
