"""The catalogue: every error code that AVSession raises, in English and Chinese, from TOML files checked when loaded.

A `Catalog` may hold a user's own codes besides, which count before ours.

To add a code, put a `[[code]]` block into the file of its category and, where the public interface declares it, a
table into `apis.toml`; the tests find it there.
"""

from __future__ import annotations

from .catalog import CATALOG, Catalog
from .entries import LANGUAGES, Apis, Cause, CauseText, CodeEntry, Explanation, NativeCode, Text
from .families import ALL_CATEGORIES, CATEGORIES, OWN_CATEGORY, UNKNOWN_CATEGORY, cast_number_of, family_of

__all__ = [
    "ALL_CATEGORIES",
    "CATALOG",
    "CATEGORIES",
    "LANGUAGES",
    "OWN_CATEGORY",
    "UNKNOWN_CATEGORY",
    "Apis",
    "Catalog",
    "Cause",
    "CauseText",
    "CodeEntry",
    "Explanation",
    "NativeCode",
    "Text",
    "cast_number_of",
    "family_of",
]
