"""Several devices in one report: each is a world of its own, and every format tells which one it speaks of."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest
from jsonschema import Draft202012Validator

from conftest import LOGS
from devices import ONE, TWO, both, of_device
from hilog_avsession import Filters, Report, analyze
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.model.report import FilterName
from hilog_avsession.output.formats import FORMATS
from hilog_avsession.output.schema import load_schema
from hilog_avsession.output.view import View
from hilog_avsession.results.merging import merge
from hilog_avsession.view.run import StoredRun

LOG = LOGS / "evening.log"


def written(report: Report, name: str) -> str:
    return "".join(next(row for row in FORMATS if row.name == name).text_parts(report, View()))


# ---- what belongs to which -------------------------------------------------------------------------------------------


def test_an_incident_a_session_and_an_input_know_their_device() -> None:
    report = of_device(ONE)
    assert {one.device for one in (*report.incidents, *report.sessions, *report.inputs)} == {ONE}
    assert {one.session.device for one in report.incidents if one.session} == {ONE}
    assert {place.device for advice in report.recommendations for place in advice.where} == {ONE}


def test_without_a_device_a_report_says_nothing_of_devices() -> None:
    report = analyze(LOG)
    assert report.devices == ()
    assert {one.device for one in (*report.incidents, *report.sessions, *report.inputs)} == {None}
    assert '"device": "' not in report.to_json().replace('"cast": {"device": "', "")
    assert "devices" not in report.to_dict()


def test_what_is_equal_on_two_devices_stays_apart() -> None:
    one, two = of_device(ONE), of_device(TWO)
    assert [session.key[:4] for session in one.sessions] == [session.key[:4] for session in two.sessions]
    report = merge([one, two])
    assert len({session.key for session in report.sessions}) == 2 * len({session.key for session in one.sessions})
    assert report.counts.incidents == 2 * one.counts.incidents == 22
    for incident in report.incidents:
        assert incident.session is None or incident.session.device == incident.device
    places = [(place.device, place.session) for advice in report.recommendations for place in advice.where]
    assert {device for device, _ in places} == {ONE, TWO}
    assert all(session is None or session.device == device for device, session in places)


def test_a_document_keeps_the_devices_and_fits_its_schema() -> None:
    report = both()
    document = report.to_dict()
    Draft202012Validator(load_schema()).validate(document)
    read = Report.from_json(report.to_json())
    assert read.to_dict() == document
    assert {incident.session.device for incident in read.incidents if incident.session} == {ONE, TWO}
    assert document["devices"] == [
        {"device": ONE, "lines": 188, "incidents": 11, "sessions": 2},
        {"device": TWO, "lines": 112, "incidents": 6, "sessions": 1},
    ]


# ---- filters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [TWO, "9999", "*9999", TWO.upper()])
def test_a_filter_takes_a_key_or_part_of_it(wanted: str) -> None:
    filters = Filters(devices=wanted)
    report = both().filtered(filters)
    assert {incident.device for incident in report.incidents} == {TWO}
    assert {session.device for session in report.sessions} == {TWO}
    assert report.counts.incidents == both().devices[1].incidents
    assert not any(filters.wants(incident) for incident in analyze(LOG).incidents)


def test_a_filter_on_an_absent_device_names_the_present_ones() -> None:
    report = merge([of_device(key, Filters(devices="7001005458323934")) for key in (ONE, TWO)])
    (item,) = report.unmatched
    assert item.filter is FilterName.DEVICE
    assert item.near
    assert [found.value for found in item.present] == [ONE, TWO]
    assert "Devices and their incidents" in report.to_text()


def test_a_filter_that_leaves_one_device_does_not_complain_about_the_other() -> None:
    report = merge([of_device(key, Filters(devices=TWO)) for key in (ONE, TWO)])
    assert report.counts.incidents == report.filtered_out == 11
    assert report.unmatched == ()


# ---- what is written -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", [row.name for row in FORMATS])
def test_every_format_tells_which_device_it_was(format_: str) -> None:
    text = written(both(), format_)
    assert ONE in text
    assert TWO in text
    if format_ not in ("json", "jsonl", "csv"):  # programs count themselves, or read `devices`
        assert f"{TWO} (6 incidents)" in " ".join(text.replace("`", "").split())


def test_of_many_devices_the_first_are_named() -> None:
    report = merge([of_device(f"key{number}", share=0.2) for number in range(7)])
    assert "7 devices: key0 (0 incidents)" in report.to_text()
    assert "key4 (0 incidents), and 2 more" in " ".join(report.to_text().split())


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_formats_for_people_count_by_device_where_there_are_several(format_: str) -> None:
    assert "By device" in written(both(), format_)
    assert "on the device " + TWO in written(both(), format_).replace("`", "")
    alone = written(of_device(ONE), format_)
    assert "By device" not in alone
    assert "on the device" not in alone


def test_times_of_different_clocks_are_not_shown_as_one_span() -> None:
    assert f"300 lines of 2 devices: {ONE} (11 incidents), {TWO} (6 incidents)\n" in both().to_text(width=120)
    assert "188 lines of hdc:7001005458323933, 11-06 19:30:00.000 to" in of_device(ONE).to_text()


def test_one_named_device_reads_as_an_unnamed_one_does_except_for_commands() -> None:
    named = of_device(ONE)
    unnamed = replace(
        named,
        inputs=tuple(entry._replace(device=None) for entry in named.inputs),
        sessions=tuple(session._replace(device=None) for session in named.sessions),
        incidents=tuple(
            incident._replace(device=None, session=incident.session and incident.session._replace(device=None))
            for incident in named.incidents
        ),
    )
    for form in (partial(Report.to_text, whole=True, width=120), Report.to_markdown):
        assert form(named).replace(f"hdc -t {ONE} shell", "hdc shell") == form(unnamed)


def test_the_tables_have_a_column_for_the_device() -> None:
    pytest.importorskip("pandas")
    for table in ("incidents", "sessions", "inputs"):
        assert set(both().to_frame(table)["device"]) == {ONE, TWO}
    counts = both().to_frame("devices")
    assert list(zip(counts["device"], counts["incidents"], strict=True)) == [(ONE, 11), (TWO, 6)]
    assert of_device(ONE).to_frame("devices")["share"].tolist() == [1.0]
    assert analyze(LOG).to_frame("devices").empty


def test_the_page_filters_by_device() -> None:
    page = written(both(), "html")
    assert f'data-input="{TWO}"' in page
    assert ">Device</" in page
    assert f"0C4******6E6 · com.example.radio · {TWO}</option>" in page


def test_a_pseudonym_stands_for_a_device_everywhere() -> None:
    report = both().redacted()
    assert [count.device for count in report.devices] == ["device1", "device2"]
    assert report.inputs[0].source == "hdc:device1"
    for row in FORMATS:
        text = written(report, row.name)
        assert ONE not in text
        assert TWO not in text
    assert report.filtered(Filters(devices="device2")).counts.incidents == both().devices[1].incidents


def test_a_stored_report_of_a_device_can_be_added_to_another_run_of_it() -> None:
    report = merge([of_device(ONE), of_device(TWO), of_device(ONE)], names=["a.json", "a.json", "b.json"])
    assert [(count.device, count.incidents) for count in report.devices] == [(ONE, 22), (TWO, 11)]
    assert json.loads(report.to_json())["devices"][0]["lines"] == 2 * 188


@pytest.mark.parametrize(
    ("report", "reaches"),
    [
        (of_device(ONE), f'hdc -t {ONE} shell "hilog -Q'),
        (of_device("$(a) b"), "hdc -t '$(a) b' shell \"hilog -Q"),
        (of_device(ONE).redacted("secret"), 'hdc -t KEY shell "hilog -Q'),
        (both(), 'hdc -t KEY shell "hilog -Q'),
        (analyze(LOG), 'hdc shell "hilog -Q'),
    ],
    ids=["one", "quoted", "redacted", "several", "unknown"],
)
def test_the_command_that_shows_more_reaches_the_device(report: Report, reaches: str) -> None:
    assert reaches in report.to_text()
    assert reaches in report.to_markdown()
    assert all(
        gap.command is None or gap.command.startswith(reaches.partition("shell")[0])
        for gap in StoredRun(report, "report.json", CATALOG).gaps()
    )
