"""The folder of a fleet: one run at a time, whole files only, and what is done."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hilog_avsession import UnreadableInput, UnwritableOutput, WrongUsage
from hilog_avsession.fleet import parts
from hilog_avsession.fleet import store as store_module
from hilog_avsession.fleet.outcomes import Assignment
from hilog_avsession.fleet.running import Naming
from hilog_avsession.fleet.store import Result, Store, is_stored_in, open_store, read_settings
from hilog_avsession.fleet.tables import DATASETS, arrow_table, columns, schema
from hilog_avsession.fleet.tables import rows as table_rows
from hilog_avsession.fleet.units import Unit

SETTINGS = {"version": "1", "options": {"lang": "en"}}


def result(number: int, applications: int = 1, report: bytes | None = None) -> Result:
    """What came of unit `number`, whose application has as many incidents."""
    row = {"unit": f"u{number}", "unit_id": f"{number:016}", "size": number, "version": "v", "status": "done"}
    rows = [{"unit": f"u{number}", "bundle": f"app{n}", "incidents": number} for n in range(applications)]
    tables = {"applications": table_rows("applications", rows)} if rows else {}
    return Result(row, tables, report)  # type: ignore[arg-type]


def begun(store: Store, settings: dict[str, Any] = SETTINGS) -> Store:
    store.begin(settings, anew=not store.prepare(settings))
    return store


def fill(out: Path, *numbers: int, **options: Any) -> None:
    with open_store(out) as store:
        begun(store)
        for number in numbers:
            store.add(result(number, **options))
            store.flush()
        store.finish()


def units(out: Path) -> list[str]:
    return sorted(parts.read_units(out).column("unit").to_pylist())


def applications(out: Path) -> list[str]:
    tables = [pq.read_table(part.path) for part in parts.dataset_parts(out, "applications")]
    return sorted(name for table in tables for name in table.column("unit").to_pylist())


# ---- what is written -------------------------------------------------------------------------------------------------


def test_a_fleet_is_tables_of_fixed_columns(tmp_path: Path) -> None:
    fill(tmp_path / "out", 1, 2)
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        ".lock",
        *sorted((*DATASETS, "fleet-run.json", "parts", "units.parquet")),
    ]
    assert pq.read_table(out / "units.parquet").schema.names == [column.name for column in columns("units")]
    for name in DATASETS:
        assert pq.read_table(out / name).schema.equals(schema(name))
    row = {
        name: value for name, value in pq.read_table(out / "applications").to_pylist()[1].items() if value is not None
    }
    assert row == {"unit": "u2", "bundle": "app0", "incidents": 2}


def test_units_are_on_disk_before_the_run_ends(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_store(out) as store:
        begun(store)
        store.add(result(1))
        store.flush()
        assert units(out) == applications(out) == ["u1"]
        store.add(result(2))
        store.flush_if_due()  # too soon
        assert units(out) == ["u1"]


def test_results_are_written_when_they_are_many_or_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_KEPT", 2)
    monkeypatch.setattr(store_module, "_KEPT_CELLS", 20)
    out = tmp_path / "out"
    with open_store(out) as store:
        begun(store)
        for number in (1, 2):
            store.add(result(number))
        assert units(out) == ["u1", "u2"]
        store.add(result(3, report=bytes(2_000)))
        assert units(out) == ["u1", "u2", "u3"]
        assert store.report_path(f"{3:016}").read_bytes() == bytes(2_000)


def test_small_parts_are_joined(tmp_path: Path) -> None:
    out, numbers = tmp_path / "out", range(1, 40)
    fill(out, *numbers)
    assert [part.path.name for part in parts.dataset_parts(out, "applications")] == ["part-000001-000039.parquet"]
    assert applications(out) == units(out) == sorted(f"u{number}" for number in numbers)
    fill(out, 40)
    assert len(parts.dataset_parts(out, "applications")) == 2
    assert len(applications(out)) == 40


def test_large_parts_stay_as_they_are(tmp_path: Path) -> None:
    fill(tmp_path, 1, 2, 3, 4, 5)
    sizes = [part.path.stat().st_size for part in parts.dataset_parts(tmp_path, "applications")]
    parts.merge_parts(tmp_path, "applications", large=max(sizes) * 2, most=2)
    assert [(part.first, part.last) for part in parts.dataset_parts(tmp_path, "applications")] == [
        (1, 2),
        (3, 4),
        (5, 5),
    ]
    assert applications(tmp_path) == ["u1", "u2", "u3", "u4", "u5"]


def test_names_of_units_are_data_and_no_paths(tmp_path: Path) -> None:
    hostile = ["../../evil.zip", "/etc/passwd", "a\0b", "..", "CON", "x" * 5_000]
    naming = Naming(None)
    paths = [Store(tmp_path).report_path(naming.id(Unit(name, name))) for name in hostile]
    assert len(set(paths)) == len(hostile)
    assert all(path.parent == tmp_path / "reports" and len(path.name) == 24 for path in paths)


def test_each_unit_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def assigned(*names: str) -> list[Assignment]:
        return [Assignment(Unit(name, f"s3://{name}"), "", "", f"id of {name}") for name in names]

    assert [found.name for found in Naming(None).named(assigned("a", "b"), ["a"])] == ["s3://a", "b"]
    monkeypatch.setattr("hilog_avsession.results.redaction.Redaction.source", lambda _self, _name: "file-abc")
    names = [found.name for found in Naming("key").named(assigned("a", "b"), [])]
    assert names == ["file-abc", "file-abc-id of b"]  # pseudonyms are short, and may be alike


# ---- runs that end anywhere ------------------------------------------------------------------------------------------


def test_rows_whose_unit_is_not_written_do_not_count(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    parts.write_table(
        tmp_path / "applications" / parts.part_name(2),
        [arrow_table("applications", [result(2).tables["applications"]])],
        schema("applications"),
    )
    assert applications(tmp_path) == ["u1"]
    fill(tmp_path, 3)
    assert applications(tmp_path) == units(tmp_path) == ["u1", "u3"]


def test_parts_that_were_joined_but_not_removed_do_not_count_twice(tmp_path: Path) -> None:
    fill(tmp_path, 1, 2)
    tables = [pq.read_table(part.path) for part in parts.dataset_parts(tmp_path, "applications")]
    parts.write_table(tmp_path / "applications" / parts.part_name(1, 2), tables, schema("applications"))
    assert applications(tmp_path) == ["u1", "u2"]
    fill(tmp_path, 3)
    assert len(list((tmp_path / "applications").iterdir())) == 2


def test_units_that_are_in_the_whole_file_too_count_once(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    row = parts.read_units(tmp_path)
    parts.write_table(tmp_path / "parts" / "units-000001.parquet", [row], row.schema)
    assert units(tmp_path) == ["u1"]
    fill(tmp_path, 2)
    assert units(tmp_path) == ["u1", "u2"]


def test_a_full_disk_leaves_only_whole_files_and_the_run_continues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, 1)
    full = OSError(errno.ENOSPC, "No space left on device")
    write = parts.write_table

    def write_until_full(path: Path, tables: Any, wanted: pa.Schema) -> int:
        if "units" in path.name:

            def fails(name: str) -> None:
                Path(name).write_bytes(b"half")
                raise full

            parts.write_file(path, fails)
        return write(path, tables, wanted)

    with open_store(tmp_path) as store:
        begun(store)
        store.add(result(2))
        monkeypatch.setattr(parts, "write_table", write_until_full)
        with pytest.raises(UnwritableOutput, match="No space left on device; what is finished is kept"):
            store.flush()
        assert applications(tmp_path) == units(tmp_path) == ["u1"]
        assert not list(tmp_path.rglob(".tmp-*"))
        monkeypatch.setattr(parts, "write_table", write)
        store.finish()
    assert applications(tmp_path) == units(tmp_path) == ["u1", "u2"]


def test_units_that_are_read_again_leave_all_tables(tmp_path: Path) -> None:
    fill(tmp_path, 1, 2, 3, report=b"report")
    with open_store(tmp_path) as store:
        begun(store)
        store.forget([f"{2:016}", "unknown"])
        assert units(tmp_path) == applications(tmp_path) == ["u1", "u3"]
        assert not store.report_path(f"{2:016}").exists()
        assert store.report_path(f"{1:016}").exists()
        assert f"{2:016}" not in store.known
        store.add(result(2, applications=2))
        store.finish()
    assert units(tmp_path) == ["u1", "u2", "u3"]
    assert applications(tmp_path) == ["u1", "u2", "u2", "u3"]


def test_no_file_is_open_when_it_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, 1, 2)
    replace, replaced = os.replace, []

    def look(source: str | Path, target: str | Path) -> None:
        replaced.append(Path(target).name)
        assert not {os.fspath(source), os.fspath(target)} & {file.path for file in psutil.Process().open_files()}
        replace(source, target)

    monkeypatch.setattr(os, "replace", look)
    with open_store(tmp_path) as store:
        begun(store).forget([f"{2:016}"])
        store.finish()
    assert {"part-000001-000002.parquet", "units.parquet"} & set(replaced)
    assert units(tmp_path) == ["u1"]


def test_forgetting_that_was_cut_short_is_completed(tmp_path: Path) -> None:
    fill(tmp_path, 1, 2)
    parts.forget(tmp_path, ["applications"], [], ["u2"])  # the units would be next
    (tmp_path / "forgetting.json").write_text(json.dumps({f"{2:016}": "u2"}))
    fill(tmp_path)
    assert units(tmp_path) == applications(tmp_path) == ["u1"]
    assert not (tmp_path / "forgetting.json").exists()


def test_what_was_made_with_other_settings_is_removed_when_the_run_begins(tmp_path: Path) -> None:
    fill(tmp_path, 1, report=b"report")
    other = {**SETTINGS, "options": {"lang": "zh"}}
    with open_store(tmp_path) as store:
        assert store.prepare(SETTINGS)
        assert [*store.known] == [f"{1:016}"]
        assert not store.prepare(other)
        assert units(tmp_path) == ["u1"]
        store.begin(other, anew=True)
        assert not store.known
        assert units(tmp_path) == applications(tmp_path) == []
        assert not (tmp_path / "reports").exists()
    assert read_settings(tmp_path) == other


# ---- the user's table ------------------------------------------------------------------------------------------------


def test_the_columns_of_the_users_table_join_the_units(tmp_path: Path) -> None:
    fill(tmp_path, 1, 2)
    for meta in ({f"{1:016}": {"lab": "north", "rack": "7"}}, None, {f"{2:016}": {"lab": "south"}}):
        with open_store(tmp_path) as store:
            begun(store)
            store.finish(meta)
    rows = parts.read_units(tmp_path, ["unit", "meta_lab", "meta_rack"]).to_pylist()
    assert rows == [
        {"unit": "u1", "meta_lab": "north", "meta_rack": "7"},
        {"unit": "u2", "meta_lab": "south", "meta_rack": None},
    ]


# ---- opening ---------------------------------------------------------------------------------------------------------


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with open_store(tmp_path):
        code = f"from hilog_avsession.fleet.store import open_store\nwith open_store({str(tmp_path)!r}): pass"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "another run writes into it (" in done.stderr
    with open_store(tmp_path):
        pass


def test_a_file_system_without_locks_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_file: object, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", fails)
    with open_store(tmp_path) as store:
        assert store.prepare(SETTINGS)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(WrongUsage, match=r"holds other files \(thesis.tex\)"), open_store(tmp_path):
        pass
    with pytest.raises(WrongUsage, match="is not a folder"), open_store(tmp_path / "thesis.tex"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


UNFINISHED = (
    ".tmp-fleet-run.json",
    ".tmp-units.parquet",
    "parts/.tmp-units-000002.parquet",
    "kinds/.tmp-part-000001-000002.parquet",
    f"reports/.tmp-{2:016}.json.gz",
)
FOREIGN = (".tmp-mine", "notes/.tmp-units.parquet", "parts/.tmp-mine", "reports/.tmp-mine.json.gz")


def test_a_run_removes_only_the_unfinished_files_of_a_killed_one(tmp_path: Path) -> None:
    fill(tmp_path, 1, report=b"x")
    (tmp_path / "notes").mkdir()
    (tmp_path / ".tmp-fleet.json").mkdir()
    for name in (*UNFINISHED, *FOREIGN):
        (tmp_path / name).write_text("x")
    fill(tmp_path, 2)
    assert [name for name in UNFINISHED if (tmp_path / name).exists()] == []
    assert [name for name in FOREIGN if not (tmp_path / name).exists()] == []
    assert units(tmp_path) == ["u1", "u2"]


@pytest.mark.parametrize("name", [".tmp-mine", ".tmp-units.parquet/"])
def test_a_folder_with_temporary_files_of_others_is_left_alone(tmp_path: Path, name: str) -> None:
    if name.endswith("/"):
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text("x")
    with pytest.raises(WrongUsage, match="holds other files"), open_store(tmp_path):
        pass
    assert (tmp_path / name).exists()


def test_a_folder_in_which_a_run_was_killed_at_once_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".tmp-fleet-run.json").write_text("x")
    fill(tmp_path, 1)
    assert units(tmp_path) == ["u1"]


@pytest.mark.parametrize(
    ("text", "message"), [("{", "is damaged"), ('{"schema_version": 99, "tool": ""}', "another release")]
)
def test_a_folder_that_this_release_cannot_read_is_left_alone(tmp_path: Path, text: str, message: str) -> None:
    fill(tmp_path, 1)
    (tmp_path / "fleet-run.json").write_text(text)
    with pytest.raises(UnreadableInput, match=message), open_store(tmp_path) as store:
        begun(store)
    assert units(tmp_path) == ["u1"]


def test_a_name_that_no_file_has_is_not_one_of_a_fleet(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    assert is_stored_in(str(tmp_path), str(tmp_path / "units.parquet"))
    assert not is_stored_in(str(tmp_path), str(tmp_path / ("n" * 300)))
    assert not is_stored_in(str(tmp_path), f"{tmp_path}/nul\0")


def test_a_folder_that_cannot_be_made_is_an_error() -> None:
    with pytest.raises(WrongUsage, match="choose another folder"), open_store("/proc/none/out"):
        pass


def test_an_empty_store_has_no_units(tmp_path: Path) -> None:
    assert Store(tmp_path).known == {}
    assert parts.read_units(tmp_path, ["unit"]).num_rows == 0
