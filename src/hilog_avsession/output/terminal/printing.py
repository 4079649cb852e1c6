"""From laid out lines to text, with the colours of a terminal if wanted: the only module that uses rich."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from .layout import WHOLE, Line


def write_lines(lines: Iterable[Line], out: TextIO, *, width: int, color: bool) -> None:
    """Write lines, cut at the width of the page unless they are whole; their text is never read as markup."""
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        force_jupyter=False,  # else rich shows each line in the notebook, and writes nothing to `out`
        legacy_windows=False,
        soft_wrap=False,
    )
    for line in lines:
        spans = [span for span in line if span != WHOLE]
        console.print(Text.assemble(*spans, no_wrap=True, overflow="crop"), soft_wrap=len(spans) < len(line))


def lines_to_text(lines: Iterable[Line], *, width: int, color: bool) -> str:
    """Return lines as one text."""
    out = io.StringIO()
    write_lines(lines, out, width=width, color=color)
    return out.getvalue()
