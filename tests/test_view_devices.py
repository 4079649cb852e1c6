"""The view of several devices: a column, a filter and an order for them, once there are several."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import with_trials
from devices import ONE, TWO, both, of_device
from hdc_standin import StandIn
from hilog_avsession.bench import Bench
from hilog_avsession.cli.devices import Readers, Several
from hilog_avsession.device.interrupt import Stop
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.options import Options
from hilog_avsession.reading.turns import AllTurns
from hilog_avsession.results.merging import merge
from hilog_avsession.view.app import ViewApp
from hilog_avsession.view.run import DiagnosisRun, StoredRun
from hilog_avsession.view.stored import StoredBoard
from screens import bench, lines_of, on_screen, press, sees, text_of
from test_hdc import LOG

LAST_ONE, LAST_TWO = ONE[-11:], TWO[-11:]  # as far as the column shows them


def rows_of(app: ViewApp) -> list[str]:
    """Return the rows of the list that name a device."""
    return [line for line in lines_of(app)[1:14] if "…" + LAST_ONE in line or "…" + LAST_TWO in line]


def test_a_row_is_of_one_device_and_the_counts_are_exact() -> None:
    found = StoredBoard(both(), CATALOG).snapshot()
    assert {row.device for row in found.rows} == {ONE, TWO}
    for count in both().devices:
        assert sum(row.incidents for row in found.rows if row.device == count.device) == count.incidents


def test_the_sessions_of_one_device_leave_those_of_another_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.view.run._MOST_SESSIONS", 1)
    every = both().sessions
    shown = StoredRun(both(), "devices.json", CATALOG).sessions()
    assert shown == tuple(next(one for one in reversed(every) if one.device == key) for key in (ONE, TWO))


def test_incidents_that_a_report_does_not_list_are_counted_without_a_device() -> None:
    report = merge([of_device(ONE, max_incidents=2), of_device(TWO)])
    found = StoredBoard(report, CATALOG).snapshot()
    assert sum(row.incidents for row in found.rows) == report.counts.incidents == 22
    assert sum(row.incidents for row in found.rows if row.device is None) == 9
    alone = StoredBoard(of_device(ONE, max_incidents=2), CATALOG).snapshot()
    assert {row.device for row in alone.rows} == {ONE}
    assert sum(row.incidents for row in alone.rows) == 11


@pytest.mark.parametrize("width", with_trials([60], [80, 100, 140, 200]))
def test_there_is_a_column_for_the_device_at_every_width(width: int) -> None:
    async def look(app: ViewApp, pilot: Pilot[None]) -> None:
        await sees(pilot, "Device", LAST_ONE, LAST_TWO)
        await press(pilot, "2")
        await sees(pilot, "Device", LAST_ONE, LAST_TWO)

    on_screen(look, bench(), (width, 30))


def test_of_one_device_there_is_no_column() -> None:
    async def look(app: ViewApp, pilot: Pilot[None]) -> None:
        assert "Device" not in text_of(app)
        assert "on the device" not in text_of(app)
        await press(pilot, "s", "s", "s")
        await sees(pilot, "sorted by count")  # not by device

    on_screen(look, StoredRun(of_device(ONE), "x", CATALOG))


def test_a_filter_an_order_and_the_texts_tell_the_devices_apart() -> None:
    async def look(app: ViewApp, pilot: Pilot[None]) -> None:
        await sees(pilot, f"on the device {ONE}")
        await press(pilot, "s", "s", "s")
        await sees(pilot, "sorted by device")
        shown = [LAST_ONE in line for line in rows_of(app)]
        assert shown == sorted(shown, reverse=True)
        assert {True, False} == set(shown)
        await press(pilot, "slash", *"device=9999", "enter")
        await sees(pilot, f"{both().devices[1].incidents} of 17 incidents", f"on the device {TWO}")
        assert all(LAST_TWO in line for line in rows_of(app))
        await press(pilot, "enter")
        await sees(pilot, f"on the device {TWO}")
        await press(pilot, "escape", "2")
        await sees(pilot, "Device", LAST_TWO)
        assert LAST_ONE not in text_of(app)  # the sessions are those of the device, too
        await press(pilot, "enter")
        await sees(pilot, "Device", TWO)

    on_screen(look, bench(), (140, 50))


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for hdc is a script with a launcher for sh")
def test_the_column_comes_with_the_second_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.cli.devices._EVERY", 0.01)
    hdc = StandIn(tmp_path)
    monkeypatch.setenv("PATH", str(hdc.path))
    hdc.plug(ONE)
    stop, turns, read = Stop(), AllTurns(), Bench(Options(), "hdc")
    run = DiagnosisRun(read, turns, "hdc", is_live=True, finish=lambda report: report)

    async def look(app: ViewApp, pilot: Pilot[None]) -> None:
        hdc.log(ONE, "".join(LOG))
        await sees(pilot, "11 incidents")
        assert "Device" not in text_of(app)
        hdc.write(TWO, "".join(LOG))
        hdc.plug(TWO)
        await sees(pilot, "22 incidents", "Device", LAST_ONE, LAST_TWO)
        hdc.unplug(TWO)
        await sees(pilot, f"hdc:{TWO}:", "disconnected")

    with Readers(
        read, Several(()), stop, turns, lambda name: lambda text: run.notices.append(f"{name}: {text}")
    ) as all_:
        run.start(lambda: list(run.counted(all_.incidents())))
        try:
            on_screen(look, run)
        finally:
            stop.request()
            run.join()
    assert run.report().counts.incidents == 22
