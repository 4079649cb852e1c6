"""From the files of the template to a loaded template: it escapes every value, and only its own script may run."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from ..safe import visible
from .addresses import cause_address, code_address, incident_address
from .selection import LIMITS


def load_template() -> Template:
    """Return the template; it escapes values, and shows their control characters as `\\x1b`."""
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
        start=_start, code_address=code_address, cause_address=cause_address, incident_address=incident_address
    )
    style, script = _part(environment, "report.css"), _part(environment, "report.js")
    environment.globals.update(style=Markup(style), script=Markup(script), policy=_policy(style, script))
    return environment.get_template("page.html.j2")


def _shown(value: Any) -> Any:
    """Return a value as text without control and bidi characters; markup of the template stays."""
    return value if isinstance(value, Markup) else visible(str(value))


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
