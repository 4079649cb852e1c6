"""Two fleets are compared by the units that are hit: what changed is news, what chance explains is none."""

from __future__ import annotations

import json
from pathlib import Path

import html5lib
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import fleets
from conftest import Run
from hilog_avsession import By, Comparison, Filters, UnreadableInput, Verdict, WrongUsage
from hilog_avsession.fleet.choosing import Chosen
from hilog_avsession.fleet.comparing import compare_fleets
from hilog_avsession.fleet.statistics import Shares
from hilog_avsession.fleet.summary import summarize
from hilog_avsession.output.formats import COMPARISON_FORMATS
from hilog_avsession.output.schema import load_comparison_schema
from hilog_avsession.output.view import View

RADIO = fleets.RADIO


def changed() -> fleets.Tables:
    """A fleet like the first one, in which 6600101 became 6600102, and two of three failures of the radio are fixed."""
    tables = fleets.made(300, seed=2)
    for row in tables.kinds:
        if row["code"] == 6600101:
            row |= {"code": 6600102, "cause": None}
    tables.kinds = [row for number, row in enumerate(tables.kinds) if row["code"] != 6600105 or number % 3 == 0]
    return tables


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("fleets")
    return fleets.made(300).write(folder / "monday"), changed().write(folder / "tuesday")


@pytest.fixture(scope="module")
def found(folders: tuple[Path, Path]) -> Comparison:
    return compare_fleets(*folders)


def shown(comparison: Comparison, form: str = "text") -> str:
    format_ = next(each for each in COMPARISON_FORMATS if each.name == form)
    return "".join(format_.text_parts(comparison, View(width=120)))


def test_what_changed_is_news(found: Comparison) -> None:
    verdicts = {row.code: row.verdict for row in found.of(By.CODE)}
    assert (verdicts[6600102], verdicts[6600101], verdicts[6600105]) == (Verdict.NEW, Verdict.GONE, Verdict.FEWER)
    assert {verdicts[code] for code in (6600103, 6600107, 6600109)} <= {Verdict.SAME, Verdict.TOO_FEW}
    assert {row.application: row.verdict for row in found.of(By.APP)}[RADIO] is Verdict.FEWER


def test_the_counts_are_those_of_a_plain_computation(found: Comparison, folders: tuple[Path, Path]) -> None:
    for side, folder in zip((found.a, found.b), folders, strict=True):
        units = pd.read_parquet(folder / "units.parquet")
        assert (side.inputs, side.minutes) == (300, units["verdict"].eq(True).sum())
        assert side.incidents == units["incidents"].sum()
    kinds = [pd.read_parquet(folder / "kinds") for folder in folders]
    ran = [pd.read_parquet(folder / "applications")["bundle"].value_counts() for folder in folders]
    for row in found.rows:
        if row.by is By.APP:
            same = [side["bundle"].eq(row.application) if row.application else side["bundle"].isna() for side in kinds]
        else:
            same = [side["code"] == row.code for side in kinds]
        if row.by is By.CAUSE:
            same = [rows & (side["cause"] == row.cause) for rows, side in zip(same, kinds, strict=True)]
        hit = tuple(side[rows]["unit"].nunique() for side, rows in zip(kinds, same, strict=True))
        assert (row.a, row.b) == hit
        expected = (
            tuple(side[row.application] for side in ran) if row.application else (found.a.minutes, found.b.minutes)
        )
        assert (row.minutes_a, row.minutes_b) == expected
        assert row.p_value == Shares(row.a, int(expected[0]), row.b, int(expected[1])).p_value
        assert row.adjusted is None or row.adjusted >= row.p_value


def test_a_cause_of_all_units_of_its_code_is_one_test(found: Comparison) -> None:
    tested = [row for row in found.rows if row.adjusted is not None]
    assert found.tests < len(tested)
    assert found.tests == len({(row.by is By.APP, row.code, row.application, row.a, row.b) for row in tested})


def test_two_fleets_of_the_same_kind_have_no_news(tmp_path: Path) -> None:
    same = compare_fleets(fleets.made(300).write(tmp_path / "a"), fleets.made(300, seed=9).write(tmp_path / "b"))
    assert not same.news


def test_the_reverse_is_found_if_both_are_swapped(found: Comparison, folders: tuple[Path, Path]) -> None:
    swapped = compare_fleets(folders[1], folders[0])
    opposite = {
        Verdict.NEW: Verdict.GONE,
        Verdict.GONE: Verdict.NEW,
        Verdict.MORE: Verdict.FEWER,
        Verdict.FEWER: Verdict.MORE,
    }
    there = {(row.by, row.code, row.cause, row.application): row for row in swapped.rows}
    for row in found.rows:
        other = there[row.by, row.code, row.cause, row.application]
        assert other.verdict is opposite.get(row.verdict, row.verdict)
        assert (other.a, other.b) == (row.b, row.a)


