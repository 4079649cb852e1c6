"""What a log is read by, as one value that travels: the catalogue and the statements, a user's own before ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..model.records import Body
from .catalog import CATALOG, Catalog
from .statements.base import Statement


class CustomStatement(NamedTuple):
    """A statement of a user's catalogue.

    With a tag or a domain it is an application's own line, and the pattern is matched against the whole message;
    without them AVSession prints it, and the pattern is matched as those of our own statements are.
    """

    statement: Statement
    place: str  # of its pattern: `team.toml: statement[2].pattern (engine-bind-failed)`
    tag: str = ""
    domain: str = ""  # five lower-case hex digits
    bundle: str = ""
    overrides: tuple[str, ...] = ()  # other statements whose examples it may read
    examples: tuple[str, ...] = ()  # lines, or messages of lines

    @property
    def of_application(self) -> bool:
        """Whether an application prints it, and not AVSession."""
        return bool(self.tag or self.domain)

    def is_printed_by(self, body: Body) -> bool:
        """Tell whether tag, domain and process of a line are those of the statement."""
        return (
            (not self.tag or body.tag.casefold() == self.tag.casefold())
            and (not self.domain or body.domain == self.domain)
            and (not self.bundle or _is_process_of(self.bundle, body.process))
        )


def _is_process_of(bundle: str, process: str) -> bool:
    """Tell whether a process may be a bundle's: some layouts print no process, or cut its name."""
    name = process.partition(":")[0]
    head, dots, tail = name.partition("...")
    if dots:
        return bundle.startswith(head) and bundle.endswith(tail)
    return not process or name == bundle


@dataclass(frozen=True, eq=False)
class Ruleset:
    """What a log is read by. `own` statements are tried before ours, in their order."""

    catalog: Catalog = CATALOG
    own: tuple[CustomStatement, ...] = ()


RULESET = Ruleset()  # ours alone
