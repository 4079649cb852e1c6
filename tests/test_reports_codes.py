"""The outputs about codes: the page of one code, and all codes as a table, as Markdown and as JSON."""

from __future__ import annotations

import io
import json

import pytest
from rich.cells import cell_len

from hilog_avsession.knowledge.catalog import CATALOG, LANGUAGES
from hilog_avsession.output.codes_json import entries_to_dicts, explanation_to_dict
from hilog_avsession.output.markdown.codes import table_to_markdown
from hilog_avsession.output.messages.lookup import category, message
from hilog_avsession.output.terminal.codes import render_explanation, render_table


def page(asked: str, **options: object) -> str:
    out = io.StringIO()
    render_explanation(CATALOG.explain(asked), out, **options)  # type: ignore[arg-type] # the tests name them
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("number", [entry.number for entry in CATALOG])
def test_no_line_is_wider_than_the_page(lang: str, width: int, number: int) -> None:
    assert max(map(cell_len, page(str(number), lang=lang, width=width).splitlines())) <= width


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_code_is_explained_with_all_that_the_catalogue_holds(lang: str) -> None:
    entry = CATALOG.explain("6600107").entry
    text, shown = entry.text(lang), page("6600107", lang=lang, width=1000)
    assert shown.startswith(f"6600107 {text.title}\n")
    wanted = [
        entry.symbol,
        entry.c_symbol,
        entry.message,
        *entry.message_variants,
        category(lang, "session"),
        "API 10",
    ]
    wanted += [text.description, *text.causes, *text.steps, text.note, "-1018", "ERR_COMMAND_SEND_EXCEED_MAX"]
    for cause in entry.causes:
        wanted += [cause.text(lang).title, *cause.text(lang).steps]
    assert [part for part in wanted if part is None or part not in shown] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_native_number_is_named_and_its_cause_comes_first(lang: str) -> None:
    explanation = CATALOG.explain("-1022")
    assert explanation.native is not None
    assert explanation.cause is not None
    shown = page("-1022", lang=lang, width=200)
    title, general = explanation.cause.text(lang).title, explanation.entry.text(lang)
    assert message(lang, "cause-asked", number=-1022) in shown
    assert explanation.native.meaning(lang) in shown.split(title)[0]
    assert shown.index(title) < shown.index(general.description) < shown.index(general.steps[0])
    assert shown.count(f"  {title}") == 1


def test_a_cast_number_a_media_number_and_a_foreign_symbol_say_what_they_are() -> None:
    assert "1003 is the cast engine's number" in flat(page("1003"))
    assert "331350028 is a number of the media service" in flat(page("331350028"))
    assert "ERROR_CODE_UNSPECIFIED is the cast engine's name" in flat(page("ERROR_CODE_UNSPECIFIED"))
    assert "is the name of this code in the C interface" in flat(page("AV_SESSION_ERR_SERVICE_EXCEPTION"))


def test_the_code_itself_is_not_told_apart_from_what_was_asked() -> None:
    assert flat(page("6600107")).startswith("6600107 Too many commands or events Symbol ERR_CODE_MESSAGE_OVERLOAD")


def test_where_a_native_number_becomes_another_code_is_said() -> None:
    assert "code 0 up to 5.1.0; code 0 in ArkTS-static" in flat(page("-1024", width=200))


def test_many_interfaces_are_cut_and_counted() -> None:
    apis = CATALOG.apis(6600101)
    assert f"and {len(apis.public) + len(apis.system) - 6} more" in flat(page("6600101"))


def test_an_interface_of_the_system_is_marked_as_such() -> None:
    interfaces = {entry.number: CATALOG.apis(entry.number) for entry in CATALOG}
    number, apis = next((number, apis) for number, apis in interfaces.items() if apis.system and len(apis.public) < 6)
    assert f"{apis.system[0]} (system)" in flat(page(str(number), width=200))


def test_the_event_and_system_applications_are_named() -> None:
    assert "the cast controller's `castControlIoError`" in page("6612001")
    assert "system applications only" in page("6600104")


def test_backticks_become_a_style_where_there_are_colours() -> None:
    assert "`getExtras`" in page("6600107")
    assert "`" not in page("6600107", color=True)
    assert "\x1b" not in page("6600107")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_explanation_as_values_is_plain_json(lang: str) -> None:
    values = explanation_to_dict(CATALOG.explain("-1022"), lang)
    assert json.loads(json.dumps(values)) == values
    assert (values["asked"], values["code"], values["cause"]) == ("-1022", 6600101, "created-twice")
    assert values["native"]["symbol"] == "ERR_SESSION_IS_EXIST"
    assert values["steps"] == list(CATALOG.explain("-1022").entry.text(lang).steps)
    assert len(values["natives"]) == len(CATALOG.entry(6600101).natives)
    assert "created-twice" in [cause["id"] for cause in values["cause_details"]]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 140])
def test_the_table_holds_every_code_and_fits(lang: str, width: int) -> None:
    out = io.StringIO()
    render_table(CATALOG, out, lang=lang, width=width)
    lines = out.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= width
    words = [line.split() for line in lines]
    assert {entry.number for entry in CATALOG} == {int(line[0]) for line in words if line and line[0].isdigit()}
    assert ("ERR_CODE_SESSION_NOT_EXIST" in out.getvalue()) == (width == 140)
    assert category(lang, "drm") in out.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_markdown_table_has_one_row_of_five_cells_for_each_code(lang: str) -> None:
    lines = table_to_markdown(CATALOG, lang).splitlines()
    assert len(lines) == 2 + len(CATALOG)
    assert {line.count("|") for line in lines} == {6}
    assert CATALOG.explain(6600102).entry.text(lang).title in lines[3]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_entries_as_values_are_plain_json(lang: str) -> None:
    values = entries_to_dicts(CATALOG, lang)
    assert json.loads(json.dumps(values)) == values
    assert [code["code"] for code in values] == [entry.number for entry in CATALOG]
    assert values[0]["title"] == next(iter(CATALOG)).text(lang).title


def test_no_codes_make_an_empty_table() -> None:
    out = io.StringIO()
    render_table([], out)
    assert out.getvalue() == ""
    assert entries_to_dicts([]) == []
