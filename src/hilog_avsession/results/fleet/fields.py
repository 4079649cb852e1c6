"""The fields of a fleet's report, one row for each: the JSON document, version 1, and its schema are built from them.

To add a field, give the class in `values.py` its attribute and put a row here, with what it means and when it is null.
Then run `tests/bless_schema.py` and `tests/bless_fleet.py`, and read the diffs.
"""

from __future__ import annotations

from typing import Any

from ..._version import TOOL, __version__
from ...knowledge.catalog import LANGUAGES
from ...model.characters import encodable
from ..comparison.values import Verdict
from ..json.document import Node
from ..json.kinds import (
    INTEGER,
    NATURAL,
    TEXT,
    Field,
    Fields,
    Kind,
    bounded,
    choice,
    many,
    nested,
    one_of,
)
from .values import (
    Correlation,
    Example,
    FailureReason,
    FleetCause,
    FleetCounts,
    FleetData,
    Group,
    Grouping,
    Outlier,
    Outliers,
    Period,
    Trend,
)

FLEET_VERSION = 1  # history: 1, the first
_DIGITS = 6  # that count, of rates and ratios


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


_MEASURE = Kind(Node.number, {"type": "number", "minimum": 0}, _rounded)
_CHANCE = Kind(Node.number, {"type": "number", "minimum": 0, "maximum": 1}, _rounded)
_DAY = bounded(TEXT, format="date")._replace(definition="day")
_NO_DEVICES = "the user's table names no device of a judged unit in a column `device`"
_NO_HOURS = "no log shows how long sessions lived"
_NO_DAY = "the day of no unit is known"
_NO_CAUSE = "nothing tells the causes apart"

_NAME = TEXT._replace(write=encodable)  # of a file: it need not be valid Unicode
_ADDRESS = Field("address", _NAME, "where it lies, or a pseudonym")
_COMMAND = Field("command", TEXT, "command line that opens it; empty if it must be fetched first or is redacted")

COUNTS = Fields(
    FleetCounts,
    Field("units", NATURAL, "all units"),
    Field("failed", NATURAL, "units that could not be diagnosed"),
    Field("partial", NATURAL, "units of which a part could not be read, so that their counts are lower bounds"),
    Field("judged", NATURAL, "units whose logs show AVSession; all shares are of these"),
    Field("hit", NATURAL, "judged units with incidents"),
    Field("lossy", NATURAL, "judged units whose logs lost lines, so that their counts are lower bounds"),
    Field("devices", NATURAL, "devices with judged units", null=_NO_DEVICES),
    Field("devices_hit", NATURAL, "devices with incidents", null=_NO_DEVICES),
    Field(
        "units_of_no_device", NATURAL, "judged units whose device is not known: they count for none", null=_NO_DEVICES
    ),
    Field("incidents", NATURAL),
    Field("sessions", NATURAL),
    Field("session_hours", _MEASURE, "hours in the life of all sessions", null=_NO_HOURS),
    Field("rate", _MEASURE, "incidents per session-hour", null=_NO_HOURS),
    Field("lines", NATURAL, "lines read"),
    Field("size", NATURAL, "bytes of all units as they are stored"),
)

PERIOD = Fields(
    Period,
    Field("first", _DAY, "first day"),
    Field("last", _DAY, "last day"),
    Field("units", NATURAL, "judged"),
    Field("hit", NATURAL, "judged units with incidents"),
    Field("incidents", NATURAL),
    Field("rate", _MEASURE, "incidents per session-hour", null=_NO_HOURS),
)

TREND = Fields(
    Trend,
    Field("since", _DAY, "first day of the later half"),
    Field("earlier_units", NATURAL, "judged"),
    Field("earlier_hit", NATURAL),
    Field("later_units", NATURAL, "judged"),
    Field("later_hit", NATURAL),
    Field("p_value", _CHANCE, "chance of such a difference if the share of units hit has not changed"),
    Field(
        "adjusted_p_value",
        _CHANCE,
        "corrected for the number of causes (Holm)",
        null="so few units that chance explains any difference",
        attribute="adjusted",
    ),
    Field("verdict", choice(Verdict), "what became of the cause"),
)

CORRELATION = Fields(
    Correlation,
    Field("attribute", TEXT, "a column of units.parquet, `application` or `application_version`"),
    Field("value", TEXT),
    Field("units_with", NATURAL, "judged units with this value"),
    Field("hit_with", NATURAL),
    Field("units_without", NATURAL, "judged units with another value; those of an unknown value are left out"),
    Field("hit_without", NATURAL),
    Field("odds_ratio", _MEASURE, "how much higher the odds of being hit are with it"),
    Field("low", _MEASURE, "lower end of its confidence interval of 95% (Woolf)"),
    Field("high", _MEASURE, "upper end"),
    Field("p_value", _CHANCE, "of Fisher's exact test"),
    Field("adjusted_p_value", _CHANCE, "corrected for their number (Benjamini and Hochberg)", attribute="adjusted"),
)

