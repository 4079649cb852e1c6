"""Tells from a HarmonyOS HiLog what failed in AVSession: how often, in whose session, why, and what to do first."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .codes import Catalog, CodeEntry, Explanation, NativeCode
    from .comparison import By, Comparison, Row, Side, Unit, Verdict
    from .comparison.comparing import compare
    from .errors import CatalogError, HilogAvsessionError, MissingLibrary, UnknownCode, UnreadableInput, WrongUsage
    from .filters import Filters
    from .library import analyze, catalog, explain, iter_incidents
    from .model import (
        Basis,
        BlindSpot,
        Cast,
        CategoryCount,
        CodeCount,
        Confidence,
        Controller,
        Counts,
        Evidence,
        Form,
        GateOutcome,
        Incident,
        Input,
        InputError,
        KindCount,
        Lines,
        LossCount,
        Recommendation,
        Remark,
        RemarkKind,
        Session,
        UnknownLines,
        Where,
    )
    from .report import Report, Table
    from .sources import Limits
    from .story import StoryEvent, StoryKind

__all__ = [
    "Basis",
    "BlindSpot",
    "By",
    "Cast",
    "Catalog",
    "CatalogError",
    "CategoryCount",
    "CodeCount",
    "CodeEntry",
    "Comparison",
    "Confidence",
    "Controller",
    "Counts",
    "Evidence",
    "Explanation",
    "Filters",
    "Form",
    "GateOutcome",
    "HilogAvsessionError",
    "Incident",
    "Input",
    "InputError",
    "KindCount",
    "Limits",
    "Lines",
    "LossCount",
    "MissingLibrary",
    "NativeCode",
    "Recommendation",
    "Remark",
    "RemarkKind",
    "Report",
    "Row",
    "Session",
    "Side",
    "StoryEvent",
    "StoryKind",
    "Table",
    "Unit",
    "UnknownCode",
    "UnknownLines",
    "UnreadableInput",
    "Verdict",
    "Where",
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
    "codes": ("Catalog", "CodeEntry", "Explanation", "NativeCode"),
    "comparison.comparing": ("compare",),
    "comparison": ("By", "Comparison", "Row", "Side", "Unit", "Verdict"),
    "errors": ("CatalogError", "HilogAvsessionError", "MissingLibrary", "UnknownCode", "UnreadableInput", "WrongUsage"),
    "filters": ("Filters",),
    "library": ("analyze", "catalog", "explain", "iter_incidents"),
    "model": (
        "Basis", "BlindSpot", "Cast", "CategoryCount", "CodeCount", "Confidence", "Controller", "Counts", "Evidence",
        "Form", "GateOutcome", "Incident", "Input", "InputError", "KindCount", "Lines", "LossCount", "Recommendation",
        "Remark", "RemarkKind", "Session", "UnknownLines", "Where",
    ),
    "report": ("Report", "Table"),
    "sources": ("Limits",),
    "story": ("StoryEvent", "StoryKind"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
