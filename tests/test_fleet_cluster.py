"""A fleet on a cluster: a scheduler and workers in processes of their own, on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from fleet_captures import Unruly, write_captures
from hilog_avsession import ClusterError, WrongUsage
from hilog_avsession.fleet.cluster import Cluster, Tls
from hilog_avsession.fleet.running import Event
from test_fleet_run import read, row_of, rows, single_reports, sums_in, sums_of

QUIET = ("--no-dashboard", "--host", "127.0.0.1")


def command_of(process: psutil.Process) -> str:
    """Return the command of a process, nothing if it has ended since it was found."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


class Loopback:
    """A scheduler and its workers."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._file, self._log, self._options = folder / "scheduler.json", folder / "cluster.log", options
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("dask_scheduler", "--port", "0")
        while not self._file.exists() or not self._file.read_text():
            assert self.scheduler.poll() is None, self._log.read_text()
            time.sleep(0.05)
        self.address: str = json.loads(self._file.read_text())["address"]

    def add_worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker: a nanny, which starts it anew when it is killed."""
        return self._start("dask_worker", "--nworkers", "1", "--nthreads", "1", *options)

    def workers(self) -> list[psutil.Process]:
        """The processes that nannies watch."""
        nannies = [psutil.Process(process.pid) for process in self._processes[1:] if process.poll() is None]
        found = [child for nanny in nannies for child in nanny.children()]
        return [child for child in found if "spawn_main" in command_of(child)]

    def _start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(self._file)]
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [*command, *QUIET, *self._options, *options],
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},  # of the readers that misbehave
            )
        self._processes.append(process)
        return process

    def close(self) -> None:
        """End all processes, the workers with their children first."""
        for process in reversed(self._processes):
            if process.poll() is None:
                below = psutil.Process(process.pid).children(recursive=True)
                for each in (*below, process):
                    with suppress(psutil.NoSuchProcess):  # it may have ended by itself since
                        each.kill()
            process.wait()


@pytest.fixture
def loopback(tmp_path: Path) -> Iterator[Loopback]:
    cluster = Loopback(tmp_path)
    yield cluster
    cluster.close()


# ---- a cluster that works --------------------------------------------------------------------------------------------


@pytest.mark.trial
def test_two_workers_read_what_one_process_reads(tmp_path: Path, loopback: Loopback) -> None:
    captures, out = write_captures(tmp_path / "captures", 40), tmp_path / "out"
    for _ in range(2):
        loopback.add_worker()
    seen: set[str] = set()

    def listen(event: Event) -> None:
        if event.outcome is not None:
            seen.add(event.outcome.worker)

    done = read(captures, out, listen, Unruly(pause=0.02), cluster=Cluster(loopback.address))
    assert (done.progress.done, done.progress.failed) == (40, 0)
    assert len(seen) == 2
    assert sums_in(out) == sums_of(single_reports(captures))
    for worker in loopback.workers():
        assert worker.children(recursive=True) == []  # what read for the run has ended


@pytest.mark.trial
def test_a_worker_that_comes_late_reads_too(tmp_path: Path, loopback: Loopback) -> None:
    captures, out = write_captures(tmp_path / "captures", 6), tmp_path / "out"
    ticks = 0

    def listen(event: Event) -> None:
        nonlocal ticks
        ticks += event.name == "tick"
        if ticks == 4 and event.name == "tick":
            loopback.add_worker()

    assert read(captures, out, listen, cluster=Cluster(loopback.address)).progress.done == 6


@pytest.mark.trial
def test_a_program_may_bring_its_own_client(tmp_path: Path, loopback: Loopback) -> None:
    from distributed import Client

    captures, out = write_captures(tmp_path / "captures", 2), tmp_path / "out"
    loopback.add_worker()
    with Client(loopback.address, set_as_default=False) as client:
        assert read(captures, out, cluster=Cluster(client)).progress.done == 2
        assert client.status == "running"


# ---- workers that are lost -------------------------------------------------------------------------------------------


@pytest.mark.trial
def test_ten_workers_that_are_killed_cost_nothing(tmp_path: Path, loopback: Loopback) -> None:
    captures, out = write_captures(tmp_path / "captures", 120), tmp_path / "out"
    for _ in range(2):
        loopback.add_worker()
    kills, ended = 0, 0

    def kill(event: Event) -> None:
        nonlocal kills, ended
        # units end between two kills, so that no unit is read by every worker that is killed
        is_due = kills < 10 and event.progress.ended > ended + 4
        if is_due and (workers := loopback.workers()):
            with suppress(psutil.NoSuchProcess):  # it may have ended by itself since
                workers[kills % len(workers)].kill()
                kills, ended = kills + 1, event.progress.ended

    done = read(captures, out, kill, Unruly(pause=0.1), cluster=Cluster(loopback.address))
    assert kills == 10
    assert (done.progress.done, done.progress.failed) == (120, 0)
    assert sums_in(out) == sums_of(single_reports(captures))


