"""Whatever a user's file or the lines that it reads contain: the result is mistakes or a report, never a crash."""

from __future__ import annotations

import copy
import datetime
import io
import pathlib
import random
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import examples
from hilog_avsession import custom
from hilog_avsession.custom import load_file
from hilog_avsession.custom.statements import _FACT_GROUPS, _FAILURE_GROUPS, _NUMBER_GROUPS
from hilog_avsession.model.events import FactKind
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from test_custom import WHOLE

CONTENT = tomllib.loads(WHOLE)
ODD: tuple[Any, ...] = (
    *(5, -1, 0, 10**30, -1022, True, 1.5, datetime.date(2026, 1, 1)),
    *("", "x", "\x00", "(", "(?P<code>.*)", "é" * 50, "session-destroyed", "6600101"),
    *([], {}, ["x"], ["a", "a"], [1], [[]], [{}], {"x": 1}),
)
Path = tuple[str | int, ...]


def places(node: object, path: Path = ()) -> Iterator[Path]:
    """Yield the places of all values in a document."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


@given(st.sampled_from(list(places(CONTENT))), st.sampled_from([*ODD, ...]))
@examples(2)
def test_an_odd_value_is_a_mistake_or_accepted(path: Path, value: Any) -> None:
    content = copy.deepcopy(CONTENT)
    table: Any = content
    for key in path[:-1]:
        table = table[key]
    if value is ...:
        del table[path[-1]]
    else:
        table[path[-1]] = copy.deepcopy(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(custom, "read_toml", lambda _: (content, []))
        loaded = load_file("team.toml")
    assert all(mistake.file == "team.toml" and mistake.reason for mistake in loaded.mistakes)


DEEP = {
    "dotted": ".".join("a" * 40_000) + " = 1\n",
    "quoted": '"a" . ' * 20_000 + "'b' = 1\n",
    "a table": "[" + ".".join("a" * 40_000) + "]\n",
    "arrays": "a = " + "[" * 40_000,
    "many": "".join(f"{'a.' * 100}x{n} = 1\n" for n in range(400)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_file_that_nests_too_deeply_is_a_mistake_before_it_takes_memory(text: str, tmp_path: pathlib.Path) -> None:
    """80 kB took 6 GB."""
    (tmp_path / "team.toml").write_text(text, "utf-8")
    (mistake,) = load_file(tmp_path / "team.toml").mistakes
    assert "nested too deeply" in str(mistake.reason)


def test_a_long_word_and_dots_in_a_text_are_read_in_no_time(tmp_path: pathlib.Path) -> None:
    long = "a" * (1 << 20)
    (tmp_path / "team.toml").write_text(f'title = "{long} {". " * 1000}"\n' + "#" + '"' * (1 << 20), "utf-8")
    assert "deeply" not in str(load_file(tmp_path / "team.toml").mistakes)


# ---- lines -----------------------------------------------------------------------------------------------------------

VALUES = (
    *("1", "-5", "0", "9" * 20, "1" * 19, "x", "", "é", "*", "abc\\", "active", "10001"),
    *("0C4******6E6", "A" * 64, "0C4", "6600101", "-1022", "1003", "1022", "ERR_SESSION_NOT_EXIST", "setAVMetadata"),
)
STATED = {"code": "6600101", "native": "-1022", "cast": "1003", "radar": "1022", "symbol": "ERR_SESSION_NOT_EXIST"}


def statement(name: str, groups: list[str], example: str, **keys: object) -> dict[str, Any]:
    """Return a statement whose groups capture any text."""
    return {
        "name": name,
        "tag": "T",
        "needle": f"{name} tells",
        "pattern": f"{name} tells " + "".join(rf"(?:{group}=(?P<{group}>[^;]*);)?" for group in groups),
        "example": f"{name} tells {example}",
        "decoy": f"{name} tells nothing",
        **keys,
    }


def test_groups_that_capture_anything_cause_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = sorted(_FACT_GROUPS)
    whole = "".join(f"{group}={'0C4******6E6' if group == 'session' else '1'};" for group in facts)
    groups = {f"fact-{kind}": facts for kind in FactKind}
    others = sorted(_FAILURE_GROUPS - _NUMBER_GROUPS)
    groups |= {f"failure-{number}": [number, *others] for number in sorted(_NUMBER_GROUPS)}
    statements = [statement(f"fact-{kind}", facts, whole, learns=str(kind)) for kind in FactKind]
    statements += [
        statement(f"failure-{number}", [number, *others], f"{number}={value};") for number, value in STATED.items()
    ]
    monkeypatch.setattr(custom, "read_toml", lambda _: ({"statement": statements}, []))
    loaded = load_file("team.toml")
    assert loaded.mistakes == ()
    dice = random.Random(6)
    lines = []
    for number in range(3000):
        name = dice.choice(list(groups))
        told = "".join(f"{group}={dice.choice(VALUES)};" for group in groups[name] if dice.random() < 0.5)
        lines.append(
            f"11-06 19:{number // 600:02}:{number // 10 % 60:02}.{number % 10}00  {dice.randint(1, 9)}00  7 E"
            f" A00F00/T: {name} tells {told}\n"
        )
    report = diagnose([io.BytesIO("".join(lines).encode())], Options(ruleset=loaded.ruleset))
    assert report.counts.incidents
    assert report.counts.sessions
    assert report.lines.records == 3000
