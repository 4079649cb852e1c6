"""From C++ sources to the statements that they print.

What a macro prints is read from its definition, so that a new checking macro needs no change here. Enough of C++ is
understood to know in which function a line stands; it is no compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

LEVELS = {"SLOGD": "D", "SLOGI": "I", "SLOGW": "W", "SLOGE": "E", "SLOGF": "F"}
_DIRECT = {"HILOG_DEBUG": "D", "HILOG_INFO": "I", "HILOG_WARN": "W", "HILOG_ERROR": "E", "HILOG_FATAL": "F"}

# folder of the source -> which side prints its lines
_LAYERS = (
    ("services/session/ipc/stub/", "stub"),
    ("services/session/ipc/", "proxy"),
    ("services/", "service"),
    ("frameworks/js/", "napi"),
    ("frameworks/taihe/", "taihe"),
    ("frameworks/cj/", "cj"),
    ("frameworks/native/ohavsession/", "c-api"),
    ("frameworks/native/", "client"),
    ("", "common"),
)
_LEFT_OUT = re.compile(r"(?:^|/)(?:test|tests|unittest|fuzztest|moduletest|mock|demo)/")


class Statement(NamedTuple):
    """One place in the source that prints a line."""

    layer: str
    function: str  # as `__FUNCTION__` has it; `operator()` in a lambda
    inside: str  # of a lambda: the function in which it stands
    level: str
    prefix: bool  # whether `[function]` is printed in front
    format: str
    arguments: str  # what fills the format, as written
    returns: str  # what its branch returns or throws, as written; `->` before what follows only later
    check: str  # the condition that has to hold, or the line is printed
    site: str  # `file.cpp:line`


def read_checkout(root: Path) -> Iterator[Statement]:
    """Yield the statements of a checkout of the framework, file by file in the order of their paths."""
    paths = sorted(path for path in root.rglob("*") if path.suffix in (".cpp", ".h") and path.is_file())
    named = [(path.relative_to(root).as_posix(), path) for path in paths]
    sources = [Source(name, path.read_text("utf-8", "replace")) for name, path in named if not _LEFT_OUT.search(name)]
    shared = {macro.name: macro for source in sources if source.path.endswith(".h") for macro in source.macros}
    for source in sources:
        yield from source.statements({**shared, **{macro.name: macro for macro in source.macros}})


def layer_of(path: str) -> str:
    """Return which side prints the lines of a file."""
    return next(layer for folder, layer in _LAYERS if path.startswith(folder))


# ---- text of C++ ----------------------------------------------------------------------------------------------------

_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.DOTALL)
_COMMENT_OR_LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"\((?P<raw>.*?)\)"|' + _LITERAL.pattern,
    re.DOTALL,
)


def without_comments(text: str) -> str:
    """Blank out the comments; offsets and lines stay."""

    def blank(match: re.Match[str]) -> str:
        found = match[0]
        return re.sub(r"[^\n]", " ", found) if found.startswith(("//", "/*")) else found

    return _COMMENT_OR_LITERAL.sub(blank, text)


def closing(text: str, start: int) -> int:
    """Return the offset of the bracket that closes the one at `start`, or the end of the text."""
    return next((at for at, _, depth in _outside_literals(text, start) if depth == 0), len(text))


def _outside_literals(text: str, start: int = 0) -> Iterator[tuple[int, str, int]]:
    """Yield the offset of each letter that no literal holds, the letter, and how many brackets are open after it."""
    depth, at = 0, start
    while at < len(text):
        letter = text[at]
        if letter in "\"'" and (literal := _LITERAL.match(text, at)):
            at = literal.end()
            continue
        depth += (letter in "([{") - (letter in ")]}")
        yield at, letter, depth
        at += 1


def without_blocks(text: str) -> str:
    """Return a text without what stands between braces: it may not be reached."""
    outside, begin, depth = [], 0, 0
    for at, letter, _ in _outside_literals(text):
        if letter == "{":
            outside += [text[begin:at]] if depth == 0 else []
            depth += 1
        elif letter == "}" and depth:
            depth -= 1
            begin = at + 1
    return " ".join([*outside, text[begin:]] if depth == 0 else outside)


def split_arguments(text: str) -> list[str]:
    """Split what stands between the brackets of a call at its own commas."""
    parts, begin = [], 0
    for at, letter, depth in _outside_literals(text):
        if letter == "," and depth == 0:
            parts.append(text[begin:at].strip())
            begin = at + 1
    parts.append(text[begin:].strip())
    return parts


_FORMAT_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([A-Za-z_][\w:]*)')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'"}


def format_of(expression: str) -> str:
    """Return the format that adjacent literals make; what is no literal prints anything."""
    parts = []
    for literal, name in _FORMAT_PART.findall(expression):
        parts.append((name if name.startswith("PRI") else "%{public}s") if name else literal)
    return _unescaped("".join(parts))


def filled(form: str, arguments: list[str]) -> str:
    """Return a format whose values that are literals stand in it: `#condition` prints the condition."""
    values = iter(arguments)

    def value(match: re.Match[str]) -> str:
        argument = next(values, "")
        return _unescaped(argument[1:-1]) if _LITERAL.fullmatch(argument) else match[0]

    return re.sub(r"%\{(?:public|private)\}\w+", value, form)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text)


# ---- macros ----------------------------------------------------------------------------------------------------------

_DEFINE = re.compile(
    r"^[ \t]*#[ \t]*define[ \t]+(?P<name>\w+)\((?P<params>[^)]*)\)(?P<body>(?:.*\\\n)*.*)", re.MULTILINE
)


class Macro(NamedTuple):
    """A macro with parameters."""

    name: str
    parameters: tuple[str, ...]
    body: str

    def expanded(self, arguments: list[str]) -> str:
        """Return the body with the arguments in their places, as the preprocessor would have it."""
        variadic = bool(self.parameters) and self.parameters[-1] == "..."
        names = self.parameters[:-1] if variadic else self.parameters
        values = dict(zip(names, arguments, strict=False))
        rest = ", ".join(arguments[len(names) :])
        # all at once: an argument may be called like a parameter
        names_pattern = "|".join(map(re.escape, values)) or "(?!)"
        return re.sub(
            rf"(?P<literal>{_LITERAL.pattern})|(?P<rest>,?\s*##\s*__VA_ARGS__|,\s*__VA_ARGS__)"
            rf"|#\s*(?P<quoted>{names_pattern})\b|\b(?P<name>{names_pattern})\b",
            lambda match: _substituted(match, values, rest),
            self.body,
        )


def _substituted(match: re.Match[str], values: Mapping[str, str], rest: str) -> str:
    if match["literal"] is not None:
        return match["literal"]
    if match["rest"] is not None:
        return f", {rest}" if rest else ""
    if match["quoted"] is not None:
        quoted = " ".join(values[match["quoted"]].split()).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return values[match["name"]]


# ---- one file --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scope:
    """What a brace opens: a function, a lambda, or anything else."""

    start: int
    end: int
    name: str = ""  # of a function; `operator()` of a lambda
    condition: str = ""  # of an `if`


_FUNCTION = re.compile(
    r"(?P<name>~?\w+|operator\s*\S+)\s*\((?:[^{};]|\n)*\)\s*(?:const|noexcept|override|final|\s)*"
    r"(?:->\s*[\w:<>*& ]+)?(?::[^:](?:[^{};]|\n)*)?$"
)
_LAMBDA = re.compile(r"\[[^\[\]{};]*\]\s*(?:\([^{};]*\))?\s*(?:mutable|noexcept|\s)*(?:->\s*[\w:<>*& ]+)?\s*$")
_CONTROL = re.compile(r"(?:^|[\s{};])(?:if|for|while|switch|do|else|try|catch)\b")
_IF = re.compile(r"\bif\s*(?:constexpr\s*)?\(")
_RETURN = re.compile(r"\s*(?:return\b\s*(?P<value>[^;]*);)")
# how a branch hands a code to the application, whatever the function itself returns
_THROWS = re.compile(r"\bThrowError(?P<number>AndReturn)?\s*\(")  # `AndReturn` takes the number, not its code
_SETS_CODE = re.compile(r"\berrCode\s*=\s*([^;=]+);")
_NUMBER = re.compile(r"(?:\w+::)*ERR_\w+")
_CODE = re.compile(rf"(?:\w+::)*errcode_\[{_NUMBER.pattern}\]")


class Source:
    """One file of the source."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = without_comments(text)

    @cached_property
    def macros(self) -> tuple[Macro, ...]:
        """The macros with parameters that the file defines."""
        return tuple(
            Macro(
                found["name"],
                tuple(re.sub(r"^args\.\.\.$", "...", name.strip()) for name in found["params"].split(",")),
                found["body"].replace("\\\n", "\n").strip(),
            )
            for found in _DEFINE.finditer(self.text)
        )

    def statements(self, macros: Mapping[str, Macro]) -> Iterator[Statement]:
        """Yield what the file prints."""
        printing = _printing(macros)
        names = "|".join(map(re.escape, [*LEVELS, *_DIRECT, *printing]))
        defined = [(found.start(), found.end()) for found in _DEFINE.finditer(self.text)]
        for call in re.finditer(rf"\b({names})\s*\(", self.text):
            if any(start <= call.start() < end for start, end in defined):
                continue
            end = closing(self.text, call.end() - 1)
            arguments = split_arguments(self.text[call.end() : end])
            yield from self._printed(call[1], arguments, call.start(), end, printing)

    def _printed(
        self, name: str, arguments: list[str], start: int, end: int, macros: Mapping[str, Macro]
    ) -> Iterator[Statement]:
        scopes = [scope for scope in self._scopes if scope.start < start < scope.end]
        named = [scope.name for scope in scopes if scope.name]
        function = named[-1] if named else ""
        inside = next((one for one in reversed(named) if one != "operator()"), "") if function == "operator()" else ""
        site = f"{self.path.rpartition('/')[2]}:{self.text.count(chr(10), 0, start) + 1}"
        if name in macros:
            for *printed, returns, check in _expanded(name, arguments, macros):
                found = Statement(layer_of(self.path), function, inside, *printed, returns, check, site)
                yield found._replace(returns=self._value_of(returns, scopes))
            return
        prefix, level = name in LEVELS, (LEVELS | _DIRECT)[name]
        first, *rest = arguments if prefix else [*arguments[1:], ""]
        condition = scopes[-1].condition if scopes else ""
        what = (level, prefix, format_of(first), ", ".join(filter(None, rest)), self._returned(end, scopes), condition)
        yield Statement(layer_of(self.path), function, inside, *what, site)

    def _returned(self, end: int, scopes: list[_Scope]) -> str:
        """Return what a block returns or throws after a statement; `->` precedes a value that is returned later."""
        text = self.text[end + 1 : scopes[-1].end if scopes else end + 1].lstrip(";")
        if thrown := _thrown(text):
            return thrown
        if found := _RETURN.match(text):
            return " ".join(found["value"].split())
        later = re.search(r"\breturn\b\s*([^;]*);", without_blocks(text))
        return "->" + " ".join(later[1].split()) if later else ""

    def _value_of(self, returns: str, scopes: list[_Scope]) -> str:
        """Return the code that a variable holds where its function sets it once; anything else as it is written."""
        if not returns.isidentifier():
            return returns
        for scope in reversed([scope for scope in scopes if scope.name]):
            values = re.findall(rf"\b{returns}\s*=(?!=)\s*([^;]+);", self.text[scope.start : scope.end])
            if values:
                return values[0] if len(values) == 1 and _CODE.fullmatch(values[0]) else returns
        return returns

    @cached_property
    def _scopes(self) -> list[_Scope]:
        """All braces with what they open, outer ones first."""
        found: list[_Scope] = []
        open_: list[tuple[int, str, str]] = []
        boundary = 0
        for token in re.finditer(rf"{_LITERAL.pattern}|#[^\n]*(?:\\\n[^\n]*)*|[{{}};]", self.text, re.DOTALL):
            letter = token[0]
            if letter == "{":
                header = self.text[boundary : token.start()]
                name, condition = _opened(header, any(one[1] for one in open_))
                open_.append((token.start(), name, condition))
            elif letter == "}" and open_:
                start, name, condition = open_.pop()
                found.append(_Scope(start, token.end(), name, condition))
            elif letter[0] in "\"'":
                continue
            boundary = token.end()
        return sorted(found, key=lambda scope: scope.start)


