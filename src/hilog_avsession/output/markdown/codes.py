"""From entries of the catalogue to a Markdown table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording.joining import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...knowledge.catalog import CodeEntry


def table_to_markdown(entries: Iterable[CodeEntry], lang: str = "en") -> str:
    """Return the codes as a table."""
    header = [message(lang, key) for key in ("code", "symbol", "title", "message", "number")]
    rows = [header, ["---:", "---", "---", "---", "---"]]
    for entry in entries:
        symbol = f"`{entry.symbol}`" if entry.symbol else ""
        numbers = listed(_other_numbers(entry), lang)
        rows.append([str(entry.number), symbol, entry.text(lang).title, entry.message, numbers])
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |\n" for row in rows)


def _other_numbers(entry: CodeEntry) -> list[int]:
    """Return the numbers of other layers that become a code, without the many numbers of the media service."""
    return [*entry.natives, *([entry.cast_number] if entry.cast_number is not None else [])]
