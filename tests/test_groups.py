"""Groups of options: a command takes a value for each, and its help shows every option of them."""

from __future__ import annotations

from inspect import signature
from typing import Annotated, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from hilog_avsession.cli import analyze, diff
from hilog_avsession.cli.arguments import Reading, Selection
from hilog_avsession.cli.groups import with_groups
from hilog_avsession.cli.redacting import Redacting


class Size(NamedTuple):
    width: Annotated[int, typer.Option("--width", help="Columns.")] = 80
    height: Annotated[int, typer.Option("--height", help="Lines.")] = 24


class Names(NamedTuple):
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...")] = None


@with_groups
def show(names: Names, size: Size, loud: Annotated[bool, typer.Option("--loud")] = False) -> None:
    """Show what was taken."""
    typer.echo(f"{names} {size} {loud}")


app = typer.Typer(rich_markup_mode=None)
app.command()(show)


@pytest.mark.parametrize(
    ("arguments", "taken"),
    [
        ([], (Names(), Size(), False)),
        (["a", "--height", "3", "b"], (Names(["a", "b"]), Size(height=3), False)),
        (["--loud", "--width", "7"], (Names(), Size(width=7), True)),
    ],
)
def test_a_command_takes_a_value_for_each_group(arguments: list[str], taken: tuple[object, ...]) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.output == " ".join(map(str, taken)) + "\n"


def test_help_shows_the_options_of_a_group_and_not_the_group() -> None:
    text = CliRunner().invoke(app, ["--help"]).output
    assert "Columns." in text
    assert "--height" in text
    assert "--size" not in text


@pytest.mark.parametrize("command", [analyze.analyze, diff.diff], ids=["analyze", "diff"])
def test_commands_that_read_logs_share_their_options(command: object) -> None:
    assert {*Selection._fields, *Reading._fields, *Redacting._fields} <= signature(command).parameters.keys()  # type: ignore[arg-type]
