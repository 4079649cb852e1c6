"""The figures of a fleet equal those of a plain computation over the same tables, in any order and for any size."""

from __future__ import annotations

import dataclasses
import gzip
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator
from pyarrow import parquet

import fleets
from conftest import LOGS, ROOT
from hilog_avsession import UnreadableInput, analyze
from hilog_avsession.fleet.examples import Opener
from hilog_avsession.fleet.folder import Folder
from hilog_avsession.fleet.parts import UNITS_FILE, part_name, write_table
from hilog_avsession.fleet.report import Fleet
from hilog_avsession.fleet.statistics import Shares
from hilog_avsession.fleet.summary import summarize
from hilog_avsession.output.schema import load_fleet_schema
from hilog_avsession.results.comparison.values import Verdict
from hilog_avsession.results.fleet.fields import FLEET, document_of
from hilog_avsession.results.fleet.values import FleetCause
from hilog_avsession.results.json.document import Node


class Plain:
    """The same tables as pandas reads them."""

    def __init__(self, folder: Path) -> None:
        self.units = pd.read_parquet(folder / "units.parquet").astype({"api_level": "Int64"})
        self.kinds = pd.read_parquet(folder / "kinds")
        self.applications = pd.read_parquet(folder / "applications").drop(columns=["incidents", "sessions"])
        self.judged = self.units[self.units["verdict"].eq(True) & self.units["status"].eq("done")].set_index("unit")

    def of(self, cause: FleetCause) -> pd.DataFrame:
        """The rows of a cause."""
        same = self.kinds["cause"].isna() if cause.cause is None else self.kinds["cause"] == cause.cause
        return self.kinds[(self.kinds["code"] == cause.code) & same]

    def hit_by(self, cause: FleetCause) -> list[str]:
        """The units that a cause hits."""
        return sorted(self.of(cause)["unit"].unique())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fleets.made(300).write(tmp_path_factory.mktemp("fleet"))


@pytest.fixture(scope="module")
def plain(folder: Path) -> Plain:
    return Plain(folder)


@pytest.fixture(scope="module")
def fleet(folder: Path) -> Fleet:
    return summarize(folder)


def cause_of(fleet: Fleet, code: int) -> FleetCause:
    return next(cause for cause in fleet.causes if cause.code == code)


# ---- the same as pandas ----------------------------------------------------------------------------------------------


def test_the_counts_are_those_of_pandas(fleet: Fleet, plain: Plain) -> None:
    counts, judged = fleet.counts, plain.judged
    assert (counts.units, counts.failed) == (300, int((plain.units["status"] == "failed").sum()))
    assert (counts.judged, counts.hit) == (len(judged), int((judged["incidents"] > 0).sum()))
    assert counts.incidents == judged["incidents"].sum() == plain.kinds["incidents"].sum()
    assert counts.sessions == judged["sessions"].sum()
    assert counts.session_hours == pytest.approx(judged["session_minutes"].sum() / 60)
    assert counts.rate == pytest.approx(counts.incidents / (judged["session_minutes"].sum() / 60))
    assert counts.partial == 0
    assert counts.lossy == (judged["lost_lines"] > 0).sum()
    assert (counts.lines, counts.size) == (plain.units["lines"].sum(), plain.units["size"].sum())


def test_units_of_which_a_part_could_not_be_read_are_counted_and_said(tmp_path: Path) -> None:
    tables = fleets.made(20)
    cut = {"reason": "damaged", "detail": "the gzip data is cut off"}
    for row in [row for row in tables.units if row["status"] == "done"][:2]:
        row |= cut
    fleet = summarize(tables.write(tmp_path))
    assert fleet.counts.partial == 2
    assert "2 could be read only in part" in fleet.to_text()
    assert "2 个只读取了一部分" in summarize(tmp_path, lang="zh").to_text()