def _opened(header: str, in_function: bool) -> tuple[str, str]:
    """Return the name of the function that a brace opens, and the condition if it opens an `if`."""
    header = header.strip()
    if _LAMBDA.search(header):
        return "operator()", ""
    if in_function:
        start = next((match for match in reversed(list(_IF.finditer(header)))), None)
        if start is None:
            return "", ""
        return "", " ".join(header[start.end() : closing(header, start.end() - 1)].split())
    if re.search(r"\b(?:namespace|class|struct|enum|union|extern)\b[^()]*$", header) or _CONTROL.search(header):
        return "", ""
    match = _FUNCTION.search(header)
    if match is None:
        return "", ""
    # the first name before a bracket: parameters and initialisers follow
    header = re.sub(r"__attribute__\s*\(\(.*?\)\)", "", header)
    first = re.search(r"(?P<name>~?\w+|operator\s*[^\s\w(]+)\s*\(", header)
    return (first["name"] if first else ""), ""


def _thrown(text: str) -> str | None:
    """Return the code that a branch throws or sets, up to its `return` or the next brace; None where there is none."""
    text = text[: next((at for at, letter, _ in _outside_literals(text) if letter in "{}"), len(text))]
    if found := re.search(r"\breturn\b[^;]*;", text):
        text = text[: found.end()]
    codes = _SETS_CODE.findall(text)
    for call in _THROWS.finditer(text):
        for argument in split_arguments(text[call.end() : closing(text, call.end() - 1)]):
            is_number = call["number"] and _NUMBER.fullmatch(argument)
            codes.append(f"errcode_[{argument}]" if is_number else argument)
    return next((code for code in (" ".join(code.split()) for code in codes) if _CODE.fullmatch(code)), None)


