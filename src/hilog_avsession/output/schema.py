"""The JSON Schemas of the JSON documents. `python tests/bless_schema.py` writes those of reports and of fleets."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of JSON reports, schema version 1."""
    return _load("report-1.schema.json")


def load_comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of JSON comparisons, version 1."""
    return _load("comparison-1.schema.json")


def load_fleet_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of fleet.json, version 1."""
    return _load("fleet-1.schema.json")


def _load(name: str) -> dict[str, Any]:
    text = (resources.files(__package__) / "schemas" / name).read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
