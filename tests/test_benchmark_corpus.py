"""The benchmark's corpora are the same every time, are what they claim to be, and hold failures that the tool finds."""

from __future__ import annotations

import gzip
import importlib
import io
import json
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.header import HeaderReader

sys.path.insert(0, str(Path(__file__).parents[1]))  # the benchmarks are no part of the package
corpus = importlib.import_module("benchmarks.corpus")
noise = importlib.import_module("benchmarks.noise")
publish = importlib.import_module("benchmarks.publish")
scenes = importlib.import_module("benchmarks.scenes")

KINDS = [kind for kind in corpus.Kind if kind is not corpus.Kind.GZIP]
SIZE = dict.fromkeys(KINDS, 1_000_000) | {corpus.Kind.SPARSE: 6_000_000}


def generate(kind, seed=1, size=None):
    generator = corpus.Generator(kind, seed)
    return b"".join(generator.blocks(size or SIZE[kind])), generator.truth


@pytest.fixture(scope="module", params=KINDS, ids=str)
def made(request):
    return request.param, *generate(request.param)


def counts(report):
    return Counter({code.code: code.incidents for code in report.codes})


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(kind):
    first, again, other = (generate(kind, seed, 500_000)[0] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_size_is_the_wanted_one(made):
    kind, data, truth = made
    assert len(data) == truth.bytes
    assert abs(len(data) - SIZE[kind]) <= 0.02 * SIZE[kind]


def test_every_line_is_hilog(made):
    _, data, truth = made
    reader = HeaderReader()
    lines = data.decode().removesuffix("\n").split("\n")
    assert len(lines) == truth.lines
    assert [line for line in lines if reader.read(line) is None] == []


def test_times_never_run_backwards(made):
    _, data, _ = made
    times = [line[:18] for line in data.splitlines()]
    assert times == sorted(times)


def test_the_shares_of_lines_are_those_promised():
    data, truth = generate(corpus.Kind.SPARSE)
    framework = len(re.findall(rb"(?m) [A-Z] C02B91/[^ ]*AVSession: ", data))
    assert framework == truth.avsession_lines
    assert framework / truth.lines == pytest.approx(0.015, rel=0.1)
    assert truth.error_lines / truth.lines == pytest.approx(0.0003, rel=0.35)  # a failure more or less
    assert truth.bytes / truth.lines == pytest.approx(110, abs=10)
    tags = {line.split(b": ", 1)[0].rpartition(b"/")[2] for line in data.splitlines()}
    assert len(tags - {b"AVSession", b"JSAPP"}) >= 13


@pytest.mark.parametrize("kind", [corpus.Kind.DENSE, corpus.Kind.VARIED], ids=str)
def test_a_dense_corpus_is_avsession_alone_and_about_half_of_it_tells_something(kind):
    data, truth = generate(kind)
    assert all(b" C02B91/" in line and b"/AVSession: " in line for line in data.splitlines())
    assert truth.avsession_lines == truth.lines
    report = diagnose([io.BytesIO(data)])
    assert 0.35 < report.lines.examined / report.lines.total < 0.65


def test_the_values_of_a_varied_corpus_hardly_ever_repeat():
    """Those of a dense one do."""
    shares = {}
    for kind in (corpus.Kind.DENSE, corpus.Kind.VARIED):
        bodies = [line.split(b": ", 1)[1] for line in generate(kind)[0].splitlines()]
        shares[kind] = len(set(bodies)) / len(bodies)
    assert shares[corpus.Kind.DENSE] < 0.15
    assert shares[corpus.Kind.VARIED] > 0.8


def test_a_storm_is_one_failure_in_two_lines_again_and_again():
    data, truth = generate(corpus.Kind.STORM)
    assert set(truth.incidents) == {6600107}
    assert data.count(b"native command send nums overload") == truth.incidents.total()
    assert data.count(b"command send number exceed max") == truth.incidents.total()
    assert truth.error_lines == 2 * truth.incidents.total() > truth.lines - 300


def test_storms_are_failures_of_twenty_kinds_in_turn():
    _, truth = generate(corpus.Kind.STORMS)
    assert len(set(scenes.STORMS)) == len(scenes.STORMS) == 20
    assert set(truth.incidents) == {scene.code for scene in scenes.STORMS}
    assert truth.incidents.total() > 2_000
    assert truth.error_lines > 0.95 * truth.lines


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_noise_holds_nothing_of_avsession(seed):
    data = b"".join(b"09-21 14:03:00.000 " + line for line in noise.noise_lines(seed))
    assert b"avsession" not in data.lower()
    assert diagnose([io.BytesIO(data)]).counts.signals == 0


def test_the_planted_incidents_are_found_exactly(made):
    _, data, truth = made
    assert truth.incidents.total() > 3
    assert counts(diagnose([io.BytesIO(data)])) == truth.incidents


@pytest.mark.parametrize("scene", [*scenes.FAILURES, scenes.STORM, *scenes.STORMS], ids=lambda scene: str(scene.code))
def test_a_failure_marks_the_lines_that_state_it(scene):
    assert scene.code
    assert scene.native <= scene.errors
    assert 1 <= scene.errors <= scene.count
    assert scene.framework <= scene.count
    alone = scenes.without_own_lines(scene)
    assert (alone.count, alone.errors) == (scene.framework, scene.native)


EVERY = [
    *(scenes.CREATE, scenes.CONTROL, scenes.DESTROY, scenes.LIFE, scenes.STORM, *scenes.STORMS, *scenes.FAILURES),
    *(*scenes.STEPS, *scenes.QUIET, *scenes.VARIED_STEPS, *scenes.VARIED_QUIET),
]


def test_a_scene_names_nobody():
    """All that the stage's applications, session and command are called by has become a field."""
    stage = scenes.Stage(scenes.Needs.CONTROLLED, 0)
    names = [value for value, _ in stage._fields()]
    assert [name for scene in EVERY for name in names if name.encode() in scene.lines] == []
    assert all(scene.lines.count(b"\n") == scene.count > 0 for scene in EVERY)


@pytest.mark.parametrize("script", sorted(Path(corpus.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_scripts_inside_strings_import_what_exists(script):
    """No linter looks there."""
    for module, names in re.findall(r"(?m)^from (hilog_avsession[\w.]*) import ([\w, ]+)$", script.read_text("utf-8")):
        for name in names.split(", "):
            assert hasattr(importlib.import_module(module), name.split(" as ")[0]) or importlib.import_module(
                f"{module}.{name}"
            )


def test_a_recorded_run_takes_the_place_of_the_one_before(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Benchmark\n\n## Where\n\nText.\n\n## 2026-01-01\n\nold\n\n## 2026-01-02\n\nolder\n", "utf-8")
    publish.record([], [], 3, date(2026, 2, 3), page)
    text = page.read_text("utf-8")
    assert text.startswith("# Benchmark\n\n## Where\n\nText.\n\n## 2026-02-03\n")
    assert "old" not in text


def test_the_gzip_corpus_is_the_sparse_one_in_members_of_64_kib(tmp_path):
    plain, truth = corpus.make(corpus.Kind.SPARSE, 1_000_000, 1, tmp_path)
    packed, same_truth = corpus.make(corpus.Kind.GZIP, 1_000_000, 1, tmp_path)
    data = packed.read_bytes()
    assert gzip.decompress(data) == plain.read_bytes()
    assert same_truth == truth
    assert data.count(b"\x1f\x8b\x08\x00\x00\x00\x00\x00") == -(-truth.bytes // corpus.MEMBER)


def test_the_incidents_in_a_gzip_corpus_are_found_exactly(tmp_path):
    path, truth = corpus.make(corpus.Kind.GZIP, SIZE[corpus.Kind.SPARSE], 1, tmp_path)
    assert truth.incidents.total() > 3
    assert counts(diagnose([path])) == truth.incidents


def test_a_corpus_is_made_once_and_its_truth_kept_beside_it(tmp_path):
    path, truth = corpus.make(corpus.Kind.DENSE, 400_000, 1, tmp_path)
    path.write_bytes(b"kept")
    again, known = corpus.make(corpus.Kind.DENSE, 400_000, 1, tmp_path)
    assert (again.read_bytes(), known) == (b"kept", truth)
    assert json.loads(path.with_name(path.name + ".json").read_text())["lines"] == truth.lines


def test_the_archives_are_small_different_and_read(tmp_path):
    paths = corpus.make_archives(2, 1, tmp_path)
    assert all(30_000 < path.stat().st_size < 60_000 for path in paths)
    assert paths[0].read_bytes() != paths[1].read_bytes()
    report = diagnose(paths)
    assert len(report.inputs) == 6
    assert not any(read.error for read in report.inputs)
    assert corpus.make_archives(2, 1, tmp_path) == paths
