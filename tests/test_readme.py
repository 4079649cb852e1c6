"""The README says what is so: its commands work, its output is real, its code runs."""

from __future__ import annotations

import pkgutil
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from bless_readme import READMES, SAMPLE, real_output
from commands import run
from conftest import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)")
COMMANDS = ("analyze", "codes", "diff", "doctor", "explain", "fleet", "merge", "render", "view", "watch")
COMMAND = re.compile(r"hilog-avsession (codes lint|fleet (?:report|diff|run)|[a-z]+)([^\n`|]*)")
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = [(lang, *shown) for lang, readme in READMES.items() for shown in SAMPLE.findall(readme.read_text("utf-8"))]


@pytest.mark.parametrize(
    ("lang", "arguments", "lines", "output"), SHOWN, ids=[f"{lang} {arguments}" for lang, arguments, *_ in SHOWN]
)
def test_the_output_shown_is_the_real_one(lang: str, arguments: str, lines: str, output: str) -> None:
    assert real_output(arguments, lines or None, lang) == output
    assert output


def test_both_readmes_show_output_and_lead_to_each_other() -> None:
    assert {lang for lang, *_ in SHOWN} == {"en", "zh"}
    for readme, other in (("README.md", "README.zh.md"), ("README.zh.md", "README.md")):
        assert f"]({other})" in "".join((ROOT / readme).read_text("utf-8").splitlines()[:10])


def test_the_first_shell_block_holds_clone_and_two_commands() -> None:
    block = re.search(r"```sh\n(.*?)```", README, re.S)
    assert block is not None
    clone, cd, *commands = block[1].splitlines()
    assert clone.startswith("git clone ")
    assert cd.startswith("cd ")
    assert commands == ["make demo", "make test"]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert {command.split()[1] for command in commands} <= set(targets)


def test_ci_calls_the_readmes_test_command_and_the_long_tests() -> None:
    commands = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert "make test" in commands
    assert any(command.startswith("make trials") for command in commands)


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "tests" / "fixtures" / "logs", tmp_path / "tests" / "fixtures" / "logs")
    monkeypatch.chdir(tmp_path)  # it writes a page
    code = re.search(r"```python\n(.*?)```", README, re.S)
    assert code is not None
    exec(compile(code[1], "README.md", "exec"), {})
    out = capsys.readouterr().out
    assert out.startswith("11 incidents")
    assert "6600107" in out
    assert (tmp_path / "report.html").stat().st_size


def test_the_python_example_in_chinese_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = re.search(r"```python\n(.*?)```", READMES["zh"].read_text("utf-8"), re.S)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    exec(compile(code[1].replace("tests/fixtures", str(ROOT / "tests" / "fixtures")), "README.zh.md", "exec"), {})
    assert "6600107 控制器一秒内命令超过 10 条" in capsys.readouterr().out
    assert (tmp_path / "report.html").exists()


def test_the_options_of_analyze_are_documented_and_exist() -> None:
    document = (ROOT / "docs" / "options.md").read_text("utf-8")
    rows = re.findall(r"^\| ((?:`-[^|]*?`(?:, )?)+) \|", document, re.M)
    documented = {option for row in rows for option in re.findall(r"`(--?[a-z][a-z-]*)", row)}
    help_ = run("analyze", "--help").stdout.decode()
    real = {
        option
        for line in re.findall(r"^  (-.*)", help_, re.M)
        for option in re.findall(r"(?:^|, )(--?[a-z][a-z-]*)", line)
    }
    assert documented == real - {"-h", "--help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target, anchor in LINK.findall(document.read_text("utf-8")):
        path = document.parent / target if target else document
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path), f"{target}#{anchor}"


def anchors(document: Path) -> set[str]:
    """The addresses of the headings, as the usual hosts make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_page_of_documentation_is_in_the_readmes_list() -> None:
    listed = set(re.findall(r"^\| \[.*?\]\((.+?)\)", README[README.index("\n## More\n") :], re.M))
    pages = {str(path.relative_to(ROOT)).replace("\\", "/") for path in DOCUMENTS}
    assert listed == pages - {"README.md", "README.zh.md"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_that_are_shown_have_options_that_exist(document: Path) -> None:
    """Of the page's examples, not of what other programs are called with."""
    for command, line in COMMAND.findall(document.read_text("utf-8")):
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", line.split("#")[0]):
            assert option in options_of(command), f"{command} {option}"


@cache
def options_of(command: str) -> set[str]:
    """The options in a command's help; those of `codes` are the list's, those of `fleet` the run's."""
    words = {"codes": ["codes", "list"], "fleet": ["fleet", "run"]}.get(command, command.split())
    words = words if words[0] in COMMANDS else ["analyze"]  # as in `hilog-avsession device.log`
    return set(re.findall(r"(--[a-z-]+)", run(*words, "--help").stdout.decode()))


def test_modules_named_in_the_architecture_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    package = Path(ROOT / "src" / "hilog_avsession")
    for name in re.findall(r"^\| `([a-z_/]+(?:\.py)?)` \|", text, re.M):
        assert (package / name).exists(), name


def test_every_module_is_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = re.findall(r"^\| `([a-z_]+)(?:\.py|/)` \|", text, re.M)
    package = ROOT / "src" / "hilog_avsession"
    modules = [path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    assert sorted(named) == sorted(name for name in modules if not name.startswith("_"))


CURRENT = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]


@pytest.mark.parametrize("document", CURRENT, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_and_files_of_the_package_that_a_document_names_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    for name in re.findall(r"(?:from )?(hilog_avsession(?:\.\w+)+)", text):
        assert pkgutil.resolve_name(name), name
    places = [ROOT, ROOT / "src" / "hilog_avsession"]
    for name in re.findall(r"`(?:python )?((?:[\w-]+/)+(?:[\w-]+\.pyx?)?)`", text):
        assert any((place / name).exists() for place in places) or name == "benchmarks/corpus/", (
            name
        )  # made when needed
