"""From the findings about a device to a page and to a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from ...device.doctor import State, is_usable
from ...phrases import quoted
from ..messages.doctor import MESSAGES
from ..messages.shape import fill
from .blocks import Paragraph, indent
from .layout import cells, join, plain
from .printing import write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...device.doctor import Finding
    from .layout import Line

SCHEMA_VERSION = 1  # of the JSON form

_LISTS = frozenset(("keys", "sizes", "files"))  # values that name several things
_SIGNS = {
    State.OK: ("✓", "green"),
    State.WARNING: ("!", "yellow"),
    State.FAILED: ("✗", "red"),
    State.UNKNOWN: ("?", "dim"),
}
_NARROW = 60  # cells; below this width a text stands under its label


def render_findings(  # noqa: PLR0913  (one keyword for each option of the command line)
    findings: Sequence[Finding],
    target: str | None,
    out: TextIO,
    *,
    lang: str = "en",
    width: int = 80,
    color: bool = False,
) -> None:
    """Write the findings, each with the command that fixes it, and the command to run next."""
    write_lines(_page(findings, target, lang, width), out, width=width, color=color)


def findings_to_dict(findings: Sequence[Finding], target: str | None, lang: str = "en") -> dict[str, Any]:
    """Return the findings as a dictionary."""
    return {
        "schema_version": SCHEMA_VERSION,
        "target": target,
        "usable": is_usable(findings),
        "checks": [
            {
                "check": finding.check,
                "state": finding.verdict.state.value,
                "finding": finding.verdict.message,
                "values": dict(finding.verdict.values),
                "text": _text(finding, lang),
                "asked": list(finding.commands),
                "mend": finding.verdict.fix,
            }
            for finding in findings
        ],
        "next": _next(findings, target),
    }


def _page(findings: Sequence[Finding], target: str | None, lang: str, width: int) -> Iterator[Line]:
    yield from Paragraph(plain(_message(lang, _headline(findings)), "bold")).lines(width)
    yield ()
    checked = [finding for finding in findings if finding.verdict.message != "not-asked"]
    labels = max(cells(_message(lang, finding.check)) for finding in checked)
    for finding in checked:
        yield from _row(finding, lang, width, labels)
    if len(checked) < len(findings):
        rest = _message(lang, "comma").join(_message(lang, finding.check) for finding in findings[len(checked) :])
        text = Paragraph(plain(_message(lang, "not-asked", labels=rest), "dim"))
        yield from ((), *indent(text.lines(width - 2), 2))
    yield ()
    command = plain(_next(findings, target), "cyan")
    yield from Paragraph(command, _message(lang, _when(findings)), whole=True).lines(width)


def _row(finding: Finding, lang: str, width: int, labels: int) -> Iterator[Line]:
    sign, style = _SIGNS[finding.verdict.state]
    label = _message(lang, finding.check)
    head = join([plain(sign, style), plain(label)], " ")
    paragraphs = [Paragraph(plain(_text(finding, lang)))]
    fix = finding.verdict.fix
    if fix is not None and not fix.startswith("hilog-avsession"):  # our own command is the last line of the page
        paragraphs.append(Paragraph(plain(fix, "cyan"), "→ ", whole=True))
    hang = labels + 4 if width >= _NARROW else 4
    body = [line for paragraph in paragraphs for line in paragraph.lines(width - 2 - hang)]
    if width < _NARROW:
        yield from indent([head, *indent(body, hang)], 2)
        return
    gap = plain(" " * (hang - 2 - cells(label)))
    yield from indent([join([head, gap, body[0]]), *indent(body[1:], hang)], 2)


def _text(finding: Finding, lang: str) -> str:
    comma = _message(lang, "comma")
    values = {
        name: value.replace(", ", comma) if name in _LISTS else value for name, value in finding.verdict.values.items()
    }
    return _message(lang, f"says-{finding.verdict.message}", **values)


def _message(lang: str, key: str, /, **values: str) -> str:
    return fill(MESSAGES[lang][key], None, **values)


def _headline(findings: Sequence[Finding]) -> str:
    if not is_usable(findings):
        return "not-ready"
    return "ready-but" if any(finding.verdict.state is State.WARNING for finding in findings) else "ready"


def _when(findings: Sequence[Finding]) -> str:
    """Return the key of `Next:`, or of `Then:` if there is something to fix before the next command."""
    return "next" if _headline(findings) == "ready" else "then"


def _next(findings: Sequence[Finding], target: str | None) -> str:
    fixes = (finding.verdict.fix for finding in findings if finding.verdict.state is State.FAILED)
    chosen = next((fix for fix in fixes if fix and fix.startswith("hilog-avsession")), None)
    if chosen is not None:
        return chosen
    command = "analyze --hdc" if is_usable(findings) else "doctor"
    return f"hilog-avsession {command}" + (f" --target {quoted(target)}" if target else "")
