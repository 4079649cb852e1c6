"""From `--redact` and `--redact-key` to the redaction of reports, and of the errors that end a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from ..results.redaction import Redaction

_KEY = "HILOG_AVSESSION_REDACT_KEY"  # environment variable: other users of a machine can see arguments

_Redact = Annotated[
    bool, typer.Option("--redact", help="Replace names, ids, addresses, paths and free text with pseudonyms.")
]
_Key = Annotated[
    str | None,
    typer.Option(
        "--redact-key", metavar="TEXT", help=f"Redact with a secret key, alike in all reports; or set {_KEY}."
    ),
]


class Redacting(NamedTuple):
    """The options that replace private data with pseudonyms."""

    redact: _Redact = False
    redact_key: _Key = None

    def redaction(self) -> Redaction | None:
        """Return the redaction, or None if it was not asked for. Raises WrongUsage for an empty key."""
        if not self.redact and self.redact_key is None:
            return None
        from ..results.redaction import Redaction

        return Redaction(self._given_key())

    def key(self) -> str | None:
        """Return the key of a redaction that needs one, or None if it was not asked for. Raises WrongUsage."""
        if not self.redact and self.redact_key is None:
            return None
        if not (key := self._given_key()):
            raise WrongUsage(
                "a fleet is redacted with a key, so that its units agree; set {variable}, or give --redact-key",
                variable=_KEY,
            )
        return key

    def _given_key(self) -> str | None:
        return self.redact_key if self.redact_key is not None else os.environ.get(_KEY) or None


@contextmanager
def redacted_errors(redaction: Redaction | None) -> Iterator[None]:
    """Redact the message of an UnreadableInput, if there is a redaction."""
    try:
        yield
    except UnreadableInput as error:
        if redaction is None:
            raise
        raise redaction.unreadable(error) from None  # the trace would show the original
