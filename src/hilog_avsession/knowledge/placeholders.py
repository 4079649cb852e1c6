"""Put values into the placeholders of a format: given a format of hilog, `console` prints the values after it."""

from __future__ import annotations

from ..model.patterns import lazy

_PLACEHOLDER = lazy(r"%(?:\{(?:public|private)\})?[dsifuxo](?![A-Za-z0-9])")


def filled(text: str) -> str:
    """Return a text in which the placeholders of its format hold the values that are printed after it.

    `code: %{public}d 6600101` gives `code: 6600101`. The last placeholder gets all that is left.
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
