"""From a code and its cause to their texts in a report: the catalogue's, in a language."""

from __future__ import annotations

from collections.abc import Mapping

from ..knowledge.catalog import Catalog, Text

UNKNOWN_TITLE: Mapping[str, str] = {"en": "Code that the catalogue does not hold", "zh": "目录中没有的错误码"}
UNKNOWN_STEPS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Look the number up in the documentation of your SDK's release, and report it so that the catalogue can grow.",
    ),
    "zh": ("在所用 SDK 版本的文档中查找该错误码，并反馈给本项目，以便补充目录。",),
}


def title_of(code: int, lang: str, catalog: Catalog) -> str:
    """Return the title of a code."""
    entry = catalog.entry(code)
    return entry.text(lang).title if entry else UNKNOWN_TITLE[lang]


def advice_of(code: int, cause_id: str | None, lang: str, catalog: Catalog) -> Text:
    """Return what the catalogue says about a code, with the title and the steps of the cause if it is known."""
    entry = catalog.entry(code)
    if entry is None:
        return Text(UNKNOWN_TITLE[lang], "", (), UNKNOWN_STEPS[lang])
    text, cause = entry.text(lang), catalog.cause(code, cause_id)
    return text._replace(**cause.text(lang)._asdict()) if cause else text


def is_known(code: int, cause_id: str | None, catalog: Catalog) -> bool:
    """Tell whether the catalogue has texts of its own for a code and its cause."""
    return catalog.entry(code) is not None and (cause_id is None or catalog.cause(code, cause_id) is not None)