EXAMPLE = Fields(
    Example,
    Field("unit", _NAME, "its name"),
    _ADDRESS,
    _COMMAND,
    Field("incidents", NATURAL, "of this cause"),
    Field("share", _CHANCE, "of all incidents of the unit"),
)

CAUSE = Fields(
    FleetCause,
    Field("code", INTEGER, "public error code"),
    Field("cause", TEXT, "id of the cause", null=_NO_CAUSE),
    Field("title", TEXT, "of the cause, or of the code"),
    Field("step", TEXT, "what to do first; may be empty"),
    Field("units", NATURAL, "judged units hit"),
    Field("devices", NATURAL, "devices hit", null=_NO_DEVICES),
    Field("incidents", NATURAL),
    Field("rate", _MEASURE, "incidents per session-hour of all judged units", null=_NO_HOURS),
    Field("first_day", _DAY, "first day on which it hit a unit", null=_NO_DAY),
    Field("last_day", _DAY, "last day on which it hit a unit", null=_NO_DAY),
    Field("by_period", many(NATURAL), "units hit in each of `periods`"),
    Field("trend", nested(TREND), "the later half beside the earlier one", null="there are not two days to compare"),
    Field("correlations", many(nested(CORRELATION)), "what its units have in common that others have not"),
    Field("examples", many(nested(EXAMPLE)), "the units that show it best"),
)

GROUP = Fields(
    Group,
    Field("value", TEXT),
    Field("units", NATURAL, "judged"),
    Field("hit", NATURAL, "judged units with incidents; of an application, with incidents in it"),
    Field("incidents", NATURAL),
    Field("rate", _MEASURE, "incidents per session-hour", null=_NO_HOURS),
    Field("code", INTEGER, "of the cause that hits most of its units", null="it has no incidents"),
    Field("cause", TEXT, "that cause", null=f"it has no incidents, or {_NO_CAUSE}"),
    Field("cause_units", NATURAL, "units hit by that cause"),
)

GROUPING = Fields(
    Grouping,
    Field("attribute", TEXT, "a column of units.parquet, `application` or `application_version`"),
    Field("groups", many(nested(GROUP)), "most units hit first"),
    Field("more", NATURAL, "groups that are not listed"),
    Field("unknown", NATURAL, "judged units whose value is not known"),
)

OUTLIER = Fields(
    Outlier,
    Field("unit", _NAME, "its name"),
    _ADDRESS,
    _COMMAND,
    Field("incidents", NATURAL),
    Field("code", INTEGER, "of its most frequent cause"),
    Field("cause", TEXT, "its most frequent cause", null=_NO_CAUSE),
    Field("cause_incidents", NATURAL, "incidents of that cause"),
)

OUTLIERS = Fields(
    Outliers,
    Field("median", _MEASURE, "incidents of a unit that has any"),
    Field("above", NATURAL, "a unit with more incidents is an outlier"),
    Field("number", NATURAL, "of outliers"),
    Field("incidents", NATURAL, "of all outliers together"),
    Field("units", many(nested(OUTLIER)), "most incidents first"),
)

FAILURE = Fields(
    FailureReason,
    Field("kind", TEXT, "a word, such as `damaged`"),
    Field("reason", TEXT, "a sentence; empty if the units have different ones"),
    Field("units", NATURAL),
    Field("examples", many(_NAME), "names of units"),
)

FLEET = Fields(
    FleetData,
    Field("lang", one_of(LANGUAGES), "language of titles and steps"),
    Field("level", _CHANCE, "significance level of trends and correlations"),
    Field("counts", nested(COUNTS), "exact, whatever else is bounded"),
    Field("periods", many(nested(PERIOD)), "days, or spans of days if there are many, in their order"),
    Field("undated", NATURAL, "judged units whose day is not known"),
    Field("causes", many(nested(CAUSE, "cause")), "most units hit first"),
    Field("more_causes", NATURAL, "causes that are not listed"),
    Field("more_incidents", NATURAL, "incidents of these"),
    Field("trend_tests", NATURAL, "tests that the p-values of trends are corrected for"),
    Field("correlation_tests", NATURAL, "tests that the p-values of correlations are corrected for"),
    Field("groupings", many(nested(GROUPING)), "units by what they have in common"),
    Field("ungrouped", many(TEXT), "attributes with too many values to group by"),
    Field("outliers", nested(OUTLIERS), "units with far more incidents than others", null="there is none"),
    Field("failures", many(nested(FAILURE)), "why units failed, most units first"),
    Field("more_failures", NATURAL, "reasons that are not listed"),
    Field("filters", many(TEXT), "that chose units and incidents, such as `code=6600107`"),
    Field("left_out", NATURAL, "units that the filters leave out"),
)


def document_of(fleet: FleetData) -> dict[str, Any]:
    """Return the JSON document of a fleet's report."""
    return {"fleet_version": FLEET_VERSION, "tool": {"name": TOOL, "version": __version__}, **FLEET.write(fleet)}
