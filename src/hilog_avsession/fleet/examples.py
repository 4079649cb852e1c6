"""From the units that a cause hits to the three that show it best, and from all units to those that stand out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..model.characters import with_bytes
from ..phrases import quoted
from ..results.fleet.values import Example, Outlier, Outliers

if TYPE_CHECKING:
    import pandas as pd

    from .folder import Folder
    from .tallies import Tallies

_EXAMPLES = 3
_ENOUGH = 10  # incidents of a cause; more show no more
_OUTLIERS = 20  # that are listed
_LEAST_UNITS = 8  # with incidents; among fewer, none stands out
_FENCE = 1.5  # spreads beyond the third quartile (Tukey's fence)
_LEAST_SPREAD = 2.0  # doublings between the quartiles


class Opener:
    """Knows the commands that open units, for a POSIX shell."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._is_redacted = folder.is_redacted

    def command(self, address: str, unit_id: str, code: int | None = None) -> str:
        """Return the command that shows a unit again: from its logs, or from its stored report if they are elsewhere.

        Empty if there is neither.
        """
        chosen = [] if code is None else ["--code", str(code)]
        if not self._is_redacted and "://" not in address:
            separated = ["--"] if address.startswith("-") else []
            return _joined("hilog-avsession", "analyze", *chosen, *separated, address)
        report = self._folder.report_of(unit_id)
        if report is None:
            return ""
        unpacked = _joined("gzip", "-dc", str(report.absolute()))
        return f"{unpacked} | {_joined('hilog-avsession', 'render', *chosen)}"


def _joined(*words: str) -> str:
    """Return a command as a shell takes it."""
    return " ".join(map(quoted, words))


def examples_of(tallies: Tallies, cause: int, hit: pd.DataFrame) -> tuple[Example, ...]:
    """Return the units that show a cause best; `hit` has the `unit` and the `incidents` of each.

    These are units that were read completely and lost no lines, in which the cause is the most frequent one and occurs
    several times, and small ones.
    """
    units = tallies.units.loc[hit["unit"]]
    shown = hit.assign(share=hit["incidents"].to_numpy() / units["incidents"].to_numpy())
    order = shown.assign(
        is_partial=((units["lost_lines"] > 0) | units["reason"].notna()).to_numpy(),
        others=(shown["share"] < 0.5).to_numpy(),
        few=-shown["incidents"].clip(upper=_ENOUGH),
        size=units["size"].to_numpy(),
        name=units["unit"].to_numpy(),
    ).sort_values(["is_partial", "others", "few", "size", "name"])
    code = tallies.causes[cause][0]
    best = order.head(_EXAMPLES)
    opener = Opener(tallies.folder)
    found = tallies.units.loc[best["unit"], ["unit", "address", "unit_id"]]
    rows = zip(found.itertuples(index=False), best["incidents"].tolist(), best["share"].tolist(), strict=True)
    return tuple(
        Example(with_bytes(unit), with_bytes(address), opener.command(with_bytes(address), id_, code), number, share)
        for (unit, address, id_), number, share in rows
    )


def outliers_of(tallies: Tallies) -> Outliers | None:
    """Return the units with far more incidents than others that have any; None if no unit stands out.

    Incidents are compared by their logarithm, because some units have many times more than others anyway. A unit is an
    outlier beyond Tukey's fence; the quartiles count as at least a factor of four apart.
    """
    import numpy as np

    hit = tallies.judged[tallies.judged["incidents"] > 0].sort_values(["incidents", "unit"], ascending=[False, True])
    if len(hit) < _LEAST_UNITS:
        return None
    lower, upper = np.quantile(np.log2(hit["incidents"]), [0.25, 0.75])
    above = int(2 ** (upper + _FENCE * max(upper - lower, _LEAST_SPREAD)))
    beyond = hit[hit["incidents"] > above]
    if beyond.empty:
        return None
    return Outliers(
        median=float(hit["incidents"].median()),
        above=above,
        number=len(beyond),
        incidents=int(beyond["incidents"].sum()),
        units=tuple(_outliers(tallies, beyond.head(_OUTLIERS))),
    )


def _outliers(tallies: Tallies, units: pd.DataFrame) -> Iterator[Outlier]:
    pairs = tallies.pairs[tallies.pairs["unit"].isin(units.index)]
    top = pairs.sort_values(["incidents", "cause"], ascending=[False, True]).drop_duplicates("unit").set_index("unit")
    causes = zip(top["cause"].tolist(), top["incidents"].tolist(), strict=True)
    most = dict(zip(top.index.tolist(), causes, strict=True))
    opener = Opener(tallies.folder)
    columns = units[["unit", "address", "unit_id", "incidents"]].itertuples(index=False)
    for number, (unit, address, id_, incidents) in zip(units.index.tolist(), columns, strict=True):
        if number in most:
            (code, cause), of_cause = tallies.causes[most[number][0]], most[number][1]
            unit, address = with_bytes(unit), with_bytes(address)
            yield Outlier(unit, address, opener.command(address, id_), incidents, code, cause, of_cause)
