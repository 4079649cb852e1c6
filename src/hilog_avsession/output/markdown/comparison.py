"""From a comparison to Markdown for an issue or a merge request."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from ..._version import TOOL, __version__
from ..messages.report import say
from ..wording.comparison import told
from .markup import code, inline, prose, table

if TYPE_CHECKING:
    from ...results.comparison.values import Comparison
    from ..view import View
    from ..wording.comparison import Cells, Section


def pieces(comparison: Comparison, _view: View) -> Iterator[str]:
    """The page, a line at a time."""
    said = told(comparison)
    yield f"# {inline(said.headline)}\n\n"
    yield from (f"- **{name}** {inline(what)}\n" for name, what in said.sides)
    for text in (said.scope, *said.warnings):
        yield f"\n{inline(text)}\n" if text else ""
    for section in said.sections:
        yield f"\n## {inline(section.title)}\n\n"
        if section.rows:
            yield from (f"{line}\n" for line in _table(section, comparison.lang, has_rates=said.has_rates))
            yield "\n"
        yield "\n".join(f"{inline(note)}\n" for note in (*section.notes, *section.rest))
    yield from (f"\n{inline(note)}\n" for note in said.notes)
    yield f"\n{TOOL} {__version__}\n"


def _table(section: Section, lang: str, *, has_rates: bool) -> Iterator[str]:
    rates = [say(lang, "diff-rate", side=side) for side in "AB"] if has_rates else []
    codes = [say(lang, "code")] if section.has_codes else []
    header = [say(lang, "diff-change"), "A", "B", *rates, "p", *codes, section.name]
    rows = [_row(row, has_rates=has_rates, has_codes=section.has_codes) for row in section.rows]
    return table(header, rows, right=range(1, len(header) - 1))


def _row(row: Cells, *, has_rates: bool, has_codes: bool) -> list[str]:
    rates = [row.rate_a.replace("*", "\\*"), row.rate_b.replace("*", "\\*")] if has_rates else []
    codes = [code(row.code)] if has_codes else []
    name = prose(row.name) if has_codes else code(row.name)
    return [f"**{row.change}**", row.a, row.b, *map(escape, rates), escape(row.p), *codes, name]
