"""Every sentence of help, errors and complaints has its Chinese, and no row of the tables is left over."""

from __future__ import annotations

import ast
import errno
import os
import pickle
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from conftest import ROOT
from hilog_avsession.errors import (
    CatalogError,
    HilogAvsessionError,
    MissingLibrary,
    Mistake,
    UnknownCode,
    UnreadableInput,
    WrongUsage,
)
from hilog_avsession.model.inputs import InputError
from hilog_avsession.model.messages.inputs import Problem
from hilog_avsession.phrases import Phrase, quoted, system, text_in
from hilog_avsession.phrases import arguments as arguments_table
from hilog_avsession.phrases import errors as errors_table
from hilog_avsession.phrases import files as files_table
from hilog_avsession.phrases import fleet as fleet_table
from hilog_avsession.phrases import view as view_table
from hilog_avsession.phrases.help import HELP, WORDS
from hilog_avsession.phrases.tables import SENTENCES

PACKAGE = ROOT / "src" / "hilog_avsession"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# the calls that take sentences, and where among their arguments
SENTENCE_AT: Mapping[str, tuple[int, ...]] = {
    "Phrase": (0,),
    "WrongUsage": (0,),
    "UnwritableOutput": (0,),
    "ClusterError": (0,),
    "HilogAvsessionError": (0,),
    "ReaderDied": (0,),
    "UnreadableInput": (2, 3),
    "MissingLibrary": (2,),
    "note": (1,),
    "complain": (0,),
    "notify": (0,),
    "_notify": (0,),
    "refuse": (0,),
    "as_phrase": (0,),
    # in model/arguments.py: what is named, and what is allowed
    "refusal": (0, 2),
    "one": (0, 3),
    "one_or_none": (0, 3),
    "several": (0, 3),
    "reports_of": (0,),  # in results/given.py
    "word": (0,),
    "whole": (0,),
    "text": (2,),
}
OWN_VALUES = {"Phrase", "WrongUsage", "UnwritableOutput", "ClusterError", "HilogAvsessionError", "UnreadableInput"}
OWN_VALUES |= {"ReaderDied", "note"}
TABLES = {
    "errors": errors_table.CHINESE,
    "arguments": arguments_table.CHINESE,
    "files": files_table.CHINESE,
    "fleet": fleet_table.CHINESE,
    "view": view_table.CHINESE,
    "help": HELP,
    "words": WORDS,
}


class Use(NamedTuple):
    """A sentence where it is written."""

    place: str
    template: str
    values: frozenset[str] | None  # that its call gives; None if that cannot be told


