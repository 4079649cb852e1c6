"""What captures tell of devices and applications, and the user's table of facts."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from hilog_avsession import WrongUsage
from hilog_avsession.fleet.facts import Facts, MetaTable, Version
from hilog_avsession.reading.fastpath import Block


def facts_of(*texts: str) -> Facts:
    facts = Facts()
    for text in texts:
        blocks = [Block(text.encode(), 1)]
        assert list(facts.watch(blocks)) == blocks
    return facts


@pytest.mark.parametrize(
    "text",
    [
        "const.product.model = ABC-10\nconst.product.software.version = 5.1.0.120\nconst.ohos.apiversion = 18\n",
        "[const.product.model]: [ABC-10]\n[const.product.software.version]: [5.1.0.120]\n"
        "[const.ohos.apiversion]: [18]\n",
        "    const.product.model: ABC-10 \r\nconst.product.software.version=5.1.0.120\nconst.ohos.apiversion=18",
    ],
)
def test_parameters_tell_model_build_and_level(text: str) -> None:
    assert facts_of(text).row() == {"device_model": "ABC-10", "software_version": "5.1.0.120", "api_level": 18}


@pytest.mark.parametrize(
    "text",
    [
        "11-20 10:00:00.000  1  1 I C00000/param: const.product.model = ABC-10\n",  # a message
        "const.product.model = \n",
        "persist.const.product.model = ABC-10\n",
        "const.product.modelname = ABC-10\n",
        "const.ohos.apiversion = eighteen\n",
    ],
)
def test_other_lines_than_parameters_give_no_facts(text: str) -> None:
    assert facts_of(text).row() == {"device_model": None, "software_version": None, "api_level": None}


def test_the_first_value_counts() -> None:
    assert facts_of("const.product.model = A\n", "const.product.model = B\n").row()["device_model"] == "A"


def test_the_full_name_tells_the_release() -> None:
    assert facts_of("const.ohos.fullname = OpenHarmony-5.0.0.71\n").release == "5.0"
    assert facts_of("const.ohos.fullname = Other-5.0\n").release is None


@pytest.mark.parametrize(
    "text",
    [
        'com.example.music:\n{\n  "name": "x",\n  "versionCode": 5002001,\n  "versionName": "5.2.1"\n}\n',
        '{"bundleName": "com.example.music", "versionCode": 5002001, "versionName": "5.2.1"}\n',
        "bundleName: com.example.music\nversionName: 5.2.1\nversionCode: 5002001\n",
        "11-20 10:00:00.000  1  1 I C01120/BMS: bundleName=com.example.music versionName=5.2.1 versionCode=5002001\n",
    ],
)
def test_the_bundle_manager_tells_versions(text: str) -> None:
    lines = text.encode().splitlines(keepends=True)
    for cut in range(len(lines)):  # wherever a block ends
        facts = Facts()
        deque(facts.watch([Block(b"".join(lines[:cut]), 1), Block(b"".join(lines[cut:]), cut + 1)]), maxlen=0)
        assert facts.applications == {"com.example.music": Version("5.2.1", 5002001)}


def test_versions_belong_to_the_bundle_before_them() -> None:
    dump = 'com.a.b:\n{\n "versionName": "1"\n}\ncom.c.d:\n{\n "versionName": "2",\n "versionName": "3"\n}\n'
    assert facts_of(dump).applications == {"com.a.b": Version("1"), "com.c.d": Version("2")}


def test_lines_of_a_log_and_other_files_do_not_lend_each_other_a_bundle() -> None:
    log = "11-20 10:00:00.000  1  1 I C01120/BMS: bundleName=com.example.music\n"
    assert facts_of(f"{log}11-20 10:00:00.001  1  1 I C01120/BMS: versionName=5.2.1\n").applications == {}
    assert facts_of("com.example.music:\n", '"versionName": "5.2.1"\n').applications == {}


# ---- the user's table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_is_joined_by_the_name_of_the_unit(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "meta.csv"
    lines = ["lab,unit,note", 'north,night/a.zip,"x;y"', "south,b"]
    path.write_text("\n".join(lines).replace(",", mark).replace("x;y", "x and y"), "utf-8-sig")
    table = MetaTable.read(str(path))
    assert table.of("night/a.zip") == {"lab": "north", "note": "x and y"}
    assert table.of("morning/b.tar.gz") == {"lab": "south"}
    assert table.of("a.zip") is None


def test_without_a_column_of_units_the_first_one_names_them(tmp_path: Path) -> None:
    (tmp_path / "meta.csv").write_text("device,lab\na,north\n\n")
    assert MetaTable.read(str(tmp_path / "meta.csv")).of("a.zip") == {"lab": "north"}


def test_rows_that_name_no_unit_are_counted_and_named(tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    path.write_text("unit,lab\nlab1/a.log,L1\ncaps/lab2/b.zip,L2\nc,L3\n" + "".join(f"z{n},L4\n" for n in range(5)))
    table = MetaTable.read(str(path))
    assert table.unmatched(["lab1/a.log", "lab2/b.zip", "lab3/c.tar.gz"]) == (
        6,
        8,
        ("caps/lab2/b.zip", "z0", "z1"),
        "lab1/a.log",
    )
    assert table.unmatched([]) is None
    path.write_text("unit,lab\na,L1\n")
    assert MetaTable.read(str(path)).unmatched(["lab1/a.log", "b.log"]) is not None  # `.log` belongs to the name
    assert MetaTable.read(str(path)).unmatched(["lab1/a.zip", "b.log"]) is None


def test_a_file_that_is_not_a_table_is_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    for data in (b"", b"unit,lab\n", b"\xff\xfe\xff"):
        path.write_bytes(data)
        with pytest.raises(WrongUsage, match=r"--meta .*meta.csv: (has no rows|cannot be read as CSV)"):
            MetaTable.read(str(path))
