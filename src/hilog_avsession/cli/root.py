"""The root of the command line: it takes the language before anything is parsed, for help and errors need it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from .language import language_of, take_language


class Root(TyperGroup):
    """The group of all commands, which helps and complains in the language of the run."""

    def main(self, args: Sequence[str] | None = None, *others: Any, **named: Any) -> Any:
        """Run a command line, by default that of the process."""
        take_language(sys.argv[1:] if args is None else args)
        if language_of() != "zh":
            return super().main(args, *others, **named)
        from .chinese import run_in_chinese

        return run_in_chinese(self, super().main, args, *others, **named)
