"""From a comparison to a page for the browser: one file that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..._version import __version__
from ..wording.comparison import comparison_text
from .content import PageWords
from .template import filled, load_template

if TYPE_CHECKING:
    from ...results.comparison.values import ComparisonData
    from ..view import View


def text_parts(comparison: ComparisonData, view: View) -> Iterator[str]:
    """Yield the page in parts. Rows without a significant change are folded unless the view is whole."""
    template = load_template("comparison.html.j2", ("comparison.css",), scripts=())
    return filled(
        template,
        texts=comparison_text(comparison, whole=True),
        words=PageWords(comparison.lang),
        whole=view.whole,
        version=__version__,
    )
