"""From lines of Markdown to blocks: paragraphs, lists, titles and labels, each with its line end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import safe
from ..messages.lookup import message
from .markup import inline

_LONGEST = 1_000  # characters of a line of the log


def apart(blocks: Iterable[str]) -> Iterator[str]:
    """Yield blocks with an empty line between them."""
    for number, block in enumerate(blocks):
        yield f"\n{block}" if number else block


def lines(texts: Iterable[str]) -> str:
    """Join lines into one block."""
    return "".join(f"{text}\n" for text in texts)


def line(text: str) -> str:
    """Return a block of one line."""
    return lines([text])


def items(texts: Iterable[str]) -> str:
    """Return a list."""
    return lines(f"- {text}" for text in texts)


def title(text: str) -> str:
    """Return the title of a section."""
    return line(f"## {inline(text)}")


def labelled(lang: str, key: str, text: str = "") -> str:
    """Return a label in bold, with a text beside it."""
    return f"**{message(lang, 'label', what=message(lang, key))}** {text}".rstrip()


def listed(lang: str, key: str, texts: list[str]) -> Iterator[str]:
    """Yield a label with its only text beside it, or with several texts below it."""
    if len(texts) == 1:
        yield line(labelled(lang, key, texts[0]))
    elif texts:
        yield line(labelled(lang, key))
        yield items(texts)


def cut(text: str) -> str:
    """Return a line of the log that is not too long to read."""
    return safe.cut(text, _LONGEST)
