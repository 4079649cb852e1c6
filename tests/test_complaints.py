"""Complaints: what `--debug` adds to them, and what becomes of the exit status where they cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands import COMMAND, ENVIRONMENT, run
from conftest import with_trials

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")


# ---- tracebacks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["explain", "foo"], 2),
        (["LOG", "--code", "foo"], 2),
        (["LOG", "--baseline", "nosuch.json"], 3),
        (["LOG", "--catalog", "bad.toml"], 2),
    ],
)
def test_debug_adds_a_traceback_and_changes_neither_message_nor_status(
    arguments: list[str], expected: int, evening: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.toml").write_text("[[code]]\n")
    words = [{"LOG": str(evening), "bad.toml": str(tmp_path / "bad.toml")}.get(word, word) for word in arguments]
    usual, debugged = run(*words), run("--debug", *words)
    assert (usual.returncode, debugged.returncode) == (expected, expected)
    assert debugged.stderr.startswith(b"Traceback")
    assert debugged.stderr.endswith(usual.stderr)
    assert b"Traceback" not in usual.stderr


def test_debug_changes_no_status_where_the_system_has_no_more(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "from hilog_avsession.cli import codes\ndef broken(*_): raise MemoryError\ncodes.language_of = broken\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run("--debug", "codes", PYTHONPATH=path)
    assert done.returncode == 3
    assert done.stderr.startswith(b"Traceback")


def test_a_traceback_holds_no_escape_sequence() -> None:
    done = run("--debug", "explain", "\x1b[31mfoo_bar")
    assert done.returncode == 2
    assert done.stderr.startswith(b"Traceback")
    assert b"\x1b" not in done.stderr


# ---- a standard error that cannot be written -------------------------------------------------------------------------


@contextmanager
def full() -> Iterator[int]:
    """A standard error to which nothing can be written because there is no space."""
    with open("/dev/full", "w") as stream:
        yield stream.fileno()


@contextmanager
def closed() -> Iterator[int]:
    """A pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


unwritable = pytest.mark.parametrize("error", [closed, *([full] if os.path.exists("/dev/full") else [])])


def status(arguments: str, stderr: int, folder: Path, **environment: str) -> int:
    return subprocess.run(
        [*COMMAND, *arguments.split()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        cwd=folder,
        env={**ENVIRONMENT, **environment},
        timeout=60,
        check=False,
    ).returncode


@posix
@unwritable
@pytest.mark.parametrize(
    "case",
    with_trials(
        ["0 evening.log -o a.json", "3 nosuch.log", "2 explain foo", "2 evening.log --foo"],
        [
            "1 evening.log --fail-on any",
            "0 evening.log --bundle radi0 --fail-on any -f json",
            "2 --lang zh evening.log --foo",
            "2 fleet evening.log --lang zh",
            "0 fleet evening.log -o fleet.jsonl --progress jsonl",
        ],
    ),
)
def test_a_complaint_that_cannot_be_written_changes_no_status(
    error: object, case: str, evening: Path, tmp_path: Path
) -> None:
    (tmp_path / "evening.log").write_bytes(evening.read_bytes())
    expected, _, arguments = case.partition(" ")
    with error() as stderr:  # type: ignore[operator] # a function that is a parameter
        assert status(arguments, stderr, tmp_path) == int(expected)
    for written in {"a.json", "fleet.jsonl"} & set(arguments.split()):
        assert (tmp_path / written).stat().st_size > 0


@posix
@unwritable
def test_unbuffered_complaints_change_no_status_either(error: object, tmp_path: Path) -> None:
    with error() as stderr:  # type: ignore[operator] # a function that is a parameter
        assert status("nosuch.log", stderr, tmp_path, PYTHONUNBUFFERED="1") == 3


@posix
@unwritable
def test_neither_a_warning_nor_a_defect_that_cannot_be_told_has_another_status(error: object, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import warnings\nfrom hilog_avsession.cli import codes\n"
        "def broken(*_):\n    warnings.warn('careful')\n    raise ZeroDivisionError\ncodes.language_of = broken\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with error() as stderr:  # type: ignore[operator] # a function that is a parameter
        assert status("codes", stderr, tmp_path, PYTHONPATH=path) == 70
