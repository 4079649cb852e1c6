"""The laws of the architecture: imports point one way, heavy libraries wait, modules open with a sentence."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "src" / "hilog_avsession"
MODULES = sorted(PACKAGE.rglob("*.py"))

# what each stage may import, besides model, errors and the standard library; stages do not import each other
KNOWLEDGE = {"codes", "statements", "apis"}
ALLOWED = {
    "records": set(),
    "loops": set(),  # what runs once for each line, in two forms
    "lazy": set(),
    "model": set(),
    "story": set(),
    "errors": set(),
    "codes": {"errors"},
    "apis": set(),
    "identity": set(),
    "statements": set(),
    "sources": set(),
    "scanner": set(),
    "hidumper": set(),
    "dates": set(),
    "hilog": {"dates"},
    "overlap": set(),
    "digits": set(),
    "blindspots": set(),
    "survey": {"dates", "hilog"},  # reads a few headers of each input to describe it
    "inputs": {"survey", "sources"},  # describes what was read: a source and what the survey saw of it
    "bounds": {"dates"},
    "filters": {"bounds"},
    "lexicon": {"codes", "statements"},
    # the scanner's Needle: the form in which rows ask to be found
    "rows": {*KNOWLEDGE, "application", "digits", "hidumper", "identity", "lexicon", "scanner"},
    "options": {"dates", "filters", "lexicon", "scanner", "sources", "summary"},  # names their bounds
    "application": KNOWLEDGE,
    "detect": {*KNOWLEDGE, "application", "digits", "lexicon", "rows"},
    "registry": {"identity"},
    "knowledge": {"registry"},
    "learning": {*KNOWLEDGE, "digits", "identity", "knowledge", "registry"},
    "linking": {*KNOWLEDGE, "identity", "knowledge", "registry"},
    "context": {"knowledge", "learning", "linking", "registry"},
    "incidents": {*KNOWLEDGE, "context"},  # asks the context, which the stage before has filled
    "ranking": {"codes"},
    "summary": {*KNOWLEDGE, "context", "filters", "incidents", "ranking", "registry"},
    "report_json": {"_version", "report"},
    "report": {"codes", "frame", "gates", "merging", "plots", "redaction", "report_json", "reports", "stored"},
    "gates": {"codes", "report", "stored"},
    "documents": set(),
    "stored": {"_version", "codes", "documents", "report", "report_json"},
    "comparison": {"_version", "codes", "filters", "moments", "report", "report_json"},
    "loading": {"report", "sources", "stored"},
    "merging": {"blindspots", "ranking", "report"},
    "redaction": {*KNOWLEDGE, "blindspots", "identity", "report"},
    "clocks": {"dates"},
    "moments": {"dates"},
    "columns": {"codes", "report"},
    "plots": {"clocks", "codes", "report", "reports"},
    "frame": {"clocks", "codes", "columns", "report"},
    "hdc": set(),
    "hdclog": {"hdc", "sources"},  # the sources' form of a wait that can be interrupted
    "doctor": {"hdc"},
    "own": {*KNOWLEDGE, "detect", "front", "hilog", "lexicon", "options", "rows"},  # samples go through the pipe
    # dates: the page's axis of time
    "reports": {
        *("_version", "codes", "comparison", "dates", "doctor", "gates", "lexicon", "moments", "own"),
        *("report", "report_json"),
    },
}
FREE = {
    "pipeline",
    "front",
    "jobs",
    "pieces",
    "plan",
    "worker",
    "library",
    "cli",
    "console",
    "live",
    "interrupt",
    "wholefile",
    "taps",
    "testlog",
    "pytest_plugin",
    "__init__",
    "__main__",
    "_version",
}


def stage_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """The modules of the package that a module imports."""
    depth = len(path.relative_to(PACKAGE).parts)
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            names |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down_only(path: Path) -> None:
    stage = stage_of(path)
    if stage in FREE:
        return
    assert imports_of(path) - {"records", "story", "model", "errors", "lazy", "loops", stage} <= ALLOWED[stage]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_imports_the_command_line(path: Path) -> None:
    assert path.name == "__main__.py" or "cli" not in imports_of(path)


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("typer", {"cli"}),
        ("rich", {"live.py", "reports"}),
        ("jinja2", {"reports"}),
        ("pandas", {"comparison", "frame.py", "plots", "report.py"}),
        ("numpy", {"frame.py"}),
        ("matplotlib", {"plots"}),
        ("hyperscan", {"scanner.py"}),
        ("pytest", {"pytest_plugin.py"}),
    ],
)
def test_a_library_stands_in_one_place(library: str, homes: set[str]) -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                imported = [node.module or ""]
            if any(name.split(".")[0] == library for name in imported):
                assert path.relative_to(PACKAGE).parts[0] in homes, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_wait_inside_functions(path: Path) -> None:
    """Or stand where only the type checker looks."""
    for node in ast.parse(path.read_text("utf-8")).body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
        assert not {name.split(".")[0] for name in names} & {"pandas", "numpy", "matplotlib"}


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


HELP = {"__main__", "_version", "cli", "console", "errors", "reports"}  # of the reports the table of formats alone
READING = {
    "apis", "application", "blindspots", "bounds", "codes", "context", "dates", "detect", "digits", "filters",
    "front", "hidumper", "hilog", "identity", "incidents", "inputs", "interrupt", "knowledge", "lazy", "learning",
    "lexicon", "linking", "loops", "model", "options", "overlap", "pipeline", "ranking", "records", "registry",
    "report", "report_json", "rows", "scanner", "sources", "statements", "story", "summary", "survey",
}  # fmt: skip
HEAVY = {"pandas", "numpy", "matplotlib", "jinja2", "regex", "multiprocessing", "pydantic", "zstandard"}


def modules_of(*arguments: str) -> tuple[set[str], set[str]]:
    """The package's modules that a command loads, and all libraries."""
    loaded = loaded_by(
        f"sys.argv = {['hilog-avsession', *arguments]!r}\n"
        "from hilog_avsession.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass"
    )
    own = {name.split(".")[1] for name in loaded if name.startswith("hilog_avsession.")}
    return own, {name.split(".")[0] for name in loaded}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_what_help_loads(option: str) -> None:
    own, all_ = modules_of(option)
    assert own == HELP
    assert not all_ & {*HEAVY, "hyperscan", "rich", "tomllib", "isal"}


