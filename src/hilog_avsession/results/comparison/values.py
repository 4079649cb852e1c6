"""The values of a comparison of two reports, their JSON form (version 1) and their DataFrame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..._version import TOOL, __version__
from ...model.arguments import word
from ...model.report import Unmatched
from ..filters import Filters
from ..json.encode import iter_document
from ..json.fields import UNMATCHED

if TYPE_CHECKING:
    import pandas as pd

COMPARISON_VERSION = 1  # history: 1, the first
_DIGITS = 6  # decimals of minutes and rates: a log prints no more


class By(StrEnum):
    """The tables: what failures are counted by."""

    CODE = "code"
    CAUSE = "cause"
    APP = "app"


class Unit(StrEnum):
    """What all rates are relative to."""

    SESSION = "session-minute"  # a minute of the life of a session
    LOG = "log-minute"  # a minute that the log covers
    NONE = "none"  # the logs do not show how long they cover: counts are compared
    UNIT = "unit"  # a capture in a fleet: a row counts captures with such failures, and a rate is their share


class Verdict(StrEnum):
    """What happened to the failures of a row, the most important verdict first."""

    NEW = "new"
    MORE = "more"
    GONE = "gone"
    FEWER = "fewer"
    SAME = "same"  # a difference that chance explains
    TOO_FEW = "too-few"  # so few incidents that chance explains any difference
    ONE_SIDED = "one-sided"  # only one side could show them: no session of the application, or no line of AVSession

    @property
    def is_news(self) -> bool:
        """Whether something changed."""
        return self in {Verdict.NEW, Verdict.MORE, Verdict.GONE, Verdict.FEWER}


def verdict_of(a: int, b: int, *, is_less: bool, adjusted: float | None, level: float) -> Verdict:
    """Return the verdict on two counts: `is_less` if the second is less than it would be if nothing had changed.

    `adjusted` is the p-value of their test, None if there was none.
    """
    if adjusted is None or adjusted >= level:
        return Verdict.TOO_FEW if adjusted is None else Verdict.SAME
    if is_less:
        return Verdict.FEWER if b else Verdict.GONE
    return Verdict.MORE if a else Verdict.NEW


class Side(NamedTuple):
    """One side of the comparison."""

    name: str
    inputs: int
    lines: int
    incidents: int  # that the filters select
    sessions: int
    minutes: float | None  # in the comparison's unit
    lines_lost: int = 0
    loss_notices: int = 0
    interrupted: bool = False
    filtered_out: int = 0  # incidents that the report's own filters left out
    shows_avsession: bool = True  # whether any line is of AVSession or states one of its failures

    @property
    def is_lossy(self) -> bool:
        """Whether the log lost lines, so that counts are lower bounds."""
        return bool(self.lines_lost or self.loss_notices)


class Row(NamedTuple):
    """The incidents of one code, of one cause or in one application, on both sides."""

    by: By
    code: int | None  # None: counted by application
    cause: str | None
    application: str | None  # None: unknown, or counted by something else
    title: str  # of the code or cause
    a: int  # incidents
    b: int
    minutes_a: float | None
    minutes_b: float | None
    own_minutes: bool  # minutes of the application's own sessions, not of all sessions
    p_value: float | None = None  # of this row alone; None: nothing to test
    adjusted: float | None = None  # the p-value corrected for the number of rows; None: not tested
    verdict: Verdict = Verdict.SAME

    @property
    def rate_a(self) -> float | None:
        """Incidents per minute."""
        return self.a / self.minutes_a if self.minutes_a else None

    @property
    def rate_b(self) -> float | None:
        """Incidents per minute."""
        return self.b / self.minutes_b if self.minutes_b else None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain values."""
        return {
            "by": self.by.value,
            "code": self.code,
            "cause": self.cause,
            "application": self.application,
            "title": self.title,
            "verdict": self.verdict.value,
            "a": self.a,
            "b": self.b,
            "minutes_a": _rounded(self.minutes_a),
            "minutes_b": _rounded(self.minutes_b),
            "own_minutes": self.own_minutes,
            "rate_a": _rounded(self.rate_a),
            "rate_b": _rounded(self.rate_b),
            "p_value": _significant(self.p_value),
            "adjusted_p_value": _significant(self.adjusted),
        }


