"""From the findings about a device to a page and to plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from ...device.doctor import State, is_usable
from ..messages.doctor import WORDS
from .blocks import Paragraph, indent
from .layout import cells, join, plain
from .report import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...device.doctor import Finding
    from .layout import Line

SCHEMA_VERSION = 1  # of the JSON form

_SIGNS = {
    State.OK: ("✓", "green"),
    State.WARNING: ("!", "yellow"),
    State.FAILED: ("✗", "red"),
    State.UNKNOWN: ("?", "dim"),
}
_NARROW = 60  # cells; below it a text stands under its label


def render_findings(  # noqa: PLR0913  (one keyword for each option of the command line)
    findings: Sequence[Finding],
    target: str | None,
    out: TextIO,
    *,
    lang: str = "en",
    width: int = 80,
    color: bool = False,
) -> None:
    """Write what was found, with the commands that help, and the command to run next."""
    write(_page(findings, target, lang, width), out, width=width, color=color)


def findings_to_dict(findings: Sequence[Finding], target: str | None, lang: str = "en") -> dict[str, Any]:
    """What was found, as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "target": target,
        "usable": is_usable(findings),
        "checks": [
            {
                "check": one.check,
                "state": one.verdict.state.value,
                "finding": one.verdict.message,
                "values": dict(one.verdict.values),
                "text": _text(one, lang),
                "asked": list(one.commands),
                "mend": one.verdict.fix,
            }
            for one in findings
        ],
        "next": _next(findings, target),
    }


def _page(findings: Sequence[Finding], target: str | None, lang: str, width: int) -> Iterator[Line]:
    words = WORDS[lang]
    yield from Paragraph(plain(words[_headline(findings)], "bold")).lines(width)
    yield ()
    made = [one for one in findings if one.verdict.message != "not-asked"]
    labels = max(cells(words[one.check]) for one in made)
    for one in made:
        yield from _row(one, lang, width, labels)
    if len(made) < len(findings):
        rest = words["comma"].join(words[one.check] for one in findings[len(made) :])
        text = Paragraph(plain(words["not-asked"].format(labels=rest), "dim"))
        yield from ((), *indent(text.lines(width - 2), 2))
    yield ()
    yield from Paragraph(plain(_next(findings, target), "cyan"), words[_when(findings)]).lines(width)


def _row(finding: Finding, lang: str, width: int, labels: int) -> Iterator[Line]:
    sign, style = _SIGNS[finding.verdict.state]
    label = WORDS[lang][finding.check]
    head = join([plain(sign, style), plain(label)], " ")
    paragraphs = [Paragraph(plain(_text(finding, lang)))]
    if finding.verdict.fix is not None and not finding.verdict.fix.startswith("hilog-avsession"):  # that stands last
        paragraphs.append(Paragraph(plain(finding.verdict.fix, "cyan"), "→ "))
    hang = labels + 4 if width >= _NARROW else 4
    body = [line for one in paragraphs for line in one.lines(width - 2 - hang)]
    if width < _NARROW:
        yield from indent([head, *indent(body, hang)], 2)
        return
    gap = plain(" " * (hang - 2 - cells(label)))
    yield from indent([join([head, gap, body[0]]), *indent(body[1:], hang)], 2)


def _text(finding: Finding, lang: str) -> str:
    return WORDS[lang][f"says-{finding.verdict.message}"].format(**finding.verdict.values)


def _headline(findings: Sequence[Finding]) -> str:
    if not is_usable(findings):
        return "not-ready"
    return "ready-but" if any(one.verdict.state is State.WARNING for one in findings) else "ready"


def _when(findings: Sequence[Finding]) -> str:
    """After a mend comes another look; without one the next command is the analysis."""
    return "next" if _headline(findings) == "ready" else "then"


def _next(findings: Sequence[Finding], target: str | None) -> str:
    own = (one.verdict.fix for one in findings if one.verdict.state is State.FAILED)
    chosen = next((mend for mend in own if mend and mend.startswith("hilog-avsession")), None)
    if chosen is not None:
        return chosen
    command = "analyze --hdc" if is_usable(findings) else "doctor"
    return f"hilog-avsession {command}" + (f" --target {target}" if target else "")
