"""From a report's counts to the cells of its tables: categories, codes, applications, inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...results.by_input import are_devices, by_input
from ..messages.lookup import category, message, share

if TYPE_CHECKING:
    from ...model.report import ReportData


class CategoryText(NamedTuple):
    """A category with its counts."""

    category: str  # as in the data
    name: str
    incidents: str
    signals: str
    share: str
    part: float  # of all incidents, up to 1


class CodeText(NamedTuple):
    """A code with its counts."""

    incidents: str
    share: str
    sessions: str
    code: str
    title: str
    category: str
    part: float  # of all incidents, up to 1


class ApplicationText(NamedTuple):
    """An application with its counts."""

    bundle: str | None  # as in the data
    name: str
    incidents: str
    share: str
    sessions: str
    part: float  # of all incidents, up to 1


class InputText(NamedTuple):
    """A file, an archive or a device with its counts."""

    source: str  # as in the data
    name: str
    incidents: str
    share: str
    others: tuple[str, ...]  # below the headers of the table; the last one is empty if every file could be read
    part: float  # of all incidents, up to 1


class InputsText(NamedTuple):
    """What was read, if there is more than one file, archive or device."""

    title: str  # keys of messages, as are the headers
    name: str
    headers: tuple[str, ...]
    rows: tuple[InputText, ...]  # most incidents first, then in the order of reading

    @property
    def needed(self) -> tuple[str, ...]:
        """The headers; the last one only if anything stands below it."""
        return self.headers if any(row.others[-1] for row in self.rows) else self.headers[:-1]


def categories(report: ReportData) -> Iterator[CategoryText]:
    """Yield the categories, most incidents first."""
    total = report.counts.incidents
    for count in report.categories:
        yield CategoryText(
            count.category,
            category(report.lang, count.category),
            f"{count.incidents:,}",
            f"{count.signals:,}",
            share(count.incidents, total),
            _part(count.incidents, report),
        )


def codes(report: ReportData) -> Iterator[CodeText]:
    """Yield the codes, most incidents first."""
    for count in report.codes:
        yield CodeText(
            f"{count.incidents:,}",
            share(count.incidents, report.counts.incidents),
            f"{count.sessions:,}",
            str(count.code),
            count.title,
            category(report.lang, count.category),
            _part(count.incidents, report),
        )


def applications(report: ReportData) -> Iterator[ApplicationText]:
    """Yield the applications, most incidents first."""
    for count in report.applications:
        yield ApplicationText(
            count.bundle,
            count.bundle or message(report.lang, "owner-unknown"),
            f"{count.incidents:,}",
            share(count.incidents, report.counts.incidents),
            f"{count.sessions:,}",
            _part(count.incidents, report),
        )


def inputs(report: ReportData) -> InputsText | None:
    """Return the files, archives and devices; None for a single one, which the headline names."""
    counts = sorted(by_input(report), key=lambda count: -count.incidents)
    if len(counts) < 2:
        return None
    is_of_devices = are_devices(report)
    sessions = {device.device: device.sessions for device in report.devices}
    rows = []
    for count in counts:
        within = sessions[count.name] if is_of_devices else count.files
        others = (f"{within:,}", f"{count.lines:,}", f"{count.unreadable:,}" if count.unreadable else "")
        rows.append(
            InputText(
                count.name,
                message(report.lang, "stdin") if count.name == "-" else count.name,
                f"{count.incidents:,}",
                share(count.incidents, report.counts.incidents),
                others,
                _part(count.incidents, report),
            )
        )
    title, name, first = ("by-device", "device", "sessions") if is_of_devices else ("by-input", "input", "files")
    return InputsText(title, name, (f"{first}-header", "lines-header", "unreadable-header"), tuple(rows))


def _part(incidents: int, report: ReportData) -> float:
    total = report.counts.incidents
    return incidents / total if total else 0.0
