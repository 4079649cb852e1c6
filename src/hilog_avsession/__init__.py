"""Reads a HarmonyOS HiLog and reports what failed in AVSession: how often, in which session, why, and what to do."""

from __future__ import annotations

from importlib import import_module

from ._version import __version__

TYPE_CHECKING = False  # as in `typing`, which takes longer to load than all else that precedes `__main__`
if TYPE_CHECKING:  # the names of _HOMES once more: `as` tells type checkers that they are exported
    from typing import Any

    # isort: off
    # fmt: off
    from .api import analyze as analyze, catalog as catalog, explain as explain, iter_incidents as iter_incidents
    from .comparison import Comparison as Comparison, compare as compare
    from .errors import (
        CatalogError as CatalogError, ClusterError as ClusterError, HilogAvsessionError as HilogAvsessionError,
        MissingLibrary as MissingLibrary, UnknownCode as UnknownCode, UnreadableInput as UnreadableInput,
        UnwritableOutput as UnwritableOutput, WrongUsage as WrongUsage,
    )
    from .fleet.calling import fleet as fleet
    from .knowledge.catalog import (
        Catalog as Catalog, CodeEntry as CodeEntry, Explanation as Explanation, NativeCode as NativeCode,
    )
    from .model.events import Basis as Basis, Confidence as Confidence, Form as Form
    from .model.incidents import (
        Cast as Cast, Controller as Controller, Evidence as Evidence, Incident as Incident, Session as Session,
    )
    from .model.inputs import Input as Input, InputError as InputError, Remark as Remark, RemarkKind as RemarkKind
    from .model.release import (
        Release as Release, ReleaseBound as ReleaseBound, ReleaseReason as ReleaseReason,
    )
    from .model.report import (
        BlindSpot as BlindSpot, CategoryCount as CategoryCount, CodeCount as CodeCount, Counts as Counts,
        GateOutcome as GateOutcome, KindCount as KindCount, Lines as Lines, LossCount as LossCount,
        Recommendation as Recommendation, UnknownLines as UnknownLines, Where as Where,
    )
    from .model.story import StoryEvent as StoryEvent, StoryKind as StoryKind
    from .reading.sources import Limits as Limits
    from .report import Report as Report
    from .results.comparison.values import (
        By as By, Row as Row, Side as Side, Unit as Unit, Verdict as Verdict,
    )
    from .results.filters import Filters as Filters
    from .results.frames.columns import Table as Table
    # fmt: on
    # isort: on

# module -> its public names; a name is loaded when it is first asked for, since the help needs none of them
_HOMES = {
    "knowledge.catalog": ("Catalog", "CodeEntry", "Explanation", "NativeCode"),
    "comparison": ("Comparison", "compare"),
    "results.comparison.values": ("By", "Row", "Side", "Unit", "Verdict"),
    "errors": (
        "CatalogError", "ClusterError", "HilogAvsessionError", "MissingLibrary", "UnknownCode", "UnreadableInput",
        "UnwritableOutput", "WrongUsage",
    ),
    "results.filters": ("Filters",),
    "fleet.calling": ("fleet",),
    "api": ("analyze", "catalog", "explain", "iter_incidents"),
    "model.events": ("Basis", "Confidence", "Form"),
    "model.incidents": ("Cast", "Controller", "Evidence", "Incident", "Session"),
    "model.inputs": ("Input", "InputError", "Remark", "RemarkKind"),
    "model.release": ("Release", "ReleaseBound", "ReleaseReason"),
    "model.report": (
        "BlindSpot", "CategoryCount", "CodeCount", "Counts", "GateOutcome", "KindCount", "Lines", "LossCount",
        "Recommendation", "UnknownLines", "Where",
    ),
    "report": ("Report",),
    "results.frames.columns": ("Table",),
    "reading.sources": ("Limits",),
    "model.story": ("StoryEvent", "StoryKind"),
}  # fmt: skip

__all__ = ["__version__", *(name for names in _HOMES.values() for name in names)]


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
