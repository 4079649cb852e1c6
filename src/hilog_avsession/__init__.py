"""Reads a HarmonyOS HiLog and reports what failed in AVSession: how often, in which session, why, and what to do."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .api import analyze, catalog, explain, iter_incidents
    from .errors import CatalogError, HilogAvsessionError, MissingLibrary, UnknownCode, UnreadableInput, WrongUsage
    from .knowledge.catalog import Catalog, CodeEntry, Explanation, NativeCode
    from .model.events import Basis, Confidence, Form
    from .model.incidents import Cast, Controller, Evidence, Incident, Session
    from .model.inputs import Input, InputError, Remark, RemarkKind
    from .model.report import (
        BlindSpot,
        CategoryCount,
        CodeCount,
        Counts,
        GateOutcome,
        KindCount,
        Lines,
        LossCount,
        Recommendation,
        UnknownLines,
        Where,
    )
    from .model.story import StoryEvent, StoryKind
    from .reading.sources import Limits
    from .report import Report
    from .results.comparison.comparing import compare
    from .results.comparison.values import By, Comparison, Row, Side, Unit, Verdict
    from .results.filters import Filters
    from .results.frames.columns import Table

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
    "knowledge.catalog": ("Catalog", "CodeEntry", "Explanation", "NativeCode"),
    "results.comparison.comparing": ("compare",),
    "results.comparison.values": ("By", "Comparison", "Row", "Side", "Unit", "Verdict"),
    "errors": ("CatalogError", "HilogAvsessionError", "MissingLibrary", "UnknownCode", "UnreadableInput", "WrongUsage"),
    "results.filters": ("Filters",),
    "api": ("analyze", "catalog", "explain", "iter_incidents"),
    "model.events": ("Basis", "Confidence", "Form"),
    "model.incidents": ("Cast", "Controller", "Evidence", "Incident", "Session"),
    "model.inputs": ("Input", "InputError", "Remark", "RemarkKind"),
    "model.report": (
        "BlindSpot", "CategoryCount", "CodeCount", "Counts", "GateOutcome", "KindCount", "Lines", "LossCount",
        "Recommendation", "UnknownLines", "Where",
    ),
    "report": ("Report",),
    "results.frames.columns": ("Table",),
    "reading.sources": ("Limits",),
    "model.story": ("StoryEvent", "StoryKind"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