class Module:
    """A module of the package, and the sentences in it."""

    def __init__(self, path: Path) -> None:
        self.name = str(path.relative_to(PACKAGE))
        self.tree = ast.parse(path.read_text("utf-8"))
        self.constants = {
            target.id: node.value
            for node in self.tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def uses(self) -> Iterator[Use]:
        """Yield the sentences of the module, those in constants too."""
        for call, arguments in self.calls():
            named = {keyword.arg for keyword in call.keywords}
            values = None if None in named or name_of(call) not in OWN_VALUES else frozenset(map(str, named))
            for argument in arguments:
                argument = self.constants.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                    yield Use(f"{self.name}:{call.lineno}:{call.col_offset}", argument.value, values)

    def calls(self) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
        """Yield the calls that take sentences, and their arguments that are sentences."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and name_of(node) in SENTENCE_AT:
                places = SENTENCE_AT[name_of(node)]
                arguments = [argument for place, argument in enumerate(node.args) if place in places]
                yield node, arguments + [keyword.value for keyword in node.keywords if keyword.arg == "otherwise"]


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


@cache
def modules() -> list[Module]:
    return [Module(path) for path in sorted(PACKAGE.rglob("*.py"))]


@cache
def uses() -> list[Use]:
    return [use for module in modules() for use in module.uses()]


def names_in(template: str) -> set[str]:
    """The values that a template names; one whose braces name nothing takes none."""
    try:
        return {name for _text, name, _form, _conversion in Formatter().parse(template) if name}
    except ValueError:
        return set()


# ---- sentences of errors and complaints ------------------------------------------------------------------------------


def test_every_sentence_has_its_chinese() -> None:
    missing = {
        f"{use.place}: add the Chinese of {use.template!r} to the fitting table in phrases/"
        for use in uses()
        if use.template not in SENTENCES and not use.template.isidentifier()  # the name of an argument
    }
    assert sorted(missing) == []


def test_every_kind_of_error_is_looked_at() -> None:
    classes = [node for module in modules() for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    kinds = {node.name for node in classes if "HilogAvsessionError" in map(ast.unparse, node.bases)}
    own_sentence = {"CatalogError", "UnknownCode"}  # made in errors.py from phrases
    assert kinds - own_sentence <= SENTENCE_AT.keys()


def test_no_row_is_left_over() -> None:
    assert {*SENTENCES} - {use.template for use in uses()} == set()


def test_no_sentence_stands_in_two_tables() -> None:
    assert len(SENTENCES) == sum(len(TABLES[name]) for name in ("errors", "arguments", "files", "fleet", "view"))


def test_a_sentence_is_a_template_and_no_text_that_is_put_together() -> None:
    """A text put together of English parts could not be said in another language."""
    joined = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        for call, arguments in module.calls()
        for argument in arguments
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
        and any(
            isinstance(part, ast.Constant) and re.search("[a-z]{3}", str(part.value)) for part in ast.walk(argument)
        )
        and "hdc: " not in ast.unparse(argument)  # before what the device says
    ]
    assert joined == []


def test_a_sentence_gets_the_values_that_it_names() -> None:
    wrong = []
    for use in uses():
        together = {other.template for other in uses() if other.place == use.place}
        named = set().union(*map(names_in, together))
        if use.values is not None and use.values != named:
            wrong.append(f"{use.place}: names {sorted(named)}, gets {sorted(use.values)}")
    assert wrong == []


@pytest.mark.parametrize("table", TABLES)
def test_a_row_names_the_same_values_in_both_languages(table: str) -> None:
    assert [row for row in TABLES[table].items() if names_in(row[0]) != names_in(row[1])] == []


@pytest.mark.parametrize("table", TABLES)
def test_chinese_is_chinese_with_full_width_punctuation(table: str) -> None:
    for english, chinese in TABLES[table].items():
        without = re.sub(r"`[^`]*`|\{[^}]*\}|\[\[.*?\]\]", "", chinese)
        assert CHINESE.search(chinese) or not re.search("[a-z]{2}", re.sub(r"\{[^}]*\}", "", english)), english
        assert re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", without) is None, chinese
        assert re.search(r"[，。：；、（）“”？！] | [，。：；、（）“”？！]", chinese) is None, chinese
        assert re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", chinese) is None, chinese


# ---- phrases and errors ----------------------------------------------------------------------------------------------


def test_a_phrase_is_its_english_text_and_knows_its_chinese() -> None:
    phrase = Phrase("several devices are connected: {keys}", keys=("a", "b"))
    assert phrase == "several devices are connected: a, b"
    assert phrase.text_in("en") == str(phrase)
    assert phrase.text_in("zh") == "连接了多台设备：a、b"


def test_a_phrase_inside_a_phrase_is_said_in_the_same_language() -> None:
    outer = Phrase("{where} is missing; {wanted} belongs there", where=Phrase("the document"), wanted=Phrase("a list"))
    assert outer == "the document is missing; a list belongs there"
    assert CHINESE.search(outer.text_in("zh"))
    assert re.search("[a-z]", outer.text_in("zh")) is None


COMMAND = re.compile(r"hilog-avsession(?: -{0,2}[a-zA-Z]+)* \{(?P<value>\w+)(?P<quoted>!q)?\}")
PLAIN_WORDS = {"code", "command", "other", "library"}  # numbers and words of the program


def test_a_name_in_a_command_is_quoted_so_that_it_can_be_pasted() -> None:
    found = [match for text in SENTENCES for match in COMMAND.finditer(text) if match["value"] not in PLAIN_WORDS]
    assert len(found) > 5
    assert [match[0] for match in found if not match["quoted"]] == []
    example = Phrase("this writes one: hilog-avsession fleet CAPTURES -o {file!q}", file="my night; rm")
    word = '"my night; rm"' if os.name == "nt" else "'my night; rm'"
    assert example.endswith(f"-o {word}")
    assert example.text_in("zh").endswith(f"-o {word}")
    assert str(Phrase("see {file!q}", file="night")) == "see night"
    if os.name == "posix":
        assert quoted("it's\udcff1.log") == r"$'it\'s\xff1.log'"  # a byte that is not UTF-8


@pytest.mark.parametrize("word", ["a b", "a&b", "a(1)", "a,b", "$HOME", "it's", "a;b", "^a", "a|b", ""])
def test_on_windows_a_word_is_quoted_that_a_shell_would_take_for_more(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hilog_avsession.phrases.phrase.os.name", "nt")
    shown = [quoted(word), quoted(r"C:\logs\device-1.log")]
    monkeypatch.undo()
    assert shown == [f'"{word}"', r"C:\logs\device-1.log"]


def test_a_template_without_values_keeps_its_braces() -> None:
    assert Phrase("{x}") == "{x}"
    assert Phrase("{x}").text_in("zh") == "{x}"
    assert Phrase("{x}", x="{y}") == "{y}"


def test_what_has_no_row_stays_in_english() -> None:
    assert Phrase("nobody says {this}", this=1).text_in("zh") == "nobody says 1"
    assert text_in("zh", "a text of hdc") == "a text of hdc"


ERRORS = [
    WrongUsage("the command that gives the log is empty"),
    WrongUsage("{name}: gives text, not bytes; open it in binary mode", name="a.log"),
    UnreadableInput("a.log", "unreadable", "cannot be read: {error}", error="no"),
    UnreadableInput("a.log", "kind", Phrase.in_both("is empty", "为空"), Phrase.in_both("give a log", "请提供日志")),
    UnknownCode("6600199", ("6600109", "6600101")),
    UnknownCode("nonsense"),
    MissingLibrary("matplotlib", "plot", Phrase("plots")),
    CatalogError(Mistake("team.toml", "code[1].number", Phrase("is missing"), "6600101"), Mistake("b.toml", "", "odd")),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_in_english_and_can_be_said_in_chinese(error: HilogAvsessionError) -> None:
    assert error.text_in("en") == str(error)
    assert CHINESE.search(str(error)) is None
    assert CHINESE.search(error.text_in("zh"))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_way_from_another_process(error: HilogAvsessionError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.text_in("zh")) == (str(error), error.text_in("zh"))
    assert again.args == error.args


def test_standard_input_is_named_in_words() -> None:
    error = UnreadableInput("-", "no-hilog", "holds no HiLog line")
    assert error.source == "-"
    assert str(error) == "standard input: holds no HiLog line"
    assert error.text_in("zh").startswith("标准输入：")


def test_the_parts_of_an_error_are_joined_as_each_language_joins_them() -> None:
    unreadable, mistakes = ERRORS[3], ERRORS[-1]
    assert str(unreadable) == "a.log: is empty; give a log"
    assert unreadable.text_in("zh") == "a.log：为空；请提供日志"
    assert str(mistakes) == "team.toml: code[1].number (6600101): is missing\nb.toml: odd"
    assert mistakes.text_in("zh").splitlines()[0].startswith("team.toml：code[1].number（6600101）：")


def test_a_similar_code_is_proposed_in_both_languages() -> None:
    assert str(ERRORS[4]).endswith("; did you mean 6600109, 6600101?")
    assert ERRORS[4].text_in("zh").endswith("6600109、6600101？")


# ---- the words of the operating system -------------------------------------------------------------------------------


def test_what_the_system_says_is_in_chinese_inside_chinese() -> None:
    words = os.strerror(errno.EACCES)
    assert Phrase("cannot be read: {error}", error=words) == f"cannot be read: {words}"
    assert Phrase("cannot be read: {error}", error=words).text_in("zh") == "无法读取：没有权限"
    error = InputError.of(Problem.NOT_OPENED, error=words)
    assert (error.message, error.message_in("zh")) == (f"cannot be opened: {words}", "无法打开：没有权限")


def test_what_a_library_says_stays_as_it_is() -> None:
    assert Phrase("not valid TOML: {error}", error="Expected '='").text_in("zh") == "不是有效的 TOML：Expected '='"


@pytest.mark.parametrize("number", system.CHINESE)
def test_each_number_of_the_system_has_words_of_its_own(number: int) -> None:
    assert system.in_chinese(os.strerror(number)) == system.CHINESE[number]
    assert CHINESE.search(system.CHINESE[number])


# ---- spaces ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "wanted", "said"),
    [
        ("incidents[3]", Phrase("a whole number"), "缺少 incidents[3]，应为整数"),
        (Phrase("the document"), "12", "缺少整个文档，应为 12"),
    ],
)
def test_a_value_is_set_off_from_chinese_only_where_it_is_latin(where: str, wanted: str, said: str) -> None:
    assert Phrase("{where} is missing; {wanted} belongs there", where=where, wanted=wanted).text_in("zh") == said
