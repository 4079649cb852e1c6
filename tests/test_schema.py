"""The tables of fields: they hold every field of the values, and the JSON Schema is written from them."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from bless_schema import FILE, FLEET_FILE, fleet_text, text
from conftest import LOGS
from hilog_avsession import analyze
from hilog_avsession.model.events import Confidence
from hilog_avsession.output.schema import load_schema
from hilog_avsession.results.json import fields
from hilog_avsession.results.json.document import Node
from hilog_avsession.results.json.kinds import INTEGER, NATURAL, TEXT, Field, Fields, choice, many, nested

TABLES = {name: table for name, table in vars(fields).items() if isinstance(table, Fields)}
# attributes that the document does not hold: they can be found again, or nobody needs them
NOT_WRITTEN = {
    "RECOMMENDATION": {"description", "evidence", "where", "before"},
    "SESSION_REFERENCE": set(fields.SESSION.of._fields) - {"id", "full_id", "pid", "bundle", "created"},  # type: ignore[attr-defined]
}
# values whose document holds the words that are chosen for them; another function makes them from it
IN_WORDS = {"INPUT_ERROR", "BLIND_SPOT"}
VALIDATOR = Draft202012Validator(load_schema())
EVENING: dict[str, Any] = analyze(LOGS / "evening.log").to_dict()


def attributes_of(kind: Any) -> set[str]:
    names = getattr(kind, "_fields", None) or (field.name for field in dataclasses.fields(kind))
    return set(names)


@pytest.mark.parametrize("name", sorted(IN_WORDS))
def test_the_words_of_a_value_are_attributes_of_it(name: str) -> None:
    table = TABLES[name]
    assert {attribute for field in table for attribute in field.attributes} <= set(dir(table.of))


@pytest.mark.parametrize("name", sorted(set(TABLES) - IN_WORDS))
def test_a_table_holds_every_field_of_its_value(name: str) -> None:
    table = TABLES[name]
    held = {attribute for field in table if not field.is_derived for attribute in field.attributes}
    assert held | NOT_WRITTEN.get(name, set()) == attributes_of(table.of)
    assert held.isdisjoint(NOT_WRITTEN.get(name, set()))


@pytest.mark.parametrize("name", TABLES)
def test_the_keys_of_a_table_differ(name: str) -> None:
    keys = [field.name for field in TABLES[name]]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", TABLES)
def test_a_later_field_has_a_default(name: str) -> None:
    """It stands in the class, or the table fills it in."""
    table = TABLES[name]
    filled = {"INCIDENT": {"signals"}, "CODE_COUNT": {"title"}, "REPORT": {"lang"}}.get(name, set())
    kind: Any = table.of
    if dataclasses.is_dataclass(kind):
        defaults = {one.name for one in dataclasses.fields(kind) if one.default is not dataclasses.MISSING}
    else:
        defaults = set(kind._field_defaults)
    later = {attribute for field in table if field.is_later for attribute in field.attributes}
    assert later <= defaults | filled


# ---- the schema ------------------------------------------------------------------------------------------------------


def test_the_file_is_written_from_the_tables() -> None:
    assert FILE.read_text("utf-8") == text(), "run python tests/bless_schema.py and read the diff"
    assert FLEET_FILE.read_text("utf-8") == fleet_text(), "run python tests/bless_schema.py and read the diff"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(load_schema())


def test_the_schema_describes_every_key_of_an_incident() -> None:
    properties = load_schema()["properties"]["incidents"]["items"]["properties"]
    assert {name for name, schema in properties.items() if not schema.get("description")} == {"confidence"}


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """All places of a document."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


FIRST = [path for path in places(EVENING) if not any(isinstance(step, int) and step for step in path)]


@pytest.mark.parametrize("path", FIRST, ids=lambda path: ".".join(map(str, path)))
def test_the_schema_refuses_a_value_of_another_kind(path: tuple[str | int, ...]) -> None:
    document: Any = copy.deepcopy(EVENING)
    assert VALIDATOR.is_valid(document)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = 0.5 if not isinstance(inner[path[-1]], float) else "0.5"
    assert not VALIDATOR.is_valid(document)


# ---- the machinery ---------------------------------------------------------------------------------------------------


class Dish(NamedTuple):
    name: str
    price: int | None
    taste: Confidence
    spice: Confidence | None
    heat: Confidence | None = None
    sides: tuple[str, ...] = ()
    stars: int = 3

    @property
    def length(self) -> int:
        return len(self.name)


DISH = Fields(
    Dish,
    Field("title", TEXT, attribute="name"),
    Field("length", NATURAL, is_derived=True),
    Field("price", INTEGER, absent="nobody asked"),
    Field("verdict", nested(Fields(dict, Field("taste", choice(Confidence)))), is_group=True),
    Field("spice", choice(Confidence), null="it has none"),
    Field("heat", choice(Confidence), absent="it is cold"),
    Field("sides", many(TEXT), is_later=True),
    Field("stars", NATURAL, is_later=True),
)


@pytest.mark.parametrize(
    ("dish", "document"),
    [
        (
            Dish("soup", None, Confidence.LOW, None, None, ("bread",), 1),
            {"title": "soup", "length": 4, "verdict": {"taste": "low"}, "spice": None, "sides": ["bread"], "stars": 1},
        ),
        (
            Dish("stew", 7, Confidence.HIGH, Confidence.CERTAIN, Confidence.LOW),
            {
                "title": "stew", "length": 4, "price": 7, "verdict": {"taste": "high"}, "spice": "certain",
                "heat": "low", "sides": [], "stars": 3,
            },
        ),
    ],
)  # fmt: skip
def test_a_value_is_written_in_the_order_of_its_table_and_read_back(dish: Dish, document: dict[str, Any]) -> None:
    written = DISH.write(dish)
    assert list(written.items()) == list(document.items())
    assert DISH.read(Node("menu", written)) == dish
    assert all(type(word) is str for word in (written["verdict"]["taste"], *written["sides"]))


def test_an_older_document_gets_the_defaults_of_the_class() -> None:
    dish = DISH.read(Node("menu", {"title": "soup", "verdict": {"taste": "low"}}))
    assert dish == Dish("soup", None, Confidence.LOW, None)
