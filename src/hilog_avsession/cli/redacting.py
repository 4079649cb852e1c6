"""From `--redact` and `--redact-key` to what gives pseudonyms, also in the errors that end a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UnreadableInput

if TYPE_CHECKING:
    from ..results.redaction import Redaction

_KEY = "HILOG_AVSESSION_REDACT_KEY"  # the environment's variable; other users of a machine see arguments

Redact = Annotated[
    bool, typer.Option("--redact", help="Pseudonyms for names, ids, addresses, paths and people's words.")
]
RedactKey = Annotated[
    str | None,
    typer.Option("--redact-key", metavar="TEXT", help=f"The same with a secret, alike in all reports; or set {_KEY}."),
]


def redaction_of(redact: bool, key: str | None) -> Redaction | None:
    """What makes pseudonyms, where they are asked for. Raises WrongUsage for an empty key."""
    if not redact and key is None:
        return None
    from ..results.redaction import Redaction  # noqa: PLC0415  (rarely needed)

    return Redaction(key if key is not None else os.environ.get(_KEY) or None)


@contextmanager
def redacted_errors(redaction: Redaction | None) -> Iterator[None]:
    """Give pseudonyms to what an UnreadableInput says, where they are asked for."""
    try:
        yield
    except UnreadableInput as error:
        if redaction is None:
            raise
        raise redaction.unreadable(error) from None  # the trace would tell the original