@pytest.mark.trial
def test_a_unit_that_ends_its_process_takes_no_worker_with_it(tmp_path: Path, loopback: Loopback) -> None:
    captures, out = write_captures(tmp_path / "captures", 4), tmp_path / "out"
    (captures / "killer.log").write_bytes((captures / "device-0003.log").read_bytes())
    for _ in range(2):
        loopback.add_worker()
    workers: set[int] = set()

    def listen(_event: Event) -> None:
        workers.update(worker.pid for worker in loopback.workers())

    done = read(captures, out, listen, Unruly(), cluster=Cluster(loopback.address))
    assert (done.progress.done, done.progress.failed) == (4, 1)
    assert (row_of(out, "killer.log")["reason"], row_of(out, "killer.log")["tries"]) == ("worker-lost", 3)
    assert {worker.pid for worker in loopback.workers()} == workers


@pytest.mark.trial
def test_a_unit_that_kills_its_worker_is_given_up(tmp_path: Path, loopback: Loopback) -> None:
    captures, out = write_captures(tmp_path / "captures", 4), tmp_path / "out"
    (captures / "parricide.log").write_bytes((captures / "device-0003.log").read_bytes())
    for _ in range(2):
        loopback.add_worker()
    done = read(captures, out, diagnose=Unruly(), cluster=Cluster(loopback.address))
    assert (done.progress.done, done.progress.failed) == (4, 1)
    assert row_of(out, "parricide.log")["reason"] == "worker-lost"
    assert sums_in(out)["lines"] > 0


# ---- a scheduler that is lost ----------------------------------------------------------------------------------------


@pytest.mark.trial
def test_a_scheduler_that_goes_away_is_an_error_and_the_run_can_be_continued(
    tmp_path: Path, loopback: Loopback
) -> None:
    count = 40
    captures, out = write_captures(tmp_path / "captures", count), tmp_path / "out"
    loopback.add_worker("--no-nanny")

    def listen(event: Event) -> None:
        if event.progress.ended == 2 and loopback.scheduler.poll() is None:
            loopback.scheduler.kill()

    with pytest.raises(ClusterError, match=r"tcp://127.0.0.1:\d+: the connection to the scheduler is lost"):
        read(captures, out, listen, Unruly(pause=0.1), cluster=Cluster(loopback.address))
    stored = len(rows(out))
    assert 2 <= stored < count
    done = read(captures, out)
    assert (done.progress.skipped, done.stored) == (stored, count)
    assert sums_in(out) == sums_of(single_reports(captures))


def test_a_scheduler_that_cannot_be_reached_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.fleet.cluster._CONNECT", 0.5)
    captures, out = write_captures(tmp_path / "captures", 1), tmp_path / "out"
    read(captures, out)
    with pytest.raises(ClusterError, match=r"tcp://127.0.0.1:9: no scheduler can be reached: "):
        read(captures, out, with_reports=True, cluster=Cluster("tcp://127.0.0.1:9"))
    assert len(rows(out)) == 1  # nothing is removed before something can be read


@pytest.mark.parametrize("address", ["host", "tcp://host", "tcp://host:", "host:port", "tcp:host:8786", ""])
def test_a_text_that_is_not_the_address_of_a_scheduler_is_refused_at_once(tmp_path: Path, address: str) -> None:
    captures, out = write_captures(tmp_path / "captures", 1), tmp_path / "out"
    with pytest.raises(WrongUsage, match=r"write its host and port: tcp://host:8786"):
        read(captures, out, cluster=Cluster(address))
    assert not out.exists()


# ---- connections that are encrypted ----------------------------------------------------------------------------------


@pytest.mark.trial
def test_connections_can_be_encrypted(tmp_path: Path) -> None:
    certificate, key = _certificate(tmp_path)
    files = ("--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key)
    cluster = Loopback(tmp_path, *files, "--protocol", "tls")
    try:
        cluster.add_worker("--no-nanny")
        captures = write_captures(tmp_path / "captures", 2)
        assert cluster.address.startswith("tls://")
        done = read(
            captures, tmp_path / "out", cluster=Cluster(cluster.address, tls=Tls(certificate, certificate, key))
        )
        assert done.progress.done == 2
        with pytest.raises(ClusterError, match="needs certificates"):
            read(captures, tmp_path / "other", cluster=Cluster(cluster.address))
    finally:
        cluster.close()


def _certificate(folder: Path) -> tuple[str, str]:
    """A certificate that vouches for itself, and its key."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder: Any = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1)
        .not_valid_before(now - datetime.timedelta(1))
        .not_valid_after(now + datetime.timedelta(1))
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate, secret = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(certificate), str(secret)
