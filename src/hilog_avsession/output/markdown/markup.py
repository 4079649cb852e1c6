"""From any text to Markdown that shows it as it is: no link, no mention, no markup comes out of a log.

A backslash or an entity is not enough: GitHub, GitLab and Gitee look for `@name`, `#123`, `!1`, addresses and commits
in what the Markdown has become. They leave code alone. So a text is cut into tokens between spaces, and a token that is
no plain word, number or time stands as code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from ..safe import visible

_TOKEN = re.compile(r"([!-~]+)")  # ASCII without the space: other characters mean nothing to Markdown
_PLAIN = re.compile(
    r"""
    [("']*
    (?:
        [0-9A-Za-z]+ (?: ['/-] [A-Za-z]+ )*         # word, don't, input/output, 5xx; not gh-12
      | [0-9]{1,3} (?: ,[0-9]{3} )+                 # 1,234
      | [0-9]+ (?: [.-] [0-9]+ )*                   # 36, 5.0.1, 11-06
      | [0-9]{2}:[0-9]{2} (?: :[0-9]{2} (?: \.[0-9]+ )? )?  # 19:30:00.339; not :100:, which is a picture
      | /
    )?
    [)"'.,:;?!%]*
    """,
    re.VERBOSE,
)
_COMMIT = re.compile(r"[0-9a-f]{7,}", re.IGNORECASE)  # what may name a commit
_TRAILING = re.compile(r"(?<=.)[.,;:!?]+$")  # ends a sentence rather than the token
_NUMBERED = re.compile(r"[0-9]+[.)]")  # begins a list

Part = tuple[bool, str]  # whether it has to stand as code


def inline(text: str) -> str:
    """A text within a line or a cell."""
    return _joined(_parts(text))


def prose(text: str) -> str:
    """A text of the catalogue, whose `code` stands in backticks."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return inline(text)
    parts = ([(True, piece)] if number % 2 else _parts(piece) for number, piece in enumerate(pieces))
    return _joined(chain.from_iterable(parts))


def _parts(text: str) -> Iterator[Part]:
    for number, token in enumerate(_TOKEN.split(visible(text))):
        if number % 2 == 0 or _is_plain(token):
            yield False, token
        else:
            end = _TRAILING.search(token)
            yield True, token[: end.start()] if end else token
            yield False, end[0] if end else ""


def _is_plain(token: str) -> bool:
    return bool(_PLAIN.fullmatch(token)) and not _COMMIT.search(token)


def _joined(parts: Iterable[Part]) -> str:
    """What stands as code side by side becomes one; two would be read as something else."""
    runs = groupby((part for part in parts if part[1]), key=lambda part: part[0])
    joined = [(is_code, "".join(text for _, text in run)) for is_code, run in runs]
    shown = "".join(code(text) if is_code else text for is_code, text in joined).strip(" ")
    begins_list = _NUMBERED.match(shown)
    return shown if begins_list is None else code(begins_list[0]) + shown[begins_list.end() :]


def code(text: str) -> str:
    """A text as code within a line or a cell."""
    shown = visible(text)
    if "|" in shown:  # a cell would end here, in backticks too, and the ways around it differ
        return f"<code>{''.join(map(_entity, shown))}</code>"
    if not shown:
        return ""
    mark = "`" * (_longest_run(shown) + 1)
    ends = {shown[0], shown[-1]}
    space = " " if "`" in ends or (ends == {" "} and shown.strip(" ")) else ""  # one at both ends is taken away again
    return f"{mark}{space}{shown}{space}{mark}"


def _entity(char: str) -> str:
    return char if char.isalnum() or not char.isascii() or char == " " else f"&#{ord(char)};"


def fence(lines: Iterable[str], language: str = "text") -> Iterator[str]:
    """Lines as a block of code, whose fence is longer than any in them."""
    shown = [visible(line) for line in lines]
    mark = "`" * max(3, 1 + max(map(_longest_run, shown), default=0))
    yield from (f"{mark}{language}", *shown, mark)


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """Cells, which are Markdown already, as a table; `right` are the columns of numbers."""
    numbers = set(right)
    yield _row(header)
    yield _row(["---:" if at in numbers else "---" for at in range(len(header))])
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def folded(title: str, lines: Iterable[str], name: str = "") -> Iterator[str]:
    """Lines that unfold below a title, and a name as code; Markdown is not read there, but HTML is."""
    of = f" <code>{html.escape(visible(name))}</code>" if name else ""
    yield from ("<details>", f"<summary>{html.escape(title)}{of}</summary>", "", *lines, "", "</details>")
