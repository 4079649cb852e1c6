"""From any text to Markdown that shows it unchanged: text from a log becomes no link, no mention and no markup.

Backslashes and entities are not enough: GitHub, GitLab and Gitee search the rendered text for `@name`, `#123`, `!1`,
addresses and commits. They leave code alone. So a text is split at spaces, and each token that is not a plain word,
number or time is written as code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from ..safe import visible

_TOKEN = re.compile(r"([!-~]+)")  # ASCII without the space; other characters have no meaning in Markdown
_PLAIN = re.compile(
    r"""
    [("']*
    (?:
        [0-9A-Za-z]+ (?: ['/-] [A-Za-z]+ )*         # word, don't, input/output, 5xx; not gh-12
      | [0-9]{1,3} (?: ,[0-9]{3} )+                 # 1,234
      | [0-9]+ (?: [.-] [0-9]+ )*                   # 36, 5.0.1, 11-06
      | [0-9]{2}:[0-9]{2} (?: :[0-9]{2} (?: \.[0-9]+ )? )?  # 19:30:00.339; not :100:, which is an emoji
      | /
    )?
    [)"'.,:;?!%]*
    """,
    re.VERBOSE,
)
_COMMIT = re.compile(r"[0-9a-f]{7,}", re.IGNORECASE)  # may name a commit
_REFERENCE = re.compile(r"(?<!\w)[!%]\w")  # to a merge request or a milestone, whose name may be in any script
_TRAILING = re.compile(r"(?<=.)[.,;:!?]+$")  # ends the sentence, not the token
_NUMBERED = re.compile(r"[0-9]+[.)](?= |$)")  # begins a list; 7.0 does not

Part = tuple[bool, str]  # whether it must be code, and the text


def inline(text: str) -> str:
    """Return a text for a line or a cell."""
    return _joined(_parts(text))


def prose(text: str) -> str:
    """Return a text of the catalogue, which has `code` in backticks."""
    split = text.split("`")
    if len(split) % 2 == 0:
        return inline(text)
    parts = ([(True, section)] if number % 2 else _parts(section) for number, section in enumerate(split))
    return _joined(chain.from_iterable(parts))


def _parts(text: str) -> Iterator[Part]:
    tokens = _TOKEN.split(visible(text))
    for number, token in enumerate(tokens):
        if number % 2 == 0:
            yield False, token
        elif _is_plain(token):
            refers = _REFERENCE.search(tokens[number - 1][-1:] + token + tokens[number + 1][:1])
            yield refers is not None, token
        else:
            begin, end = _ends(token)
            yield from ((False, token[:begin]), (True, token[begin:end]), (False, token[end:]))


def _ends(token: str) -> tuple[int, int]:
    """Return where a token begins and ends without the sentence's marks and brackets: (bug.log:10). is bug.log:10."""
    trailing = _TRAILING.search(token)
    begin, end = 0, trailing.start() if trailing else len(token)
    opened, closed = token.count("(", 0, end), token.count(")", 0, end)
    ends_remark = token.endswith(")", 0, end)
    if token.startswith("(") and end > 1 and (opened > closed or (opened == closed and ends_remark)):
        begin = 1
        opened -= 1
    if ends_remark and closed > opened and end - begin > 1:
        end -= 1
    return begin, end


def _is_plain(token: str) -> bool:
    return bool(_PLAIN.fullmatch(token)) and not _COMMIT.search(token)


def _joined(parts: Iterable[Part]) -> str:
    """Join parts; adjacent code becomes one span, because two would be parsed differently."""
    runs = groupby((part for part in parts if part[1]), key=lambda part: part[0])
    joined = [(is_code, "".join(text for _, text in run)) for is_code, run in runs]
    shown = "".join(code(text) if is_code else text for is_code, text in joined).strip(" ")
    begins_list = _NUMBERED.match(shown)
    return shown if begins_list is None else code(begins_list[0]) + shown[begins_list.end() :]


def code(text: str) -> str:
    """Return a text as code for a line or a cell."""
    shown = visible(text)
    if "|" in shown:  # ends a cell, even in backticks, and sites differ in how to escape it
        return f"<code>{''.join(map(_entity, shown))}</code>"
    if not shown:
        return ""
    mark = "`" * (_longest_run(shown) + 1)
    ends = {shown[0], shown[-1]}
    space = " " if "`" in ends or (ends == {" "} and shown.strip(" ")) else ""  # renderers strip one space at each end
    return f"{mark}{space}{shown}{space}{mark}"


def _entity(char: str) -> str:
    return char if char.isalnum() or not char.isascii() or char == " " else f"&#{ord(char)};"


def fence(lines: Iterable[str], language: str = "text") -> Iterator[str]:
    """Yield lines as a block of code, whose fence is longer than any fence in them."""
    shown = [visible(line) for line in lines]
    mark = "`" * max(3, 1 + max(map(_longest_run, shown), default=0))
    yield from (f"{mark}{language}", *shown, mark)


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """Yield a table of cells that are Markdown already; the columns `right` hold numbers."""
    numbers = set(right)
    yield _row(header)
    yield _row(["---:" if at in numbers else "---" for at in range(len(header))])
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def folded(title: str, lines: Iterable[str], name: str = "") -> Iterator[str]:
    """Yield lines that unfold below a title with a name as code; a title is HTML, not Markdown."""
    of = f" <code>{html.escape(visible(name))}</code>" if name else ""
    yield from ("<details>", f"<summary>{html.escape(title)}{of}</summary>", "", *lines, "", "</details>")
