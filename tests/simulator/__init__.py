"""Makes device traces with known truth, and measures how well a report tells it.

Written from the descriptions of what devices print, without the tables of the program: it is there to find their
mistakes.
"""

from __future__ import annotations

from .story import Options, generate
from .trace import Incident, Trace

__all__ = ["Incident", "Options", "Trace", "generate"]