def _printing(macros: Mapping[str, Macro]) -> dict[str, Macro]:
    """Return the macros that print, by themselves or through others, but not those that all printing goes through."""
    found: dict[str, Macro] = {}
    grown = True
    while grown:
        known = "|".join(map(re.escape, [*LEVELS, *found]))
        pattern = re.compile(rf"\b(?:{known})\s*\(")
        more = {
            name: macro
            for name, macro in macros.items()
            if name not in found and name not in LEVELS and name != "DECORATOR_HILOG" and pattern.search(macro.body)
        }
        found |= more
        grown = bool(more)
    return found


def _expanded(
    name: str, arguments: list[str], macros: Mapping[str, Macro]
) -> Iterator[tuple[str, bool, str, str, str, str]]:
    """Yield level, prefix, format, arguments, what is returned and what is checked, for each line of a macro."""
    text = macros[name].expanded(arguments)
    names = "|".join(map(re.escape, [*LEVELS, *macros]))
    for call in re.finditer(rf"\b({names})\s*\(", text):
        end = closing(text, call.end() - 1)
        inner = split_arguments(text[call.end() : end])
        if call[1] in macros:
            yield from _expanded(call[1], inner, macros)
            continue
        check = re.search(r"\bif\s*\(", text[: call.start()])
        condition = text[check.end() : closing(text, check.end() - 1)] if check else ""
        condition = " ".join(condition.split())
        negated = re.fullmatch(r"!\s*\((.*)\)", condition)
        raised = re.search(r"errCode\s*=\s*([^;]+);", text) or re.search(r"\bThrow\w*", text)
        returned = re.search(r"\breturn\b\s*([^;]*);", text[end:])
        returns = raised[raised.lastindex or 0] if raised else returned[1] if returned else ""
        yield (
            LEVELS[call[1]],
            True,
            filled(format_of(inner[0]), inner[1:]),
            ", ".join(argument for argument in inner[1:] if not _LITERAL.fullmatch(argument)),
            " ".join(returns.split()),
            negated[1].strip() if negated else f"!({condition})" if condition else "",
        )


def statements_of(text: str, path: str = "services/session/server/sample.cpp") -> list[Statement]:
    """Return the statements of one text; for trying out."""
    source = Source(path, text)
    return list(source.statements({macro.name: macro for macro in source.macros}))
