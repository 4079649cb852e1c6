"""From what the catalogue holds about a code to the lines of a page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...knowledge.catalog import CATALOG
from ..messages.lookup import category, message
from ..wording.joining import listed, with_note
from .blocks import Field, PageStyle, Paragraph, TableColumn, bullets, fields, indent, numbered, table, title
from .layout import join, plain, prose, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...knowledge.catalog import Cause, CauseText, CodeEntry, Explanation, NativeCode, Text
    from .layout import Line

_MOST_APIS = 6  # interfaces that are named


def page(explanation: Explanation, style: PageStyle) -> Iterator[Line]:
    """Lay out a code: first the cause that was asked for, then what it is, why it happens and what to do."""
    entry = explanation.entry
    name = [plain(entry.number, "bold cyan"), plain(entry.text(style.lang).title, "bold")]
    yield from Paragraph(join(name, " ")).lines(style.width)
    yield from _asked_for(explanation, style)
    yield from fields(_facts(explanation, style), style.width)
    yield from _advice(explanation, style)


def _asked_for(explanation: Explanation, style: PageStyle) -> Iterator[Line]:
    """Lay out what was asked for if it is not the code itself, and the cause that it names."""
    lang = style.lang
    asked, cause = _asked(explanation, lang), explanation.cause
    if asked is None:
        return
    yield from indent(wrap(plain(asked), style.width - 3), 3)
    if cause is None:
        yield ()
    else:
        number = explanation.native.number if explanation.native else explanation.asked
        yield from title(message(lang, "cause-asked", number=number))
        yield from _cause(cause, style)
        yield from title(message(lang, "the-code", code=explanation.entry.number))


def _facts(explanation: Explanation, style: PageStyle) -> list[Field]:
    entry, lang = explanation.entry, style.lang
    event = message(lang, "event-of", event=entry.callback) if entry.callback else None
    return [
        (message(lang, "symbol"), _paragraphs(entry.symbol)),
        (message(lang, "c-symbol"), _paragraphs(entry.c_symbol)),
        (message(lang, "category"), _paragraphs(category(lang, entry.category))),
        (message(lang, "message"), _paragraphs(entry.message)),
        (message(lang, "variants"), [Paragraph(plain(variant)) for variant in entry.message_variants]),
        (message(lang, "since"), _paragraphs(_since(entry, lang))),
        (message(lang, "for"), _paragraphs(message(lang, "system-only") if entry.system_only else None)),
        (message(lang, "event"), [Paragraph(prose(event, style.color))] if event else []),
        (message(lang, "raised-by"), _paragraphs(_apis(explanation, lang))),
        (
            message(lang, "cast-number"),
            _paragraphs(" ".join(str(name) for name in (entry.cast_number, entry.cast_symbol) if name)),
        ),
        (message(lang, "media-numbers"), _paragraphs(listed(entry.media_numbers, lang))),
    ]


def _paragraphs(text: str | None) -> list[Paragraph]:
    return [Paragraph(plain(text))] if text else []


def _asked(explanation: Explanation, lang: str) -> str | None:
    """Return what the number or symbol is that was asked for, unless it is the code itself."""
    entry, native, asked = explanation.entry, explanation.native, explanation.asked.upper()
    if native is not None:
        return message(lang, "asked-native", number=native.number, symbol=native.symbol, meaning=native.meaning(lang))
    kinds = {
        str(entry.number): None,
        entry.symbol: None,
        entry.c_symbol: "asked-c",
        entry.cast_symbol: "asked-cast-symbol",
        str(entry.cast_number): "asked-cast",
    }
    kind = kinds.get(asked, "asked-media" if asked.isdigit() else None)
    return message(lang, kind, number=asked) if kind else None


def _since(entry: CodeEntry, lang: str) -> str:
    api = message(lang, "since-api", api=entry.since_api) if entry.since_api else None
    release = message(lang, "since-release", release=entry.since_release) if entry.since_release else None
    return message(lang, "comma").join(part for part in (api, release) if part)


def _apis(explanation: Explanation, lang: str) -> str:
    names = [*explanation.apis.public, *(message(lang, "system-api", api=api) for api in explanation.apis.system)]
    shown = names if len(names) <= _MOST_APIS + 1 else names[:_MOST_APIS]
    more = len(names) - len(shown)
    text = listed(shown, lang)
    return message(lang, "more-apis", more, names=text) if more else text


def _natives(entry: CodeEntry, lang: str, width: int) -> Iterator[Line]:
    natives = [native for native in map(CATALOG.native, entry.natives) if native is not None]
    if not natives:
        return
    columns = [
        TableColumn(message(lang, "number"), right=True),
        TableColumn(message(lang, "symbol")),
        TableColumn(message(lang, "meaning"), flexible=True),
    ]
    rows = [[plain(native.number, "cyan"), plain(native.symbol), plain(_meaning(native, lang))] for native in natives]
    yield from title(message(lang, "natives"))
    yield from table(columns, rows, width)


def _meaning(native: NativeCode, lang: str) -> str:
    """Return what a native number means, and when it becomes another code."""
    parts = [native.meaning(lang)]
    parts += [message(lang, "native-before", code=code, release=name) for name, code in native.public_before.items()]
    if native.public_static != native.public:
        parts.append(message(lang, "native-static", code=native.public_static))
    return message(lang, "semicolon").join(parts)


def _advice(explanation: Explanation, style: PageStyle) -> Iterator[Line]:
    entry, lang, width = explanation.entry, style.lang, style.width
    text = entry.text(lang)
    if text.description:  # optional in a user's catalogue
        yield from title(message(lang, "means"))
        yield from indent(wrap(prose(text.description, style.color), width - 2), 2)
    if text.causes:
        yield from title(message(lang, "causes"))
        yield from _list(bullets(prose(cause, style.color) for cause in text.causes), width)
    yield from title(message(lang, "steps"))
    yield from _steps(text, style)
    yield from _natives(entry, lang, width)
    others = [cause for cause in entry.causes if cause is not explanation.cause]
    if others:
        yield from title(message(lang, "inside"))
    for number, cause in enumerate(others):
        if number:
            yield ()
        yield from _cause(cause, style)


def _cause(cause: Cause, style: PageStyle) -> Iterator[Line]:
    text, natives = cause.text(style.lang), with_note("", listed(cause.natives, style.lang), style.lang).lstrip()
    name = [plain(text.title, "bold"), plain(natives, "cyan")]
    yield from indent(wrap(join(name, " "), style.width - 2), 2)
    yield from indent(_steps(text, replace(style, width=style.width - 2)), 2)


def _steps(text: Text | CauseText, style: PageStyle) -> Iterator[Line]:
    yield from _list(numbered(prose(step, style.color) for step in text.steps), style.width)
    if text.note:
        note = Paragraph(prose(text.note, style.color), f"{message(style.lang, 'note')}  ")
        yield from _list([note], style.width)


def _list(paragraphs: Iterable[Paragraph], width: int) -> list[Line]:
    return indent((line for paragraph in paragraphs for line in paragraph.lines(width - 2)), 2)
