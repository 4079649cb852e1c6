"""The ruleset, as one value to pass on: the catalogue and the statements, a user's before ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..model.records import Body
from .catalog import CATALOG, Catalog
from .statements.base import Statement


class CustomStatement(NamedTuple):
    """A statement of a user's file.

    With a tag or a domain, an application prints it and the pattern has to match the whole message. Without them
    AVSession prints it and the pattern is matched as in our own statements.
    """

    statement: Statement
    place: str  # where its pattern is defined: `team.toml: statement[2].pattern (engine-bind-failed)`
    tag: str = ""
    domain: str = ""  # five hex digits in lower case
    bundle: str = ""
    overrides: tuple[str, ...] = ()  # names of statements whose examples it may read
    examples: tuple[str, ...] = ()  # whole lines or messages

    @property
    def of_application(self) -> bool:
        """Whether an application prints it rather than AVSession."""
        return bool(self.tag or self.domain)

    def is_printed_by(self, body: Body) -> bool:
        """Tell whether a line has the statement's tag, domain and process."""
        return (
            (not self.tag or body.tag.casefold() == self.tag.casefold())
            and (not self.domain or body.domain == self.domain)
            and (not self.bundle or _is_process_of(self.bundle, body.process))
        )


def _is_process_of(bundle: str, process: str) -> bool:
    """Tell whether a process may belong to a bundle: some layouts omit the process name or shorten it."""
    name = process.partition(":")[0]
    head, dots, tail = name.partition("...")
    if dots:
        return bundle.startswith(head) and bundle.endswith(tail)
    return not process or name == bundle


@dataclass(frozen=True, eq=False)
class Ruleset:
    """The knowledge that a log is read with. `custom` statements are tried before ours, in their order."""

    catalog: Catalog = CATALOG
    custom: tuple[CustomStatement, ...] = ()


RULESET = Ruleset()  # without a user's files
