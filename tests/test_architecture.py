"""The laws of the architecture: imports point one way, heavy libraries wait, modules open with a sentence."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from conftest import ROOT
from hilog_avsession.cli.commands import COMMANDS

PACKAGE = ROOT / "src" / "hilog_avsession"
FLEET = {"dask", "distributed", "fsspec", "psutil", "pyarrow"}  # the libraries of the extra `fleet`
MODULES = sorted(PACKAGE.rglob("*.py"))


def law() -> list[str]:
    """The folders and modules in the order of the law, which stands in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    line = re.search(r"^phrases < .*(?:\n +< .*)*", text, re.MULTILINE)
    assert line is not None
    return [name.strip() for name in line[0].split("<")]


def module_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).with_suffix("").parts


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports_of(path: Path, root: Path = PACKAGE) -> set[tuple[str, ...]]:
    """The modules that a module imports from its own package, wherever in it and for whatever reason."""
    found: set[tuple[str, ...]] = set()
    folder = path.parent.relative_to(root).parts
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = (*folder[: len(folder) - node.level + 1], *(node.module.split(".") if node.module else ()))
            found |= {_file(root, (*base, alias.name)) or _file(root, base) or base for alias in node.names}
    return found


def _file(root: Path, parts: tuple[str, ...]) -> tuple[str, ...] | None:
    for module in (parts, (*parts, "__init__")):
        if root.joinpath(*module).with_suffix(".py").is_file():
            return module
    return None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_folder_imports_only_folders_before_it(path: Path) -> None:
    order = ["_version", *law(), "__init__", "__main__"]
    own = module_of(path)[0]
    assert {module[0] for module in imports_of(path)} <= set(order[: order.index(own) + 1])


@pytest.mark.parametrize("root", [PACKAGE, ROOT / "benchmarks"], ids=lambda root: root.name)
def test_no_files_import_each_other_in_a_circle(root: Path) -> None:
    graph = {path.relative_to(root).with_suffix("").parts: imports_of(path, root) for path in root.rglob("*.py")}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("typer", {"cli"}),
        ("rich", {"cli/live", "cli/fleet_progress", "output/terminal", "view"}),
        ("textual", {"view"}),
        ("jinja2", {"output/html"}),
        ("pandas", {"results/frames", "results/comparison", "output/plots", "report", "fleet"}),
        ("numpy", {"results/frames", "fleet"}),
        ("pyarrow", {"fleet"}),
        ("dask", {"fleet"}),
        ("distributed", {"fleet"}),
        ("fsspec", {"fleet"}),
        ("matplotlib", {"output/plots"}),
        ("hyperscan", {"reading/finders"}),
        ("pytest", {"testing/plugin"}),
        ("psutil", {"fleet"}),
    ],
)
def test_a_library_stands_in_one_place(library: str, homes: set[str]) -> None:
    for path in MODULES:
        if library in libraries_of(path):
            assert any("/".join(module_of(path)).startswith(home) for home in homes), path


@cache
def libraries_of(path: Path) -> set[str]:
    found = list[str]()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append(node.module or "")
    return {name.split(".")[0] for name in found}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_wait_inside_functions(path: Path) -> None:
    """Or stand where only the type checker looks."""
    for node in tree_of(path).body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
        assert not {name.split(".")[0] for name in names} & {"pandas", "numpy", "matplotlib", *FLEET}


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_hardly_anything_is_loaded_before_the_command_sees_to_ctrl_c() -> None:
    loaded = loaded_by("import hilog_avsession.__main__") - loaded_by("")
    assert "typing" not in loaded
    assert {name for name in loaded if name.startswith("hilog_avsession.")} == {
        "hilog_avsession._version",
        "hilog_avsession.__main__",
    }


def loaded_by_command(*arguments: str) -> set[str]:
    return loaded_by(
        f"sys.argv = {['hilog-avsession', *arguments]!r}\n"
        "from hilog_avsession.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass"
    )


