"""The tables of a fleet open as DataFrames of pandas and of Dask with the same values, and for other programs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import fleets
from hilog_avsession import UnreadableInput, WrongUsage
from hilog_avsession.fleet.folder import TABLES
from hilog_avsession.fleet.opening import OpenFleet
from hilog_avsession.fleet.tables import TableName, frame_columns
from hilog_avsession.results.frames.tables import to_frame
from test_exposure import EMPTY


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> OpenFleet:
    return OpenFleet.of(fleets.made(120).write(tmp_path_factory.mktemp("fleet")))


@pytest.mark.parametrize("table", TABLES)
def test_a_lazy_table_has_the_same_rows_and_types(fleet: OpenFleet, table: TableName) -> None:
    whole, lazy = fleet.to_frame(table), fleet.to_frame(table, lazy=True)
    assert tuple(whole.columns) == fleet.columns(table)
    pd.testing.assert_frame_equal(lazy.compute().reset_index(drop=True), whole)


def test_the_rows_are_those_that_were_written(fleet: OpenFleet) -> None:
    tables = fleets.made(120)
    assert fleet.to_frame("units")["unit"].tolist() == [row["unit"] for row in tables.units]
    assert fleet.to_frame("kinds")["incidents"].sum() == sum(row["incidents"] for row in tables.kinds)
    assert fleet.to_frame("units")["meta_lab"].dtype == "string"


@pytest.mark.parametrize("table", ["incidents", "sessions", "codes"])
def test_columns_have_the_types_of_a_single_report(fleet: OpenFleet, table: TableName) -> None:
    assert table in ("incidents", "sessions", "codes")
    frame, single = fleet.to_frame(table), to_frame(EMPTY, table)
    assert frame.columns[0] == "unit"
    for column in frame_columns(table):
        assert frame[column.name].dtype == single[column.name].dtype, column.name


def test_some_columns_are_read_alone(fleet: OpenFleet) -> None:
    assert list(fleet.to_frame("kinds", columns=["code", "unit"]).columns) == ["code", "unit"]
    assert list(fleet.to_frame("kinds", columns="code").columns) == ["code"]
    by_code = fleet.to_frame("kinds", columns=["code", "incidents"], lazy=True).groupby("code")["incidents"].sum()
    assert by_code.compute().sum() == fleet.to_frame("units")["incidents"].sum()


def test_the_report_is_that_of_the_command(fleet: OpenFleet, tmp_path: Path) -> None:
    report = fleet.report(lang="zh")
    assert report.counts.units == 120
    assert report.to_text().startswith(str(report))
    for name, text in {"a.html": report.to_html(), "a.md": report.to_markdown(), "a.json": report.to_json()}.items():
        assert report.save(tmp_path / name).read_text("utf-8") == text
    assert "<pre" in report._repr_html_()
    assert report.to_dict()["counts"]["units"] == 120
    with pytest.raises(WrongUsage, match="no format has the suffix"):
        report.save(tmp_path / "a.csv")


def test_what_is_not_there_is_refused(fleet: OpenFleet, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="'incident' is not a table of the fleet; did you mean incidents"):
        fleet.to_frame("incident")  # type: ignore[call-overload]
    with pytest.raises(WrongUsage, match="'cod' is not a column of the table; did you mean code"):
        fleet.to_frame("kinds", columns=["cod"])
    with pytest.raises(UnreadableInput, match="holds no fleet"):
        OpenFleet.of(tmp_path)


def test_duckdb_reads_the_files(fleet: OpenFleet) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    files = [str(path) for path in fleet.files("kinds")]
    rows = duckdb.sql(f"SELECT code, count(DISTINCT unit) AS hit FROM read_parquet({files}) GROUP BY code").fetchall()
    expected = fleet.to_frame("kinds").groupby("code")["unit"].nunique()
    assert dict(rows) == expected.to_dict()