@dataclass(frozen=True, slots=True, repr=False)
class ComparisonData:
    """What changed from A to B; rows are ordered by table, then by importance."""

    lang: str
    level: float  # significance level, for all rows together
    tests: int  # number of tests that p-values are corrected for
    by: tuple[By, ...]
    unit: Unit
    a: Side
    b: Side
    rows: tuple[Row, ...]
    filters: Filters
    unmatched: tuple[Unmatched, ...] = ()  # the filters, if there are incidents and they let none pass on either side
    where: tuple[str, ...] = ()  # `COLUMN=VALUE`: which units of two fleets are compared

    def __repr__(self) -> str:
        """Return one line: a comparison may hold hundreds of rows."""
        changed = f"{len(self.news)} of {len(self.rows)} rows changed"
        return f"<Comparison: {self.a.incidents} and {self.b.incidents} incidents, {changed}>"

    @property
    def is_comparable(self) -> bool:
        """Whether both sides hold a line of AVSession; without one, no row has a verdict."""
        return self.a.shows_avsession and self.b.shows_avsession

    @property
    def news(self) -> tuple[Row, ...]:
        """The rows that changed more than chance explains."""
        return tuple(row for row in self.rows if row.verdict.is_news)

    def of(self, by: By) -> tuple[Row, ...]:
        """Return the rows of one table. Raises WrongUsage for another name."""
        word("a table of the comparison", by, tuple(By))
        return tuple(row for row in self.rows if row.by == by)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, exactly as in its JSON form."""
        return {
            "comparison_version": COMPARISON_VERSION,
            "tool": {"name": TOOL, "version": __version__},
            "lang": self.lang,
            "level": self.level,
            "tests": self.tests,
            "by": [table.value for table in self.by],
            "unit": self.unit.value,
            "filters": {
                "codes": sorted(self.filters.codes, key=_code_order),
                "categories": sorted(self.filters.categories),
                "bundles": sorted(self.filters.bundles),
                "where": list(self.where),
            },
            "unmatched_filters": [UNMATCHED.write(item) for item in self.unmatched],
            "a": _side(self.a),
            "b": _side(self.b),
            "news": len(self.news),
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_json(self) -> str:
        """Return the comparison as one JSON document with each row on a line of its own."""
        return "".join(iter_document(self.to_dict()))

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a pandas DataFrame, with the keys of the JSON form as columns.

        The application is `bundle`, as in the tables of a report. Its old name `application` stays until release 0.2.
        """
        import pandas as pd

        rows = [{**row.to_dict(), "bundle": row.application} for row in self.rows]
        return pd.DataFrame(
            {name: pd.Series([row[name] for row in rows], dtype=dtype) for name, dtype in COLUMNS.items()}
        )


C = TypeVar("C", bound=ComparisonData)  # a comparison is made as a value of the class that is asked for


def _code_order(code: int | str) -> tuple[bool, int | str]:
    return isinstance(code, str), code  # globs last


# column -> pandas dtype
COLUMNS = {
    "by": "category",
    "code": "Int64",
    "cause": "string",
    "bundle": "string",
    "title": "string",
    "verdict": "category",
    "a": "int64",
    "b": "int64",
    "minutes_a": "Float64",
    "minutes_b": "Float64",
    "own_minutes": "bool",
    "rate_a": "Float64",
    "rate_b": "Float64",
    "p_value": "Float64",
    "adjusted_p_value": "Float64",
    "application": "string",
}


def _side(side: Side) -> dict[str, Any]:
    return {**side._asdict(), "minutes": _rounded(side.minutes)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _significant(chance: float | None) -> float | None:
    """Round a probability to the digits that are the same on every machine."""
    return None if chance is None else float(f"{chance:.9g}")
