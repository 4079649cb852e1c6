"""The benchmark's programs: which versions they find, which ratios they print, how they measure growth and stages."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from hilog_avsession.pipeline import diagnose

sys.path.insert(0, str(ROOT))  # the benchmarks are no part of the package
alone = importlib.import_module("benchmarks.alone")
contenders = importlib.import_module("benchmarks.contenders")
corpus = importlib.import_module("benchmarks.corpus")
counted = importlib.import_module("benchmarks.counted")
growth = importlib.import_module("benchmarks.growth")
measure = importlib.import_module("benchmarks.measure")
publish = importlib.import_module("benchmarks.publish")
stages = importlib.import_module("benchmarks.stages")
targets = importlib.import_module("benchmarks.targets")
versions = importlib.import_module("benchmarks.versions")

Kind, Counted = corpus.Kind, counted.Counted


# ---- versions -----------------------------------------------------------------------------------------------------


def test_a_checkout_is_run_by_the_python_of_its_environment(tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    found = versions.version_at(tmp_path)
    assert found.command("analyze") == [str(python), "-m", "hilog_avsession", "analyze"]
    assert found.env["PYTHONPATH"].split(os.pathsep)[0] == str(tmp_path / "src")


def test_a_python_runs_what_it_has_installed():
    found = versions.version_at(Path(sys.executable))
    assert (found.python, found.env["PYTHONPATH"]) == (sys.executable, "")


def test_a_folder_without_an_environment_is_no_version(tmp_path):
    with pytest.raises(ValueError, match="neither a Python nor a checkout"):
        versions.version_at(tmp_path)


# ---- ratios -------------------------------------------------------------------------------------------------------


def comparison(kind, size=100_000_000, **seconds):
    """A comparison of the tool, which takes a second and 40 MB, with others."""
    results = []
    for name, taken in {contenders.TOOL: 1.0, **seconds}.items():
        contender = contenders.Contender(name, lambda _path: [], is_tool=name == contenders.TOOL)
        results.append(measure.Result(contender, [taken], [taken * 2], 40_000_000))
    return publish.Comparison(kind, 1, corpus.Truth(bytes=size), results, 0)


def rows(*arguments, **seconds):
    return [target.row for target in targets.beside_others(comparison(*arguments, **seconds))]


def test_the_version_before_and_lnav_are_targets_of_a_dense_log():
    assert rows(Kind.DENSE, **{contenders.BEFORE: 4.5, "lnav": 0.4}) == [
        ("log of AVSession alone, 100 MB", "≥ 4 × before", "4.5 × (processor time: 4.5 ×)", "yes"),
        ("log of AVSession alone, 100 MB", "≥ 0.5 × lnav", "0.4 × (processor time: 0.4 ×)", "no"),
        ("peak memory: log of AVSession alone, 100 MB", "≤ 64 MB", "40 MB", "yes"),
    ]


def test_ratios_to_contenders_that_did_not_run_are_left_out():
    assert [row[1] for row in rows(Kind.STORM)] == ["≤ 64 MB"]


@pytest.mark.parametrize(
    ("size", "wanted"),
    [(400_000_000, ["≥ 0.6 × grep's pipeline"]), (4_000_000_000, ["≥ 0.8 × grep's pipeline", "≥ 6 × lnav"])],
)
def test_a_large_log_has_targets_of_its_own(size, wanted):
    assert [row[1] for row in rows(Kind.SPARSE, size, **{contenders.GREP: 1.0, "lnav": 7.0})][:-1] == wanted


def test_a_start_is_compared_by_medians_and_with_its_processor_time():
    def runs(*seconds):
        return [measure.Run(each, each / 2, 0, b"") for each in seconds]

    found = alone._no_slower("start: --help", runs(0.1, 0.1, 0.9), runs(0.1, 0.1, 0.1))
    assert found.row[2:] == ("1.00 × (processor time: 1.00 ×)", "yes")
    assert not alone._no_slower("start: --help", runs(0.2), runs(0.1)).is_met


def test_every_kind_of_corpus_has_a_name_and_a_ratio():
    assert set(targets.WORK) == set(Kind) == {ratio.kind for ratio in targets.RATIOS}


# ---- logs with many of something ----------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path):
    return lambda kind, count: diagnose([counted.make_counted(kind, count, tmp_path)])


@pytest.mark.parametrize("kind", [Counted.FAILURES, Counted.CODES, Counted.INSTANT, Counted.SESSIONS, Counted.ENDLESS])
def test_a_log_of_many_failures_holds_as_many(made, kind):
    assert made(kind, 120).counts.incidents == 120


def test_fifty_codes_are_fifty(made):
    assert len(made(Counted.CODES, 100).codes) == 50


@pytest.mark.parametrize(("kind", "state"), [(Counted.SESSIONS, "released"), (Counted.ENDLESS, "alive")])
def test_sessions_end_or_never_end(made, kind, state):
    report = made(kind, 120)
    assert report.counts.sessions == 120
    assert {session.state for session in report.sessions} == {state}


def test_unknown_messages_are_of_different_shapes(made):
    assert len(made(Counted.UNKNOWN, 30).unknown) == 30


@pytest.mark.parametrize("kind", list(Counted), ids=str)
def test_a_counted_log_is_hilog_of_interest_in_the_order_of_its_times(tmp_path, kind):
    path = counted.make_counted(kind, 200, tmp_path)
    times = [line[:18] for line in path.read_bytes().splitlines()]
    assert times == sorted(times)
    lines = diagnose([path]).lines
    assert lines.examined > 0.8 * lines.total
    assert lines.unparsed == 0


# ---- growth and stages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [((1.0, 1.14, 0.86), "within"), ((1.0, 1.0, 1.2), "slower"), ((1.0, 0.7, 1.2), "slower"), ((1.0, 0.7), "faster")],
)
def test_growth_is_judged_by_the_time_for_one(seconds, verdict):
    series = growth.Series("storm", "MB", (1, 4, 20)[: len(seconds)], Path, Path)
    assert growth.Growth(series, seconds).verdict == verdict


def test_a_row_of_growth_shows_each_size_beside_the_smallest():
    series = growth.Series("threads", "", (1_000, 10_000), Path, Path)
    assert growth.Growth(series, (20e-6, 30e-6)).cells == ["threads", "20 µs", "10,000: 1.50", "slower"]


def test_growth_measures_every_log_of_a_series(tmp_path):
    def log(count=5):
        return counted.make_counted(Counted.THREADS, count, tmp_path)

    series = growth.Series("threads", "", (20, 40), log, log)
    found = growth.growth(series, versions.HERE, lambda _text: None)
    assert len(found.seconds) == 2
    assert min(found.seconds) > 0


def test_the_stages_share_the_whole_time(tmp_path):
    log, small = (corpus.make(Kind.DENSE, size, 1, tmp_path)[0] for size in (400_000, 200_000))
    found = stages.shares(log, small, runs=1)
    assert list(found) == list(stages.STAGES)
    assert sum(found.values()) == pytest.approx(1)


STAGE_MODULES = [
    path.relative_to(ROOT / "src").with_suffix("").as_posix().replace("/", ".")
    for room in ("reading", "analysis", "results")
    for path in sorted((ROOT / "src" / "hilog_avsession" / room).rglob("*.py"))
]


@pytest.mark.parametrize("module", STAGE_MODULES)
def test_every_module_of_the_pipeline_belongs_to_a_stage(module):
    assert stages.stage_of(module.removesuffix(".__init__") + ".") in stages.STAGES


def test_modules_of_all_stages_and_of_other_libraries_belong_to_none():
    assert stages.stage_of("hilog_avsession.model.records") is None
    assert stages.stage_of("re._compiler") is None


def test_each_module_has_the_stage_of_its_longest_name():
    beginnings = list(stages._STAGES)
    assert [
        (earlier, later)
        for at, earlier in enumerate(beginnings)
        for later in beginnings[at + 1 :]
        if later.startswith(earlier)
    ] == []
