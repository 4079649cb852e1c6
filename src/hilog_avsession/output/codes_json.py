"""From entries of the catalogue to dictionaries for JSON: one code with its advice, or all codes in short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..knowledge.catalog import CATALOG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..knowledge.catalog import Cause, CodeEntry, Explanation, NativeCode


def explanation_to_dict(explanation: Explanation, lang: str = "en") -> dict[str, Any]:
    """Return all that the catalogue holds about a code."""
    entry, asked_native = explanation.entry, explanation.native
    text = entry.text(lang)
    return {
        "asked": explanation.asked,
        "native": _native_to_dict(asked_native, lang) if asked_native else None,
        "cause": explanation.cause.id if explanation.cause else None,
        **_entry_to_dict(entry, lang),
        "c_symbol": entry.c_symbol,
        "message_variants": list(entry.message_variants),
        "event": entry.callback,
        "apis": {"public": list(explanation.apis.public), "system": list(explanation.apis.system)},
        "natives": [_native_to_dict(native, lang) for native in map(CATALOG.native, entry.natives) if native],
        "description": text.description,
        "causes": list(text.causes),
        "steps": list(text.steps),
        "note": text.note,
        "cause_details": [_cause_to_dict(cause, lang) for cause in entry.causes],
    }


def _native_to_dict(native: NativeCode, lang: str) -> dict[str, Any]:
    return {
        "number": native.number,
        "symbol": native.symbol,
        "meaning": native.meaning(lang),
        "code": native.public,
        "code_static": native.public_static,
        "code_before": dict(native.public_before),
        "since_release": native.since_release,
    }


def _cause_to_dict(cause: Cause, lang: str) -> dict[str, Any]:
    text = cause.text(lang)
    return {
        "id": cause.id,
        "natives": list(cause.natives),
        "title": text.title,
        "steps": list(text.steps),
        "note": text.note,
    }


def entries_to_dicts(entries: Iterable[CodeEntry], lang: str = "en") -> list[dict[str, Any]]:
    """Return the codes, each in short."""
    return [_entry_to_dict(entry, lang) | {"natives": list(entry.natives)} for entry in entries]


def _entry_to_dict(entry: CodeEntry, lang: str) -> dict[str, Any]:
    return {
        "code": entry.number,
        "symbol": entry.symbol,
        "category": entry.category,
        "title": entry.text(lang).title,
        "message": entry.message,
        "since_api": entry.since_api,
        "since_release": entry.since_release,
        "system_only": entry.system_only,
        "cast_number": entry.cast_number,
        "cast_symbol": entry.cast_symbol,
        "media_numbers": list(entry.media_numbers),
    }
