"""Every sentence in both languages: the same keys, the same values, one for each member of an enum that selects it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules

import pytest

from conftest import ROOT
from hilog_avsession.knowledge.catalog import ALL_CATEGORIES
from hilog_avsession.model.events import Basis, Confidence
from hilog_avsession.model.inputs import PrefixKind, RemarkKind
from hilog_avsession.model.report import FilterName, NoVerdict
from hilog_avsession.model.story import StoryKind
from hilog_avsession.output import messages
from hilog_avsession.output.messages.lookup import MESSAGES, category, event, message, session_type, state
from hilog_avsession.output.messages.shape import Message, Messages
from hilog_avsession.output.wording.filters import MAY_BE_ABSENT
from hilog_avsession.output.wording.joining import listed, spaced, with_note
from hilog_avsession.results.comparison.values import By, Verdict

OUTPUT = ROOT / "src" / "hilog_avsession" / "output"
PASSED_OVER = [kind for kind in RemarkKind if kind is not RemarkKind.UNORDERED]
FAMILIES: Mapping[str, Iterable[StrEnum]] = {
    "basis": Basis,
    "confidence": Confidence,
    "link": Confidence,
    "remark": PASSED_OVER,
    "kind": PASSED_OVER,
    "prefix": PrefixKind,
    "event": StoryKind,
    "gates-why": NoVerdict,
    "gates-line-why": NoVerdict,
    "diff": [verdict for verdict in Verdict if verdict.is_news],
    "diff-by": By,
    "filter": [name for name in FilterName if name is not FilterName.TIME],
    "filter-no": MAY_BE_ABSENT,
    "diff-some": By,
}


def tables() -> Iterator[tuple[str, Messages]]:
    """All tables of messages by the name of their module."""
    for module in iter_modules(messages.__path__):
        table = getattr(import_module(f"{messages.__name__}.{module.name}"), "MESSAGES", None)
        if table is not None and module.name != "lookup":
            yield module.name, table


TABLES = dict(tables())


def texts(text: Message) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def placeholders(text: Message) -> set[str]:
    """The values that a message shows; the singular may leave out its number."""
    return {name for part in texts(text)[-1:] for name in re.findall(r"\{(\w+)\}", part)}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_same_keys_in_both_languages(name: str) -> None:
    table = TABLES[name]
    assert table.keys() == {"en", "zh"}
    assert table["en"].keys() == table["zh"].keys()


@pytest.mark.parametrize("name", TABLES)
def test_a_message_shows_the_same_values_in_both_languages(name: str) -> None:
    en, zh = TABLES[name]["en"], TABLES[name]["zh"]
    assert {key: placeholders(en[key]) for key in en} == {key: placeholders(zh[key]) for key in en}


def test_the_singular_shows_no_value_that_the_plural_lacks() -> None:
    for table in TABLES.values():
        for key, text in (*table["en"].items(), *table["zh"].items()):
            assert {name for part in texts(text) for name in re.findall(r"\{(\w+)\}", part)} == placeholders(text), key


def test_no_two_tables_share_a_key() -> None:
    shared = [
        key for name, table in TABLES.items() if name != "doctor" for key in table["en"]
    ]  # it has its own look-up
    assert sorted(shared) == sorted(MESSAGES["en"])


def module_of(family: str) -> str:
    """The module that has the other messages of a family."""
    return next(name for name, table in TABLES.items() if any(key.startswith(f"{family}-") for key in table["en"]))


def test_every_member_of_an_enum_has_its_message_in_both_languages() -> None:
    missing = [
        f"add {family}-{member} to _{lang.upper()} in output/messages/{module_of(family)}.py"
        for family, members in FAMILIES.items()
        for member in members
        for lang, table in MESSAGES.items()
        if f"{family}-{member}" not in table
    ]
    assert missing == []


def test_the_families_that_the_output_asks_for_are_all_checked_here() -> None:
    calls = [
        node.args[1]
        for path in OUTPUT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "member_message" and len(node.args) > 2
    ]
    in_code = {argument.value for argument in calls if isinstance(argument, ast.Constant)}
    in_page = {
        family
        for path in OUTPUT.rglob("*.j2")
        for family in re.findall(r'words\.member\("([\w-]+)"', path.read_text("utf-8"))
    }
    assert in_code | in_page | {"event"} == FAMILIES.keys()


def test_no_message_is_left_over() -> None:
    code = "".join(
        path.read_text("utf-8")
        for path in OUTPUT.rglob("*")
        if path.suffix in (".py", ".j2") and path.parent.name != "messages"
    )
    asked_for = {*re.findall(r"""["']([a-z-]+)["']""", code)}
    computed = (
        *FAMILIES,
        "any-",
        "filter-by-",
        "sure-",
        "category",
        "state",
        "type",
        "unit",
        "plot-utc",
        "plot-local",
        "diff-lossy",
        "fleet-attribute",
        "fleet-found",
        "fleet-reason",
    )
    asked_for |= {f"{key}-units" for key in asked_for if key.startswith("diff-")}  # where units are counted
    left_over = [key for key in MESSAGES["en"] if key not in asked_for and not key.startswith(computed)]
    assert left_over == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_category_has_a_name(lang: str) -> None:
    assert [name for name in ALL_CATEGORIES if category(lang, name) == name] == []


def test_what_only_a_log_or_a_later_report_knows_is_shown_as_it_is() -> None:
    assert category("zh", "odd-category") == "odd-category"
    assert state("zh", "half-alive") == "half alive"
    assert session_type("zh", "smell") == "smell"
    assert (event("zh", "went-away"), event("zh", "went-away 6600101")) == ("went away", "went-away 6600101")


@pytest.mark.parametrize("name", TABLES)
def test_chinese_has_full_width_punctuation_and_no_space_inside(name: str) -> None:
    for key, text in TABLES[name]["zh"].items():
        for part in texts(text):
            plain = re.sub(r"`[^`]*`|\{[^}]*\}", "", part)
            assert re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", plain) is None, key
            assert re.search(r"[，。：；、（）“”？！] +[^ ]|[^ ] +[，。：；、（）“”？！]", part) is None, key
            assert re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", part) is None, key


def test_names_are_listed_and_notes_are_in_brackets_as_each_language_does() -> None:
    assert [listed(("a", 2), lang) for lang in ("en", "zh")] == ["a, 2", "a、2"]
    assert [with_note("a", "b", lang) for lang in ("en", "zh")] == ["a (b)", "a（b）"]
    assert with_note("a", "", "zh") == "a"


def test_full_width_punctuation_follows_without_a_space() -> None:
    assert (spaced("a", "", "b"), spaced("a", "（b）"), spaced()) == ("a b", "a（b）", "")


def test_a_number_selects_the_singular_or_the_plural() -> None:
    assert [message("en", "incidents", count) for count in (0, 1, 1_200)] == [
        "0 incidents",
        "1 incident",
        "1,200 incidents",
    ]
