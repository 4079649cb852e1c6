"""From a report to pictures of it, on matplotlib: what failed when, in whose session, and how often."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ...errors import MissingLibrary
from ...model.arguments import one_or_none, whole
from ...phrases import Phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...model.report import ReportData


class Plots:
    """The pictures of a report, each drawn on new axes or on given axes.

    They are in the report's language, or in English if no font with Chinese characters is installed. Nothing is shown
    and no global setting changes. Each method raises MissingLibrary if matplotlib is not installed.
    """

    def __init__(self, report: ReportData) -> None:
        self._report = report

    def timeline(self, ax: Axes | None = None, *, sessions: int = 12) -> Axes:
        """Draw a lane for each session with its failures by code and its other events; return the axes.

        A bar lasts from creation to release, as far as the log shows. The `sessions` lanes with the most failures are
        drawn in the order of the log, and one lane for failures without a session. Times are those of the device if
        the year is known, UTC if only that is known, or else seconds since the beginning of the log.
        """
        return self._drawn("timeline", ax, whole("sessions", sessions, 1))

    def codes(self, ax: Axes | None = None, *, codes: int = 12) -> Axes:
        """Draw how often each code occurred, most frequent first, coloured by category; return the axes."""
        return self._drawn("codes", ax, whole("codes", codes, 1))

    def categories(self, ax: Axes | None = None, *, bins: int = 48) -> Axes:
        """Draw the incidents of each category over time, in `bins` spans; return the axes.

        Times are as in `timeline`.
        """
        return self._drawn("categories", ax, whole("bins", bins, 1))

    def _drawn(self, picture: str, ax: Axes | None, most: int) -> Axes:
        try:
            import matplotlib  # noqa: F401  (takes longer to load than most logs to read)
        except ImportError as error:
            raise MissingLibrary("matplotlib", "plot", Phrase("plots")) from error
        from matplotlib.axes import Axes

        one_or_none("ax", ax, Axes, "the axes of matplotlib to draw on, or None for new ones")
        drawn: Axes = import_module(f".{picture}", __name__).draw(self._report, ax, most)
        return drawn