def test_an_application_of_one_side_only_is_not_compared(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    tables = fleets.made(300)
    for row in (*tables.kinds, *tables.applications):
        if row["bundle"] == RADIO:
            row["bundle"] = "com.example.cinema"
    found = compare_fleets(folders[0], tables.write(tmp_path))
    verdicts = {row.application: row.verdict for row in found.of(By.APP)}
    assert verdicts[RADIO] is verdicts["com.example.cinema"] is Verdict.ONE_SIDED
    assert "Not compared, because the application ran on one side only" in shown(found)


def test_a_fleet_that_shows_nothing_is_not_compared(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    found = compare_fleets(folders[0], fleets.all_failed(20).write(tmp_path))
    assert not found.is_comparable
    assert not found.news
    said = shown(found)
    assert said.startswith("No comparison: a fleet shows nothing of AVSession\n")
    assert "! No unit of B shows anything of AVSession. Check that its captures could be read" in said
    assert "holds no line" not in said
    chinese = shown(compare_fleets(found.a.name, found.b.name, lang="zh"))
    assert "! B 的日志包都没有 AVSession 的内容。" in chinese


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_units_are_counted_in_every_form(folders: tuple[Path, Path], form: str, lang: str) -> None:
    page = shown(compare_fleets(*folders, lang=lang), form)
    assert ("300 units" if lang == "en" else "300 个日志包") in page
    for word in ("A %", "B %", "28%", "9.9%"):
        assert word in page
    assert "/min" not in page
    assert "分钟" not in page
    if form == "html":
        html5lib.HTMLParser(strict=True).parse(page)


@pytest.mark.parametrize(("lang", "said"), [("en", "Not significant: "), ("zh", "不显著：")])
def test_units_are_not_added_up_over_rows(folders: tuple[Path, Path], lang: str, said: str) -> None:
    """One unit has several failures: a sum over the codes would be of more units than there are."""
    found = compare_fleets(*folders, lang=lang)
    lines = [line for line in shown(found).splitlines() if said in line]
    assert len(lines) == 3
    assert not [line for line in lines if any(mark in line for mark in (" in A", "A 为"))]


def test_the_document_matches_its_schema(found: Comparison) -> None:
    document = json.loads(shown(found, "json"))
    Draft202012Validator(load_comparison_schema()).validate(document)
    assert document["unit"] == "unit"


def test_only_the_units_and_incidents_that_are_wanted_are_compared(folders: tuple[Path, Path]) -> None:
    radio = Chosen.of(Filters(bundles="radio"), {"device_model": "PHONE-10"})
    found = compare_fleets(*folders, chosen=radio)
    assert {row.application for row in found.of(By.APP)} == {RADIO}
    for side, folder in zip((found.a, found.b), folders, strict=True):
        assert side.incidents == summarize(folder, chosen=radio).counts.incidents
    assert "Filters: application radio; units with device_model=PHONE-10." in shown(found)
    assert found.to_dict()["filters"]["where"] == ["device_model=PHONE-10"]
    with pytest.raises(WrongUsage, match=r"monday: no unit has device_model=none; the values are "):
        compare_fleets(*folders, chosen=Chosen.of(None, {"device_model": "none"}))


def test_the_command_takes_the_filters_of_a_report(folders: tuple[Path, Path], run_here: Run) -> None:
    chosen = ("--where", "device_model=PHONE-10", "--code", "6600105", "--bundle", "radio", "--category", "session")
    said = " ".join(run_here("fleet", "diff", *folders, *chosen).out.split())
    assert "code 6600105; category Session; application radio; units with device_model=PHONE-10." in said
    wrong = run_here("fleet", "diff", *folders, "--where", "lab=9", "--lang", "zh", status=2).err
    assert "monday：" in wrong


def test_wrong_usage_is_refused(folders: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="is named twice"):
        compare_fleets(folders[0], folders[0] / ".." / "monday")
    with pytest.raises(WrongUsage, match="cannot count by 'mood'"):
        compare_fleets(*folders, by="mood")
    with pytest.raises(WrongUsage, match="is not a significance level"):
        compare_fleets(*folders, level=5)
    with pytest.raises(UnreadableInput, match="holds no fleet"):
        compare_fleets(folders[0], tmp_path)
