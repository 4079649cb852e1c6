"""How much an input may unpack to before it counts as a bomb or a mistake, and how much of that a run has used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ...errors import WrongUsage
from ...model.arguments import is_text, several, whole
from ...model.inputs import InputError
from ...model.messages.inputs import Problem, Value
from ...model.patterns import lazy
from ...phrases import Phrase

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SETTING = lazy(r"(?P<name>[a-z-]+)=(?P<number>\d{1,15})(?P<unit>[KMGT]?)", re.IGNORECASE)


class Limits(NamedTuple):
    """Bounds on packed data; a file that is not packed may have any size. `--limit` takes the same names."""

    total: int = 64 << 30  # bytes that all inputs unpack to, every level of nesting counted
    member: int = 16 << 30  # bytes that one packed file unpacks to
    ratio: int = 250  # unpacked to packed bytes of a file or an archive, if many; logs reach 8 to 12, seldom 100
    files: int = 50_000  # files in all folders and archives
    depth: int = 5  # containers inside each other
    held: int = 64 << 20  # bytes of an archive that is held in memory because it cannot be read from front to back
    window: int = 256 << 20  # bytes of memory that unpacking one file takes; `xz -9` needs 64 MiB, `zstd --ultra` 128
    line: int = 16 << 10  # bytes of a line; hilog prints at most 4,095 and a header

    @classmethod
    def parse(cls, settings: str | Iterable[str]) -> Limits:
        """Change the bounds by one or several texts such as `ratio=1000` or `member=32G`. Raises WrongUsage."""
        names = cls._fields
        changed: dict[str, int] = {}
        for setting in several("settings", settings, is_text, "texts such as 'ratio=1000'"):
            match = _SETTING.fullmatch(setting)
            if match is None or match["name"] not in names or not int(match["number"]):
                raise WrongUsage(
                    "{setting!r} is not a limit; write NAME=NUMBER, where NAME is one of {names}, "
                    "and NUMBER is above 0 and may end with K, M, G or T",
                    setting=setting,
                    names=names,
                )
            changed[match["name"]] = int(match["number"]) * _UNITS[match["unit"].upper()]
        return cls()._replace(**changed)

    def check(self) -> None:
        """Raise WrongUsage for a bound that is not a whole number above 0."""
        for name, bound in self._asdict().items():
            whole(Phrase("the limit {name}", name=name), bound, 1)


class TooMuch(Exception):
    """A file or an archive as a whole exceeds a limit."""

    def __init__(self, error: InputError) -> None:
        super().__init__(error.message)
        self.error = error


RATIO_FROM = 64 << 20  # bytes; less is harmless at any ratio


class Whole:
    """How much the contents of one file unpack to together, at every level of nesting."""

    def __init__(self, size: Callable[[], int]) -> None:
        self.size, self.unpacked = size, 0  # of the file, as far as it is known
        self.error: InputError | None = None  # if that is too much


class Budget:
    """How much a whole run has used of its limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._used = {"bytes": 0, "files": 0}

    def add(self, what: str, amount: int) -> int:
        """Count `bytes` or `files`; return their number so far."""
        self._used[what] += amount
        return self._used[what]

    def count_file(self) -> InputError | None:
        """Count one file of a folder or an archive; return an error if it is one too many."""
        if self.add("files", 1) <= self.limits.files:
            return None
        return too_many_files(self.limits)

    def spend(
        self, size: int, unpacked: int = 0, packed: int = 0, whole: Whole | None = None
    ) -> tuple[int, InputError | None]:
        """Count the `size` bytes just unpacked from a file, `unpacked` bytes with those before, of a `whole`.

        Return how many of the `size` bytes may be used, and an error if that is not all of them.
        """
        used, limits = self.add("bytes", size), self.limits
        rooms = {
            "member": limits.member - unpacked,
            "total": limits.total - used,
            "ratio": max(RATIO_FROM, packed * limits.ratio) - unpacked,
        }
        if whole is not None:
            whole.unpacked += size
            rooms["whole"] = max(RATIO_FROM, whole.size() * limits.ratio) - whole.unpacked
        name = min(rooms, key=rooms.__getitem__)
        if rooms[name] >= 0:
            return size, None
        if name == "ratio":
            error = exceeded(Problem.LARGE_RATIO, name, limits.ratio, ratio=limits.ratio)
        elif whole is not None and name == "whole":
            error = whole.error = exceeded(Problem.LARGE_WHOLE, "ratio", limits.ratio, ratio=limits.ratio)
        else:
            limit, problem = getattr(limits, name), Problem.LARGE_MEMBER if name == "member" else Problem.LARGE_TOTAL
            error = exceeded(problem, name, limit, size=_size(limit))
        return max(size + rooms[name], 0), error


def too_many_files(limits: Limits) -> InputError:
    """Return the error of a folder or an archive with more files than the limit."""
    return exceeded(Problem.TOO_MANY_FILES, "files", limits.files, files=limits.files)


def large_window(limits: Limits) -> TooMuch:
    """Return the exception for packed data that takes more memory to unpack than the limit."""
    return TooMuch(exceeded(Problem.LARGE_WINDOW, "window", limits.window, size=_size(limits.window)))


def exceeded(problem: Problem, name: str, limit: int, **values: Value) -> InputError:
    """Return the error of an input that exceeds the limit with a name; its hint is the option that raises the limit."""
    return InputError.of(problem, option=f"{name}={_option(4 * limit)}", **values)


def _option(number: int) -> str:
    unit = _unit(number)
    return f"{number // _UNITS[unit]}{unit}" if number % _UNITS[unit] == 0 else str(number)


def _size(number: int) -> str:
    unit = _unit(number)
    return f"{number / _UNITS[unit]:.4g} {unit}{'i' if unit else ''}B"


def _unit(number: int) -> str:
    """Return the largest unit that fits into a number."""
    return next((unit for unit in "TGMK" if number >= _UNITS[unit]), "")