def test_causes_by_units_then_incidents(fleet: Fleet, plain: Plain) -> None:
    assert len(fleet.causes) == len(plain.kinds[["code", "cause"]].drop_duplicates())
    for cause in fleet.causes:
        rows = plain.of(cause)
        assert (cause.units, cause.incidents) == (rows["unit"].nunique(), rows["incidents"].sum())
        assert cause.rate == pytest.approx(cause.incidents / (plain.judged["session_minutes"].sum() / 60))
        days = plain.judged.loc[plain.hit_by(cause), "day"]
        assert (cause.first_day, cause.last_day) == (days.min().isoformat(), days.max().isoformat())
        by_day = [int((days == pd.Timestamp(period.first).date()).sum()) for period in fleet.periods]
        assert list(cause.by_period) == by_day
    order = [(-cause.units, -cause.incidents) for cause in fleet.causes]
    assert order == sorted(order)
    assert sum(cause.incidents for cause in fleet.causes) == fleet.counts.incidents


def test_days_count_as_pandas_does(fleet: Fleet, plain: Plain) -> None:
    by_day = plain.judged.groupby("day")
    assert [period.units for period in fleet.periods] == by_day.size().tolist()
    assert [period.incidents for period in fleet.periods] == by_day["incidents"].sum().tolist()
    assert [period.hit for period in fleet.periods] == by_day["incidents"].agg(lambda some: (some > 0).sum()).tolist()


@pytest.mark.parametrize(
    "attribute", ["device_model", "software_version", "framework_release", "api_level", "meta_lab"]
)
def test_groups_of_units_count_as_pandas_does(fleet: Fleet, plain: Plain, attribute: str) -> None:
    groups = fleet.grouping(attribute)
    expected = plain.judged.groupby(plain.judged[attribute].astype("string"))
    assert {group.value for group in groups} == set(expected.groups)
    hits = plain.kinds.merge(plain.judged[attribute].astype("string"), left_on="unit", right_index=True)
    for group in groups:
        units = expected.get_group(group.value)
        assert (group.units, group.incidents) == (len(units), units["incidents"].sum())
        assert group.hit == (units["incidents"] > 0).sum()
        assert group.rate == pytest.approx(units["incidents"].sum() / (units["session_minutes"].sum() / 60))
        of_group = hits[hits[attribute] == group.value]
        by_cause = of_group.groupby(["code", "cause"], dropna=False)["unit"].nunique()
        assert group.cause_units == by_cause.max()
        chosen = of_group[(of_group["code"] == group.code) & (of_group["cause"].fillna("") == (group.cause or ""))]
        assert chosen["unit"].nunique() == group.cause_units
        incidents = of_group.groupby(["code", "cause"], dropna=False)["incidents"].sum()
        assert chosen["incidents"].sum() == incidents[by_cause == by_cause.max()].max()
    unknown = next(each.unknown for each in fleet.groupings if each.attribute == attribute)
    assert unknown == plain.judged[attribute].isna().sum()


def test_groups_of_applications_and_their_versions_count_as_pandas_does(fleet: Fleet, plain: Plain) -> None:
    incidents = plain.kinds.groupby(["unit", "bundle"], as_index=False)["incidents"].sum()
    runs = plain.applications.merge(incidents, on=["unit", "bundle"], how="left").fillna({"incidents": 0})
    runs["name"] = runs["bundle"] + " " + runs["version"]
    for attribute, column in (("application", "bundle"), ("application_version", "name")):
        groups = {group.value: group for group in fleet.grouping(attribute)}
        assert set(groups) == set(runs[column])
        for value, group in groups.items():
            of_value = runs[runs[column] == value]
            assert (group.units, group.hit) == (len(of_value), (of_value["incidents"] > 0).sum())
            assert group.incidents == of_value["incidents"].sum()
            assert group.rate == pytest.approx(group.incidents / (of_value["session_minutes"].sum() / 60))


