"""From a TOML file to tables whose keys are checked: each mistake is noted with its place, and the reading goes on."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from ...errors import Mistake

_LARGEST = 4 << 20  # bytes; a catalogue of thousands of codes has less

_NAMES: dict[type, str] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    list: "an array",
    dict: "a table",
}

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


def read_toml(file: str) -> tuple[dict[str, Any], list[Mistake]]:
    """What a file holds, and what kept it from being read."""
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            return {}, [Mistake(file, "", f"larger than {_LARGEST >> 20} MiB")]
        return tomllib.loads(data.decode("utf-8")), []
    except OSError as error:
        return {}, [Mistake(file, "", f"cannot be read: {error.strerror or error}")]
    except UnicodeDecodeError as error:
        return {}, [Mistake(file, "", f"is no UTF-8: byte {error.start}")]
    except ValueError as error:
        return {}, [Mistake(file, "", f"no valid TOML: {error}")]
    except RecursionError:
        return {}, [Mistake(file, "", "no valid TOML: nested too deep")]


@dataclass
class Table:
    """One table on its way to a value: what is missing or wrong is noted, and something harmless taken for it."""

    file: str
    place: str  # `code[1].cause[2]`, or "" for the file itself
    content: dict[str, Any]
    mistakes: list[Mistake]
    entry: str = ""  # the name or number of what it describes, once it is known
    _asked: set[str] = field(default_factory=set)

    def note(self, key: str, reason: str) -> None:
        """Note a mistake in a key; "" stands for the table itself."""
        self.mistakes.append(Mistake(self.file, ".".join(filter(None, (self.place, key))), reason, self.entry))

    @property
    def mistaken(self) -> bool:
        """Whether something in this table or below is wrong."""
        return any(one.key == self.place or one.key.startswith(f"{self.place}.") for one in self.mistakes)

    def __contains__(self, key: str) -> bool:
        return key in self.content

    # ---- values ----

    def text(self, key: str, *, needed: bool = False, empty: bool = False) -> str:
        """A string, "" where it is missing."""
        found = self._take(key, str, needed=needed)
        if found is not None and not empty and not found.strip():
            self.note(key, "is empty")
        return found or ""

    def number(self, key: str, *, needed: bool = False) -> int | None:
        """A whole number."""
        return self._take(key, int, needed=needed)

    def flag(self, key: str) -> bool | None:
        """A truth value."""
        return self._take(key, bool)

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of some words."""
        found = self.text(key)
        if not found or found in list(choices):
            return choices(found) if found else None
        self.note(key, f"{found!r} is none of {', '.join(choices)}{near(found, choices)}")
        return None

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """One string or several."""
        if isinstance(self.content.get(key), str):
            return (self.text(key),)
        if key in self and not isinstance(self.content[key], list):
            self.allow(key)
            self.note(key, f"must be a string or an array of strings, not {_shown(self.content[key])}")
            return ()
        return self._several(key, str, lambda text: bool(text.strip()), needed=needed)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Several whole numbers."""
        return self._several(key, int, lambda _: True, needed=False)

    def table(self, key: str) -> Table | None:
        """A table inside this one."""
        found = self._take(key, dict)
        return None if found is None else self._inside(key, found)

    def tables(self, key: str) -> list[Table]:
        """Several tables inside this one, counted from 1."""
        found = self._several(key, dict, bool, needed=False)
        return [self._inside(f"{key}[{number}]", one) for number, one in enumerate(found, 1)]

    def allow(self, *keys: str) -> None:
        """Take keys for known that nobody needs here."""
        self._asked.update(keys)

    def done(self) -> None:
        """Note the keys that nobody has asked for."""
        for key in self.content:
            if key not in self._asked:
                self.note(key, f"unknown key{near(key, self._asked)}; known are {', '.join(sorted(self._asked))}")

    # ---- how they are taken ----

    def _inside(self, key: str, content: dict[str, Any]) -> Table:
        return Table(self.file, ".".join(filter(None, (self.place, key))), content, self.mistakes, self.entry)

    def _take(self, key: str, kind: type[Value], *, needed: bool = False) -> Value | None:
        self._asked.add(key)
        if key not in self.content:
            if needed:
                self.note(key, "is missing")
            return None
        found = self.content[key]
        if _is(found, kind):
            return found
        self.note(key, f"must be {_NAMES[kind]}, not {_shown(found)}")
        return None

    def _several(
        self, key: str, kind: type[Value], fits: Callable[[Value], bool], *, needed: bool
    ) -> tuple[Value, ...]:
        found: list[Any] = self._take(key, list, needed=needed) or []
        if key in self and self.content[key] == []:
            self.note(key, "is empty")
        wrong = [number for number, one in enumerate(found, 1) if not (_is(one, kind) and fits(one))]
        for number in wrong:
            self.note(f"{key}[{number}]", f"must be {_NAMES[kind]} that is not empty, not {_shown(found[number - 1])}")
        return () if wrong else tuple(found)


def _is(value: object, kind: type[Value]) -> TypeGuard[Value]:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def near(word: str, known: Iterable[str] | Mapping[str, object]) -> str:
    """A question for the known word that was perhaps meant, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {found[0]}?" if found else ""
