"""From the text of a filter to a test of a name, a session id, a number or a code.

A name is an application or an interface. In all texts `*` stands for any characters and `?` for one, and upper and
lower case are the same:

- a text with `*` or `?` must fit the whole name;
- a whole name means that name alone: an application's name has at least two dots (`com.example.music`), and an
  interface's name is one that AVSession has (`activate`, not `deactivate`);
- any other text is a part of the name.

The rule looks at the text alone, never at what else the log holds, so a stream can be filtered as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from ..errors import UnknownCode, WrongUsage
from ..knowledge.apis import public_name
from ..knowledge.catalog import CATALOG, Catalog
from ..model.incidents import Session
from ..model.patterns import lazy
from ..model.session_id import SessionId, parse_id

T = TypeVar("T")
Test = Callable[[str], bool]

_WILD = re.compile(r"[*?]")
# in a redacted report: `app1` is not a part of `app12`
_PSEUDONYM = lazy(r"(?:app|session|device)(?:\d+|-[a-z2-7]{6})")
_DIGITS = 7  # of a public code, except those of other subsystems
_SHORTEST = 3  # characters of a part of a symbol or of the beginning of a code
_LENGTH = 64  # of a whole session id


def is_glob(text: str) -> bool:
    """Tell whether a text has `*` or `?`."""
    return _WILD.search(text) is not None


@lru_cache(maxsize=256)
def _pattern(glob: str) -> re.Pattern[str]:
    parts = (".*" if char == "*" else "." if char == "?" else re.escape(char) for char in glob.casefold())
    return re.compile("".join(parts), re.DOTALL)


def fits_glob(text: str, glob: str) -> bool:
    """Tell whether a text fits a glob as a whole, in upper or lower case."""
    return _pattern(glob).fullmatch(text.casefold()) is not None


# ---- names -----------------------------------------------------------------------------------------------------------


def application_test(text: str) -> Test:
    """Return a test of the names of applications and processes."""
    wanted = text.casefold()
    if is_glob(text):
        return lambda name: fits_glob(name, text)
    if wanted.count(".") > 1 or _PSEUDONYM.fullmatch(wanted):
        return lambda name: wanted in (name.casefold(), name.casefold().partition(":")[0])  # `com.example.app:process`
    return lambda name: wanted in name.casefold()


def interface_test(text: str) -> Test:
    """Return a test of the names of interfaces, in public spelling."""
    if is_glob(text):
        return lambda name: fits_glob(name, text)
    whole, wanted = public_name(text.removesuffix("()")), text.removesuffix("()").casefold()
    if whole is not None:
        return lambda name: name == whole
    return lambda name: wanted in name.casefold()


def device_test(text: str) -> Test:
    """Return a test of the keys of devices."""
    if is_glob(text):
        return lambda key: fits_glob(key, text)
    wanted = text.casefold()
    if _PSEUDONYM.fullmatch(wanted):
        return lambda key: key == wanted
    return lambda key: wanted in key.casefold()


def any_of(tests: Iterable[Callable[[T], bool]]) -> Callable[[T], bool]:
    """Return a test that passes what any of the tests passes."""
    all_ = tuple(tests)
    return lambda value: any(test(value) for test in all_)


# ---- numbers ---------------------------------------------------------------------------------------------------------


def number_test(wanted: int | str) -> Callable[[int], bool]:
    """Return a test of numbers: one number, or a glob of digits."""
    if isinstance(wanted, int):
        return lambda number: number == wanted
    return lambda number: fits_glob(str(number), wanted)


def parse_pid(text: int | str) -> int | str:
    """Return the number that a text holds, or the glob that it is (`61*`). Raises WrongUsage."""
    digits = str(text).strip()
    if digits.isascii() and digits.isdigit():
        return int(digits)
    if not re.fullmatch(r"[0-9*?]+", digits):
        raise WrongUsage("{text!r} is not a process id; give a number, or a beginning such as 61*", text=digits)
    return digits


def resolve_code(text: int | str, catalog: Catalog = CATALOG) -> frozenset[int | str]:
    """Return the public codes that a text stands for: numbers, and a glob of their digits for those of no catalogue.

    It may be a public code, a native number, a symbol or a cast engine number; the beginning of a code (`6612`), a part
    of a symbol (`network`), or a glob of either. Raises UnknownCode.
    """
    wanted = str(text).strip()
    if wanted.isascii() and wanted.isdigit() and len(wanted) == _DIGITS:
        return frozenset((int(wanted),))  # even if the catalogue does not hold it
    if is_glob(wanted):
        if not (found := _codes_of_glob(wanted, catalog)):
            raise UnknownCode(wanted)
        return found
    try:
        return frozenset((catalog.explain(wanted).entry.number,))
    except UnknownCode:
        glob = f"{wanted}*" if wanted.isdigit() else f"*{wanted}*"
        similar = (
            _codes_of_glob(glob, catalog) if wanted.replace("_", "").isalnum() and len(wanted) >= _SHORTEST else None
        )
        if not similar:
            raise
        return similar


def _codes_of_glob(glob: str, catalog: Catalog) -> frozenset[int | str]:
    """Return the codes whose digits, symbols or native numbers fit a glob; digits are left a glob."""
    if not re.fullmatch(r"[0-9*?]+", glob):
        entries = (entry.number for entry in catalog if any(fits_glob(symbol, glob) for symbol in entry.symbols))
        natives = (
            native
            for native in catalog.natives()
            if fits_glob(f"{native.number}", glob) or fits_glob(native.symbol, glob)
        )
        return frozenset((*entries, *(native.public for native in natives)))
    is_known = glob.startswith("66") or any(fits_glob(str(entry.number), glob) for entry in catalog)
    return frozenset((glob,) if is_known else ())


# ---- sessions --------------------------------------------------------------------------------------------------------


def session_test(text: str) -> Callable[[Session | None], bool]:
    """Return a test of sessions: whether an id fits, in any form that AVSession prints, or its beginning or end.

    Of a session whose whole id is not known, only the digits that the log shows are compared. Raises WrongUsage.
    """
    wanted = text.strip().upper()
    if _PSEUDONYM.fullmatch(wanted.lower()):
        return lambda session: session is not None and session.id == wanted.lower()
    if not re.fullmatch(r"[0-9A-F*?]+", wanted):
        raise WrongUsage(
            "{text!r} is not a session id; give its hexadecimal digits, or some from its beginning or end", text=text
        )
    fits = _fits_glob_of_id if is_glob(wanted) else _fits_id
    return lambda session: (known := _known_id(session)) is not None and fits(known, wanted)


def _known_id(session: Session | None) -> SessionId | None:
    text = session and (session.full_id or session.id)
    return (parse_id(text) or SessionId(text.upper())) if text else None


def _fits_glob_of_id(known: SessionId, wanted: str) -> bool:
    if known.full:
        return fits_glob(known.full, wanted)
    head, *_, tail = _WILD.split(wanted)
    return all(_ends_agree(known, head, tail)) and bool(head or not tail or known.tail)


def _fits_id(known: SessionId, wanted: str) -> bool:
    if known.full:
        return known.full.startswith(wanted) or known.full.endswith(wanted)
    if len(wanted) == _LENGTH:
        return all(_ends_agree(known, wanted, wanted))
    begins, ends = _ends_agree(known, wanted, wanted)
    return begins or (ends and bool(known.tail))


def _ends_agree(known: SessionId, head: str, tail: str) -> tuple[bool, bool]:
    """Tell whether the digits at both ends agree with those that are known, as far as both go."""
    begins = SessionId(known.head).fits(SessionId(head))
    return begins, SessionId(known.tail[::-1]).fits(SessionId(tail[::-1]))
