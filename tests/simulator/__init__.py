"""From a seed to a device's log whose failures are known, and from its report to a score.

The simulator is written from descriptions of what devices print. It does not use the tables of the program, so that it
can find mistakes in them.
"""

from __future__ import annotations

from .story import Options, generate
from .trace import Incident, Trace

__all__ = ["Incident", "Options", "Trace", "generate"]
