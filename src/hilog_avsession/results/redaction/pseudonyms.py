"""From an original to its pseudonym: numbered by first appearance, or made with a key."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections import Counter
from enum import StrEnum

from ...errors import WrongUsage

_MOST = 200_000  # originals that are remembered without a key: an endless stream must not fill the memory
_DIGITS = 6  # letters of a pseudonym made with a key: 30 bits
_NO_UID = 1_000_000_000  # no device uses uids from here on: users have blocks of 200,000 and end far below


class Kind(StrEnum):
    """What an original is, in the word that its pseudonym begins with."""

    APP = "app"
    ABILITY = "ability"
    TAG = "tag"  # of a session
    SESSION = "session"
    DEVICE = "device"
    HOST = "host"  # a name or an address
    MAC = "mac"
    MAIL = "mail"
    PHONE = "phone"
    PATH = "path"  # a folder
    FILE = "file"
    ID = "id"
    NUMBER = "number"
    UID = "uid"
    TEXT = "text"


def is_numbered(text: str, kind: Kind) -> bool:
    """Tell whether a text is a pseudonym of a kind that was made without a key: `app1`."""
    return text.startswith(kind) and text[len(kind) :].isdecimal()


class Pseudonyms:
    """Gives each original a pseudonym of its own, always the same.

    Without a key they are numbered: the same report gives the same pseudonyms, another report gives others. With a key
    they depend on the original alone, so that reports made with one key can be compared; without the key nobody can
    check a guess. Raises WrongUsage for an empty key.
    """

    def __init__(self, key: str | None = None) -> None:
        if key == "":
            raise WrongUsage("an empty key makes pseudonyms that anybody can undo; give one, or none at all")
        self._key = None if key is None else key.encode("utf-8", "surrogatepass")
        self._known: dict[tuple[Kind, str], int] = {}
        self._counts: Counter[Kind] = Counter()

    def of(self, kind: Kind, original: str) -> str:
        """Return the pseudonym of an original, such as `app1` or, with a key, `app-k3f9xq`."""
        if self._key is None:
            return f"{kind}{self._numbered(kind, original)}"
        digits = b32encode(self._digest(self._key, kind, original)).decode().lower()
        return f"{kind}-{digits[:_DIGITS]}"

    def uid(self, original: int) -> int:
        """Return the pseudonym of a uid: a number that no real uid can be."""
        if self._key is None:
            return _NO_UID + self._numbered(Kind.UID, str(original))
        digest = self._digest(self._key, Kind.UID, str(original))
        return _NO_UID + int.from_bytes(digest[:8]) % _NO_UID

    def _numbered(self, kind: Kind, original: str) -> int:
        """Return the number of an original of a kind; 0 for all new ones once the table is full."""
        number = self._known.get((kind, original))
        if number is None:
            if len(self._known) >= _MOST:
                return 0
            self._counts[kind] += 1
            number = self._known[kind, original] = self._counts[kind]
        return number

    @staticmethod
    def _digest(key: bytes, kind: Kind, original: str) -> bytes:
        return hmac.digest(key, f"{kind}\0{original}".encode("utf-8", "surrogatepass"), "sha256")
