"""Draw the README's pictures of the terminal and of the page, from the real reports; `make pictures` runs this.

`terminal.svg` is what fits the first screen, as rich draws it, without the fonts that rich would load from elsewhere.
`page.png` is a screenshot in Chromium, which has to be installed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from bless_golden import SCENES
from conftest import QUIET, browser_of_the_system
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.view import View
from screens import PICTURES, with_fonts_here

TERMINAL, PAGE = PICTURES / "terminal.svg", PICTURES / "page.png"
WIDTH, LINES = 80, 24  # of the terminal
PAGE_WIDTH, PAGE_HEIGHT = 1280, 900  # pixels
_COLORS = 64  # of the screenshot, which has few
_PROMPT = "$ hilog-avsession analyze evening.log"


def first_screen() -> list[Text]:
    """Return the lines that a terminal shows first: the command, and the beginning of the report."""
    text = "".join(BY_NAME["text"].text_parts(SCENES[0].report("en"), View(width=WIDTH, color=True)))
    return [Text(_PROMPT), *map(Text.from_ansi, text.splitlines()[: LINES - 1])]


def terminal() -> str:
    """Return the picture of the terminal."""
    console = Console(width=WIDTH, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in first_screen():
        console.print(line, no_wrap=True, overflow="crop")
    return with_fonts_here(console.export_svg(title="hilog-avsession", theme=MONOKAI, unique_id="terminal"))


def page() -> bytes:
    """Return the picture of the beginning of the page."""
    html = "".join(BY_NAME["html"].text_parts(SCENES[0].report("en")))
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        path = Path(folder) / "evening.html"
        path.write_text(html, "utf-8")
        size = {"width": PAGE_WIDTH, "height": PAGE_HEIGHT}
        opened = browser.new_page(viewport=size, color_scheme="light", reduced_motion="reduce")
        opened.goto(path.as_uri())
        picture = Image.open(io.BytesIO(opened.screenshot()))
    out = io.BytesIO()
    picture.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_of_the_system(), args=list(QUIET))
        yield browser
        browser.close()


def main() -> None:
    """Draw the pictures, or only those that are named: `terminal`, `page`."""
    wanted = sys.argv[1:] or ["terminal", "page"]
    PICTURES.mkdir(exist_ok=True)
    if "terminal" in wanted:
        TERMINAL.write_text(terminal(), "utf-8", newline="\n")
    if "page" in wanted:
        PAGE.write_bytes(page())


if __name__ == "__main__":
    main()
