"""What was found out once is remembered, and the memory never changes a report."""

from __future__ import annotations

import io
import random

import pytest

from conftest import LOGS
from hilog_avsession import analyze
from hilog_avsession.analysis.deduplicate import Memory
from hilog_avsession.knowledge.application_errors import _errors_in, find_errors
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.model import records
from hilog_avsession.pipeline import Diagnosis
from simulator.story import Options, generate

TRACES = {f"trace-{seed}": "\n".join(generate(seed, Options(failing=0.7)).lines()).encode() for seed in range(70, 76)}
FILES = {path.name: path.read_bytes() for path in sorted(LOGS.glob("*.log"))}


@pytest.mark.parametrize("size", [0, 1, 7])
@pytest.mark.parametrize("log", [*FILES.values(), *TRACES.values()], ids=[*FILES, *TRACES])
def test_a_small_memory_gives_the_same_report(log: bytes, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = analyze(io.BytesIO(log)).to_json()
    monkeypatch.setattr(records, "MOST_BODIES", size)
    assert analyze(io.BytesIO(log)).to_json() == wanted


def test_incidents_of_the_same_lines_are_concluded_once() -> None:
    line = "11-06 08:00:{:02}.000  6720  6720 E A03D00/JSAPP: activate failed, code: 6600102\n"
    diagnosis = Diagnosis()
    assert list(diagnosis.read(io.BytesIO("".join(map(line.format, range(0, 60, 2))).encode())))
    assert len(diagnosis._builder._conclusions._known) == 1
    assert list(diagnosis.finish())
    assert diagnosis.report().counts.incidents == 30


STATED = [
    "attempt {} sendControlCommand failed, code: 6600107",
    "createAVSession {} BusinessError: code: {}",
    "SetAVMetaData failed : native session not exist, {} {}",
    "getAVSession failed:native get session err:-{}",
    "avsession code {}ms, error -{}, err: {}.{}",
    "[{}] AVSession activate {} ERR_CODE_SESSION_NOT_EXIST {}",
    "avsession: The session service exception. {}. Required parameters are missing, error {}",
    "AVCast error {}: ret={} position: {}",
    "avmusictemplate error code {}x{}",
]


@pytest.mark.parametrize("framework", [True, False])
@pytest.mark.parametrize("text", STATED)
def test_numbers_that_nothing_reads_change_no_stated_error(text: str, framework: bool) -> None:
    """Texts that differ in them share what was found out; what each states alone is the same."""
    rng = random.Random(text)
    read = ["0", "1", "201", "401", "1009", "1018", "5400103", "6600101", "6600107", "6611003", "35000003", "660", "20"]
    for _ in range(200):
        others = [str(rng.randrange(10**7)) for _ in range(4)]
        numbers = [rng.choice(rng.choice((read, others))) for _ in range(text.count("{}"))]
        stated = text.format(*numbers)
        alone = tuple(_errors_in(stated, CATALOG, framework=framework, core=not framework))
        assert tuple(find_errors(stated, framework=framework, core=not framework)) == alone


def test_failures_that_differ_in_a_number_share_their_claim() -> None:
    line = "11-06 08:00:{0:02}.000  6720  6720 E A03D00/JSAPP: attempt {0} sendControlCommand failed, code: 6600107\n"
    diagnosis = Diagnosis()
    assert list(diagnosis.read(io.BytesIO("".join(map(line.format, range(0, 60, 2))).encode())))
    assert len(diagnosis._folding._claims._of_text) == 1


@pytest.mark.parametrize("clocks", [1, 3, 6])
def test_lines_of_several_clocks_are_matched_again(clocks: int) -> None:
    """Each step back to another clock begins a segment; what the segment before has matched counts anew."""
    memory = Memory(1000, 1000)
    lines = [(minute, mark) for mark in range(5) for minute in range(clocks)]
    for minute, mark in lines:
        memory.begin_segment()
        assert not memory.matches(minute, mark)
        memory.add(minute, mark)
    for _ in range(2):
        memory.begin_segment()
        assert all(memory.matches(minute, mark) for minute, mark in lines)
        assert not any(memory.matches(minute, mark) for minute, mark in lines)


def test_a_minute_that_was_forgotten_matches_nothing_any_more() -> None:
    memory = Memory(3, 1000)
    memory.add(1, 11)
    memory.begin_segment()
    assert memory.matches(1, 11)
    for mark in range(3):
        memory.add(2, mark)  # the fourth mark makes the first minute go
    memory.begin_segment()
    assert not memory.matches(1, 11)


def test_failures_of_one_millisecond_do_not_stay_open_without_end() -> None:
    line = "11-06 08:00:00.000  6720  {} E A03D00/JSAPP: attempt {} sendControlCommand failed, code: 6600107\n"
    diagnosis = Diagnosis()
    log = "".join(line.format(7000 + number % 50, number) for number in range(1600))
    closed = sum(1 for _ in diagnosis.read(io.BytesIO(log.encode())))
    assert closed == 600
    assert len(diagnosis._folding.open) == 1000
