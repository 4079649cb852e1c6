"""The number ranges of the codes: which category a code belongs to, and what a cast engine number becomes."""

from __future__ import annotations

# category -> its file, in the order of all tables and listings
CATEGORIES: dict[str, str] = {
    "session": "session.toml",
    "cast-control": "cast_control.toml",
    "io": "io.toml",
    "parsing": "parsing.toml",
    "decoding": "decoding.toml",
    "audio-renderer": "audio_renderer.toml",
    "drm": "drm.toml",
    "music-template": "music_template.toml",
    "universal": "universal.toml",
    "media": "media.toml",
    "unmapped": "unmapped.toml",
}
TEMPLATE_CATEGORY = "music-template"  # AVMusicTemplate, of the same kit; some of its symbols are AVSession's
OWN_CATEGORY = "own"  # of a user's codes outside all families
UNKNOWN_CATEGORY = "unknown"
ALL_CATEGORIES = (*CATEGORIES, OWN_CATEGORY, UNKNOWN_CATEGORY)
_FAMILIES = {
    66001: "session",
    **{66110 + n: "cast-control" for n in range(10)},
    **{66120 + n: "io" for n in range(10)},
    **{66130 + n: "parsing" for n in range(10)},
    **{66140 + n: "decoding" for n in range(10)},
    **{66150 + n: "audio-renderer" for n in range(10)},
    **{66160 + n: "drm" for n in range(10)},
    54001: "media",
    350000: TEMPLATE_CATEGORY,
}
CAST_OFFSET = 6_610_000  # public code = cast engine number + this
CAST_EXCEPTIONS = {6009: 6616100}  # AVSession's enum counts on, the public number does not
_CAST_NUMBERS = range(1000, 7000)
SERVICE_EXCEPTION = 6600101
CAST_DEFAULT = 6611000  # "Can not match error code, use default"
MEDIA_NUMBERS = range(331350028, 331411457)  # MS_ERR_OFFSET and what belongs to it
MEDIA_DEFAULT = 5400103


def family_or_universal(number: int) -> str:
    """Return the category whose file holds a number: that of its range, else the universal codes."""
    if number == 0:
        return "unmapped"
    return _FAMILIES.get(number // 100, "universal")


def family_of(number: int) -> str:
    """Return the category of the family that a number lies in; `own` outside all families."""
    return _FAMILIES.get(number // 100, OWN_CATEGORY)


def cast_number_of(number: int) -> int | None:
    """Return the number of the cast engine that becomes a public code, or None."""
    exceptions = {public: cast for cast, public in CAST_EXCEPTIONS.items()}
    cast = exceptions.get(number, number - CAST_OFFSET)
    return cast if cast in _CAST_NUMBERS else None


def is_of_cast(number: int) -> bool:
    """Tell whether a public code is of the families that numbers of the cast engine become."""
    return number - CAST_OFFSET in _CAST_NUMBERS
