"""From an English template and its values to a text that can also be said in Chinese."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

# Chinese and Latin side by side, where a value begins or ends: written with a space; slow to compile, and only for this
_BETWEEN = r"(?a:[\u4e00-\u9fff][\w<>$/\\.'\"-]|[\w<>$/\\.'\"-][\u4e00-\u9fff])"

_BYTE = re.compile("[\udc80-\udcff]")  # as Python stands for a byte that is not UTF-8
_PLAIN_FOR_WINDOWS = r"[\w:./\\=+-]+"  # what neither cmd nor PowerShell takes for anything else


class Phrase(str):
    """An English text, made of a template and values, that can also be said in another language.

    A template without values is taken as it is, with any braces that it has.
    """

    template: str
    values: Mapping[str, object]
    _chinese: str | None

    def __new__(cls, template: str, /, **values: object) -> Phrase:
        """Fill a template; values may be texts, numbers, tuples of names, and phrases."""
        phrase = super().__new__(cls, _filled(template, values, "en"))
        phrase.template, phrase.values, phrase._chinese = template, values, None
        return phrase

    @classmethod
    def in_both(cls, english: str, chinese: str) -> Phrase:
        """Return a phrase whose Chinese is known where it is made, and that needs no row."""
        phrase = cls(english)
        phrase._chinese = chinese
        return phrase

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.template, self.values, self._chinese)

    def text_in(self, lang: str) -> str:
        """Return the text in a language; a template without a row stays in English."""
        if lang != "zh":
            return str(self)
        if self._chinese is not None:
            return self._chinese
        from .tables import SENTENCES

        return _filled(SENTENCES.get(self.template, self.template), self.values, lang)


def as_phrase(text: str) -> Phrase:
    """Return a text as a phrase, by default one without values."""
    return text if isinstance(text, Phrase) else Phrase(text)


def did_you_mean(near: tuple[str, ...]) -> Phrase:
    """Return the question that ends an error, whether one of some similar names was meant; empty if there is none."""
    return Phrase("; did you mean {near}?", near=near) if near else Phrase("")


def text_in(lang: str, text: str) -> str:
    """Return a text in a language if it is a phrase, and any other text as it is."""
    return text.text_in(lang) if isinstance(text, Phrase) else text


def quoted(word: str) -> str:
    """Return a word of a command as a shell takes it: in quotes if it holds anything but plain characters."""
    if os.name == "nt":
        return word if re.fullmatch(_PLAIN_FOR_WINDOWS, word) else f'"{word}"'
    import shlex  # late: few sentences hold a command

    if not word.isascii() and _BYTE.search(word):  # a name that is not UTF-8
        plain = word.replace("\\", "\\\\").replace("'", "\\'")
        return "$'" + _BYTE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", plain) + "'"
    return shlex.quote(word)


def _restored(template: str, values: Mapping[str, object], chinese: str | None) -> Phrase:
    phrase = Phrase(template, **values)
    phrase._chinese = chinese
    return phrase


def _filled(template: str, values: Mapping[str, object], lang: str) -> str:
    if not values:
        return template
    from string import Formatter

    filled = ""
    for text, name, form, conversion in Formatter().parse(template):
        parts = [text]
        if name is not None:
            value = _converted(values[name], conversion)
            parts.append(_of_system(value) if lang == "zh" and name == "error" else _said(value, form or "", lang))
        for part in parts:
            filled += (" " if lang == "zh" and re.fullmatch(_BETWEEN, filled[-1:] + part[:1]) else "") + part
    return filled


def _converted(value: object, conversion: str | None) -> object:
    if conversion == "r":
        return repr(value)
    return quoted(str(value)) if conversion == "q" else value


def _of_system(error: object) -> str:
    from .system import in_chinese

    return in_chinese(str(error))


def _said(value: object, form: str, lang: str) -> str:
    """Return a value as it is written in a language: a phrase in Chinese, a tuple as a list of names."""
    if isinstance(value, Phrase):
        return value.text_in(lang)
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else ", ").join(_said(part, "", lang) for part in value)
    return format(value, form)
