"""From a report to the same report in another language: the catalogue has its titles and steps by code and cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..knowledge.catalog import CATALOG, LANGUAGES, Catalog
from ..model.arguments import word
from ..model.report import CodeCount, R, Recommendation, ReportData
from .advice import UNKNOWN_STEPS, UNKNOWN_TITLE, advice_of, is_known, title_of


def reworded(report: R, lang: str, catalog: Catalog = CATALOG) -> R:
    """Return the report in another language; a report in that language stays as it is.

    Where the catalogue does not know a code or a cause, its words stay: `foreign` names them. So do sentences that only
    another release knows. Raises WrongUsage for an unknown language.
    """
    word("a language", lang, LANGUAGES)
    if lang == report.lang:
        return report
    before = report.lang
    return replace(
        report,
        lang=lang,
        codes=tuple(_code(code, before, lang, catalog) for code in report.codes),
        recommendations=tuple(_recommendation(advice, before, lang, catalog) for advice in report.recommendations),
        blind_spots=tuple(replace(spot, lang=lang) for spot in report.blind_spots),
    )


def foreign(report: ReportData, catalog: Catalog = CATALOG) -> tuple[str, ...]:
    """Return the codes, and the causes as `6600101 cause`, whose words the catalogue has in no language."""
    return tuple(dict.fromkeys(_foreign(report, catalog)))


def _foreign(report: ReportData, catalog: Catalog) -> Iterator[str]:
    for code in report.codes:
        if not is_known(code.code, None, catalog) and code.title != UNKNOWN_TITLE[report.lang]:
            yield str(code.code)
    for advice in report.recommendations:
        if catalog.entry(advice.code) is not None and not is_known(advice.code, advice.cause, catalog):
            yield f"{advice.code} {advice.cause}"


def _code(code: CodeCount, before: str, lang: str, catalog: Catalog) -> CodeCount:
    is_ours = is_known(code.code, None, catalog) or code.title == UNKNOWN_TITLE[before]
    return code._replace(title=title_of(code.code, lang, catalog)) if is_ours else code


def _recommendation(advice: Recommendation, before: str, lang: str, catalog: Catalog) -> Recommendation:
    if is_known(advice.code, advice.cause, catalog) or advice.steps == UNKNOWN_STEPS[before]:
        text = advice_of(advice.code, advice.cause, lang, catalog)
        return advice._replace(title=text.title, steps=text.steps, note=text.note, description=text.description)
    if is_known(advice.code, None, catalog):
        return advice._replace(description=advice_of(advice.code, None, lang, catalog).description)
    return advice
