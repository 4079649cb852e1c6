"""Help and wrong usage in Chinese: every text of every command has its row, and every row is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import typer.main

from hilog_avsession.cli import app, chinese
from hilog_avsession.cli.commands import make_command
from hilog_avsession.cli.language import take_language
from hilog_avsession.output.terminal.layout import cells
from hilog_avsession.phrases.help import HELP, WORDS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# a command line for each wrong usage that typer refuses, and what the refusal says
WRONG: Mapping[str, tuple[str, str]] = {
    "option": ("analyze --xyz", "没有选项 --xyz"),
    "similar option": ("analyze --topp 3", "没有选项 --topp，相近的选项：--top"),
    "required option": ("fleet caps", "缺少选项“--output”/“-o”"),
    "number in a range": ("analyze a.log --top few", "“--top”的值无效：“few”不是整数"),
    "fraction": ("diff a b --level low", "“--level”的值无效：“low”不是数字"),
    "range": ("analyze a.log --top 0", "“--top”的值无效：0 超出范围 x>=1"),
    "choice": ("doctor -f xml", "“--format”/“-f”的值无效：“xml”不在可选值“text”、“json”之中"),
    "no value": ("analyze a.log --top", "选项“--top”需要一个值"),
    "flag": ("analyze --hdc=yes", "选项“--hdc”不带值"),
    "no argument": ("diff a.log", "缺少参数“B”"),
    "argument": ("doctor one two", "多余的参数：one two"),
    "similar command": ("analize", "没有命令“analize”，是否应为“analyze”？"),
}


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield a command and those below it, each with the words that call it."""
    yield path, command
    for name, inside in getattr(command, "commands", {}).items():
        yield from commands(inside if path else make_command(name), (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))
each_command = pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "the program")


def run(*arguments: str) -> object:
    """Run a command line in this process and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        typer.main.get_command(app).main(arguments, prog_name="hilog-avsession")
    return ended.value.code


def show_help(path: tuple[str, ...]) -> None:
    assert run(*path, "--help", "--lang", "zh") == 0


@pytest.fixture(autouse=True)
def _language_again() -> Iterator[None]:
    yield
    take_language([])


class Asked:
    """The English texts that were looked up while help or a refusal was written."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.missing: set[str] = set()

    def rows_of(self, table: Mapping[str, str]) -> set[str]:
        """The rows that the texts have used."""
        return {row for row in table if any(map(re.compile(chinese.pattern_of(row), re.DOTALL).fullmatch, self.found))}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    seen, find, say = Asked(), chinese.look_up, chinese.chinese

    def found(text: str, table: Mapping[str, str]) -> str | None:
        said = find(text, table)
        if said is not None:
            seen.found.add(text)
        return said

    def written(text: str, table: Mapping[str, str]) -> str:
        said = say(text, table)
        if said == text and re.search("[a-z]{2}", text):  # not a range of numbers
            seen.missing.add(text)
        return said

    monkeypatch.setattr(chinese, "look_up", found)
    monkeypatch.setattr(chinese, "chinese", written)
    return seen


# ---- help ------------------------------------------------------------------------------------------------------------


@each_command
def test_every_text_of_help_has_its_chinese(path: tuple[str, ...], asked: Asked) -> None:
    show_help(path)
    assert {f"add the Chinese of {text!r} to phrases/help.py" for text in asked.missing} == set()


def test_no_row_of_help_is_left_over(asked: Asked) -> None:
    for path in COMMANDS:
        show_help(path)
    assert HELP.keys() - asked.rows_of(HELP) == set()


@each_command
def test_help_in_chinese_fits_eighty_columns_and_names_every_option(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    show_help(path)
    shown = capsys.readouterr().out
    assert shown.startswith("用法：hilog-avsession")
    assert max(map(cells, shown.splitlines())) <= 80
    assert [line for line in shown.splitlines() if line.lstrip().startswith(("，", "。", "；", "、", "）"))] == []
    for parameter in COMMANDS[path].params:
        assert parameter.metavar or parameter.opts[0] in shown


@each_command
def test_help_in_english_fits_eighty_columns(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(*path, "--help", "--lang", "en") == 0
    assert [line for line in capsys.readouterr().out.splitlines() if cells(line) > 80] == []


def test_the_language_may_stand_before_the_command_and_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    shown = set()
    for arguments in ("--lang zh doctor --help", "doctor --help --lang zh", "doctor --lang=zh -h"):
        assert run(*arguments.split()) == 0
        shown.add(capsys.readouterr().out)
    assert len(shown) == 1
    assert "检查 hdc、设备及其日志设置" in shown.pop()


def test_the_locale_chooses_the_language_of_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, beginning in (("zh_CN.UTF-8", "用法："), ("en_US.UTF-8", "Usage: "), ("fr_FR.UTF-8", "Usage: ")):
        monkeypatch.setenv("LC_ALL", locale)
        assert run("doctor", "--help") == 0
        assert capsys.readouterr().out.startswith(beginning)
    assert run("doctor", "--help", "--lang", "zh") == 0
    assert capsys.readouterr().out.startswith("用法：")


def test_the_last_of_several_languages_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "zh", "doctor", "--help", "--lang", "en") == 0
    assert capsys.readouterr().out.startswith("Usage: ")


# ---- wrong usage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_refused_in_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, expected = WRONG[name]
    assert run("--lang", "zh", *arguments.split()) == 2
    *before, error = capsys.readouterr().err.splitlines()
    assert error == f"错误：{expected}"
    if before:  # typer does not know the command of a value that is missing
        usage, hint, _blank = before
        assert usage.startswith("用法：hilog-avsession ")
        assert hint.startswith("运行 `hilog-avsession")


def test_every_word_of_the_library_is_used(asked: Asked) -> None:
    for path in COMMANDS:
        show_help(path)
    for arguments, _ in WRONG.values():
        run("--lang", "zh", *arguments.split())
    assert WORDS.keys() - asked.rows_of(WORDS) == set()


def test_a_name_that_controls_a_terminal_is_shown_as_an_escape(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "zh", "doctor", "--\x1b[31m") == 2
    assert "\x1b" not in capsys.readouterr().err


def test_an_option_of_another_language_is_refused_in_the_language_of_the_locale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert run("doctor", "--lang", "fr") == 2
    assert "“fr”不在可选值“en”、“zh”之中" in capsys.readouterr().err
