"""Paths that the system does not let this program follow: an error names them, whatever they were given for."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from hilog_avsession.output.paths import is_hidden, real_path
from hilog_avsession.reading.sources.folders import lies_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such links")

DENIED = "Permission denied"
Call = Callable[..., Any]


@pytest.fixture
def locked(evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder behind a link that must not be followed, as `/proc/1/root` is; root may follow every other link."""
    (tmp_path / "a.log").write_bytes(evening.read_bytes())
    (tmp_path / "locked").symlink_to("elsewhere")
    denied = str(tmp_path / "locked")

    def refusing(call: Call, *, of_the_link: bool) -> Call:
        def refuse(path: Any, *arguments: Any, **named: Any) -> Any:
            whole = os.path.abspath(os.fspath(path)) if isinstance(path, str | os.PathLike) else ""
            if whole.startswith(denied + os.sep) or (of_the_link and whole == denied):
                raise PermissionError(13, DENIED, os.fspath(path))
            return call(path, *arguments, **named)

        return refuse

    for module, name in ((os, "stat"), (os, "lstat"), (os, "readlink"), (os, "mkdir"), (os, "open"), (io, "open")):
        monkeypatch.setattr(module, name, refusing(getattr(module, name), of_the_link=name != "lstat"))
    monkeypatch.setattr("builtins.open", io.open)
    monkeypatch.setattr(os, "access", lambda path, _mode: denied not in os.path.abspath(path))
    return tmp_path


WAYS = {
    "an output": (["a.log", "-o", "locked/x.html"], 2, "no file can be written in"),
    "an output below a folder": (["a.log", "-o", "locked/new/x.html"], 2, "no file can be written in"),
    "an output of another command": (["codes", "-o", "locked/x.json"], 2, "no file can be written in"),
    "a folder for reports": (["a.log", "--each", "locked/x"], 2, "no folder can be made there"),
    "a stored report": (["render", "locked/x.json"], 3, "locked/x.json: "),
    "several stored reports": (["merge", "locked/x.json", "locked/y.json"], 3, "locked/x.json: "),
    "a folder for a fleet": (["fleet", "a.log", "-o", "locked/x"], 2, "choose another folder"),
    "a fleet": (["fleet", "report", "locked/x"], 3, f"cannot be opened: {DENIED}"),
    "two fleets": (["fleet", "diff", "locked/x", "locked/y"], 3, f"cannot be opened: {DENIED}"),
    "a capture": (["fleet", "locked/x.log", "-o", "night"], 3, f"cannot be opened: {DENIED}"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_path_that_cannot_be_followed_is_an_error_that_names_it(way: str, locked: Path, run_here: Run) -> None:
    arguments, status, said = WAYS[way]
    done = run_here(*arguments, status=status)
    assert said in done.err
    assert "locked/" in done.err
    assert "there is no" not in done.err
    assert "no such" not in done.err
    assert "Traceback" not in done.err


def test_a_path_is_followed_as_far_as_the_system_allows(locked: Path) -> None:
    (locked / "link").symlink_to(locked / "a.log")
    assert real_path(str(locked / "link")) == str(locked / "a.log")
    assert real_path(str(locked / "locked" / "x")) == str(locked / "locked" / "x")
    assert lies_in(str(locked / "link"), str(locked))
    assert not lies_in(str(locked / "locked" / "x"), str(locked))
    assert is_hidden(str(locked / "locked" / "x"))
    assert not is_hidden(str(locked / "missing"))
    assert not is_hidden("a\0b")
