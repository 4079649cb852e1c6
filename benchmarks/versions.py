"""The versions of the tool that are measured: that of this checkout, and one before it."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PYTHONS = (".venv/bin/python", "venv/bin/python", ".venv/Scripts/python.exe")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the tool: the Python that runs it, and the variables with which that Python finds it."""

    python: str
    env: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        """Return what starts it."""
        return [self.python, "-m", "hilog_avsession", *arguments]


def _of_checkout(folder: Path, python: str) -> Version:
    path = os.pathsep.join(filter(None, (str(folder / "src"), os.environ.get("PYTHONPATH", ""))))
    return Version(python, {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""})  # bytecode is cached, as usual


HERE = _of_checkout(_ROOT, sys.executable)  # without installing it


def version_at(place: Path) -> Version:
    """Return the version of another checkout, or the one that a Python has installed. Raises ValueError if none is."""
    if place.is_file():
        return Version(str(place.absolute()), {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""})
    found = next((place / name for name in _PYTHONS if (place / name).is_file()), None)
    if found is None:
        raise ValueError(f"{place} is neither a Python nor a checkout with its environment in .venv")
    return _of_checkout(place.absolute(), str(found.absolute()))


def add_before(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the option `--before`, which names a version."""
    forms = "a checkout with its environment in .venv, or a Python that has it installed"
    parser.add_argument("--before", type=_version_argument, metavar="CHECKOUT", help=f"{what}: {forms}")


def _version_argument(text: str) -> Version:
    try:
        return version_at(Path(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
