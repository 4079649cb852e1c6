"""A run over a fleet: its sums, what it skips, and what it does when units, workers or the user get in its way."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest

import hilog_avsession
from conftest import LOGS, with_trials
from fleet_captures import Unruly, write_captures
from hilog_avsession import ClusterError, Report, UnreadableInput, UnwritableOutput, WrongUsage
from hilog_avsession.fleet.cluster import Cluster
from hilog_avsession.fleet.parts import dataset_parts, read_units
from hilog_avsession.fleet.process import Limits
from hilog_avsession.fleet.running import Done, Event, FleetOptions, Run
from hilog_avsession.fleet.units import find_units

ONE, TWO = Cluster(workers=1), Cluster(workers=2)


def read(
    places: Path | Sequence[Path | str],
    out: Path,
    listener: Callable[[Event], None] = lambda _event: None,
    diagnose: Any = None,
    **options: Any,
) -> Done:
    """Read a fleet, one unit after the other unless told otherwise."""
    names = [str(places)] if isinstance(places, Path) else list(map(str, places))
    return Run(FleetOptions(**{"cluster": ONE, **options}), listener, diagnose=diagnose).into(out, names)


def rows(out: Path, table: str = "units") -> list[dict[str, Any]]:
    if table == "units":
        return read_units(out).to_pylist()  # type: ignore[no-any-return]
    return [row for part in dataset_parts(out, table) for row in pq.read_table(part.path).to_pylist()]  # type: ignore[arg-type]


def row_of(out: Path, unit: str) -> dict[str, Any]:
    (row,) = (row for row in rows(out) if row["unit"] == unit)
    return row


def single_reports(folder: Path) -> list[Report]:
    return [hilog_avsession.analyze(unit.address) for unit in find_units([str(folder)])]


def sums_of(reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "lines": sum(report.lines.total for report in reports),
        "examined": sum(report.lines.examined for report in reports),
        "incidents": sum(report.counts.incidents for report in reports),
        "sessions": sum(report.counts.sessions for report in reports),
        "codes": sum((Counter({code.code: code.incidents for code in report.codes}) for report in reports), Counter()),
        "kinds": Counter(kind.kind for report in reports for kind in report.kinds for _ in range(kind.incidents)),
        "listed": sum(len(report.incidents) for report in reports),
        "sessions listed": sum(len(report.sessions) for report in reports),
    }


def sums_in(out: Path) -> dict[str, Any]:
    done = [row for row in rows(out) if row["status"] == "done"]
    codes: Counter[int] = Counter()
    for row in rows(out, "codes"):
        codes[row["code"]] += row["incidents"]
    kinds: Counter[Any] = Counter()
    for row in rows(out, "kinds"):
        kinds[row["code"], row["cause"], row["bundle"]] += row["incidents"]
    return {
        **{name: sum(row[name] for row in done) for name in ("lines", "examined", "incidents", "sessions")},
        "codes": codes,
        "kinds": kinds,
        "listed": len(rows(out, "incidents")),
        "sessions listed": len(rows(out, "sessions")),
    }


def children(but: Iterable[psutil.Process] = ()) -> list[psutil.Process]:
    """Return the processes that this one has started, but not some: the browser of other tests is one of them."""
    return [child for child in psutil.Process().children() if child not in but]


def addresses_of(process: psutil.Process) -> set[str]:
    """Return the addresses that a process listens on: none if it has ended since it was found."""
    try:
        return {found.laddr.ip for found in process.net_connections() if found.status == "LISTEN"}
    except psutil.NoSuchProcess:
        return set()


# ---- sums ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", with_trials([(16, 2)], [(300, 1), (300, 2), (300, 3)]), ids=str)
def test_the_sums_of_a_fleet_are_those_of_single_reports(tmp_path: Path, size: tuple[int, int]) -> None:
    count, workers = size
    captures, out = write_captures(tmp_path / "captures", count, seed=workers), tmp_path / "out"
    listened: set[str] = set()

    def look(_event: Event) -> None:
        for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
            listened.update(addresses_of(process))

    done = read(captures, out, look, cluster=Cluster(workers=workers))
    assert (done.progress.done, done.progress.failed, done.stored) == (count, 0, count)
    assert listened <= {"127.0.0.1", "::1"}
    assert sums_in(out) == sums_of(single_reports(captures))
    assert {row["unit"] for row in rows(out)} == {unit.name for unit in find_units([str(captures)])}


@pytest.mark.trial
def test_the_order_of_units_does_not_matter(tmp_path: Path) -> None:
    captures = write_captures(tmp_path / "captures", 6)
    units = [unit.address for unit in find_units([str(captures)])]
    read(units[:2], tmp_path / "a")
    read(units[2:], tmp_path / "a")
    read(list(reversed(units)), tmp_path / "b", cluster=Cluster(workers=1))
    assert sums_in(tmp_path / "a") == sums_in(tmp_path / "b")
    for table in ("incidents", "sessions", "codes", "kinds", "applications"):
        in_a, in_b = (sorted(map(repr, rows(tmp_path / name, table))) for name in "ab")
        assert in_a == in_b


# ---- what a capture tells, and what the user adds --------------------------------------------------------------------


def test_a_row_of_units_tells_what_is_known(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 2), tmp_path / "out"
    (tmp_path / "meta.csv").write_text("unit;lab\ndevice-0000;north\nnobody.zip;south\n")
    read(captures, out, meta=str(tmp_path / "meta.csv"), with_reports=True)
    told, untold = row_of(out, "device-0000.zip"), row_of(out, "device-0001.log.gz")
    assert told["device_model"] in {"PHONE-1", "TAB-2"}
    assert told["software_version"].startswith("5.1.0.11")
    assert (told["api_level"], told["meta_lab"], told["verdict"]) == (18, "north", True)
    assert told["seconds"] > 0
    assert told["memory_mb"] is None or told["memory_mb"] > 10
    assert (untold["device_model"], untold["api_level"], untold["meta_lab"]) == (None, None, None)
    report = hilog_avsession.Report.from_json(_unpacked(out / "reports" / f"{told['unit_id']}.json.gz"))
    assert report.counts.incidents == told["incidents"]
    assert json.loads((out / "fleet.json").read_text("utf-8"))["counts"]["units"] == 2


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


# ---- what is read again ----------------------------------------------------------------------------------------------


def test_only_what_is_new_or_changed_is_read_again(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 3), tmp_path / "captures" / "out"
    everything = captures / "*"  # also the folder that is written, which is never read
    read(everything, out)
    done = read(everything, out)
    assert (done.progress.units, done.progress.skipped, done.stored) == (0, 3, 3)
    write_captures(tmp_path / "more", 4)
    os.rename(tmp_path / "more" / "device-0003.log", captures / "device-0003.log")
    (captures / "device-0001.log.gz").unlink()
    os.rename(tmp_path / "more" / "device-0001.log.gz", captures / "device-0001.log.gz")
    os.utime(captures / "device-0001.log.gz", (1, 1))
    done = read(everything, out)
    assert (done.progress.units, done.progress.skipped, done.stored) == (2, 2, 4)
    assert sums_in(out) == sums_of(single_reports(captures / "device-*"))


@pytest.mark.trial
def test_other_options_read_everything_again(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 2), tmp_path / "out"
    read(captures, out)
    events: list[str] = []
    done = read(captures, out, lambda event: events.append(event.name), with_reports=True)
    assert events[0] == "cleared"
    assert done.progress.done == 2


# ---- units that cannot be read ---------------------------------------------------------------------------------------


def test_a_unit_that_cannot_be_read_is_recorded_with_the_reason(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 2), tmp_path / "out"
    whole = (captures / "device-0000.zip").read_bytes()
    (captures / "damaged.zip").write_bytes(whole[: len(whole) // 2])
    (captures / "no-log.txt").write_text("Dear diary\n")
    (captures / "empty.log").write_bytes(b"")
    endless = gzip.compress(bytes(1 << 20)) * 10_000  # 10 MB that unpack to 10 GB
    (captures / "endless.log.gz").write_bytes(endless)
    read(captures, out, limits=Limits(seconds=60))
    reasons = {row["unit"]: (row["status"], row["reason"]) for row in rows(out)}
    assert reasons == {
        "device-0000.zip": ("done", None),
        "device-0001.log.gz": ("done", None),
        "damaged.zip": ("failed", "damaged"),
        "endless.log.gz": ("failed", "limit"),
        "no-log.txt": ("failed", "not-hilog"),
        "empty.log": ("done", None),
    }
    assert row_of(out, "no-log.txt")["detail"]
    assert row_of(out, "no-log.txt")["lines"] is None
    assert read(captures, out).progress.units == 0  # it is still the same
    assert read(captures, out, retries_failed=True).progress.units == 3


@pytest.mark.skipif(sys.platform != "linux", reason="a file that cannot be read, whoever asks")
def test_a_unit_that_this_machine_cannot_read_is_read_again_by_the_next_run(tmp_path: Path) -> None:
    out, tries = tmp_path / "out", list[int]()

    def listen(event: Event) -> None:
        if event.name == "retried" and event.outcome is not None:
            tries.append(event.outcome.row["tries"])

    read(["/proc/self/mem"], out, listen)
    assert (row_of(out, "mem")["reason"], row_of(out, "mem")["tries"], tries) == ("unreadable", 3, [1, 2])
    assert read(["/proc/self/mem"], out).progress.units == 1


@pytest.mark.parametrize("names", with_trials([("killer",)], [("endless",), ("hungry", "raising")]), ids=" and ".join)
def test_a_unit_that_ends_its_process_or_takes_too_much_is_tried_again_and_given_up(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    captures, out = write_captures(tmp_path / "captures", 3), tmp_path / "out"
    for name in names:
        (captures / f"{name}.log").write_bytes((LOGS / "quiet.log").read_bytes())
    retried: list[str] = []

    def listen(event: Event) -> None:
        if event.name == "retried" and event.outcome is not None:
            retried.append(event.outcome.assignment.name)

    limits = Limits(seconds=30 if "hungry" in names else 1.5, memory=400 << 20)
    done = read(captures, out, listen, Unruly(), limits=limits)
    wanted = {"killer": ("worker-lost", 3), "endless": ("time", 3), "hungry": ("memory", 3), "raising": ("error", 1)}
    failed = {row["unit"]: (row["reason"], row["tries"]) for row in rows(out) if row["status"] == "failed"}
    assert failed == {f"{name}.log": wanted[name] for name in names}
    assert Counter(retried) == {name: tries - 1 for name, (_, tries) in failed.items() if tries > 1}
    assert (done.progress.done, done.progress.failed) == (3, len(names))
    if "killer" in names:
        assert "SIGABRT" in row_of(out, "killer.log")["detail"]


@pytest.mark.trial
def test_workers_that_can_read_nothing_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.fleet.running._UNFIT", 3)
    captures = tmp_path / "captures"
    captures.mkdir()
    for number in range(5):
        (captures / f"killer-{number}.log").write_bytes((LOGS / "quiet.log").read_bytes())
    with pytest.raises(ClusterError, match=r"could read none of the first 3 units: worker-lost: .* SIGABRT"):
        read(captures, tmp_path / "out", diagnose=Unruly())
    assert len(rows(tmp_path / "out")) == 2
    write_captures(captures, 3)
    assert read(captures, tmp_path / "out").progress.done == 8


@pytest.mark.parametrize("size", with_trials([(6, 1)], [(60, 10)]), ids=str)
def test_processes_that_are_killed_cost_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    count, kills = size
    captures, out = write_captures(tmp_path / "captures", count), tmp_path / "out"
    left, others = kills, children()

    def kill(event: Event) -> None:
        nonlocal left
        if left and event.name in ("unit", "tick"):
            for child in children(but=others)[:1]:
                with suppress(psutil.NoSuchProcess):  # it may have ended by itself since
                    child.kill()
                    left -= 1

    done = read(captures, out, kill, Unruly(pause=0.05), cluster=TWO)
    assert left == 0
    assert (done.progress.done, done.progress.failed) == (count, 0)
    assert sums_in(out) == sums_of(single_reports(captures))


# ---- the end of a run ------------------------------------------------------------------------------------------------


@pytest.mark.trial
def test_a_run_that_is_stopped_stores_what_is_finished(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 8), tmp_path / "out"
    ended, others = list[str](), children()

    def listen(event: Event) -> None:
        if event.name == "unit":
            ended.append(event.name)

    run = Run(FleetOptions(cluster=TWO), listen, lambda: len(ended) >= 2, Unruly(pause=0.05))
    done = run.into(out, [str(captures)])
    assert done.interrupted
    assert 2 <= done.stored < 8
    assert done.stored == len(rows(out))
    assert not children(but=others)
    assert read(captures, out).progress.skipped == done.stored
    assert sums_in(out) == sums_of(single_reports(captures))


def test_ctrl_c_ends_in_order_and_says_what_is_done(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 60), tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "hilog_avsession",
        "fleet",
        captures,
        "-o",
        out,
        "--workers",
        "1",
        "--progress",
        "jsonl",
    ]
    with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if '"event": "unit"' in line:
                process.send_signal(signal.SIGINT)
                break
        lines += process.stderr.readlines()
    assert process.returncode == 130
    assert "left for the next run" in lines[-1]
    assert '"event": "ended"' in lines[-2]
    assert 1 <= len(rows(out)) < 60
    assert (out / "units.parquet").exists()


@pytest.mark.trial
def test_a_run_that_is_killed_loses_no_unit_that_was_stored(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 6), tmp_path / "out"
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from hilog_avsession.fleet import store\n"
        "from hilog_avsession.fleet.running import Run, FleetOptions, Cluster\n"
        "store._KEPT = 2\n"
        "def listen(event):\n"
        "    if event.progress.ended == 5: os._exit(9)\n"
        f"Run(FleetOptions(cluster=Cluster(workers=1)), listen).into({str(out)!r}, [{str(captures)!r}])\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    stored = len(rows(out))
    assert stored >= 4
    assert read(captures, out).progress.skipped == stored
    assert sums_in(out) == sums_of(single_reports(captures))


# ---- redaction -------------------------------------------------------------------------------------------------------


def test_a_redacted_fleet_names_nobody_and_is_continued_with_its_key_only(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "secret-lab", 4), tmp_path / "out"
    (captures / "secret-note.log").write_text("no log of com.example.musicdemo\n")
    read(captures, out, key="k", with_reports=True)
    assert len(rows(out)) == 5
    for table in ("units", "incidents", "sessions", "codes", "kinds", "applications"):
        said = json.dumps(rows(out, table), default=str)
        assert not [word for word in ("secret", "device-", "musicdemo") if word in said], table
    reports = [_unpacked(path).decode() for path in (out / "reports").iterdir()]
    assert len(reports) == 4
    assert not any("musicdemo" in report or "secret" in report for report in reports)
    assert read(captures, out, key="k", with_reports=True).progress.units == 0
    assert {row["bundle"] for row in rows(out, "applications")} & {row["bundle"] for row in rows(out, "kinds")}


# ---- the library and the command line --------------------------------------------------------------------------------


def test_a_program_calls_the_module(tmp_path: Path) -> None:
    captures, events = write_captures(tmp_path / "captures", 2), []
    fleet = hilog_avsession.fleet(captures, out=tmp_path / "out", workers=1, progress=events.append)
    assert fleet.counts.units == 2
    assert [event.name for event in events if event.name != "tick"] == ["started", "unit", "unit", "ended"]
    with pytest.raises(WrongUsage, match="a path cannot be 3"):
        hilog_avsession.fleet(3, out=tmp_path / "out")  # type: ignore[arg-type]
    with pytest.raises(WrongUsage, match="'disk' is not a kind of unit"):
        hilog_avsession.fleet(captures, out=tmp_path / "out", unit="disk")
    for odd, message in (
        ({"out": "a" * 9999}, "File name too long"),
        ({"out": "\0"}, "no folder can be called so"),
        ({"out": "\udcff"}, "no folder can be called so"),
        ({"meta": "\0"}, "--meta .* cannot be read as CSV"),
        ({"workers": 257}, "workers cannot be 257; give a whole number from 1 to 256"),
        ({"key": b"x"}, "key cannot be bytes"),
        ({"reports": "yes"}, "reports cannot be 'yes'"),
        ({"time_limit": "long"}, "time_limit cannot be 'long'; give a number of seconds from 1 on"),
        ({"time_limit": 0.5}, "time_limit cannot be 0.5"),
        ({"time_limit": float("nan")}, "time_limit cannot be nan"),
    ):
        with pytest.raises((WrongUsage, UnwritableOutput), match=message):
            hilog_avsession.fleet(captures, **{"out": tmp_path / "other", **odd})
    for call, name in (
        (hilog_avsession.fleet, "fleet"),
        (hilog_avsession.fleet.open, "fleet.open"),
        (hilog_avsession.fleet.compare, "fleet.compare"),
    ):
        with pytest.raises(TypeError, match=rf"^{name}\(\) missing"):
            call()
    with pytest.raises(WrongUsage, match="there are no captures to read; give a path, a pattern, an address"):
        hilog_avsession.fleet([], out=tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableInput, match="holds no captures"):
        hilog_avsession.fleet(tmp_path / "empty", out=tmp_path / "out")
