"""From the filters that no incident matches to sentences: what was asked for, and which values occur."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...model.report import FilterName
from ...results.bounds import spans_midnight
from ..messages.lookup import member_message, message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...model.report import FoundValue, ReportData, Unmatched

# from all incidents of a log
MAY_BE_ABSENT = (FilterName.BUNDLE, FilterName.SESSION, FilterName.PID, FilterName.API, FilterName.DEVICE)
_MOST_WANTED = 5  # values of one filter that are repeated


def unmatched_texts(report: ReportData, times: Sequence[str]) -> Iterator[str]:
    """Yield a text for each filter if no incident passes all of them; `times` says what the log covers, if known."""
    for item in report.unmatched:
        yield unmatched_text(item, report.lang, times)


def unmatched_text(item: Unmatched, lang: str, times: Sequence[str] = ()) -> str:
    """Return what a filter asked for, and the values that occur instead."""
    return message(lang, "between-sentences").join(_sentences(item, lang, times))


def _sentences(item: Unmatched, lang: str, times: Sequence[str]) -> Iterator[str]:
    what = _asked(item, lang)
    if item.incidents:
        yield message(lang, "filter-alone", item.incidents, what=what)
        return
    yield message(lang, "filter-none", what=what)
    if item.near:
        yield message(lang, "filter-near", names=message(lang, "filter-or").join(item.near))
    if item.filter is FilterName.TIME:
        yield from _over_midnight(item, lang)
        yield from (message(lang, "filter-covers", times=text) for text in times)
    elif item.present:
        yield member_message(lang, "filter", item.filter, values=_values(item, lang))
    elif item.filter in MAY_BE_ABSENT:
        yield member_message(lang, "filter-no", item.filter)


def _over_midnight(item: Unmatched, lang: str) -> Iterator[str]:
    """Say that two times of day are taken to be on two days: perhaps they were exchanged by mistake."""
    bounds = [text.partition(" ")[2] for text in item.wanted]
    if len(bounds) > 1 and spans_midnight(*bounds[:2]):
        yield message(lang, "filter-midnight", since=bounds[0], until=bounds[1])


def _asked(item: Unmatched, lang: str) -> str:
    """Return a filter as it is written on the command line."""
    option = "--" if item.filter is FilterName.TIME else f"--{item.filter} "
    shown = [f"{option}{text}" for text in item.wanted[:_MOST_WANTED]]
    return message(lang, "enumeration").join([*shown, "…"] if len(item.wanted) > _MOST_WANTED else shown)


def _values(item: Unmatched, lang: str) -> str:
    values = message(lang, "enumeration").join(_value(found, lang) for found in item.present)
    return message(lang, "filter-more", item.more, values=values) if item.more else values


def _value(found: FoundValue, lang: str) -> str:
    count = f"{found.incidents:,}"
    if found.owner is None:
        return message(lang, "filter-value", value=found.value, count=count)
    return message(lang, "filter-value-of", value=found.value, owner=found.owner, count=count)