def test_trends_are_those_of_a_plain_computation(fleet: Fleet, plain: Plain) -> None:
    for cause in fleet.causes:
        trend = cause.trend
        assert trend is not None
        is_later = plain.judged["day"] >= pd.Timestamp(trend.since).date()
        assert (trend.earlier_units, trend.later_units) == ((~is_later).sum(), is_later.sum())
        hit = is_later[plain.hit_by(cause)]
        assert (trend.earlier_hit, trend.later_hit) == ((~hit).sum(), hit.sum())
    worse = cause_of(fleet, 6600107).trend
    assert worse is not None
    assert worse.verdict is Verdict.MORE
    assert worse.adjusted is not None
    assert worse.p_value <= worse.adjusted < fleet.level


def test_correlations_are_those_of_a_plain_computation(fleet: Fleet, plain: Plain) -> None:
    for cause in fleet.causes:
        for found in cause.correlations:
            if not found.attribute.startswith("application"):
                known = plain.judged[found.attribute].dropna().astype("string")
                with_ = known == found.value
                hit = known.index.isin(plain.hit_by(cause))
            else:
                runs = plain.applications[plain.applications["bundle"] == found.value.partition(" ")[0]]
                with_ = runs.set_index("unit")["version"] == found.value.partition(" ")[2]
                of_bundle = plain.of(cause).query("bundle == @runs.bundle.iloc[0]")
                hit = with_.index.isin(of_bundle["unit"])
            assert (found.units_with, found.units_without) == (with_.sum(), (~with_).sum())
            assert (found.hit_with, found.hit_without) == ((with_ & hit).sum(), (~with_ & hit).sum())
            shares = Shares(found.hit_with, found.units_with, found.hit_without, found.units_without)
            assert found.p_value == shares.p_value
            assert found[6:9] == shares.odds_ratio


def test_what_was_planted_is_found(fleet: Fleet) -> None:
    found = {(cause.code, each.attribute, each.value) for cause in fleet.causes for each in cause.correlations}
    assert (6600101, "device_model", "TAB-20") in found
    assert (6600107, "software_version", "5.1.0.120") in found
    assert (6600105, "application_version", "com.example.radio 2.1.0") in found
    assert not [each for each in found if each[0] in (6600103, 6600109)]


def test_nothing_is_found_in_noise(tmp_path: Path) -> None:
    """The facts of all units are shuffled, so nothing is left that they could have in common."""
    tables, noise = fleets.made(300), random.Random(7)
    for name in ("device_model", "software_version", "meta_lab", "day"):
        done = [row for row in tables.units if row["status"] == "done"]
        values = [row[name] for row in done]
        noise.shuffle(values)
        for row, value in zip(done, values, strict=True):
            row[name] = value
    versions = [row["version"] for row in tables.applications]
    for row in tables.applications:
        row["version"] = noise.choice(versions)
    fleet = summarize(tables.write(tmp_path))
    attributes = {each.attribute for cause in fleet.causes for each in cause.correlations}
    assert attributes <= {"framework_release", "api_level"}  # these were not shuffled
    assert not [cause for cause in fleet.causes if cause.trend and cause.trend.verdict.is_news]


def test_examples_are_of_the_cause_and_complete(fleet: Fleet, plain: Plain) -> None:
    for cause in fleet.causes:
        assert len(cause.examples) == min(3, cause.units)
        for example in cause.examples:
            rows = plain.of(cause).query("unit == @example.unit")
            assert example.incidents == rows["incidents"].sum()
            assert example.share == pytest.approx(example.incidents / plain.judged.at[example.unit, "incidents"])
            assert example.command.endswith(plain.judged.at[example.unit, "address"])
    lossy = set(plain.judged.index[plain.judged["lost_lines"] > 0])
    assert not lossy & {example.unit for example in fleet.causes[0].examples}


def test_the_storm_is_an_outlier(fleet: Fleet, plain: Plain) -> None:
    assert fleet.outliers is not None
    storm = fleet.outliers.units[0]
    assert storm.incidents == plain.judged["incidents"].max() > 900 > fleet.outliers.above
    assert (storm.code, storm.cause) == (6600107, "command-rate")
    assert fleet.outliers.number == (plain.judged["incidents"] > fleet.outliers.above).sum()


