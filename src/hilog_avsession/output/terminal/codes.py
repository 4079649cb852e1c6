"""From catalogue entries to pages, tables and plain values: what a code means and what to do about it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from ...knowledge.catalog import CATALOG
from ..messages.report import category, say
from .blocks import Column, table, title
from .explanation import page
from .layout import cells, plain
from .report import write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...knowledge.catalog import Cause, CodeEntry, Explanation, NativeCode
    from .layout import Line

_WIDE = 120  # from here on a symbol has room beside its title


# ---- one code --------------------------------------------------------------------------------------------------------


def render_explanation(  # noqa: PLR0913  (one keyword for each option of the command line)
    explanation: Explanation,
    out: TextIO,
    *,
    lang: str = "en",
    width: int = 80,
    color: bool = False,
    all_apis: bool = False,
) -> None:
    """Write all that the catalogue holds about a code."""
    write(page(explanation, lang, width, color, all_apis), out, width=width, color=color)


def explanation_to_dict(explanation: Explanation, lang: str = "en") -> dict[str, Any]:
    """All that the catalogue holds about a code, as plain values."""
    entry, native = explanation.entry, explanation.native
    text = entry.text(lang)
    return {
        "asked": explanation.asked,
        "native": _native_to_dict(native, lang) if native else None,
        "cause": explanation.cause.id if explanation.cause else None,
        **_entry_to_dict(entry, lang),
        "c_symbol": entry.c_symbol,
        "message_variants": list(entry.message_variants),
        "event": entry.callback,
        "apis": {"public": list(explanation.apis.public), "system": list(explanation.apis.system)},
        "natives": [_native_to_dict(one, lang) for one in map(CATALOG.native, entry.natives) if one],
        "description": text.description,
        "causes": list(text.causes),
        "steps": list(text.steps),
        "note": text.note,
        "cause_details": [_cause_to_dict(cause, lang) for cause in entry.causes],
    }


def _native_to_dict(native: NativeCode, lang: str) -> dict[str, Any]:
    return {
        "number": native.number,
        "symbol": native.symbol,
        "meaning": native.meaning(lang),
        "code": native.public,
        "code_static": native.public_static,
        "code_before": dict(native.public_before),
        "since_release": native.since_release,
    }


def _cause_to_dict(cause: Cause, lang: str) -> dict[str, Any]:
    text = cause.text(lang)
    return {
        "id": cause.id,
        "natives": list(cause.natives),
        "title": text.title,
        "steps": list(text.steps),
        "note": text.note,
    }


# ---- all codes -------------------------------------------------------------------------------------------------------


def render_table(
    entries: Iterable[CodeEntry], out: TextIO, *, lang: str = "en", width: int = 80, color: bool = False
) -> None:
    """Write codes as a table, one part for each category in the order of the entries."""
    shown = list(entries)
    columns = _columns(shown, lang, width)
    lines: list[Line] = []
    for name, group in groupby(shown, key=lambda entry: entry.category):
        lines += title(category(lang, name))[not lines :]
        lines += table(columns, [_row(entry, lang)[: len(columns)] for entry in group], width)
    write(lines, out, width=width, color=color)


def _columns(entries: list[CodeEntry], lang: str, width: int) -> list[Column]:
    """The columns of all parts, so that they stand in line; the symbol only where there is room."""
    least = max((cells(entry.text(lang).title) for entry in entries), default=0)
    columns = [
        Column(say(lang, "code"), right=True, least=7),
        Column(say(lang, "title"), flexible=True, least=least),
        Column(say(lang, "since"), least=6),
    ]
    return [*columns, Column(say(lang, "symbol"))] if width >= _WIDE else columns


def _row(entry: CodeEntry, lang: str) -> list[Line]:
    since = say(lang, "since-api", api=entry.since_api) if entry.since_api else ""
    return [
        plain(entry.number, "cyan"),
        plain(entry.text(lang).title),
        plain(since, "dim"),
        plain(entry.symbol or "", "dim"),
    ]


def table_to_markdown(entries: Iterable[CodeEntry], lang: str = "en") -> str:
    """Codes as a Markdown table."""
    header = [say(lang, key) for key in ("code", "symbol", "title", "message", "number")]
    rows = [header, ["---:", "---", "---", "---", "---"]]
    for entry in entries:
        symbol = f"`{entry.symbol}`" if entry.symbol else ""
        numbers = ", ".join(map(str, _other_numbers(entry)))
        rows.append([str(entry.number), symbol, entry.text(lang).title, entry.message, numbers])
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |\n" for row in rows)


def _other_numbers(entry: CodeEntry) -> list[int]:
    """The numbers of other layers that become a code; those of the media service are too many for a table."""
    return [*entry.natives, *([entry.cast_number] if entry.cast_number is not None else [])]


def entries_to_dicts(entries: Iterable[CodeEntry], lang: str = "en") -> list[dict[str, Any]]:
    """Codes as plain values."""
    return [_entry_to_dict(entry, lang) | {"natives": list(entry.natives)} for entry in entries]


def _entry_to_dict(entry: CodeEntry, lang: str) -> dict[str, Any]:
    return {
        "code": entry.number,
        "symbol": entry.symbol,
        "category": entry.category,
        "title": entry.text(lang).title,
        "message": entry.message,
        "since_api": entry.since_api,
        "since_release": entry.since_release,
        "system_only": entry.system_only,
        "cast_number": entry.cast_number,
        "cast_symbol": entry.cast_symbol,
        "media_numbers": list(entry.media_numbers),
    }
