"""From the files of the template to the page that is to be filled: values are text, only the own script may run."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from ..safe import visible
from .choice import MOST_CHARACTERS


def load_page() -> Template:
    """Return the template. Whatever is put into it is escaped, and shown with its control characters as `\\x1b`."""
    environment = Environment(
        loader=PackageLoader("hilog_avsession.output.html", "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["start"] = _start
    style, script = _part(environment, "report.css"), _part(environment, "report.js")
    environment.globals.update(style=Markup(style), script=Markup(script), policy=_policy(style, script))
    return environment.get_template("page.html.j2")


def _shown(value: Any) -> Any:
    """Any value of the template as text without control and bidi characters; what is marked up already stays."""
    return value if isinstance(value, Markup) else visible(str(value))


def _start(text: str) -> tuple[str, int]:
    """The beginning of a log line, and how many characters were left out."""
    shown = visible(text)
    return shown[:MOST_CHARACTERS], max(len(shown) - MOST_CHARACTERS, 0)


def _part(environment: Environment, name: str) -> str:
    assert environment.loader is not None  # given above
    return environment.loader.get_source(environment, name)[0]


def _policy(style: str, script: str) -> str:
    """Forbid everything but this style and this script, so that no text could act even if it were taken for markup."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