def test_a_reason_is_true_of_all_units_that_it_counts(tmp_path: Path) -> None:
    tables = fleets.all_failed(6)
    of_kind = [row for row in tables.units if row["reason"] == "not-hilog"]
    of_kind[0]["detail"] = "holds no HiLog line; it begins with 'hello'"
    fleet = summarize(tables.write(tmp_path))
    assert {reason.kind: reason.reason for reason in fleet.failures} == {
        "damaged": "damaged: the archive ends early",
        "not-hilog": "",
        "time": "it takes more than 300 seconds",
    }
    assert "it holds no HiLog" in fleet.to_text()
    assert "begins with" not in fleet.to_text()


def test_failures_are_counted_by_reason(fleet: Fleet, plain: Plain) -> None:
    failed = plain.units[plain.units["status"] == "failed"]
    assert sum(reason.units for reason in fleet.failures) == len(failed) == fleet.counts.failed
    for reason in fleet.failures:
        of_reason = failed[failed["detail"] == reason.reason]
        assert reason.units == len(of_reason)
        assert set(reason.examples) <= set(of_reason["unit"])


# ---- in any order, of any size ---------------------------------------------------------------------------------------


def test_the_order_of_rows_and_parts_changes_nothing(fleet: Fleet, tmp_path: Path) -> None:
    for seed in range(3):
        tables, order = fleets.made(300), random.Random(seed)
        for rows in (tables.units, tables.kinds, tables.applications):
            order.shuffle(rows)
        assert summarize(tables.write(tmp_path / str(seed), parts=1 + 3 * seed)).to_json() == fleet.to_json()


def test_a_run_that_is_not_finished(fleet: Fleet, folder: Path, tmp_path: Path) -> None:
    """Its units are in parts; a unit that was read again counts once."""
    tables = fleets.made(300)
    tables.write(tmp_path, parts=2)
    units = parquet.read_table(tmp_path / UNITS_FILE)
    (tmp_path / UNITS_FILE).unlink()
    for number, rows in ((1, units[:200]), (2, units[150:])):
        write_table(tmp_path / "parts" / part_name(number, prefix="units"), [rows], rows.schema)
    assert summarize(tmp_path).to_json() == fleet.to_json()


def test_units_that_are_no_longer_there_do_not_count(folder: Path, tmp_path: Path) -> None:
    tables = fleets.made(300)
    gone = tables.units.pop()
    tables.write(tmp_path)
    assert gone["unit"] in set(pd.read_parquet(tmp_path / "kinds")["unit"])
    fleet = summarize(tmp_path)
    assert fleet.counts.incidents == sum(cause.incidents for cause in fleet.causes)


def many_of_everything(units: int) -> fleets.Tables:
    tables, random_ = fleets.made(units, days=400), random.Random(3)
    for row in tables.units:
        if row["status"] == "failed":
            row["detail"] = row["reason"] = f"reason {random_.randrange(units)}"
            continue
        row["device_model"] = f"model {random_.randrange(200)}"
        row["meta_serial"] = row["unit"]
        if row.get("verdict"):
            row["incidents"] += 1
            code = 6600000 + random_.randrange(400)
            tables.kinds.append({"unit": row["unit"], "code": code, "cause": None, "bundle": code, "incidents": 1})
    for row in tables.kinds:
        row["bundle"] = f"com.example.app{row['bundle']}"
    return tables


@pytest.mark.trial
def test_a_large_fleet_makes_no_large_report(tmp_path: Path) -> None:
    sizes = []
    for units in (2_000, 6_000):
        fleet = summarize(many_of_everything(units).write(tmp_path / str(units)))
        assert len(fleet.causes) == 100
        assert fleet.more_causes > 250
        listed = sum(cause.incidents for cause in fleet.causes)
        assert listed + fleet.more_incidents == fleet.counts.incidents
        assert len(fleet.grouping("device_model")) == 50
        assert next(each.more for each in fleet.groupings if each.attribute == "device_model") == 150
        assert fleet.ungrouped == ("meta_serial",)
        assert len(fleet.periods) <= 60
        assert sum(period.units for period in fleet.periods) == fleet.counts.judged
        assert len(fleet.failures) <= 20
        sizes.append(len(fleet.to_json()))
    assert sizes[1] < 1.2 * sizes[0] < 400_000


