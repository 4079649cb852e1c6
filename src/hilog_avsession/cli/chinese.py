"""Show the help and the errors of the command line in Chinese, piece by piece as they are written.

Commands and options describe themselves in English, and typer adds words of its own. All of it passes through here, and
each piece is looked up in `phrases/help.py`: a sentence, the comment of an example, the help of an option, an error.
A row with values in braces fits every text that differs from it only in these values.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

import typer
from typer.core import TyperGroup

from ..output.safe import visible
from ..output.terminal.layout import cells, plain, wrap
from ..phrases.help import HELP, WORDS

_EXAMPLE = re.compile(r"(?P<command>\s*\S.*?\S\s{2,})(?P<comment>\S.*)")
_LONGEST_OPTION = 30  # cells; the help of a longer one begins on the next line
_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z`-])")
_QUOTED = re.compile(r"'([^']*)'")


def run_in_chinese(
    group: TyperGroup, main: Callable[..., Any], args: Sequence[str] | None, *others: Any, **named: Any
) -> Any:
    """Run the command line and show its help and its errors in Chinese."""
    teach(group)
    standalone = named.pop("standalone_mode", True)
    try:
        result = main(args, *others, standalone_mode=False, **named)
    except Exception as error:
        if not standalone or not hasattr(error, "format_message"):  # typer's error of wrong usage has no public name
            raise
        _show(error)
        sys.exit(getattr(error, "exit_code", 1))
    if standalone:
        sys.exit(result if isinstance(result, int) else 0)
    return result


def teach(command: Any) -> None:
    """Have a command and those below it write their help in Chinese."""
    command.context_class = _Context
    for inside in getattr(command, "commands", {}).values():
        teach(inside)


def _show(error: Any) -> None:
    """Print an error of wrong usage as typer does in English: the usage, where to find help, and what is wrong."""
    text = error.format_message()
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":  # the text is the help
        typer.echo(text, err=True)
        return
    if context is not None:
        help_option = context.help_option_names[0]
        typer.echo(f"{context.get_usage()}\n运行 `{context.command_path} {help_option}` 可查看帮助。\n", err=True)
    typer.echo(f"错误：{visible(chinese(text, WORDS))}", err=True)


# ---- the layout of help ----------------------------------------------------------------------------------------------


class _Help(typer.Context.formatter_class):  # type: ignore[misc, valid-type] # mypy takes it for a variable
    """Writes help in Chinese, whose characters are two cells wide and may be separated anywhere."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        start = f"用法：{prog} "
        args = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]...")
        self._hang(start, cells(start), args)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{'':{self.current_indent}}{chinese(heading, WORDS)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with a backspace keeps its lines."""
        written = []
        for paragraph in text.split("\n\n"):
            lines = paragraph.split("\n")
            if lines[0].strip() == "\b":
                written.append([_example(line) for line in lines[1:]])
            else:
                sentences = _SENTENCE.split(" ".join(map(str.strip, lines)))
                said = "".join(chinese(sentence, HELP) for sentence in sentences)
                written.append(_wrapped(said, self.width - self.current_indent))
        indent = " " * self.current_indent
        self.write("\n\n".join("\n".join(f"{indent}{line}" for line in lines) for lines in written) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _LONGEST_OPTION, col_spacing: int = 2) -> None:
        """Write names and what they mean in two columns."""
        rows = list(rows)
        column = min(max(cells(name) for name, _ in rows), col_max) + col_spacing
        for name, meaning in rows:
            start = f"{'':{self.current_indent}}{name}"
            if cells(name) > column - col_spacing:
                self.write(f"{start}\n")
                start = ""
            self._hang(start, column + self.current_indent, _meaning(meaning))

    def _hang(self, start: str, column: int, text: str) -> None:
        """Write a text in lines that begin at a column; the first follows `start`."""
        first, *others = _wrapped(text, max(self.width - column, 20))
        self.write(f"{start}{' ' * (column - cells(start))}{first}".rstrip() + "\n")
        for line in others:
            self.write(f"{'':{column}}{line}\n")


class _Context(typer.Context):
    formatter_class = _Help


def _wrapped(text: str, width: int) -> list[str]:
    return ["".join(part for part, _ in line) for line in wrap(plain(text), width)]


def _example(line: str) -> str:
    """Return a line of examples with its comment in Chinese; commands stay as they are."""
    found = _EXAMPLE.fullmatch(line)
    if found is not None:
        return found["command"] + chinese(found["comment"], HELP)
    return line if line.startswith(" ") else chinese(line, HELP)


def _meaning(text: str) -> str:
    """Return the help of an option with what typer adds to it: `[default: 3; required]`."""
    base, bracket, added = text.rpartition("  [") if text.endswith("]") else (text, "", "")
    if not bracket:
        return chinese(text, HELP)
    said = "；".join(chinese(part, WORDS) for part in added.removesuffix("]").split("; "))
    return f"{chinese(base, HELP)}  [{said}]"  # two spaces keep it whole


# ---- looking up ------------------------------------------------------------------------------------------------------


def chinese(text: str, table: Mapping[str, str]) -> str:
    """Return the Chinese of a text, or the text itself if the table has no row for it."""
    return look_up(text, table) or text


def look_up(text: str, table: Mapping[str, str]) -> str | None:
    """Return the Chinese of a text, or None; a row with values fits every text that differs from it only in these."""
    if text in table:
        return table[text]
    for pattern, row in _patterns(table is WORDS):
        if found := pattern.fullmatch(text):
            return row.format_map({name: _value(value) for name, value in found.groupdict().items()})
    return None


@cache
def _patterns(words: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the rows with values as patterns, the most specific first."""
    table = WORDS if words else HELP
    rows = sorted((row for row in table if "{" in row), key=lambda row: -len(re.sub(r"\{\w+\}", "", row)))
    return tuple((re.compile(pattern_of(row), re.DOTALL), table[row]) for row in rows)


def pattern_of(template: str) -> str:
    """Return the pattern of the texts that a row with values fits."""
    parts = Formatter().parse(template)
    return "".join(re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _form, _conversion in parts)


def _value(value: str) -> str:
    """Return a value as Chinese writes it: a text of its own in Chinese, names with Chinese commas and quotes."""
    said = look_up(value, WORDS) or value.replace(", ", "、").replace("' / '", "'/'")
    return _QUOTED.sub("“\\1”", said)
