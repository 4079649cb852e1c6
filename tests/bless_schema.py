"""Writes the JSON Schemas of the reports from the tables of fields; read the diff before you commit it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hilog_avsession._version import TOOL
from hilog_avsession.output import schema as output
from hilog_avsession.results.fleet.fields import FLEET, FLEET_VERSION
from hilog_avsession.results.json.encode import SCHEMA_MINOR, SCHEMA_VERSION
from hilog_avsession.results.json.fields import REPORT
from hilog_avsession.results.json.kinds import TEXT, Field, Fields, Kind

FOLDER = Path(output.__file__).parent / "schemas"
FILE = FOLDER / f"report-{SCHEMA_VERSION}.schema.json"
FLEET_FILE = FOLDER / f"fleet-{FLEET_VERSION}.schema.json"


def text() -> str:
    """The whole file of the report's schema."""
    minor = {
        "description": f"grows with each addition; this schema describes {SCHEMA_MINOR}",
        "type": "integer",
        "minimum": 0,
    }
    return text_of("report", REPORT, {"schema_version": {"const": SCHEMA_VERSION}, "schema_minor": minor})


def fleet_text() -> str:
    """The whole file of the schema of a fleet's report."""
    return text_of("fleet", FLEET, {"fleet_version": {"const": FLEET_VERSION}})


def text_of(name: str, fields: Fields, first: dict[str, Any]) -> str:
    """The schema of a document, whose first keys tell its version."""
    definitions: dict[str, Any] = {}
    body = schema_of(fields, definitions)
    tool = object_of([Field("name", Kind(TEXT.read, {"const": TOOL})), Field("version", TEXT)], definitions)
    version = next(iter(first.values()))["const"]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:hilog-avsession:{name}:{version}",
        "title": f"hilog-avsession {name}, schema version {version}",
        **body,
        "properties": {**first, "tool": tool, **body["properties"]},
        "required": [*first, "tool", *body["required"]],
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def object_of(fields: Iterable[Field], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object; keys that a later version adds are allowed."""
    return {
        "type": "object",
        "properties": {field.name: property_of(field, definitions) for field in fields},
        "required": [field.name for field in fields if not field.absent],
        "additionalProperties": True,
    }


def property_of(field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field, with what it means."""
    parts = [field.meaning, field.null and f"null: {field.null}", field.absent and f"left out: {field.absent}"]
    meaning = "; ".join(filter(None, parts))
    value = schema_of(field.kind, definitions)
    value = {"anyOf": [value, {"type": "null"}]} if field.null else value
    return {"description": meaning, **value} if meaning else value


def schema_of(value: Any, definitions: dict[str, Any]) -> Any:
    """The schema of a kind, of fields, or of a schema that holds some."""
    if isinstance(value, Fields):
        return object_of(value, definitions)
    if isinstance(value, Kind):
        schema = schema_of(value.schema, definitions)
        if not value.definition:
            return schema
        assert definitions.setdefault(value.definition, schema) == schema, value.definition
        return {"$ref": f"#/$defs/{value.definition}"}
    if isinstance(value, dict):
        return {key: schema_of(inner, definitions) for key, inner in value.items()}
    return value


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8", newline="\n")
    FLEET_FILE.write_text(fleet_text(), "utf-8", newline="\n")
