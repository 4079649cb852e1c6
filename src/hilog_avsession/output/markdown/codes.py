"""From entries of the catalogue to a Markdown table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording.joining import listed
from .blocks import lines
from .markup import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...knowledge.catalog import CodeEntry


def table_to_markdown(entries: Iterable[CodeEntry], lang: str = "en") -> str:
    """Return the codes as a table."""
    header = [message(lang, key) for key in ("code", "symbol", "title", "message", "number")]
    return lines(table(header, (_row(entry, lang) for entry in entries), right=(0,)))


def _row(entry: CodeEntry, lang: str) -> list[str]:
    symbol = f"`{entry.symbol}`" if entry.symbol else ""
    cells = (str(entry.number), symbol, entry.text(lang).title, entry.message, listed(_other_numbers(entry), lang))
    return [cell.replace("|", "&#124;") for cell in cells]


def _other_numbers(entry: CodeEntry) -> list[int]:
    """Return the numbers of other layers that become a code, without the many numbers of the media service."""
    return [*entry.natives, *([entry.cast_number] if entry.cast_number is not None else [])]
