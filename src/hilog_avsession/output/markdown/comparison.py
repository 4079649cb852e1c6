"""From a comparison to Markdown for an issue or a merge request."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from ..._version import TOOL, __version__
from ..messages.lookup import message
from ..wording.comparison import comparison_text
from .markup import code, inline, prose, table

if TYPE_CHECKING:
    from ...results.comparison.values import ComparisonData
    from ..view import View
    from ..wording.comparison import Cells, Section


def text_parts(comparison: ComparisonData, view: View) -> Iterator[str]:
    """Yield the page, line by line."""
    texts = comparison_text(comparison, whole=view.whole)
    yield f"# {inline(texts.headline)}\n\n"
    yield from (f"- **{name}** {inline(what)}\n" for name, what in texts.described())
    for text in (texts.scope, *texts.warnings):
        yield f"\n{inline(text)}\n" if text else ""
    for section in texts.sections:
        yield f"\n## {inline(section.title)}\n\n"
        if section.shown:
            yield from (f"{line}\n" for line in _table(section, comparison.lang, texts.rates))
            yield "\n"
        yield "\n".join(f"{inline(note)}\n" for note in (*section.notes, *section.rest))
    yield from (f"\n{inline(note)}\n" for note in texts.notes)
    yield f"\n{TOOL} {__version__}\n"


def _table(section: Section, lang: str, rates: tuple[str, ...]) -> Iterator[str]:
    codes = [message(lang, "code")] if section.has_codes else []
    header = [message(lang, "diff-change"), "A", "B", *rates, "p", *codes, section.name]
    rows = [_row(row, has_rates=bool(rates), has_codes=section.has_codes) for row in section.shown]
    return table(header, rows, right=range(1, len(header) - 1))


def _row(row: Cells, *, has_rates: bool, has_codes: bool) -> list[str]:
    rates = [row.rate_a.replace("*", "\\*"), row.rate_b.replace("*", "\\*")] if has_rates else []
    codes = [code(row.code)] if has_codes else []
    name = prose(row.name) if has_codes else code(row.name)
    change = f"**{row.change}**" if row.verdict.is_news else row.change
    return [change, row.a, row.b, *map(escape, rates), escape(row.p), *codes, name]
