"""A fleet in a bucket: S3's interface on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

import hilog_avsession
from conftest import with_trials
from fleet_captures import Rewriting, write_captures
from hilog_avsession.fleet.running import Event
from hilog_avsession.fleet.units import find_units
from test_fleet_run import TWO, read, row_of, rows, single_reports, sums_in, sums_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The file system of an empty bucket `lab`."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()  # of earlier tests in this process
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    fs = s3fs.S3FileSystem()
    fs.mkdir("lab")
    yield fs
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.mark.parametrize("count", with_trials([4], [200]))
def test_a_bucket_is_read_as_a_folder_is(tmp_path: Path, bucket: Any, count: int) -> None:
    captures, out = write_captures(tmp_path / "captures", count), tmp_path / "out"
    changed = write_captures(tmp_path / "later", 1, seed=9) / "device-0000.zip"
    bucket.put(str(captures), "lab/night", recursive=True)
    retried: list[str] = []

    def listen(event: Event) -> None:
        if event.name == "retried" and event.outcome is not None:
            retried.append(f"{event.outcome.row['unit']} {event.outcome.row['reason']}")

    done = read(["s3://lab/night"], out, listen, Rewriting("device-0000.zip", changed.read_bytes()))
    assert (done.progress.done, done.progress.failed) == (count, 0)
    assert retried == ["device-0000.zip changed"]
    (captures / "device-0000.zip").write_bytes(changed.read_bytes())
    assert sums_in(out) == sums_of(single_reports(captures))
    row = row_of(out, "device-0001.log.gz")
    assert row["address"] == "s3://lab/night/device-0001.log.gz"
    assert {unit.name for unit in find_units([str(captures)])} == {row["unit"] for row in rows(out)}
    sources = {row["source"] for row in rows(out, "incidents") if row["unit"] == "device-0002"}
    assert sources <= {f"s3://lab/night/device-0002/hilog.00{n}.20251120-1{n}0000" for n in range(2)}
    assert read(["s3://lab/night"], out).progress.units == 0


@pytest.mark.trial
def test_only_what_is_new_in_a_bucket_is_read(tmp_path: Path, bucket: Any) -> None:
    captures, out = write_captures(tmp_path / "captures", 8), tmp_path / "out"
    bucket.put(str(captures), "lab/night", recursive=True)
    read(["s3://lab/night"], out, cluster=TWO)
    bucket.put(str(captures / "device-0000.zip"), "lab/night/new.zip")
    bucket.rm("lab/night/device-0001.log.gz")
    done = read(["s3://lab/night"], out)
    assert (done.progress.units, done.progress.skipped, done.stored) == (1, 7, 9)


@pytest.mark.trial
def test_an_object_that_is_gone_is_recorded(tmp_path: Path, bucket: Any) -> None:
    captures, out = write_captures(tmp_path / "captures", 2), tmp_path / "out"
    bucket.put(str(captures), "lab/night", recursive=True)

    def listen(event: Event) -> None:
        if event.name == "started":
            bucket.rm("lab/night/device-0000.zip")

    done = read(["s3://lab/night"], out, listen)
    assert (done.progress.done, done.progress.failed) == (1, 1)
    assert (row_of(out, "device-0000.zip")["reason"], row_of(out, "device-0000.zip")["tries"]) == ("not-found", 3)


def test_a_bucket_that_does_not_exist_is_an_error(tmp_path: Path, bucket: Any) -> None:
    for place in ("s3://other/night", "s3://lab/nothing.zip"):
        with pytest.raises(hilog_avsession.UnreadableInput, match=place):
            read([place], tmp_path / "out")
