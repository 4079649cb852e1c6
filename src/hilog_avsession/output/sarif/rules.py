"""From the recommendations of a report to SARIF rules: one for each cause, with its help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..markdown.markup import prose
from ..messages.lookup import category, message
from ..safe import cut, visible
from ..wording.counted import Cause

if TYPE_CHECKING:
    from ...model.report import CodeCount, Recommendation, ReportData

_LONGEST_NAME, _LONGEST_DESCRIPTION = 255, 1_024  # characters that GitHub takes


class Rule(NamedTuple):
    """A rule: its place in the list of rules, what it is about in a few words, and its descriptor."""

    position: int
    id: str
    title: str
    descriptor: Mapping[str, Any]


def rules(report: ReportData) -> dict[Cause, Rule]:
    """Return the rules of the report by cause, most incidents first."""
    codes = {count.code: count for count in report.codes}
    return {
        (advice.code, advice.cause): _rule(position, advice, codes.get(advice.code), report.lang)
        for position, advice in enumerate(report.recommendations)
    }


def rule_id(code: int, cause: str | None) -> str:
    """Return the id of a rule, which stays the same from run to run: `6600107/command-rate`."""
    return f"{code}/{cause}" if cause else str(code)


def _rule(position: int, advice: Recommendation, code: CodeCount | None, lang: str) -> Rule:
    title = advice.title if code is None else code.title
    why = advice.title if advice.cause else advice.description or title
    name = rule_id(advice.code, advice.cause)
    descriptor = {
        "id": name,
        "name": cut(visible(_name(advice, code)), _LONGEST_NAME),
        "shortDescription": {"text": cut(visible(_short(advice, title, lang)), _LONGEST_DESCRIPTION)},
        "fullDescription": {"text": cut(visible(advice.description or why), _LONGEST_DESCRIPTION)},
        "help": _help(advice, lang),
        "defaultConfiguration": {"level": "warning"},
        "properties": _properties(code, lang),
    }
    return Rule(position, name, why, descriptor)


def _name(advice: Recommendation, code: CodeCount | None) -> str:
    """Return the symbol of the code with the cause: `ERR_CODE_MESSAGE_OVERLOAD/command-rate`."""
    parts = [part for part in (code.name if code else "", advice.cause) if part]
    return "/".join(parts) or rule_id(advice.code, advice.cause)


def _short(advice: Recommendation, title: str, lang: str) -> str:
    what = f"{advice.code} {title}"
    return message(lang, "ci-labelled", what=what, text=advice.title) if advice.cause else what


def _help(advice: Recommendation, lang: str) -> dict[str, str]:
    parts = [part for part in (advice.description, _label(lang, "to-do")) if part]
    steps = [f"{number}. {step}" for number, step in enumerate(advice.steps, start=1)]
    note = [message(lang, "ci-labelled", what=message(lang, "note"), text=advice.note)] if advice.note else []
    return {
        "text": "\n".join(map(visible, [*parts, *steps, *note])),
        "markdown": "\n".join(_markdown(advice, lang)),
    }


def _markdown(advice: Recommendation, lang: str) -> Iterator[str]:
    if advice.description:
        yield from (prose(advice.description), "")
    yield from (f"**{_label(lang, 'to-do')}**", "")
    yield from (f"{number}. {prose(step)}" for number, step in enumerate(advice.steps, start=1))
    if advice.note:
        yield from ("", f"**{_label(lang, 'note')}** {prose(advice.note)}")


def _label(lang: str, key: str) -> str:
    return message(lang, "label", what=message(lang, key))


def _properties(code: CodeCount | None, lang: str) -> dict[str, Any]:
    tags = ["avsession", *([code.category] if code else [])]
    names = {"category": category(lang, code.category)} if code else {}
    return {"tags": tags, "problem.severity": "warning", **names}
