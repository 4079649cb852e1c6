"""From what a user names to the units of a fleet."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fleet_captures import write_captures
from hilog_avsession import MissingLibrary, UnreadableInput, WrongUsage, analyze
from hilog_avsession.fleet.cluster import Cluster
from hilog_avsession.fleet.listing import Entry, Listing, _fixed_part, file_system, local_path
from hilog_avsession.fleet.parts import read_units
from hilog_avsession.fleet.running import FleetOptions, Run
from hilog_avsession.fleet.units import Unit, UnitKind, find_units, refuse_inside, units_of

HILOG = "hilog.000.20261111-201400.gz"


def make(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def names(root: Path | str, kind: UnitKind = UnitKind.AUTO) -> list[str]:
    return [unit.name for unit in find_units([str(root)], kind)]


# ---- what is one unit ------------------------------------------------------------------------------------------------


def test_an_archive_is_a_unit_wherever_it_lies(tmp_path: Path) -> None:
    make(tmp_path, "monday/a.zip", "monday/b.tar.gz", "tuesday/late/c.zip", "loose.zip", "phone.log.gz")
    assert sorted(names(tmp_path)) == [
        "loose.zip",
        "monday/a.zip",
        "monday/b.tar.gz",
        "phone.log.gz",
        "tuesday/late/c.zip",
    ]


@pytest.mark.parametrize(
    "files", [(HILOG, "params.txt", "screens.zip"), ("app.log", "app.log.1"), ("app.log.1.gz", "app.log.2.gz")]
)
def test_a_folder_with_one_log_in_many_files_is_a_unit(tmp_path: Path, files: tuple[str, ...]) -> None:
    make(tmp_path, *(f"phone/{name}" for name in files), "phone/dumps/service.txt")
    assert names(tmp_path) == ["phone"]
    assert names(tmp_path / "phone") == ["phone"]


def test_a_folder_of_plain_files_is_a_unit_but_not_the_one_that_is_named(tmp_path: Path) -> None:
    make(tmp_path, "phone/system.log", "phone/params.txt", "a.log", "b.log")
    assert names(tmp_path) == ["a.log", "b.log", "phone"]
    assert names(tmp_path / "phone") == ["params.txt", "system.log"]


def test_a_folder_with_archives_is_not_a_unit_whatever_lies_beside_them(tmp_path: Path) -> None:
    make(tmp_path, "monday/a.zip", "monday/b.zip", "monday/notes.txt")
    assert names(tmp_path) == ["monday/a.zip", "monday/b.zip", "monday/notes.txt"]


def test_each_file_is_a_unit_if_asked_for(tmp_path: Path) -> None:
    make(tmp_path, f"phone/{HILOG}", "phone/system.log", "a.zip", "hilog_dict.1.zip", ".DS_Store")
    assert names(tmp_path, UnitKind.ARCHIVE) == ["a.zip", f"phone/{HILOG}", "phone/system.log"]


def test_each_folder_below_the_named_one_is_a_unit_if_asked_for(tmp_path: Path) -> None:
    make(tmp_path, "phone/a/b.log", "phone/c.zip", "tablet/d.log", "e.zip")
    assert names(tmp_path, UnitKind.FOLDER) == ["e.zip", "phone", "tablet"]
    assert names(tmp_path / "tablet", UnitKind.FOLDER) == ["tablet"]


def test_keys_of_a_bucket_may_be_as_deep_as_they_like() -> None:
    deep = "/".join(["d"] * 3_000)
    listing = Listing("s3://bucket", True, (Entry("a.zip", "s3://bucket/a.zip"), Entry(f"{deep}/b.log", "s3://...")))
    assert [unit.name for unit in units_of(listing, UnitKind.AUTO)] == ["a.zip", deep]
    assert [unit.name for unit in units_of(listing, UnitKind.FOLDER)] == ["a.zip", "d"]


# ---- what a user names -----------------------------------------------------------------------------------------------


def test_patterns_and_lists_name_units_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "x/1.zip", "x/2.zip", "y/3.zip", "y/3.log")
    (tmp_path / "list.txt").write_text("# night of Monday\nx/1.zip\n\n  y/*.zip  \n")
    monkeypatch.chdir(tmp_path)
    assert [unit.name for unit in find_units(["*/*.zip"])] == ["x/1.zip", "x/2.zip", "y/3.zip"]
    assert [unit.name for unit in find_units(["@list.txt"])] == ["1.zip", "3.zip"]
    assert {unit.address for unit in find_units(["x", f"file://{tmp_path}/x"])} == {
        str(tmp_path / f"x/{n}.zip") for n in (1, 2)
    }


def test_a_folder_of_a_pattern_that_may_not_be_listed_is_a_unit(tmp_path: Path, close: Callable[[Path], None]) -> None:
    """So that the table shows its error, and the others are read."""
    make(tmp_path, "x/1.zip", "y/2.zip")
    close(tmp_path / "y")
    assert sorted(unit.name for unit in find_units([str(tmp_path / "*/*.zip")])) == ["x/1.zip", "y"]


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [("a/b/*.zip", "a/b"), ("/*.zip", "/"), ("*.zip", "."), ("C:/*.zip", "C:/"), ("C:/a/*/b", "C:/a")],
)
def test_a_pattern_begins_with_the_folder_that_it_names(pattern: str, folder: str) -> None:
    assert _fixed_part(pattern) == folder


@pytest.mark.parametrize(
    ("address", "path"),
    [("file:///srv/a.zip", "/srv/a.zip"), ("file:///C:/a.zip", "C:/a.zip"), ("C:\\a.zip", "C:\\a.zip")],
)
def test_an_address_of_a_file_is_its_path(address: str, path: str) -> None:
    assert local_path(address) == path


def test_units_that_would_have_one_name_are_named_by_their_addresses(tmp_path: Path) -> None:
    make(tmp_path, "a/phone.zip", "b/phone.zip", "b/other.zip")
    found = find_units([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "a")])
    assert [unit.name for unit in found] == [str(tmp_path / "a/phone.zip"), "other.zip", str(tmp_path / "b/phone.zip")]


def test_a_name_is_data(tmp_path: Path) -> None:
    strange = ["-rf.zip", "a\nb.zip", "$(reboot).zip", "日志.zip"]
    make(tmp_path, *strange)
    assert sorted(names(tmp_path)) == sorted(strange)


@pytest.mark.parametrize("place", ["nothing.zip", "no*thing.zip"])
def test_a_place_that_names_nothing_is_an_error(tmp_path: Path, place: str) -> None:
    with pytest.raises(UnreadableInput, match=r"no such file|no file matches"):
        find_units([str(tmp_path / place)])


def test_a_list_that_cannot_be_read_and_an_empty_path_are_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match=r"@none\.txt: the list cannot be read"):
        find_units(["@none.txt"])
    with pytest.raises(WrongUsage, match="the list cannot be read: embedded null byte"):
        find_units(["@no\0ne.txt"])
    with pytest.raises(WrongUsage, match="an empty path"):
        find_units([""])


def test_a_folder_that_is_written_must_not_be_read(tmp_path: Path) -> None:
    refuse_inside(str(tmp_path / "out"), [str(tmp_path / "in")])
    with pytest.raises(WrongUsage, match="lies in"):
        refuse_inside(str(tmp_path / "out"), [str(tmp_path)])


# ---- what has changed ------------------------------------------------------------------------------------------------


def test_the_version_of_a_unit_changes_when_a_file_changes(tmp_path: Path) -> None:
    make(tmp_path, "phone/app.log", "phone/app.log.1")

    def unit() -> Unit:
        return find_units([str(tmp_path)])[0]

    seen = [unit()]
    assert unit() == seen[0]
    os.utime(tmp_path / "phone/app.log", (1, 1))
    seen.append(unit())
    (tmp_path / "phone/app.log.1").write_text("longer than before")
    seen.append(unit())
    make(tmp_path, "phone/app.log.2")
    seen.append(unit())
    (tmp_path / "phone/app.log.2").unlink()
    assert len({found.version for found in seen}) == 4
    assert unit() == seen[2]


# ---- elsewhere -------------------------------------------------------------------------------------------------------


def test_addresses_of_fsspec_are_listed_as_folders_are() -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for name in ("night/a.zip", "night/phone/app.log", "night/phone/app.log.1"):
        memory.pipe(f"/units-test/{name}", name.encode())
    found = find_units(["memory://units-test/night"])
    assert [(unit.name, unit.address, unit.size, unit.is_folder) for unit in found] == [
        ("a.zip", "memory:///units-test/night/a.zip", 11, False),
        ("phone", "memory:///units-test/night/phone", 40, True),
    ]
    assert [unit.name for unit in find_units(["memory://units-test/night/*.zip"])] == ["a.zip"]
    with pytest.raises(UnreadableInput, match="no such file"):
        find_units(["memory://units-test/day"])
    with pytest.raises(UnreadableInput, match="no file matches"):
        find_units(["memory://units-test/day*"])


def test_a_protocol_without_its_package_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec.core

    def missing(_address: str) -> None:
        raise ImportError("SFTPFileSystem requires paramiko") from ModuleNotFoundError("no paramiko", name="paramiko")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(
        MissingLibrary,
        match=r"sftp:// addresses need paramiko, which is not installed: pip install paramiko or ",
    ):
        file_system("sftp://host/x.zip")


def test_an_unknown_protocol_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="the protocol gopher is not known"):
        find_units(["gopher://host/x.zip"])
    with pytest.raises(WrongUsage, match="addresses inside addresses"):
        find_units(["zip://a.log::s3://bucket/x.zip"])


@pytest.mark.trial
def test_a_file_of_a_web_server_is_a_unit(tmp_path: Path) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    captures, out = write_captures(tmp_path / "captures", 1), tmp_path / "out"
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(captures))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/device-0000.zip"
        Run(FleetOptions(cluster=Cluster(workers=1))).into(out, [address])
        with pytest.raises(UnreadableInput, match="no such file"):
            find_units([f"{address}.none"])
        server.shutdown()
    (row,) = read_units(out).to_pylist()
    assert (row["unit"], row["address"], row["status"]) == ("device-0000.zip", address, "done")
    assert row["incidents"] == analyze(captures / "device-0000.zip").counts.incidents
