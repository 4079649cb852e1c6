"""From what the catalogue holds about a code to the lines of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...knowledge.catalog import CATALOG
from ..messages.report import category, say
from .blocks import Column, Field, Paragraph, bullets, fields, indent, numbered, table, title
from .layout import join, plain, prose, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...knowledge.catalog import Cause, CauseText, CodeEntry, Explanation, NativeCode, Text
    from .layout import Line

_APIS = 6  # interfaces named where not all are asked for


def page(explanation: Explanation, lang: str, width: int, color: bool, all_apis: bool) -> Iterator[Line]:
    """Lay out a code: what it is, why it happens, what to do; first of all the cause that was asked for."""
    entry = explanation.entry
    name = [plain(entry.number, "bold cyan"), plain(entry.text(lang).title, "bold")]
    yield from Paragraph(join(name, " ")).lines(width)
    yield from _asked_for(explanation, lang, width, color)
    yield from fields(_facts(explanation, lang, color, all_apis), width)
    yield from _advice(explanation, lang, width, color)


def _asked_for(explanation: Explanation, lang: str, width: int, color: bool) -> Iterator[Line]:
    """Yield what was asked for where it is not the code itself, and the cause that it names."""
    asked, cause = _asked(explanation, lang), explanation.cause
    if asked is None:
        return
    yield from indent(wrap(plain(asked), width - 3), 3)
    if cause is None:
        yield ()
    else:
        number = explanation.native.number if explanation.native else explanation.asked
        yield from title(say(lang, "cause-asked", number=number))
        yield from _cause(cause, lang, width, color)
        yield from title(say(lang, "the-code", code=explanation.entry.number))


def _facts(explanation: Explanation, lang: str, color: bool, all_apis: bool) -> list[Field]:
    entry = explanation.entry
    event = say(lang, "event-of", event=entry.callback) if entry.callback else None
    apis = _apis(explanation, lang, None if all_apis else _APIS)
    return [
        (say(lang, "symbol"), _said(entry.symbol)),
        (say(lang, "c-symbol"), _said(entry.c_symbol)),
        (say(lang, "category"), _said(category(lang, entry.category))),
        (say(lang, "message"), _said(entry.message)),
        (say(lang, "variants"), [Paragraph(plain(variant)) for variant in entry.message_variants]),
        (say(lang, "since"), _said(_since(entry, lang))),
        (say(lang, "for"), _said(say(lang, "system-only") if entry.system_only else None)),
        (say(lang, "event"), [Paragraph(prose(event, color))] if event else []),
        (say(lang, "raised-by"), _said(apis)),
        (say(lang, "cast-number"), _said(" ".join(str(one) for one in (entry.cast_number, entry.cast_symbol) if one))),
        (say(lang, "media-numbers"), _said(", ".join(map(str, entry.media_numbers)))),
    ]


def _said(text: str | None) -> list[Paragraph]:
    return [Paragraph(plain(text))] if text else []


def _asked(explanation: Explanation, lang: str) -> str | None:
    """Say what the number or symbol is that was asked for, unless it is the code itself."""
    entry, native, asked = explanation.entry, explanation.native, explanation.asked.upper()
    if native is not None:
        return say(lang, "asked-native", number=native.number, symbol=native.symbol, meaning=native.meaning(lang))
    kinds = {
        str(entry.number): None,
        entry.symbol: None,
        entry.c_symbol: "asked-c",
        entry.cast_symbol: "asked-cast-symbol",
        str(entry.cast_number): "asked-cast",
    }
    kind = kinds.get(asked, "asked-media" if asked.isdigit() else None)
    return say(lang, kind, number=asked) if kind else None


def _since(entry: CodeEntry, lang: str) -> str:
    api = say(lang, "since-api", api=entry.since_api) if entry.since_api else None
    release = say(lang, "since-release", release=entry.since_release) if entry.since_release else None
    return say(lang, "comma").join(part for part in (api, release) if part)


def _apis(explanation: Explanation, lang: str, limit: int | None) -> str:
    names = [*explanation.apis.public, *(say(lang, "system-api", api=api) for api in explanation.apis.system)]
    shown = names if limit is None or len(names) <= limit + 1 else names[:limit]
    more = len(names) - len(shown)
    return ", ".join([*shown, say(lang, "more-apis", more)] if more else shown)


def _natives(entry: CodeEntry, lang: str, width: int) -> Iterator[Line]:
    natives = [native for native in map(CATALOG.native, entry.natives) if native is not None]
    if not natives:
        return
    columns = [
        Column(say(lang, "number"), right=True),
        Column(say(lang, "symbol")),
        Column(say(lang, "meaning"), flexible=True),
    ]
    rows = [[plain(native.number, "cyan"), plain(native.symbol), plain(_meaning(native, lang))] for native in natives]
    yield from title(say(lang, "natives"))
    yield from table(columns, rows, width)


def _meaning(native: NativeCode, lang: str) -> str:
    """What a native number means, and where it becomes another code."""
    parts = [native.meaning(lang)]
    parts += [say(lang, "native-before", code=code, release=name) for name, code in native.public_before.items()]
    if native.public_static != native.public:
        parts.append(say(lang, "native-static", code=native.public_static))
    return say(lang, "semicolon").join(parts)


def _advice(explanation: Explanation, lang: str, width: int, color: bool) -> Iterator[Line]:
    entry = explanation.entry
    text = entry.text(lang)
    if text.description:  # a user's code may do without
        yield from title(say(lang, "means"))
        yield from indent(wrap(prose(text.description, color), width - 2), 2)
    if text.causes:
        yield from title(say(lang, "causes"))
        yield from _list(bullets(prose(cause, color) for cause in text.causes), width)
    yield from title(say(lang, "steps"))
    yield from _steps(text, lang, width, color)
    yield from _natives(entry, lang, width)
    others = [cause for cause in entry.causes if cause is not explanation.cause]
    if others:
        yield from title(say(lang, "inside"))
    for number, cause in enumerate(others):
        yield from [()] * bool(number)
        yield from _cause(cause, lang, width, color)


def _cause(cause: Cause, lang: str, width: int, color: bool) -> Iterator[Line]:
    natives = ", ".join(map(str, cause.natives))
    name = [plain(cause.text(lang).title, "bold"), plain(f"({natives})" if natives else "", "cyan")]
    yield from indent(wrap(join(name, " "), width - 2), 2)
    yield from indent(_steps(cause.text(lang), lang, width - 2, color), 2)


def _steps(text: Text | CauseText, lang: str, width: int, color: bool) -> Iterator[Line]:
    yield from _list(numbered(prose(step, color) for step in text.steps), width)
    if text.note:
        yield from _list([Paragraph(prose(text.note, color), f"{say(lang, 'note')}  ")], width)


def _list(paragraphs: Iterable[Paragraph], width: int) -> list[Line]:
    return indent((line for one in paragraphs for line in one.lines(width - 2)), 2)