HELP = {"_version", "phrases", "errors", "cli", "output"}  # of the output the table of formats alone
ANALYSIS = {*HELP, "model", "knowledge", "reading", "analysis", "results", "report", "options", "pipeline", "device"}
HEAVY = {
    *FLEET,
    "textual",
    "pandas",
    "numpy",
    "matplotlib",
    "jinja2",
    "regex",
    "multiprocessing",
    "pydantic",
    "zstandard",
    "zipfile",
    "tarfile",
}


def modules_of(*arguments: str) -> tuple[set[str], set[str]]:
    """The package's modules that a command loads, and all libraries."""
    loaded = loaded_by_command(*arguments)
    own = {name.split(".")[1] for name in loaded if name.startswith("hilog_avsession.")} - {"__main__"}
    return own, {name.split(".")[0] for name in loaded}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_loads_few_modules_and_no_heavy_library(option: str) -> None:
    own, all_ = modules_of(option)
    assert own == HELP
    assert not all_ & {*HEAVY, "hyperscan", "rich", "tomllib", "isal"}


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"], ["analyze", "LOG"], ["analyze", "no.log"]])
def test_the_tables_of_chinese_wait_until_chinese_is_asked_for(arguments: list[str], evening: Path) -> None:
    words = [str(evening) if word == "LOG" else word for word in arguments]
    assert modules_in("phrases", *words) == {"phrase"}
    assert "help" in modules_in("phrases", *words, "--lang", "zh")


def modules_in(room: str, *arguments: str) -> set[str]:
    """The modules of a room that a command loads."""
    prefix = f"hilog_avsession.{room}."
    return {name.removeprefix(prefix) for name in loaded_by_command(*arguments) if name.startswith(prefix)}


def test_the_module_of_a_command_is_loaded_when_it_is_called(evening: Path) -> None:
    for option in ("--help", "--version"):
        assert not modules_in("cli", option) & COMMANDS.keys()
    for command in ("doctor", "codes", "explain"):
        assert modules_in("cli", command, "--help") & COMMANDS.keys() == {command}
    assert modules_in("cli", str(evening), "--format", "json") & COMMANDS.keys() == {"analyze"}


def test_what_an_analysis_loads(evening: Path) -> None:
    own, all_ = modules_of("analyze", str(evening), "--format", "json")
    assert own == ANALYSIS
    assert not all_ & {*HEAVY, "rich", "isal"}
    own, all_ = modules_of("analyze", str(evening))
    assert own == ANALYSIS
    assert not all_ & {*HEAVY, "isal"}


@pytest.mark.parametrize("form", ["jsonl", "csv", "markdown", "junit", "sarif", "github"])
def test_a_form_loads_what_it_needs_and_no_more(evening: Path, form: str) -> None:
    _, all_ = modules_of("analyze", str(evening), "--format", form)
    assert not all_ & {*HEAVY, "rich", "isal"}
    assert ("xml" in all_) == (form == "junit")


def test_the_template_engine_is_loaded_for_the_page_alone(evening: Path) -> None:
    own, all_ = modules_of("analyze", str(evening), "--format", "html")
    assert own == ANALYSIS
    assert "jinja2" in all_
    assert not all_ & {*HEAVY, "rich", "isal"} - {"jinja2"}


def test_the_words_of_the_documentation_load_one_category() -> None:
    printed = subprocess.run(
        [
            sys.executable,
            "-c",
            "from hilog_avsession.knowledge.catalog import CATALOG\n"
            "from hilog_avsession.knowledge.catalog.loading import load_category\n"
            "from hilog_avsession.knowledge.documented import find_documented\n"
            "code = find_documented('AVSession failed: The session does not exist', CATALOG)\n"
            "print(code, load_category.cache_info().currsize)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.split() == ["6600102", "1"]


def test_what_the_library_loads(evening: Path) -> None:
    loaded = loaded_by(f"import hilog_avsession; hilog_avsession.analyze({str(evening)!r}).to_json()")
    assert not loaded & {*HEAVY, "rich", "typer"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_opens_with_a_sentence_and_has_one_subject(path: Path) -> None:
    tree = tree_of(path)
    assert (ast.get_docstring(tree) or "").split("\n")[0].strip()
    if "statements" not in path.parts:  # tables
        assert len(path.read_text("utf-8").splitlines()) <= 480
