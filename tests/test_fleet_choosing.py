"""The filters of a fleet's report: what they choose is counted as if nothing else had been read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import fleets
from conftest import Run
from hilog_avsession import Filters, WrongUsage, fleet
from hilog_avsession.fleet.report import Fleet
from hilog_avsession.fleet.summary import summarize


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fleets.made(120).write(tmp_path_factory.mktemp("fleets") / "night")


def only(tables: fleets.Tables, folder: Path, wanted: Any) -> Fleet:
    """Return the report of a fleet that holds only the units that a test wants."""
    tables.units = [row for row in tables.units if wanted(defaultdict(lambda: None, row))]
    names = {row["unit"] for row in tables.units}
    tables.kinds = [row for row in tables.kinds if row["unit"] in names]
    tables.applications = [row for row in tables.applications if row["unit"] in names]
    return summarize(tables.write(folder))


def plain(value: Any) -> Any:
    """Return a document without the digits by which sums in another order differ, and without where its units lie."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if name not in ("address", "command")}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({"device_model": "TAB-20"}, lambda row: row["device_model"] == "TAB-20"),
        ({"device_model": ["tab-20", "TV-75"]}, lambda row: row["device_model"] in ("TAB-20", "TV-75")),
        ({"software_version": "5.1.*"}, lambda row: (row["software_version"] or "").startswith("5.1.")),
        (
            {"software_version": "5.1.*", "device_model": "PHONE-1?"},
            lambda row: (
                (row["software_version"] or "").startswith("5.1.") and (row["device_model"] or "").startswith("PHONE-1")
            ),
        ),
        ({"day": "2026-11-0*"}, lambda row: row["day"] is not None and row["day"].isoformat() < "2026-11-10"),
    ],
)
def test_chosen_units_are_counted_as_if_there_were_no_others(
    where: dict[str, Any], wanted: Any, night: Path, tmp_path: Path
) -> None:
    found, alone = fleet.open(night).report(where=where), only(fleets.made(120), tmp_path, wanted)
    assert found.left_out == 120 - alone.counts.units > 0
    left = replace(found, filters=(), left_out=0).to_dict()
    assert plain(left) == plain(alone.to_dict())


def test_chosen_codes_leave_all_units_judged(night: Path) -> None:
    whole, found = fleet.open(night).report(), fleet.open(night).report(filters=Filters(codes=6600107))
    cause = next(cause for cause in whole.causes if cause.code == 6600107)
    assert [cause.code for cause in found.causes] == [6600107]
    assert (found.counts.judged, found.left_out) == (whole.counts.judged, 0)
    assert (found.counts.hit, found.counts.incidents) == (cause.units, cause.incidents)
    assert found.causes[0].by_period == cause.by_period
    assert sum(period.incidents for period in found.periods) <= cause.incidents


def test_chosen_applications_are_judged_by_the_units_in_which_they_ran(night: Path) -> None:
    whole, found = fleet.open(night).report(), fleet.open(night).report(filters=Filters(bundles="radio"))
    radio = next(group for group in whole.grouping("application") if group.value == fleets.RADIO)
    assert (found.counts.judged, found.counts.hit) == (radio.units, radio.hit)
    assert found.counts.incidents == radio.incidents
    assert found.counts.rate == pytest.approx(radio.rate)
    assert [group.value for group in found.grouping("application")] == [fleets.RADIO]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_names_the_filters(lang: str, night: Path) -> None:
    found = fleet.open(night).report(lang=lang, where={"device_model": "TAB-20"}, filters=Filters(codes=6600101))
    shown = "device_model=TAB-20, code=6600101" if lang == "en" else "device_model=TAB-20、code=6600101"
    for text in (found.to_text(), found.to_markdown(), found.to_html()):
        assert shown in text.replace("\\", "").replace("`", "").replace("\n", " ")
    assert found.to_dict()["filters"] == ["device_model=TAB-20", "code=6600101"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--where", "device_model"], "'device_model' chooses no units; write COLUMN=VALUE"),
        (["--where", "model=TAB-20"], "model is not a column that units are chosen by; choose from unit, day,"),
        (["--where", "device_model=TAB-2"], "no unit has device_model=TAB-2; the values are PHONE-1"),
        (["--bundle", "nope"], "no unit has bundle=nope; the values are com.example."),
        (["--code", "99"], "'99' is not an AVSession error code"),
    ],
)
def test_what_chooses_nothing_is_refused(arguments: list[str], said: str, run_here: Run, night: Path) -> None:
    done = run_here("fleet", "report", night, *arguments, status=2)
    assert done.out == ""
    assert said in done.err


def test_the_command_takes_the_filters(run_here: Run, night: Path) -> None:
    done = run_here(
        "fleet", "report", night, "--where", "device_model=TAB-20", "--where", "device_model=TV-75", "--bundle", "radio"
    )
    found = fleet.open(night).report(where={"device_model": ["TAB-20", "TV-75"]}, filters=Filters(bundles="radio"))
    assert done.out == found.to_text()


@pytest.mark.parametrize(
    "given", [{"where": "x"}, {"where": {"device_model": None}}, {"filters": 3}, {"filters": Filters(pids=3)}]
)
def test_an_argument_that_makes_no_sense_is_refused(given: dict[str, Any], night: Path) -> None:
    with pytest.raises(WrongUsage):
        fleet.open(night).report(**given)
