"""Read TOML files as tables whose keys are checked: each mistake is noted with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from ...errors import Mistake, reason_of
from ...model.patterns import lazy
from ...model.spelling import most_alike
from ...phrases import Phrase, did_you_mean

_LARGEST = 4 << 20  # bytes; a catalogue of thousands of codes has less

# a key with this many parts between dots; `tomllib` takes memory that grows with the square of their number
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = lazy(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{32}}")

_NAMES: dict[type, Phrase] = {
    str: Phrase("a string"),
    int: Phrase("a whole number"),
    bool: Phrase("true or false"),
    list: Phrase("an array"),
    dict: Phrase("a table"),
}

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


def read_toml(path: str | Path) -> tuple[dict[str, Any], list[Mistake]]:
    """Return what a file holds, and the mistake that kept it from being read."""
    import tomllib

    file = str(path)
    try:
        with Path(path).open("rb") as opened:
            data = opened.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            return {}, [Mistake(file, "", Phrase("larger than {size} MiB", size=_LARGEST >> 20))]
        text = data.decode("utf-8")
        if _LONG_KEY.search(text):
            raise RecursionError
        return tomllib.loads(text), []
    except OSError as error:
        return {}, [Mistake(file, "", Phrase("cannot be read: {error}", error=reason_of(error)))]
    except UnicodeDecodeError as error:
        return {}, [Mistake(file, "", Phrase("is not UTF-8: byte {byte}", byte=error.start))]
    except ValueError as error:
        return {}, [Mistake(file, "", Phrase("not valid TOML: {error}", error=str(error)))]
    except RecursionError:
        return {}, [Mistake(file, "", Phrase("not valid TOML: nested too deeply"))]


class Table:
    """One TOML table being read. A missing or wrong value is noted, and a harmless one returned in its place."""

    def __init__(
        self, file: str, place: str, content: dict[str, Any], mistakes: list[Mistake], entry: str = ""
    ) -> None:
        self.file = file
        self.place = place  # `code[1].cause[2]`, or "" for the file itself
        self.content = content
        self.mistakes = mistakes  # of the whole file
        self.entry = entry  # the name or number of what the table describes, once it is known
        self._known: set[str] = set()

    def note(self, key: str, reason: str, /, **values: object) -> None:
        """Note a mistake in a key; "" stands for the table itself. `values` are those that the reason names."""
        reason = reason if isinstance(reason, Phrase) else Phrase(reason, **values)
        self.mistakes.append(Mistake(self.file, ".".join(filter(None, (self.place, key))), reason, self.entry))

    @property
    def has_mistakes(self) -> bool:
        """Whether something in this table or below is wrong."""
        return any(mistake.key == self.place or mistake.key.startswith(f"{self.place}.") for mistake in self.mistakes)

    def __contains__(self, key: str) -> bool:
        return key in self.content

    # ---- values ----

    def text(self, key: str, *, needed: bool = False, empty: bool = False) -> str:
        """Return a string, or "" if it is missing. `empty`: it may be empty."""
        value = self._value(key, str, needed=needed)
        if value is not None and not empty and not value.strip():
            self.note(key, "is empty")
        return value or ""

    def number(self, key: str, *, needed: bool = False) -> int | None:
        """Return a whole number."""
        return self._value(key, int, needed=needed)

    def flag(self, key: str) -> bool | None:
        """Return a truth value."""
        return self._value(key, bool)

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """Return a member of an enum."""
        value = self.text(key)
        return self._member(key, value, choices) if value else None

    def choices(self, key: str, choices: type[Choice]) -> tuple[Choice, ...]:
        """Return several members of an enum."""
        members = (self._member(key, value, choices) for value in self.texts(key))
        return tuple(member for member in members if member is not None)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return one string or several."""
        if isinstance(self.content.get(key), str):
            return (self.text(key),)
        if key in self and not isinstance(self.content[key], list):
            self.allow(key)
            self.note(key, "must be a string or an array of strings, not {value}", value=_shown(self.content[key]))
            return ()
        return self._values(key, str, lambda text: bool(text.strip()), needed=needed)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return several whole numbers."""
        return self._values(key, int, lambda _: True, needed=False)

    def table(self, key: str, *, needed: bool = False) -> Table | None:
        """Return a table inside this one."""
        content = self._value(key, dict, needed=needed)
        return None if content is None else self._inside(key, content)

    def needed_table(self, key: str) -> Table:
        """Return a table inside this one that must be there, or an empty table if it is missing."""
        return self.table(key, needed=True) or self._inside(key, {})

    def tables(self, key: str) -> list[Table]:
        """Return several tables inside this one, counted from 1."""
        contents = self._values(key, dict, bool, needed=False)
        return [self._inside(f"{key}[{number}]", content) for number, content in enumerate(contents, 1)]

    def allow(self, *keys: str) -> None:
        """Accept keys that are not read here."""
        self._known.update(keys)

    def note_unknown_keys(self) -> None:
        """Note the keys that were neither read nor allowed."""
        for key in self.content:
            if key not in self._known:
                known = tuple(sorted(self._known))
                self.note(
                    key, "unknown key; the keys are {known}{guess}", guess=suggestion(key, self._known), known=known
                )

    # ---- how they are read ----

    def _inside(self, key: str, content: dict[str, Any]) -> Table:
        return Table(self.file, ".".join(filter(None, (self.place, key))), content, self.mistakes, self.entry)

    def _member(self, key: str, value: str, choices: type[Choice]) -> Choice | None:
        if value in list(choices):
            return choices(value)
        guess = suggestion(value, choices)
        self.note(key, "{value!r} is none of {choices}{guess}", value=value, choices=tuple(choices), guess=guess)
        return None

    def _value(self, key: str, kind: type[Value], *, needed: bool = False) -> Value | None:
        self._known.add(key)
        if key not in self.content:
            if needed:
                self.note(key, "is missing")
            return None
        value = self.content[key]
        if _is(value, kind):
            return value
        self.note(key, "must be {kind}, not {value}", kind=_NAMES[kind], value=_shown(value))
        return None

    def _values(self, key: str, kind: type[Value], fits: Callable[[Value], bool], *, needed: bool) -> tuple[Value, ...]:
        values: list[Any] = self._value(key, list, needed=needed) or []
        if key in self and self.content[key] == []:
            self.note(key, "is empty")
        wrong = [number for number, value in enumerate(values, 1) if not (_is(value, kind) and fits(value))]
        for number in wrong:
            self.note(
                f"{key}[{number}]",
                "must be {kind} that is not empty, not {value}",
                kind=_NAMES[kind],
                value=_shown(values[number - 1]),
            )
        return () if wrong else tuple(values)


def _is(value: object, kind: type[Value]) -> TypeGuard[Value]:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def suggestion(word: str, known: Iterable[str]) -> Phrase:
    """Return the question whether a similar known word was meant, or an empty text."""
    return did_you_mean(most_alike(word, known, 1))
