"""From the release of the framework to a few words that say which it is, and sentences on the lines that tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...knowledge.framework.inventory import RELEASES
from ...model.release import ReleaseReason
from ..messages.lookup import message
from ..safe import cut

if TYPE_CHECKING:
    from ...model.release import Release, ReleaseBound
    from .terms import Terms

_LONGEST = 60  # characters of a statement


class ReleaseText(NamedTuple):
    """The release of the framework, and why; empty texts are not shown."""

    release: str
    reasons: tuple[str, ...]  # sentences that name lines of the log


def release_text(release: Release | None, terms: Terms) -> ReleaseText:
    """Return the release, and the lines that tell it; both are empty if no line does."""
    if release is None:
        return ReleaseText("", ())
    lang = terms.lang
    shown = message(lang, "release-unknown") if release.is_contradictory else release_range(release, lang)
    return ReleaseText(message(lang, "release", range=shown), tuple(_reasons(release, terms)))


def _reasons(release: Release, terms: Terms) -> Iterator[str]:
    lang, since, until = terms.lang, release.since, release.until
    if release.is_contradictory:
        yield message(lang, "release-both", since=_shown(since, terms), until=_shown(until, terms))
        return
    if since is not None and release.first is not None:
        newest = release.first == RELEASES[-1]
        key, name = ("release-newest", RELEASES[-2]) if newest else ("release-since", release.first)
        yield message(lang, key, what=_shown(since, terms), release=name)
    if until is not None and release.last is not None:
        yield message(lang, "release-until", what=_shown(until, terms), release=release.last)


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
    text = cut(bound.text.strip(), _LONGEST)
    if bound.reason is ReleaseReason.DOMAIN:
        text = message(terms.lang, "release-domain", domain=text)
    else:
        text = message(terms.lang, "quoted", what=text)
    return message(terms.lang, "release-line", what=text, place=terms.place(bound.place))
