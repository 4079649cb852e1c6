"""The library: its public names are frozen and described, and the example of their use runs."""

from __future__ import annotations

import ast
import inspect
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import hilog_avsession
from bless_api import PAGE, surface
from conftest import LOGS, ROOT

EXAMPLE = ROOT / "examples" / "usage.py"
PUBLIC = {name: getattr(hilog_avsession, name) for name in hilog_avsession.__all__}
CLASSES = [one for one in PUBLIC.values() if inspect.isclass(one)]


def test_the_public_names_are_those_that_were_promised() -> None:
    assert surface() == PAGE.read_text("utf-8"), "run python tests/bless_api.py, and tell in CHANGELOG.md what changed"


def test_type_checkers_see_each_public_name_where_it_is_loaded_from() -> None:
    source = ast.parse(Path(hilog_avsession.__file__).read_text("utf-8"))
    (block,) = (node for node in source.body if isinstance(node, ast.If))
    seen = {
        node.module: sorted(alias.name for alias in node.names if alias.name == alias.asname)
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.level
    }
    assert seen == {module: sorted(names) for module, names in hilog_avsession._HOMES.items()}


def test_every_public_name_is_there_and_listed() -> None:
    assert dir(hilog_avsession) == sorted(hilog_avsession.__all__)
    assert all(hasattr(hilog_avsession, name) for name in hilog_avsession.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'analyse'"):
        hilog_avsession.analyse  # noqa: B018


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_public_class_and_method_is_described(kind: type) -> None:
    own = {name: member for name, member in vars(kind).items() if not name.startswith("_")}
    methods = [name for name, member in own.items() if isinstance(member, property | staticmethod | classmethod)]
    methods += [name for name, member in own.items() if inspect.isfunction(member)]
    for described in (kind, *(getattr(kind, name) for name in methods if not isinstance(own[name], property))):
        text = vars(described).get("__doc__") if inspect.isclass(described) else inspect.getdoc(described)
        assert text, described
        assert not text.startswith(f"{kind.__name__}("), "made by the machine"
    assert all(own[name].__doc__ for name in methods if isinstance(own[name], property))


@pytest.mark.parametrize("name", ["analyze", "iter_incidents", "explain", "catalog"])
def test_every_parameter_of_a_function_is_described(name: str) -> None:
    function: Any = getattr(hilog_avsession, name)
    text = inspect.getdoc(function) or ""
    parameters = inspect.signature(function).parameters.values()
    named = {one.name for one in parameters if one.kind is not one.VAR_POSITIONAL} - {"source", "code"}
    assert [one for one in named if f"`{one}`" not in text] == []  # the others are the first sentence's


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (hilog_avsession.analyze, "UnreadableInput"),
        (hilog_avsession.analyze, "WrongUsage"),
        (hilog_avsession.iter_incidents, "UnreadableInput"),
        (hilog_avsession.explain, "UnknownCode"),
        (hilog_avsession.Report.merge, "WrongUsage"),
        (hilog_avsession.Report.to_frame, "WrongUsage"),
    ],
)
def test_what_a_function_raises_is_said(function: Any, error: str) -> None:
    assert f"Raises {error}" in " ".join((inspect.getdoc(function) or "").split())


def test_every_error_is_of_one_kind() -> None:
    errors = [one for one in CLASSES if issubclass(one, Exception)]
    assert len(errors) >= 4
    assert all(issubclass(one, hilog_avsession.HilogAvsessionError) for one in errors)


def example(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, EXAMPLE, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


@pytest.mark.parametrize("text", [b"", (LOGS / "quiet.log").read_bytes()], ids=["empty", "quiet"])
def test_the_example_of_use_copes_with_a_log_without_incidents(text: bytes, tmp_path: Path) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(text)
    done = example(str(log))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 incidents in ")


def test_the_example_of_use_says_what_the_log_holds(evening: Path) -> None:
    done = example(str(evening))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "11 incidents in 188 lines",
        "[('com.example.radio', 6), ('com.example.cinema', 4)]",
        "4 x 6600107 Controller sent more than ten commands in a second",
        "    Throttle `sendControlCommand`, `sendCommonCommand` and `getExtras` with one common limiter.",
        "['11-06 19:30:00.545 6600107', '11-06 19:30:00.585 6600107']",
        "6600107 Too many commands or events | "
        "unknown; perhaps ERR_SESSION_IS_EXIST or ERR_SESSION_NOT_EXIST or ERR_SESSION_LISTENER_EXIST",
        "11 codes of the session itself",
        "22 incidents on two devices",
        "0 changes since the stored report",
        "[5, 1, 0, 0, 1, 4]",
        "{'failure': 11, 'created': 2, 'controller-created': 2}",
    ]


def test_the_example_of_use_tells_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    done = example(str(tmp_path / "missing.log"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "missing.log: no such file" in done.stderr


def test_the_example_of_use_is_type_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    assert "examples" in settings["files"]
    assert settings["strict"] is True
