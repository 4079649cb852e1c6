"""From the files of the template to a loaded template: it escapes every value, and only its own script may run."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from ..colors import CATEGORY_COLORS, CONFIDENCE_COLORS, PAGE
from ..safe import visible
from .addresses import cause_address, code_address, incident_address
from .filters import app_value, session_value
from .selection import LIMITS

_DATE = re.compile(r"(\b(?:\d{4}-)?\d\d-\d\d(?: \d\d:\d\d(?::\d\d(?:\.\d+)?)?)?\b)")  # as logs and reports write it
_CHUNK = 500  # parts of the template that are joined into one part of the text
_SCRIPTS = ("tallies.js", "filters.js", "tables.js", "copying.js", "folds.js")  # joined to one, in this order
LIVE_STYLES, LIVE_SCRIPTS = ("live.css",), (*_SCRIPTS, "live.js")


@cache
def load_template(
    name: str = "page.html.j2", styles: tuple[str, ...] = (), scripts: tuple[str, ...] = _SCRIPTS
) -> Template:
    """Return a template; it escapes values, and shows their control characters as `\\x1b`.

    `styles` are added to the style sheet of all pages. `scripts` are the only ones that may run.
    """
    environment = Environment(
        loader=PackageLoader("hilog_avsession.output.html", "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        start=_start,
        code_address=code_address,
        cause_address=cause_address,
        incident_address=incident_address,
        app_value=app_value,
        session_value=session_value,
        unbroken=_unbroken,
    )
    colors, script = color_rules(), "".join(_part(environment, part) for part in scripts)
    style = colors + "".join(_part(environment, part) for part in ("report.css", *styles))
    environment.globals.update(
        colors=Markup(colors), style=Markup(style), script=Markup(script), policy=_policy(style, script)
    )
    return environment.get_template(name)


def filled(template: Template, **values: Any) -> Iterator[str]:
    """Yield the text of a template with its values, in parts."""
    stream = template.stream(**values)
    stream.enable_buffering(_CHUNK)
    return stream


def color_rules() -> str:
    """Return the part of the style sheet that is made from the table of colours."""
    named = {"page": PAGE, **CATEGORY_COLORS, **{f"sure-{name}": color for name, color in CONFIDENCE_COLORS.items()}}
    light = " ".join(f"--{name}: {color.light};" for name, color in named.items())
    dark = " ".join(f"--{name}: {color.dark};" for name, color in named.items())
    classes = "\n".join(f".c-{name} {{ fill: var(--{name}); }}" for name in CATEGORY_COLORS)
    levels = "\n".join(f".sure-{name} {{ --sure: var(--sure-{name}); }}" for name in CONFIDENCE_COLORS)
    return (
        f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        f"@media print {{ :root {{ {light} }} }}\n{classes}\n{levels}\n"
    )


def _shown(value: Any) -> Any:
    """Return a value as text without control and bidi characters; markup of the template stays."""
    return value if isinstance(value, Markup) else visible(str(value))


def _unbroken(text: str) -> Markup:
    """Return a text in which no line ends within a date or a time: browsers break after the hyphen of `11-06`."""
    pieces = _DATE.split(visible(text))  # what is between dates, and the dates, by turns
    whole = Markup('<span class="date">{}</span>')
    return Markup("").join(whole.format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces))


def _start(text: str) -> tuple[str, int]:
    """Return the beginning of a log line, and how many characters are cut off."""
    shown = visible(text)
    return shown[: LIMITS.characters], max(len(shown) - LIMITS.characters, 0)


def _part(environment: Environment, name: str) -> str:
    assert environment.loader is not None  # set above
    return environment.loader.get_source(environment, name)[0]


def _policy(style: str, script: str) -> str:
    """Allow only this style and this script, so that text could do nothing even if it became markup."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
