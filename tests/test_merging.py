"""Reports of several devices become one: nothing is lost, all sums are right, the ranking is made anew."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hilog_avsession import Report, WrongUsage, analyze
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.messages.blindspots import BlindSpotKind
from hilog_avsession.model.messages.inputs import Problem
from hilog_avsession.model.report import Incomparable, Recommendation
from hilog_avsession.output.formats import FORMATS
from hilog_avsession.output.schema import load_schema
from hilog_avsession.output.view import View
from hilog_avsession.results.blindspots import Coverage, find_blind_spots
from hilog_avsession.results.by_input import by_input
from hilog_avsession.results.input_names import keep_apart, with_sources
from hilog_avsession.results.merging import merge
from simulator import generate
from steps import assert_each_costs_the_same


def device(seed: int, lang: str = "en") -> Report:
    text = "\n".join(generate(seed).lines())
    return analyze(io.BytesIO(text.encode()), lang=lang)


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    """The reports of three devices, each with failures of its own."""
    return [device(seed) for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def merged(reports: list[Report]) -> Report:
    return Report.merge(*reports)


def test_one_report_stays_as_it_is(evening: Path) -> None:
    report = analyze(evening)
    assert Report.merge(report) == report


def test_the_sums_are_those_of_the_parts(merged: Report, reports: list[Report]) -> None:
    assert merged.counts.incidents == sum(one.counts.incidents for one in reports) > 30
    assert merged.lines.total == sum(one.lines.total for one in reports)
    assert merged.loss.lines_lost == sum(one.loss.lines_lost for one in reports)
    for of_one in ("categories", "codes", "recommendations"):
        assert sum(part.incidents for part in getattr(merged, of_one)) == merged.counts.incidents
    assert sum(part.signals for part in merged.codes) == merged.counts.signals
    wanted = sum((Counter({one.code: one.incidents for one in report.codes}) for report in reports), Counter[int]())
    assert {one.code: one.incidents for one in merged.codes} == wanted


def test_nothing_is_lost_and_incidents_are_numbered_anew(merged: Report, reports: list[Report]) -> None:
    apart = keep_apart(reports)
    assert [one._replace(id=0) for one in merged.incidents] == [
        one._replace(id=0) for report in apart for one in report.incidents
    ]
    assert [one.id for one in merged.incidents] == list(range(1, len(merged.incidents) + 1))
    assert merged.sessions == tuple(one for report in apart for one in report.sessions)
    assert merged.inputs == tuple(one for report in apart for one in report.inputs)


def test_a_report_costs_no_more_where_thousands_have_the_same_inputs() -> None:
    report = device(1)
    small = replace(report, inputs=(Input("hilog.txt"),), sessions=(), incidents=(), recommendations=())
    assert_each_costs_the_same(lambda number: partial(keep_apart, [small] * number), 100)
    apart = keep_apart([small] * 5_000)
    assert [one.inputs[0].source for one in apart[:3]] == ["hilog.txt", "report2!hilog.txt", "report3!hilog.txt"]
    assert apart[-1].inputs[0].source == "report5000!hilog.txt"


def test_what_helps_most_of_all_devices_comes_first(merged: Report) -> None:
    ranks = [(one.rank, one.incidents) for one in merged.recommendations]
    assert [rank for rank, _ in ranks] == list(range(1, len(ranks) + 1))
    assert [count for _, count in ranks] == sorted((count for _, count in ranks), reverse=True)
    assert all(len(one.because) <= 5 and len(one.where) <= 5 for one in merged.recommendations)
    for one in merged.recommendations:
        counts = [place.incidents for place in one.where]
        assert counts == sorted(counts, reverse=True)


def test_blind_spots_are_added_up(merged: Report, reports: list[Report]) -> None:
    wanted: Counter[str] = Counter()
    for report in reports:
        wanted.update({spot.kind: spot.count for spot in report.blind_spots})
    assert {spot.kind: spot.count for spot in merged.blind_spots} == wanted
    assert all(str(spot.count) in spot.text for spot in merged.blind_spots if spot.kind == "unlinked-incidents")


def in_other_words(report: Report, *, keys: bool) -> Report:
    """The report as another release may have stored it: other sentences, with or without what they are made from."""
    document = report.to_dict()
    for spot in document["blind_spots"]:
        spot["text"] = f"Reworded: {spot['text']}"
        if not keys:
            spot.pop("detail", None)
    for one in document["inputs"]:
        if one["error"] is not None:
            one["error"]["message"] = f"reworded: {one['error']['message']}"
            if not keys:
                del one["error"]["key"], one["error"]["values"]
    return Report.from_dict(document)


def with_every_blind_spot(report: Report) -> Report:
    """The report with all kinds of blind spots, two of some, and an input that could not be read."""
    coverage = Coverage(
        1, 2, frozenset("E"), 3, 4, 5, dict.fromkeys(Incomparable, 6), 7, {"a.toml: x": 8, "b.toml: y": 9}, 10
    )
    failed = Input("b.gz", error=InputError.of(Problem.CUT_OFF, container="gzip").after(3))
    return replace(report, blind_spots=find_blind_spots(coverage, report.lang), inputs=(*report.inputs, failed))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_blind_spots_count_by_kind_and_detail_whatever_their_words(lang: str) -> None:
    report = with_every_blind_spot(device(1, lang))
    assert len({(spot.kind, spot.detail) for spot in report.blind_spots}) == len(report.blind_spots) == 8 + 6 + 2
    merged = Report.merge(report, in_other_words(report, keys=True))
    assert merged.blind_spots == tuple(replace(spot, count=2 * spot.count) for spot in report.blind_spots)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_that_another_release_has_written_is_merged(lang: str) -> None:
    report = with_every_blind_spot(device(1, lang))
    other = in_other_words(report, keys=False)
    assert all(spot.text.startswith("Reworded: ") for spot in other.blind_spots)
    assert other.inputs[-1].error is not None
    assert other.inputs[-1].error.message == "reworded: the gzip data is cut off; 3 lines could be read"
    for reports in ((report, other), (other, report), (other, other)):
        merged = Report.merge(*reports)
        counts: Counter[str] = Counter()
        for spot in merged.blind_spots:
            counts[spot.kind] += spot.count
        assert counts == {
            kind: 2 * sum(spot.count for spot in report.blind_spots if spot.kind == kind) for kind in BlindSpotKind
        }
        assert Report.from_json(merged.to_json()).to_json() == merged.to_json()
        for form in FORMATS:
            assert "".join(form.text_parts(merged, View()))


def test_a_kind_that_only_another_release_knows_keeps_its_words(reports: list[Report]) -> None:
    document = reports[0].to_dict()
    document["blind_spots"] = [{"kind": "new", "count": n, "text": f"New: {n}.", "command": None} for n in (1, 1, 2)]
    merged = Report.merge(Report.from_dict(document), reports[1])
    assert [(spot.count, spot.text) for spot in merged.blind_spots if spot.kind == "new"] == [
        (2, "New: 1."), (2, "New: 2.")
    ]  # fmt: skip


def test_a_merged_report_keeps_the_contract(merged: Report) -> None:
    Draft202012Validator(load_schema()).validate(json.loads(merged.to_json()))


def test_merging_in_steps_gives_the_same(merged: Report, reports: list[Report]) -> None:
    first, second, third = reports
    steps = Report.merge(Report.merge(first, second), third)
    assert steps.codes == merged.codes
    assert steps.categories == merged.categories
    assert steps.incidents == merged.incidents
    assert [(one.code, one.cause, one.incidents) for one in steps.recommendations] == [
        (one.code, one.cause, one.incidents) for one in merged.recommendations
    ]


def test_chinese_reports_merge_too() -> None:
    merged = Report.merge(device(1, "zh"), device(2, "zh"))
    assert merged.lang == "zh"


def test_nothing_cannot_be_merged() -> None:
    with pytest.raises(WrongUsage, match="no report"):
        Report.merge()


def test_reports_in_several_languages_are_put_into_the_words_of_the_first(reports: list[Report]) -> None:
    english = Report.merge(reports[0], reports[1])
    assert Report.merge(reports[0], device(2, "zh")) == english
    chinese = Report.merge(device(1, "zh"), reports[1])
    assert chinese == Report.merge(device(1, "zh"), device(2, "zh"))
    assert merge([*reports[:2]], lang="zh") == chinese


# ---- inputs with the same name ---------------------------------------------------------------------------------------


def named(report: Report, source: str) -> Report:
    return with_sources(report, lambda _: source)


def test_inputs_with_the_same_name_get_that_of_their_report(reports: list[Report]) -> None:
    pair = [named(report, "hilog.txt") for report in reports[:2]]
    merged = merge(pair, names=["monday/A.json", "monday/B.json"])
    assert [(row.name, row.incidents) for row in by_input(merged)] == [
        ("A.json!hilog.txt", pair[0].counts.incidents),
        ("B.json!hilog.txt", pair[1].counts.incidents),
    ]
    lines = [line for one in merged.incidents for line in one.evidence]
    assert {line.source for line in lines} == {"A.json!hilog.txt", "B.json!hilog.txt"}
    assert "hilog.txt" not in {place.rpartition(":")[0] for one in merged.recommendations for place in one.because}


def test_a_report_whose_inputs_are_called_as_no_other_keeps_their_names(reports: list[Report]) -> None:
    three = [named(report, source) for report, source in zip(reports, ("a.log", "b.log", "a.log"), strict=True)]
    merged = merge(three, names=["1.json", "2.json", "3.json"])
    assert [entry.source for entry in merged.inputs] == ["1.json!a.log", "b.log", "3.json!a.log"]


def test_reports_with_one_name_are_told_apart_by_their_folders(reports: list[Report]) -> None:
    pair = [named(report, "hilog.txt") for report in reports[:2]]
    folders = merge(pair, names=["monday/r.json", "tuesday/r.json"])
    assert [entry.source for entry in folders.inputs] == ["monday/r.json!hilog.txt", "tuesday/r.json!hilog.txt"]
    streams = merge(pair, names=["-", "-"])
    assert [entry.source for entry in streams.inputs] == ["-#1!hilog.txt", "-#2!hilog.txt"]


def test_every_place_of_a_renamed_report_has_the_new_name(reports: list[Report]) -> None:
    text = named(reports[0], "renamed").to_json()
    old = reports[0].inputs[0].source
    assert old
    assert f'"{old}"' not in text
    assert f'"{old}:' not in text


def test_equal_places_of_two_reports_are_one_place(reports: list[Report]) -> None:
    unlinked = replace(reports[0], sessions=(), recommendations=tuple(map(without_session, reports[0].recommendations)))
    merged = Report.merge(replace(unlinked, incidents=()), replace(unlinked, incidents=()))
    for once, twice in zip(unlinked.recommendations, merged.recommendations, strict=True):
        assert twice.incidents == 2 * once.incidents
        assert twice.where == tuple(place._replace(incidents=2 * place.incidents) for place in once.where)


def without_session(advice: Recommendation) -> Recommendation:
    return advice._replace(where=tuple(where._replace(session=None) for where in advice.where[:1]))
