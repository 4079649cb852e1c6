"""From the release of the framework to a sentence that says which it is, and which lines tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...knowledge.framework.inventory import RELEASES
from ...model.release import ReleaseReason
from ..messages.lookup import message

if TYPE_CHECKING:
    from ...model.release import Release, ReleaseBound
    from .terms import Terms

_LONGEST = 60  # characters of a statement


def release_text(release: Release | None, terms: Terms) -> str:
    """Return the sentence, or an empty text if no line tells the release."""
    if release is None:
        return ""
    lang, since, until = terms.lang, release.since, release.until
    if release.is_contradictory:
        return message(lang, "release-unknown", since=_shown(since, terms), until=_shown(until, terms))
    reasons = []
    if since is not None and release.first is not None:
        reasons.append(message(lang, "release-since", what=_shown(since, terms), release=release.first))
    if until is not None and release.last is not None:
        reasons.append(message(lang, "release-until", what=_shown(until, terms), release=release.last))
    return message(lang, "release", range=release_range(release, lang), why=message(lang, "semicolon").join(reasons))


def release_range(release: Release, lang: str) -> str:
    """Return the releases: `5.0.0 to 5.0.2`, `6.0 or later`."""
    first, last = release.first, release.last
    if first == RELEASES[-1]:
        return message(lang, "release-master", newest=RELEASES[-2])
    if first is None or last is None:
        key, name = ("release-to", last) if first is None else ("release-from", first)
        return message(lang, key, release=name)
    return first if first == last else message(lang, "release-range", first=first, last=last)


def _shown(bound: ReleaseBound | None, terms: Terms) -> str:
    if bound is None:
        return ""
    text = bound.text if len(bound.text) <= _LONGEST else f"{bound.text[:_LONGEST]}…"
    if bound.reason is ReleaseReason.DOMAIN:
        text = message(terms.lang, "release-domain", domain=text)
    return message(terms.lang, "release-line", what=text, place=terms.place(bound.place))
