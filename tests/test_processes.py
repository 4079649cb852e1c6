"""What is known of processes: a bundle reaches all processes of its uid, and nobody else's."""

from __future__ import annotations

import random

import pytest

from hilog_avsession.analysis.sessions.processes import MAX_PROCESSES, Processes

Known = dict[int, tuple[int | None, str | None]]


def known_of(processes: Processes, pids: range) -> Known:
    return {pid: (known.uid, known.bundle) for pid in pids if (known := processes.get(pid)) is not None}


def plainly_learnt(known: Known, uid: int, bundle: str) -> Known:
    """What learning a bundle comes to: every process is looked at."""
    return {pid: (its, name or (bundle if its == uid else None)) for pid, (its, name) in known.items()}


@pytest.mark.parametrize("seed", range(5))
def test_a_bundle_reaches_the_processes_that_wait_for_it(seed: int) -> None:
    rng, processes, pids, learnt = random.Random(seed), Processes(), range(12), 0
    for _ in range(4_000):
        pid, uid, bundle = rng.choice(pids), rng.choice([None, 0, 1, 2, 3]), rng.choice([None, "a", "b"])
        match rng.randrange(6):
            case 0:
                processes.forget(pid)
            case 1:
                processes.identify(processes.get_or_add(pid), uid, bundle)
            case 2:
                processes.learn_uid(processes.get_or_add(pid), uid)
            case 3:
                process = processes.get_or_add(pid)
                process.bundle = bundle or process.bundle
            case _:
                if uid is not None and bundle is not None:
                    before = known_of(processes, pids)
                    processes.learn_bundle(uid, bundle)
                    after = known_of(processes, pids)
                    assert after == plainly_learnt(before, uid, bundle)
                    learnt += after != before
    assert learnt > 100


def test_another_uid_or_bundle_is_another_process_under_the_same_pid() -> None:
    processes = Processes()
    process = processes.get_or_add(1)
    processes.identify(process, 100, "com.example.music")
    processes.identify(process, 200, None)
    assert (process.uid, process.bundle) == (200, None)
    processes.learn_bundle(200, "com.example.radio")
    processes.identify(process, None, "com.example.opera")
    assert (process.uid, process.bundle) == (None, "com.example.opera")


def test_a_process_that_made_room_waits_for_nothing() -> None:
    processes = Processes()
    for pid in range(MAX_PROCESSES * 3):
        processes.learn_uid(processes.get_or_add(pid), pid)
    assert len(processes) == len(processes._unnamed) == MAX_PROCESSES
