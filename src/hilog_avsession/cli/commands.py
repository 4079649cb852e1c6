"""The commands, each with its line in the help; the rest of a command is loaded when it is called.

The module of a command has its name and keeps it in `app`. To add a command, write such a module and add a row here, in
the order of the help; `doctor.py` is the simplest.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
import typer.main

COMMANDS: Mapping[str, str] = {
    "analyze": "Diagnose one or more logs and print one report.",
    "watch": "Watch the log of a device, a pipe or a growing file.",
    "view": "Look through logs and stored reports on the screen.",
    "diff": "Compare two logs: what is new, gone or changed.",
    "render": "Write a stored report in other formats.",
    "merge": "Add up stored reports.",
    "doctor": "Check hdc, the device and its log settings.",
    "explain": "Explain error codes, native numbers and symbols.",
    "fleet": "Diagnose thousands of captures, with tables.",
    "codes": "List the catalogue of error codes.",
}


def new_app(**settings: Any) -> typer.Typer:
    """Return what a module registers its command with, or the commands of its group."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, **settings)


def make_command(name: str) -> Any:
    """Load the module of a command and return the command with its options."""
    return typer.main.get_command(import_module(f".{name}", __package__).app)
