"""From a report to SARIF 2.1.0, for the code scanning pages of GitHub and other servers and for editors.

A cause is a rule, an incident is a result at the line of the log that shows it first, and what limits the report is a
notification. Each result has a line of its own, so that two files can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..._version import TOOL, __version__
from ...results.json.dumps import dumps
from ..messages.lookup import message
from ..statuses import is_complete, status_of
from ..wording.terms import Terms
from .notifications import notifications
from .places import ROOT
from .results import kept, results
from .rules import rules

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LANGUAGES = {"en": "en-US", "zh": "zh-CN"}  # SARIF wants a country


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the document in pieces: the run without its results, then the results one by one."""
    incidents = kept(report)
    run = _run(report, Terms.of(report, view), left_out=report.counts.incidents - len(incidents))
    yield f'{{\n"$schema": {dumps(_SCHEMA)},\n"version": "2.1.0",\n"runs": [{{\n'
    yield from (f"{dumps(key)}: {dumps(value)},\n" for key, value in run.items())
    yield '"results": ['
    for number, result in enumerate(results(incidents, report)):
        yield f"{',' if number else ''}\n  {dumps(result)}"
    yield "\n]\n}]\n}\n"


def _run(report: ReportData, terms: Terms, left_out: int) -> dict[str, Any]:
    found = list(notifications(report, terms, left_out))
    driver = {
        "name": TOOL,
        "version": __version__,
        "semanticVersion": __version__,
        "language": _LANGUAGES[report.lang],
        "rules": [rule.descriptor for rule in rules(report).values()],
        "notifications": [{"id": name} for name in dict.fromkeys(entry["descriptor"]["id"] for entry in found)],
    }
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": message(report.lang, "sarif-root")}}},
        "invocations": [{**_outcome(report), "toolExecutionNotifications": found}],
        "properties": {"incidents": report.counts.incidents, "redacted": report.is_redacted},
    }


def _outcome(report: ReportData) -> dict[str, Any]:
    """Return whether the whole log could be read, and the exit status; after an interrupt it is the signal's."""
    if report.interrupted:
        return {"executionSuccessful": False}
    return {"executionSuccessful": is_complete(report), "exitCode": status_of(report)}
