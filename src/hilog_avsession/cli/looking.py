"""From the options that `watch` and `view` share to a plan: how to read, what to write, and how to end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .analyze import MaxIncidents, Page, WithinLog, complain_about
from .arguments import Selection, UnitReading
from .gates import Gates
from .outputs import OutputOptions
from .redacting import Redacting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..model.report import ReportData
    from ..options import Options
    from ..output.view import View
    from .outputs import Outputs


class Plan(NamedTuple):
    """How a log or stored reports are read, shown and written."""

    options: Options
    outputs: Outputs
    page: View
    finish: Callable[[ReportData], ReportData]  # redacts a report and applies gates

    def write(self, report: ReportData) -> None:
        """Write the report to all outputs, and say what not every format shows."""
        self.outputs.write(report, self.page)
        complain_about(report, self.outputs)
        self.outputs.screen.close(report, self.page)


class Looking(NamedTuple):
    """The options that `watch` and `view` share."""

    output: OutputOptions
    page: Page
    selection: Selection
    within: WithinLog
    reading: UnitReading
    gates: Gates
    redacting: Redacting
    max_incidents: MaxIncidents = 5_000

    def plan(self, inputs: Sequence[str]) -> Plan:
        """Return the plan for these inputs. Raises WrongUsage, UnknownCode and CatalogError."""
        options, redaction = self.reading.options(), self.redacting.redaction()
        catalog = options.ruleset.catalog
        filters = self.within.filters(self.selection, catalog)
        outputs = self.output.outputs([*inputs, *(self.reading.catalog or ())], redaction)
        return Plan(
            replace(options, filters=filters, max_incidents=self.max_incidents),
            outputs,
            self.page.view(),
            self.gates.finisher(catalog, redaction),
        )
