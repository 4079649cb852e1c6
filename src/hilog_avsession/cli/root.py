"""The root of the command line: it finds the language before anything is parsed, and adds a missing command.

It knows the name of each command and its line in the help; a command is made when it is called.
`hilog-avsession device.log` stands for `hilog-avsession analyze device.log`. A plain word that is neither a command nor
a file is a mistyped command; a file that has the name of a command needs `analyze`.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from ..errors import WrongUsage
from .commands import COMMANDS, make_command
from .language import language_of, take_language
from .suggestions import COMMAND, is_mistyped

_DEFAULT = "analyze"
_NUMBERS = {"int": "whole number", "int range": "whole number", "float": "number", "float range": "number"}
_NOTHING = re.compile(r"(?:--debug |--lang[= ](?:en|zh) )*")  # arguments that name no command or input
_DASHED = re.compile(r"-[^-].*\..*", re.DOTALL)  # a file name that would be read as an option
_CODE = re.compile(r"-?\d{3,7}")  # a public code or a native number


class Root(TyperGroup):
    """The group of all commands, which helps and complains in the language of the run."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, line in COMMANDS.items():
            self.add_command(TyperCommand(name, short_help=line))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # click's Context, which typer may bundle
        """Add the command `analyze` where inputs or options of it stand without one.

        Raises WrongUsage for an empty argument, for a file that would be read as an option, for a code, for a word that
        is neither a file nor like a command, and for a log that is piped in without any argument.
        """
        if not ctx.resilient_parsing:
            _refuse_empty(args)
            _refuse_dashed(args)
        start = self._after_own_options(args)
        if not ctx.resilient_parsing and _NOTHING.fullmatch(" ".join((*args, ""))):
            _refuse_piped()
            args = []  # then the help is shown
        if start < len(args) and not self._is_command(args[start]):
            if not ctx.resilient_parsing:  # as for the completion of a line that is not finished
                self._check(args[start])
            args = [*args[:start], _DEFAULT, *args[start:]]
        return super().parse_args(ctx, args)

    def _after_own_options(self, args: Sequence[str]) -> int:
        """Return the position of the first argument that is not an option of the group itself."""
        takes_value = {
            name: not getattr(parameter, "is_flag", False) for parameter in self.params for name in parameter.opts
        }
        takes_value |= dict.fromkeys(("-h", "--help"), False)
        at = 0
        while at < len(args) and (name := args[at].partition("=")[0]) in takes_value:
            at += 1 + (takes_value[name] and name == args[at])
        return at

    def _is_command(self, word: str) -> bool:
        """Tell whether a word is a command, or one that is mistyped, for which typer suggests the right one."""
        return word in self.commands or is_mistyped(word, self.commands)

    def _check(self, word: str) -> None:
        """Raise WrongUsage for a word that was hardly meant as an input."""
        if os.path.exists(word):
            return
        if _CODE.fullmatch(word):
            raise WrongUsage("there is no file {code}; to look up a code: hilog-avsession explain {code}", code=word)
        if COMMAND.fullmatch(word):
            raise WrongUsage(
                "{word}: neither a command nor a file; the commands are {commands}",
                word=word,
                commands=tuple(self.commands),
            )

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the name of the command that is called, the command with its options, and its arguments."""
        name, known, rest = super().resolve_command(ctx, args)
        if name is None or known is None:  # in the completion of a line that is not finished
            return name, known, rest
        command = make_command(name)
        _name_numbers(command)
        if language_of() == "zh":
            from .chinese import teach

            teach(command)
        return name, command, rest

    def main(self, args: Sequence[str] | None = None, *others: Any, **named: Any) -> Any:
        """Run a command line, by default that of the process."""
        take_language(sys.argv[1:] if args is None else args)
        if language_of() != "zh":
            return super().main(args, *others, **named)
        from .chinese import run_in_chinese

        return run_in_chinese(self, super().main, args, *others, **named)


def _name_numbers(command: Any) -> None:
    """Give the types of numbers plain names: typer would say that something `is not a valid int range`."""
    for parameter in command.params:
        name = parameter.type.name
        if name in _NUMBERS:
            parameter.type.name = _NUMBERS[name]
    for inside in getattr(command, "commands", {}).values():
        _name_numbers(inside)


def _refuse_piped() -> None:
    """Raise WrongUsage if a log is piped in, for which there is no command."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:  # closed
        return
    if stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode):
        raise WrongUsage("no command; to analyze the log that is piped in: hilog-avsession analyze -")


def _refuse_empty(args: Sequence[str]) -> None:
    """Raise WrongUsage for an argument that holds nothing: `--since "$FROM"` must not mean the whole log."""
    for before, word in zip(("", *args), args, strict=False):
        option = word or before
        if word and not (word.startswith("--") and word.endswith("=")):
            continue
        if option.startswith("-"):
            raise WrongUsage(
                "the argument after {option} is empty; perhaps a variable of the shell is not set", option=option
            )
        raise WrongUsage("an argument is empty; perhaps a variable of the shell is not set")


def _refuse_dashed(args: Sequence[str]) -> None:
    """Raise WrongUsage for a file whose name would be read as an option: `hilog-avsession *.log` may find one."""
    for word in args[: args.index("--")] if "--" in args else args:
        if _DASHED.fullmatch(word) and os.path.exists(word):
            raise WrongUsage(
                "{word}: begins like an option; write {file!q} to read the file of this name",
                word=word,
                file=f"./{word}",
            )