def test_what_an_analysis_loads(evening: Path) -> None:
    own, all_ = modules_of("analyze", str(evening), "--format", "json")
    assert own == HELP | READING
    assert not all_ & {*HEAVY, "rich", "isal"}
    own, all_ = modules_of("analyze", str(evening))
    assert own == HELP | READING
    assert not all_ & {*HEAVY, "isal"}


@pytest.mark.parametrize("form", ["csv", "markdown", "junit"])
def test_a_form_loads_what_it_needs_and_no_more(evening: Path, form: str) -> None:
    _, all_ = modules_of("analyze", str(evening), "--format", form)
    assert not all_ & {*HEAVY, "rich", "isal"}
    assert ("xml" in all_) == (form == "junit")


def test_the_template_engine_is_loaded_for_the_page_alone(evening: Path) -> None:
    for name in ("text", "json", "jsonl", "csv", "markdown", "junit"):
        assert not modules_of("analyze", str(evening), "--format", name)[1] & {"jinja2", "markupsafe"}
    own, all_ = modules_of("analyze", str(evening), "--format", "html")
    assert own == HELP | READING | {"moments"}
    assert "jinja2" in all_
    assert not all_ & {*HEAVY, "rich", "isal"} - {"jinja2"}


def test_what_the_library_loads(evening: Path) -> None:
    loaded = loaded_by(f"import hilog_avsession; hilog_avsession.analyze({str(evening)!r}).to_json()")
    assert not loaded & {*HEAVY, "rich", "typer"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_opens_with_a_sentence_and_has_one_subject(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert (ast.get_docstring(tree) or "").split("\n")[0].strip()
    if "statements" not in path.parts:  # tables
        assert len(path.read_text("utf-8").splitlines()) <= 480