# ---- edges -----------------------------------------------------------------------------------------------------------


def test_an_empty_fleet_has_no_rows_and_no_rate(tmp_path: Path) -> None:
    fleet = summarize(fleets.Tables().write(tmp_path))
    assert fleet.counts.units == 0
    assert (fleet.causes, fleet.periods, fleet.groupings, fleet.outliers, fleet.failures) == ((), (), (), None, ())
    assert fleet.counts.rate is None


def test_a_fleet_whose_units_all_failed(tmp_path: Path) -> None:
    fleet = summarize(fleets.all_failed(40).write(tmp_path))
    assert (fleet.counts.units, fleet.counts.failed, fleet.counts.judged) == (40, 40, 0)
    assert [reason.units for reason in fleet.failures] == [14, 13, 13]
    assert (fleet.causes, fleet.groupings, fleet.periods) == ((), (), ())


def test_of_causes_that_hit_as_many_units_of_a_group_the_more_frequent_one_leads(tmp_path: Path) -> None:
    """The table of causes ranks them so, too: both name the same cause first."""
    tables = fleets.made(8)
    for row in tables.units:
        row |= {"verdict": True, "status": "done", "incidents": 4, "device_model": "PHONE-10"}
    units = [row["unit"] for row in tables.units]
    tables.kinds = [
        {"unit": unit, "code": code, "cause": cause, "bundle": fleets.MUSIC, "incidents": incidents}
        for unit in units
        for code, cause, incidents in ((6600101, "already-exists", 1), (6600107, "command-rate", 3))
    ]
    fleet = summarize(tables.write(tmp_path))
    assert [(cause.code, cause.units, cause.incidents) for cause in fleet.causes] == [(6600107, 8, 24), (6600101, 8, 8)]
    for attribute in ("device_model", "application"):
        (code,) = {group.code for group in fleet.grouping(attribute) if group.incidents}
        assert code == 6600107


def test_a_fleet_of_one_day_has_no_trend(tmp_path: Path) -> None:
    fleet = summarize(fleets.made(60, days=1).write(tmp_path))
    assert fleet.causes
    assert {cause.trend for cause in fleet.causes} == {None}
    assert fleet.trend_tests == 0


def test_a_fleet_without_days_or_times(tmp_path: Path) -> None:
    tables = fleets.made(60)
    for row in tables.units:
        row |= {"day": None, "session_minutes": None}
    for row in tables.applications:
        row["session_minutes"] = None
    fleet = summarize(tables.write(tmp_path))
    assert (fleet.periods, fleet.undated) == ((), fleet.counts.judged)
    assert {(cause.first_day, cause.rate, cause.by_period) for cause in fleet.causes} == {(None, None, ())}
    assert {group.rate for each in fleet.groupings for group in each.groups} == {None}
    assert fleet.counts.session_hours is None


def test_the_users_table_tells_devices(tmp_path: Path) -> None:
    tables = fleets.made(300)
    for number, row in enumerate(tables.units):
        row["meta_device"] = f"device {number % 20}" if number % 50 else None
    fleet = summarize(tables.write(tmp_path))
    plain = Plain(tmp_path)
    devices = plain.judged["meta_device"]
    assert fleet.counts.devices == devices.nunique() == 20
    assert fleet.counts.units_of_no_device == devices.isna().sum() > 0
    assert not fleet.grouping("meta_device")
    for cause in fleet.causes:
        assert cause.devices == devices[plain.hit_by(cause)].nunique()


