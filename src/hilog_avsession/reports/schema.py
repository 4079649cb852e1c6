"""The contract of the JSON report, as a JSON Schema."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every JSON report of schema version 1 keeps."""
    text = (resources.files(__package__) / "report-1.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
