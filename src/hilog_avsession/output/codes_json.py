"""From entries of the catalogue to dictionaries for JSON: one code with its advice, or all codes in short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..knowledge.catalog import CATALOG
from .wording.statements import statement_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..analysis.explaining import ExplainedLine, ExplainedStatement
    from ..knowledge.catalog import Cause, CodeEntry, Explanation, NativeCode
    from ..knowledge.catalog.searching import Match


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


def line_to_dict(line: ExplainedLine, lang: str = "en") -> dict[str, Any]:
    """Return what is known of a line.

    These are the statements that print it, or else similar ones, the codes in it, and the codes whose texts hold its
    words.
    """
    return {
        "asked": line.asked,
        "statements": [_statement_to_dict(statement, lang) for statement in line.statements],
        "similar": [_statement_to_dict(statement, lang) for statement in line.similar],
        "codes": [explanation_to_dict(explanation, lang) for explanation in line.codes],
        "matches": [_match_to_dict(match, lang) for match in line.matches],
    }


def _match_to_dict(match: Match, lang: str) -> dict[str, Any]:
    entry = match.entry
    title = entry.text(lang).title
    return {"code": entry.number, "symbol": entry.symbol, "title": title, "text": match.text or None}


def _statement_to_dict(statement: ExplainedStatement, lang: str) -> dict[str, Any]:
    row, texts = statement.row, statement_text(statement, lang)
    cause = statement.explanation.cause if statement.explanation else None
    return {
        "side": row.side,
        "function": row.function,
        "format": row.format,
        "level": row.level,
        "kind": row.kind,
        "checks": row.check or None,
        "returns": row.returns or None,
        "code": row.code,
        "native": row.native,
        "api": row.api,
        "cause": cause.id if cause else None,
        "releases": {release: list(places) for release, places in row.sites.items()},
        "causes": list(texts.causes),
        "steps": list(texts.steps),
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
