"""Tells from a HarmonyOS HiLog what failed in AVSession: how often, in whose session, why, and what to do first."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .codes import Catalog, CodeEntry, Explanation
    from .comparing import compare
    from .comparison import Comparison
    from .errors import HilogAvsessionError, MissingLibrary, UnknownCode, UnreadableInput, WrongUsage
    from .filters import Filters
    from .library import analyze, catalog, explain, iter_incidents
    from .model import Confidence, Evidence, Form, Incident, Session
    from .report import Report

__all__ = [
    "Catalog",
    "CodeEntry",
    "Comparison",
    "Confidence",
    "Evidence",
    "Explanation",
    "Filters",
    "Form",
    "HilogAvsessionError",
    "Incident",
    "MissingLibrary",
    "Report",
    "Session",
    "UnknownCode",
    "UnreadableInput",
    "WrongUsage",
    "__version__",
    "analyze",
    "catalog",
    "compare",
    "explain",
    "iter_incidents",
]

# a name is loaded when it is first asked for: the command line's help needs none of them
_HOMES = {
    "codes": ("Catalog", "CodeEntry", "Explanation"),
    "comparing": ("compare",),
    "comparison": ("Comparison",),
    "errors": ("HilogAvsessionError", "MissingLibrary", "UnknownCode", "UnreadableInput", "WrongUsage"),
    "library": ("analyze", "catalog", "explain", "iter_incidents"),
    "model": ("Confidence", "Evidence", "Form", "Incident", "Session"),
    "report": ("Report",),
    "filters": ("Filters",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
