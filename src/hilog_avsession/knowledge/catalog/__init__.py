"""The catalogue: every error code that AVSession raises, in English and Chinese, from TOML files checked when loaded.

A `Catalog` may also hold a user's codes, which take precedence over ours.

To add a code:

1. Put a `[[code]]` block into the file of its category; 6600106 in `session.toml` is the simplest to imitate.
2. If AVSession has a native number for it, list the number in the block's `natives` and put a `[[native]]` block into
   `natives.toml`; from -1030 on, extend `NATIVE` in `statements/base.py`. A further native number of a code that exists
   is added in the same way.
3. If interfaces declare it (`since_api`), add its number to their lines in `apis.toml`.
4. Unless it begins with 660 or 661, add its number to the patterns in `application_errors.py`.
5. Write at least five lines and three decoys under its number in the category's file in `tests/fixtures/codes/`.
6. Correct the counts in README.md.

To add a cause, put a `[[code.cause]]` block below the words of its code. What chooses it is tried in this order: a
statement that names it (`cause`), a refusal by the cast engine (`cast_reasons`, `cast_refused`), a number (`natives`,
`cast_numbers`), and at last `assumed`. `preceded_by` does not choose: once the cause is chosen, it says which events of
the session's story may be shown as what led to it.

The tests find the code and the cause there and check that all of this agrees.
"""

from __future__ import annotations

from .catalog import CATALOG, Catalog, hidden_by_service_exception
from .entries import LANGUAGES, Apis, Assumed, Cause, CauseText, CodeEntry, Explanation, Interface, NativeCode, Text
from .families import (
    ALL_CATEGORIES,
    CATEGORIES,
    OWN_CATEGORY,
    TEMPLATE_CATEGORY,
    UNKNOWN_CATEGORY,
    cast_number_of,
    family_of,
    is_of_cast,
)

__all__ = [
    "ALL_CATEGORIES",
    "CATALOG",
    "CATEGORIES",
    "LANGUAGES",
    "OWN_CATEGORY",
    "TEMPLATE_CATEGORY",
    "UNKNOWN_CATEGORY",
    "Apis",
    "Assumed",
    "Catalog",
    "Cause",
    "CauseText",
    "CodeEntry",
    "Explanation",
    "Interface",
    "NativeCode",
    "Text",
    "cast_number_of",
    "family_of",
    "hidden_by_service_exception",
    "is_of_cast",
]
