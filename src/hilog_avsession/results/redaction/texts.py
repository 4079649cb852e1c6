"""From a text of a log to the same text without names, ids, addresses, paths and people's own words.

Whatever is recognised by its form, or is in the report's own fields, gets a pseudonym of its kind. Of all other words,
only those stay that AVSession prints or that programmers write around an error; the rest become `text1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...knowledge.statements.messages import FAILED
from ...model.records import remember
from . import forms
from .file_names import SUFFIXES, FileNames, split
from .learnt import LearntNames
from .names import Apps, Sessions
from .numbers import Numbers, decimal_stays
from .pseudonyms import Kind, Pseudonyms
from .vocabulary import CHINESE_WORDS, SYSTEM_PROCESSES, is_known

_SCHEMES = frozenset("http https file datashare internal rtsp rtmp content ws wss ftp data fd".split())  # noqa: SIM905
_HOST_ENDS = frozenset("net org cn com io local lan dev app".split())  # noqa: SIM905
_PLATFORM = ("ohos.permission.", "ohos.multimedia.", "usual.event.")  # names given by the platform
_OBJECTS = ("this.", "err.", "error.", "e.", "avsession.", "session.", "controller.")  # expressions of a program
_ADDRESSES = frozenset(("url", "mail", "mac", "host6", "host", "phone", "path"))
_NOTHING = frozenset(("", "null", "nullptr", "undefined", "empty", "none", "true", "false"))


class _Token(NamedTuple):
    """A part of a text and its replacement; None for a personal word, which may belong to a phrase."""

    start: int
    end: int
    shown: str | None


class Texts:
    """Replaces everything in free text that identifies people."""

    def __init__(self, pseudonyms: Pseudonyms, apps: Apps, sessions: Sessions, files: FileNames) -> None:
        self._pseudonyms, self._apps, self._sessions, self._files = pseudonyms, apps, sessions, files
        self._numbers = Numbers()
        self._learnt = LearntNames()
        self._done: dict[tuple[str, str | None], str] = {}
        self._likely: str | None = None  # the pseudonym of the session that the text is about

    def learn(self, name: str, pseudonym: str) -> None:
        """Take in a name from the report's fields, to be replaced in every text."""
        if self._learnt.learn(name, pseudonym):
            self._done.clear()

    def learn_code(self, code: int) -> None:
        """Take in a code, which stays in every text."""
        self._numbers.learn(code)

    def of(self, text: str, likely: str | None = None) -> str:
        """Return the redacted text; `likely` is the pseudonym of the session that it is about, if known."""
        done = self._done.get((text, likely))
        if done is None:
            self._likely = likely
            done = remember(self._done, (text, likely), self._redacted(text))
        return done

    def addresses_in(self, sentence: str) -> str:
        """Return a sentence without its addresses, paths and serial numbers; its words stay."""
        return forms.TOKEN.sub(self._address, sentence)

    def _address(self, match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if kind in _ADDRESSES:
            return _SHOW[kind](self, match) or ""
        if kind == "quoted":
            mark = match[0][: -len(match[0].lstrip("\\\"'“"))]
            return mark + self.addresses_in(match[0][len(mark) :])
        return self._pseudonyms.of(Kind.DEVICE, match[0]) if forms.SERIAL.fullmatch(match[0]) else match[0]

    def _redacted(self, text: str, start: int = 0, end: int | None = None) -> str:
        """Return a part of a text redacted; the text before it tells what its numbers are."""
        end = len(text) if end is None else end
        parts, at = [], start
        for token in self._joined(text, self._tokens(text, start, end)):
            parts += [text[at : token.start], token.shown or ""]
            at = token.end
        return "".join([*parts, text[at:end]])

    def _joined(self, text: str, tokens: Iterator[_Token]) -> Iterator[_Token]:
        """Join consecutive personal words into one phrase."""
        start = end = -1
        for token in tokens:
            if token.shown is None and start >= 0 and forms.GAP.fullmatch(text, end, token.start):
                end = token.end
                continue
            if start >= 0:
                yield _Token(start, end, self._phrase(text[start:end]))
            start, end = (token.start, token.end) if token.shown is None else (-1, -1)
            if token.shown is not None:
                yield token
        if start >= 0:
            yield _Token(start, end, self._phrase(text[start:end]))

    def _phrase(self, words: str) -> str:
        return self._pseudonyms.of(Kind.TEXT, words.casefold())

    def _tokens(self, text: str, start: int, end: int) -> Iterator[_Token]:
        """Yield the parts that are replaced: names from the report's fields, and between them what has a form."""
        at = start
        for first, last, pseudonym in self._learnt.find(text, start, end):
            yield from self._by_form(text, at, first)
            yield _Token(first, last, pseudonym)
            at = last
        yield from self._by_form(text, at, end)

    # ---- what is recognised by its form ----

    def _by_form(self, text: str, start: int, end: int) -> Iterator[_Token]:
        at = start
        while (match := forms.TOKEN.search(text, at, end)) is not None:
            kind = match.lastgroup or ""
            at = self._end_of_value(match) if kind == "personal" else match.end()
            yield _Token(match.start(), at, _SHOW[kind](self, match))

    def _personal(self, match: re.Match[str]) -> str:
        value = match.string[match.start("value") : self._end_of_value(match)]
        mark = next((mark for mark in ('\\"', '"', "'") if value.startswith(mark)), "")
        inner = value.strip().removeprefix(mark).removesuffix(mark)
        blank = value[len(value.rstrip()) :]
        shown = inner if inner.casefold() in _NOTHING else self._phrase(inner)
        return self._redacted(match["key"]) + mark + shown + mark + blank

    def _end_of_value(self, match: re.Match[str]) -> int:
        """Return where a personal value ends: one that nothing encloses, before the line says that something failed."""
        value = match["value"]
        for follows in () if value[0] in "\\\"'" else forms.CONTINUED.finditer(value):
            has_code = follows["number"] is not None and self._numbers.is_code(follows["number"])
            if has_code or (follows.start() and (follows["word"] or follows["sign"])):
                return match.start("value") + follows.start()
        return match.end()

    def _title(self, match: re.Match[str]) -> str:
        return match[0][0] + self._phrase(match[0][1:-1]) + match[0][-1]

    def _quoted(self, match: re.Match[str]) -> str:
        group = next(name for name in ("inner", "escaped", "single", "curled") if match[name] is not None)
        inner, start, end = match[group], match.start(group), match.end(group)
        shown = self._redacted(match.string, start, end) if _is_of_program(match, inner) else self._phrase(inner)
        return match.string[match.start() : start] + shown + match.string[end : match.end()]

    def _url(self, match: re.Match[str]) -> str:
        scheme = match["scheme"].lower()
        host, colon, port = match["server"].rpartition("@")[2].lower().partition(":")
        if host and not is_known(host):
            host = self._apps.find(host) or self._pseudonyms.of(Kind.HOST, host)
        path = re.split(r"[?#]", match["rest"].rstrip(".:)!]}"), maxsplit=1)[0]
        shown = f"{scheme if scheme in _SCHEMES else 'url'}://{host}"
        shown += f":{port}" if colon and port.isdecimal() else ""
        return shown + (f"/{self._file_at(path.rstrip('/'))}" if path.strip("/") else path)

    def _path(self, match: re.Match[str]) -> str:
        path = match[0].rstrip(".")
        return self._file_at(path.rstrip("/\\")) + match[0][len(path) :]

    def _file_at(self, path: str) -> str:
        """Return a path; a file named after a session's id keeps that link."""
        folder, base = split(path)
        session = forms.SESSION.search(base)
        if session is None:
            return self._files.path(path)
        suffixes = SUFFIXES.search(base)
        shown = self._session(session[0]) + (suffixes[0] if suffixes else "")
        return f"{self._files.folder(folder)}/{shown}" if folder else shown

    def _masked(self, match: re.Match[str]) -> str:
        if forms.SESSION.fullmatch(match[0]):
            return self._session(match[0])
        return self._pseudonyms.of(Kind.ID, match[0].casefold())

    def _session(self, form: str) -> str:
        return self._sessions.in_text(form, self._likely) or self._sessions.add(form)

    def _name(self, match: re.Match[str]) -> str:
        name = match[0]
        labels = [label for label in name.split(".") if label]
        is_program = name.startswith((*_PLATFORM, *_OBJECTS)) and all(map(is_known, labels))
        if is_program or name.casefold() in SYSTEM_PROCESSES:
            return name
        known = self._apps.find(name)
        if known is not None:
            return known
        if SUFFIXES.search(name):
            return self._files.file(name)
        if labels[-1].casefold() in _HOST_ENDS and labels[0].casefold() not in _HOST_ENDS:
            return self._pseudonyms.of(Kind.HOST, name.casefold())
        return self._apps.of(name)

    def _asian(self, match: re.Match[str]) -> str | None:
        return match[0] if match[0] in CHINESE_WORDS else None

    def _word(self, match: re.Match[str]) -> str | None:
        word, before = match[0], match.string[max(match.start() - 40, 0) : match.start()]
        is_short = forms.SHORT_SESSION.fullmatch(word) and forms.SESSION_KEY.search(before)
        if is_short or (forms.SESSION.fullmatch(word) and not word.isdecimal()):
            return self._session(word)
        if word.isdecimal():
            return self._number(match)
        if is_known(word) or (len(word) == 1 and word.isascii()):
            return word
        if forms.HEX.fullmatch(word):
            return self._pseudonyms.of(Kind.ID, word.casefold())
        numbered = forms.NUMBERED.fullmatch(word)
        if numbered is None or not is_known(numbered[1]):
            return None
        stays = self._numbers.stays_after(numbered[1], numbered[2])
        return word if stays else numbered[1] + self._pseudonyms.of(Kind.NUMBER, numbered[2])

    def _number(self, match: re.Match[str]) -> str:
        is_uid = forms.looks_like_uid(match[0])
        stays = not is_uid and self._numbers.stays(match[0], match.string, match.start())
        return match[0] if stays else self._of_digits(match[0])

    def _of_digits(self, number: str) -> str:
        """Return the pseudonym of a number, however its digits are grouped."""
        if forms.looks_like_uid(number):
            return str(self._pseudonyms.uid(int(number)))
        return self._pseudonyms.of(Kind.NUMBER, "".join(filter(str.isdigit, number)))

    def _decimal(self, match: re.Match[str]) -> str:
        stays = decimal_stays(match[0], match.string, match.start())
        return match[0] if stays else self._pseudonyms.of(Kind.NUMBER, match[0])

    def _groups(self, match: re.Match[str]) -> str:
        parts, at = [], 0
        for start, end in self._numbers.groups(match[0], match.string, match.start()):
            parts += [match[0][at:start], self._of_digits(match[0][start:end])]
            at = end
        return "".join([*parts, match[0][at:]])


def _is_of_program(match: re.Match[str], inner: str) -> bool:
    """Tell whether a quotation is a message, a key or a single name; all others are personal words."""
    text, start, end = match.string, match.start(), match.end()
    return bool(
        forms.MESSAGE_KEY.search(text, max(start - 40, 0), start)
        or text[end : end + 3].lstrip().startswith(":")
        or FAILED.search(inner)
        or forms.TOKEN.fullmatch(inner)
    )


def _as(kind: Kind) -> Callable[[Texts, re.Match[str]], str]:
    return lambda texts, match: texts._pseudonyms.of(kind, match[0].casefold())


# the replacement for each form
_SHOW: dict[str, Callable[[Texts, re.Match[str]], str | None]] = {
    "personal": Texts._personal,
    "title": Texts._title,
    "quoted": Texts._quoted,
    "url": Texts._url,
    "mail": _as(Kind.MAIL),
    "mac": _as(Kind.MAC),
    "host6": _as(Kind.HOST),
    "host": _as(Kind.HOST),
    "time": lambda _texts, match: match[0],
    "phone": _as(Kind.PHONE),
    "coordinate": _as(Kind.NUMBER),
    "decimal": Texts._decimal,
    "groups": Texts._groups,
    "path": Texts._path,
    "masked": Texts._masked,
    "name": Texts._name,
    "asian": Texts._asian,
    "word": Texts._word,
}
