"""The command `doctor`: checks hdc and the device. The checks are in `device/doctor.py`."""

from __future__ import annotations

import io
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from ..output.statuses import OK, UNREADABLE
from .arguments import Target
from .commands import new_app
from .console import color, complain, json_text, width, write
from .language import Lang, language_of

HELP = """\
Check hdc, the device and its log settings, and show how to fix problems.

\b
Examples:
  hilog-avsession doctor
  hilog-avsession doctor --target 192.168.1.5:8710 --format json

Changes nothing on the device. The exit status is 0 if its log can be read, 3 if
it cannot.
"""


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


app = new_app()


@app.command(help=HELP)
def doctor(
    target: Target = None,
    format: Annotated[_Format, typer.Option("--format", "-f", help="Output format.")] = _Format.TEXT,
    lang: Lang = None,
) -> None:
    """Check hdc and the device."""
    from ..device.doctor import examine, is_usable
    from ..device.hdc import Hdc
    from ..device.hdclog import SLOW_ANSWER
    from ..output.terminal.doctor import findings_to_dict, render_findings

    language = language_of(lang)
    hdc = Hdc(target)
    hdc.when_slow = partial(complain, SLOW_ANSWER)
    findings = list(examine(hdc))
    if format is _Format.JSON:
        write([json_text(findings_to_dict(findings, target, language))], encoding="utf-8")
    else:
        out = io.StringIO()
        render_findings(findings, target, out, lang=language, width=width(), color=color())
        write([out.getvalue()])
    raise typer.Exit(OK if is_usable(findings) else UNREADABLE)
