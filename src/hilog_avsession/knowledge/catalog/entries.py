"""The values of the catalogue: codes, their causes, native numbers and the texts about them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from ...model.arguments import one, one_or_none
from ...model.arguments import word as checked_word
from ...model.story import StoryKind

LANGUAGES = ("en", "zh")


class Interface(StrEnum):
    """An object of the API."""

    SESSION = "session"
    CONTROLLER = "controller"
    MANAGER = "manager"


class Assumed(StrEnum):
    """When a cause is assumed although no line of the log names it."""

    ALWAYS = "always"
    SESSION_ENDED = "session-ended"  # if the session had ended
    CAST_CONTROLLER = "cast-controller"  # if only cast controllers have the interface


class Text(NamedTuple):
    """The texts about a code, in one language."""

    title: str
    description: str
    causes: tuple[str, ...]
    steps: tuple[str, ...]
    note: str | None = None


class CauseText(NamedTuple):
    """The texts about a cause of a code, in one language."""

    title: str
    steps: tuple[str, ...]
    note: str | None = None


class Cause(NamedTuple):
    """One of the causes of a code that a log can distinguish."""

    id: str
    natives: tuple[int, ...]  # of AVSession
    cast_numbers: tuple[int, ...]  # of the cast engine
    texts: Mapping[str, CauseText]
    assumed: Assumed | None = None
    preceded_by: tuple[StoryKind, ...] = ()  # events of the story that are shown as its reason; they choose nothing
    cast_reasons: tuple[str, ...] = ()  # reasonCode of the cast engine's OnDeviceStateChange
    cast_refused: bool = False  # stands for a cast that was refused without a reason
    from_c_api: bool = False  # names only where the code comes from: the C API hides the failure's own code

    def text(self, lang: str = "en") -> CauseText:
        """Return the words in a language, `en` or `zh`. Raises WrongUsage for another."""
        return self.texts[checked_word("a language", lang, LANGUAGES)]


class CodeEntry(NamedTuple):
    """One public error code. `message` is the text that the interface declares; `message_variants` occur in logs."""

    number: int
    category: str
    symbol: str | None
    c_symbol: str | None
    natives: tuple[int, ...]  # AVSession's native numbers that become this code
    cast_number: int | None  # the cast engine's number
    cast_symbol: str | None
    media_numbers: tuple[int, ...]  # the media service's numbers
    message: str
    message_variants: tuple[str, ...]
    since_api: int | None
    since_release: str | None
    system_only: bool
    callback: str | None  # the cast controller's event that carries it
    causes: tuple[Cause, ...]
    texts: Mapping[str, Text]
    via: Interface | None = None  # through which object the call goes, if its lines name no interface
    gone: Interface | None = None  # the object that no longer exists when the code is raised
    implies_native: bool = True  # if only one native number becomes the code, that number is the reason, printed or not
    preceded_by: tuple[StoryKind, ...] = ()  # events of the session's story that lead to it, whatever the cause

    @classmethod
    def bare(cls, number: int, category: str, symbol: str | None = None) -> CodeEntry:
        """Return a code about which little more is known than its number."""
        facts: dict[str, Any] = dict.fromkeys(cls._fields) | {
            "number": number,
            "category": category,
            "symbol": symbol,
            "message": "",
            "system_only": False,
            "texts": {},
            **cls._field_defaults,
        }
        lists = ("natives", "media_numbers", "message_variants", "causes")
        return cls(**facts | dict.fromkeys(lists, ()))

    def text(self, lang: str = "en") -> Text:
        """Return the words in a language, `en` or `zh`. Raises WrongUsage for another."""
        return self.texts[checked_word("a language", lang, LANGUAGES)]

    @property
    def symbols(self) -> tuple[str, ...]:
        """All symbols of the code."""
        return tuple(name for name in (self.cast_symbol, self.c_symbol, self.symbol) if name is not None)

    def mentions(self, word: str) -> bool:
        """Tell whether the number, a symbol, the message or a title contains a word."""
        one("word", word, str, "text")
        titles = [self.texts[lang].title for lang in LANGUAGES]
        spoken = " ".join([str(self.number), self.symbol or "", self.cast_symbol or "", self.message, *titles])
        return word.casefold() in spoken.casefold()

    def cause(self, cause_id: str | None) -> Cause | None:
        """Return the cause with an id, or None."""
        one_or_none("cause_id", cause_id, str, "text, or None")
        return next((cause for cause in self.causes if cause.id == cause_id), None)

    def cause_of_number(self, native: int | None, cast_number: int | None = None) -> Cause | None:
        """Return the cause that a native number or a number of the cast engine stands for, or None."""
        return next(
            (cause for cause in self.causes if native in cause.natives or cast_number in cause.cast_numbers), None
        )


class NativeCode(NamedTuple):
    """One native number of AVSession (avsession_errors.h). `public` is 0 if the framework maps it to no code."""

    number: int
    symbol: str
    public: int
    public_static: int  # in ArkTS-static (taihe) applications
    public_before: Mapping[str, int]  # last release with another code -> that code
    since_release: str
    meanings: Mapping[str, str]

    def meaning(self, lang: str = "en") -> str:
        """Return what the number means, in a language, `en` or `zh`. Raises WrongUsage for another."""
        return self.meanings[checked_word("a language", lang, LANGUAGES)]


class Apis(NamedTuple):
    """The interfaces that declare a code; those of `system` are for system applications only."""

    public: tuple[str, ...] = ()
    system: tuple[str, ...] = ()


class Explanation(NamedTuple):
    """What a number or symbol stands for: a code, and the native number or cause inside it that was asked for."""

    asked: str
    entry: CodeEntry
    native: NativeCode | None = None
    cause: Cause | None = None
    apis: Apis = Apis()
