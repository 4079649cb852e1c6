"""Put values into the places that a format has for them: `console` with a format of hilog prints them behind it."""

from __future__ import annotations

from ..model.patterns import lazy

_PLACEHOLDER = lazy(r"%(?:\{(?:public|private)\})?[dsifuxo](?![A-Za-z0-9])")


def filled(text: str) -> str:
    """Return a text with the values that stand behind it in the places of its format.

    `code: %{public}d 6600101` gives `code: 6600101`. The last place gets all that is left.
    """
    places = list(_PLACEHOLDER.finditer(text)) if "%" in text else []
    if not places:
        return text
    end = places[-1].end()
    values = text[end:].split(maxsplit=len(places) - 1)
    if len(values) < len(places) or not text[end].isspace():
        return text
    ends = [0, *(place.end() for place in places)]
    parts = (text[end : place.start()] + value for end, place, value in zip(ends, places, values, strict=False))
    return "".join(parts)
