"""Text that means something in an output, wherever a log or its user can put it, in every form of a report."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
from markdown_it import MarkdownIt

import fleets
import screens
from hilog_avsession import Report, analyze, compare
from hilog_avsession.fleet.summary import summarize
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.knowledge.statements import STATEMENTS
from hilog_avsession.output.formats import COMPARISON_FORMATS, FLEET_FORMATS, FORMATS
from hilog_avsession.output.view import View
from hilog_avsession.view.run import StoredRun

from .trial import Attempt, Trial

_ALL = View(evidence=99, stories=True)

# ---- what is put into the log ----------------------------------------------------------------------------------------

# `zqx` is no element, `zq()` no function and `zq.example` no host of any output's own
_ATTACKS = {
    "markup": [
        "<zqx onload=zq()>", "</script></style></title></textarea><zqx>", "\"'><svg onload=zq()>", "<!-- ]]> <zqx/>",
        "&lt;zqx&gt; &#60;zqx&#62;", "<script>zq()</script>", "{{zq()}}{% zq %}${zq()}", "`</code><zqx>`", "$zq$",
    ],
    "escapes": [
        "\x1b[31mzq\x1b]0;zq\x07", "\x9b31mzq", "\u202egnp.zq\u2066a\u2069", "a\u2028zq\u2029zq\x85zq",
        "\x7f\x08zq\x00", "\u200bz\u200dq\ufeff", "\ud83d\U000e0041zq", "\rzq\x0bzq\x0czq",
    ],
    "formulas": [
        '=HYPERLINK("http://zq.example";"x")', "+zq|' /C calc'!A0", "-2+3+zq", "@SUM(1+9)*zq", "\t=zq()", ";=zq()",
    ],
    "links": [
        "[zq](javascript:zq())", "![zq](https://zq.example/x.png)", "https://zq.example/?a=1&b=2", "<https://zq.example>",
        "[zq]: javascript:zq()", "@zqteam #12 !3 zqteam/zq@12ab34c", "www.zq.example zq@zq.example",
    ],
    "commands": [
        "::error file=zq::zq", "%0A::error::zq", "##[command]zq", "::stop-commands::zq", "]]>&zq;", "| a | zq |",
    ],
}  # fmt: skip
_HEADERS = (
    "11-20 10:15:{:02}.000  6120  6131 E C02B91/{}/AVSession: ",
    "11-20 10:15:{:02}.000  6120  6131 E A03D00/{}/JSAPP: ",
)
_MESSAGES = (
    "setAVMetadata code: 6600102 {}", "sendControlCommand failed {} errCode 6600107",
    "StartCast {} failed, code: 6612004",
    "[SendControlCommand]send command failed: {}", "[Zq]{} broke", "createAVSession {} error: {{\"code\":6600101}}",
    "sessionId: {} 0C4******6E6 failed code 6600103", 'start cast with deviceName "{}" code: 6600105',
)  # fmt: skip


def _hostile_lines(luck: random.Random, attacks: list[str]) -> Iterator[str]:
    """Yield lines that hold the attacks: in applications' texts, and as the values of the framework's statements."""
    for second in range(20):
        attack = luck.choice(attacks)
        process = luck.choice(["com.example.radio", "av_session", f"com.example.{attack}"])
        text = luck.choice(_MESSAGES).format(attack) if luck.random() < 0.5 else _stated(luck, attack)
        yield luck.choice(_HEADERS).format(second, process) + text.replace("\n", " ")


def _stated(luck: random.Random, attack: str) -> str:
    """Return the example of a statement in which a value is replaced."""
    row = luck.choice(STATEMENTS)
    values = list(re.finditer(r"(?<=[\s:=(])[\w.*]{2,}", row.example))
    if not values:
        return row.example
    value = luck.choice(values)
    return row.example[: value.start()] + attack + row.example[value.end() :]


# ---- what an output must not hold ------------------------------------------------------------------------------------


def _fault(name: str, text: str) -> str | None:
    """Return how an attack has come through in an output of a format."""
    for char in text.replace("\r\n", "\n") if name == "csv" else text:
        if not char.isprintable() and char not in "\n\u00a0\u3000":
            return f"holds {char!r}"
    try:
        return _CHECKS.get(name, _nothing)(text)
    except (ValueError, ElementTree.ParseError) as error:
        return f"is not well-formed: {error}"


def _nothing(_text: str) -> str | None:
    return None


def _json_fault(text: str) -> str | None:
    json.loads(text)
    text.encode()
    return None


def _lines_fault(text: str) -> str | None:
    for line in text.splitlines():
        json.loads(line)
    return None


def _csv_fault(text: str) -> str | None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for row in rows:
        if len(row) != len(rows[0]):
            return f"a row of {len(row)} cells"
        for cell in row:
            if re.match(r"[\s\"']*[=+@-]", cell) and not re.fullmatch(r"'.*|-?\d+(?:\.\d+)?", cell):
                return f"a formula: {cell}"
    return None


def _xml_fault(text: str) -> str | None:
    strange = [node.tag for node in ElementTree.fromstring(text).iter() if "zq" in node.tag]
    return f"elements {strange}" if strange else None


def _commands_fault(text: str) -> str | None:
    for line in text.splitlines():
        command = re.match(r"::(error|warning|notice|group|endgroup)(?: (.*?))?::", line)
        if line.startswith("##[") or (line.startswith("::") and command is None):
            return f"a command: {line}"
        keys = {part.partition("=")[0] for part in ((command and command[2]) or "file=").split(",")}
        if not keys <= {"file", "line", "endLine", "col", "title"}:
            return f"properties {keys}"
    return None


def _page_fault(text: str) -> str | None:
    return _html_fault(html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False))


def _html_fault(root: Any) -> str | None:
    for node in root.iter():
        if not isinstance(node.tag, str):  # a comment
            continue
        if "zq" in node.tag or node.tag in ("img", "iframe", "object", "embed"):
            return f"an element <{node.tag}>"
        if node.tag == "script" and "zq(" in (node.text or ""):
            return "a script"
        for name, value in node.attrib.items():
            if str(name).startswith("on"):
                return f"an attribute {name}"
            if name in ("href", "src", "action") and re.match(r"\s*javascript:|.*zq\.example", value):
                return f"a link to {value}"
    return None


def _markdown_fault(text: str) -> str | None:
    root = html5lib.parse(MarkdownIt("commonmark").enable("table").render(text), namespaceHTMLElements=False)
    mentions = [shown for shown in _outside_code(root) if re.search(r"(?<!\w)@zqteam|www\.zq\.example", shown)]
    return _html_fault(root) or (f"a mention: {mentions[0]}" if mentions else None)


def _outside_code(node: Any) -> Iterator[str]:
    if node.tag in ("code", "pre"):
        return
    yield node.text or ""
    for child in node:
        yield from _outside_code(child)
        yield child.tail or ""


_CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "json": _json_fault,
    "jsonl": _lines_fault,
    "sarif": _json_fault,
    "csv": _csv_fault,
    "junit": _xml_fault,
    "github": _commands_fault,
    "html": _page_fault,
    "markdown": _markdown_fault,
}


def hostile(luck: random.Random) -> Iterator[Attempt]:
    """Write logs full of attacks in every form."""
    with tempfile.TemporaryDirectory() as folder:
        before: Report | None = None
        while True:
            kind = luck.choice(list(_ATTACKS))
            attacks = _ATTACKS[kind]
            report = _read(luck, Path(folder), attacks)
            lang = luck.choice(["en", "zh"])
            for row in luck.sample(FORMATS, 3):
                text = "".join(row.text_parts(report.reworded(lang), _ALL))
                yield Attempt(f"{kind} in {row.name}", _fault(row.name, text))
            if before is not None:
                row = luck.choice(COMPARISON_FORMATS)
                found = compare(before, report, names=luck.sample(attacks, 2), lang=lang)
                text = "".join(row.text_parts(found, View(whole=True)))
                yield Attempt(f"{kind} in a comparison", _fault(row.name, text))
            row = luck.choice(FLEET_FORMATS)
            text = "".join(row.text_parts(_fleet(luck, Path(folder), attacks, lang), View(whole=True)))
            yield Attempt(f"{kind} in the report on a fleet", _fault(row.name, text))
            yield Attempt(f"{kind} in the view", _fault("screen", _screens(report)))
            before = report


def _read(luck: random.Random, folder: Path, attacks: list[str]) -> Report:
    """Return the report of a log full of attacks, whose very name is one."""
    name = re.sub(r"[/\0]", "_", luck.choice(attacks)).encode("utf-8", "surrogatepass")[:100]
    path = folder / name.decode("utf-8", "surrogateescape")
    path.write_text("\n".join(_hostile_lines(luck, attacks)), "utf-8", "replace")
    try:
        return analyze(path)
    finally:
        path.unlink()


def _fleet(luck: random.Random, folder: Path, attacks: list[str], lang: str) -> Any:
    """Return the report on a fleet whose units, applications and devices are called as an attack."""
    tables = fleets.made(60, luck.randrange(100))
    names = {name: _encoded(luck.choice(attacks)) for name in (fleets.MUSIC, *fleets.MODELS, *fleets.BUILDS, "lab1")}
    for row in (*tables.units, *tables.kinds, *tables.applications):
        row |= {key: names.get(value, value) for key, value in row.items() if isinstance(value, str)}
        row["unit"] += names["lab1"]
    try:
        return summarize(tables.write(folder / "fleet", 1), lang=lang)
    finally:
        shutil.rmtree(folder / "fleet")


def _encoded(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _screens(report: Report) -> str:
    """Return what the view shows at first, of an incident, and of the sessions."""
    shown = []

    async def look(app: Any, pilot: Any) -> None:
        for keys in ((), ("enter",), ("2",)):
            await screens.press(pilot, *keys)
            shown.append(screens.text_of(app))

    screens.on_screen(look, StoredRun(report, "a.log", CATALOG))
    return "\n".join(shown)


TRIALS = (Trial("outputs", "no text of a log becomes markup, formula, link, command or escape sequence", hostile),)