def test_a_unit_whose_device_is_not_known_counts_for_none(tmp_path: Path) -> None:
    tables = fleets.made(60)
    for number, row in enumerate(tables.units):
        row["meta_device"] = "one" if number % 2 else None
    fleet = summarize(tables.write(tmp_path))
    of_none = fleet.counts.units_of_no_device
    assert (fleet.counts.devices, fleet.counts.devices_hit) == (1, 1)
    assert of_none is not None
    assert "1 of 1 device," in fleet.to_text()
    assert f"{of_none} units of no known device are left out where devices are counted" in fleet.to_text(width=400)
    assert f"{of_none} 个日志包的设备未知，不计入设备数" in summarize(tmp_path, lang="zh").to_text(width=400)
    for row in tables.units:
        row["meta_device"] = None
    fleet = summarize(tables.write(tmp_path / "none"))
    counts = fleet.counts
    assert (counts.devices, counts.devices_hit, counts.units_of_no_device) == (None, None, None)
    assert {cause.devices for cause in fleet.causes} == {None}
    assert "devices" not in fleet.to_text()


def test_a_folder_without_a_fleet_is_refused(tmp_path: Path) -> None:
    for name in ("none", "n" * 300, "nul\0"):
        with pytest.raises(UnreadableInput, match="no such folder"):
            summarize(tmp_path / name)
    with pytest.raises(UnreadableInput, match="holds no fleet"):
        summarize(tmp_path)
    fleets.write_settings(tmp_path)
    assert summarize(tmp_path).counts.units == 0  # a run that has just begun
    (tmp_path / UNITS_FILE).write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(UnreadableInput, match="cannot be read"):
        summarize(tmp_path)


@pytest.mark.parametrize(
    "address",
    ["plain.zip", "with space.zip", "it's.zip", "$(reboot).zip", "-o.zip", "--output", "a\nb.zip", "日志.zip"],
)
def test_the_command_opens_exactly_the_unit(address: str, folder: Path) -> None:
    command = Opener(Folder.of(folder)).command(address, "1", 6600107)
    command = command.replace("hilog-avsession", "printf '%s\\0'", 1)
    words = subprocess.run(["sh", "-c", command], capture_output=True, check=True, text=True).stdout.split("\0")
    assert words[-2] == address
    assert words[:3] == ["analyze", "--code", "6600107"]


def test_a_unit_that_lies_elsewhere_is_opened_from_its_stored_report(tmp_path: Path) -> None:
    fleets.Tables().write(tmp_path)
    address = "s3://lab/night/a.zip"
    assert Opener(Folder.of(tmp_path)).command(address, "0123") == ""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "0123.json.gz").write_bytes(gzip.compress(analyze(LOGS / "evening.log").to_json().encode()))
    command = Opener(Folder.of(tmp_path)).command(address, "0123", 6600107)
    command = command.replace("hilog-avsession", f"{sys.executable} -m hilog_avsession")
    shown = subprocess.run(["sh", "-c", command], capture_output=True, check=True, text=True, cwd=ROOT).stdout
    assert "6600107" in shown.partition("\n\n")[2]


def test_pseudonyms_are_not_opened(tmp_path: Path) -> None:
    tables = fleets.made(60)
    tables.write(tmp_path)
    fleets.write_settings(tmp_path, key="0a1b2c")
    fleet = summarize(tmp_path)
    assert {example.command for cause in fleet.causes for example in cause.examples} == {""}
    assert fleet.causes[0].examples[0].address in fleet.to_text()


# ---- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_document_matches_its_schema_and_reads_back(folder: Path, lang: str) -> None:
    fleet = summarize(folder, lang=lang)
    document: dict[str, Any] = json.loads(fleet.to_json())
    Draft202012Validator(load_fleet_schema()).validate(document)
    assert document["lang"] == lang
    read = FLEET.read(Node("fleet.json", document))
    assert document_of(read) == document
    assert set(document) - {"fleet_version", "tool"} == {field.name for field in dataclasses.fields(Fleet)}


def test_the_document_of_an_empty_fleet_matches_its_schema(tmp_path: Path) -> None:
    document = json.loads(summarize(fleets.Tables().write(tmp_path)).to_json())
    Draft202012Validator(load_fleet_schema()).validate(document)
