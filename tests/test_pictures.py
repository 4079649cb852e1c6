"""The README's pictures: the terminal shows the real report, nothing is loaded, and the files are small."""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from xml.etree import ElementTree

from bless_pictures import LINES, PAGE, PAGE_HEIGHT, PAGE_WIDTH, TERMINAL, first_screen, terminal
from conftest import ROOT

TEXT = "{http://www.w3.org/2000/svg}text"


def lines_of(svg: str) -> list[str]:
    """Return the lines of a picture of a terminal, with their indentation."""
    rows: dict[float, dict[float, str]] = defaultdict(dict)
    root = ElementTree.fromstring(svg)
    texts = [element for element in root.iter(TEXT) if "clip-path" in element.attrib]
    for element in texts:
        text = element.text or ""
        rows[float(element.attrib["y"])][float(element.attrib["x"])] = text.replace("\xa0", " ")
    cell = 12.2  # pixels
    lines = []
    for y in sorted(rows):
        line = ""
        for x, text in sorted(rows[y].items()):
            line = line.ljust(round(x / cell)) + text
        lines.append(line.rstrip())
    return lines


def test_the_picture_of_the_terminal_shows_the_report_as_it_is_now() -> None:
    found = [line for line in lines_of(TERMINAL.read_text("utf-8")) if line]
    assert found == [line.plain for line in first_screen() if line.plain], "run `make pictures` and look at the result"
    assert len(first_screen()) == LINES
    assert max(map(len, found)) <= 80


def test_a_picture_drawn_now_reads_the_same() -> None:
    assert lines_of(terminal()) == lines_of(TERMINAL.read_text("utf-8"))


def test_the_picture_of_the_terminal_loads_nothing() -> None:
    text = TERMINAL.read_text("utf-8")
    assert not re.findall(r"url\((?!#)|@import|href=", text)
    assert "<script" not in text


def test_the_picture_of_the_page_has_its_size_and_is_small() -> None:
    data = PAGE.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (PAGE_WIDTH, PAGE_HEIGHT)
    assert len(data) < 300_000


def test_every_picture_that_the_readme_shows_exists_and_has_a_text() -> None:
    for path in (ROOT / "README.md", ROOT / "README.zh.md"):
        shown = re.findall(r"!\[(.*?)\]\((?!https?:)(.+?)\)", path.read_text("utf-8"))
        assert shown
        for text, target in shown:
            assert (ROOT / target).exists(), target
            assert text
