"""A file that grows: read until a stop, through being cut and being put aside."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hilog_avsession.errors import UnreadableInput
from hilog_avsession.reading.growing import open_growing


class Steps:
    """Does something whenever a reader sleeps, then stops it."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self._steps: Iterator[Callable[[], object]] = iter(steps)

    def pause(self, seconds: float) -> bool:
        if not seconds:
            return True
        step = next(self._steps, None)
        if step is not None:
            step()
        return step is not None


@pytest.fixture(params=["kept-open", "released"], autouse=True)
def keeps_open(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the file stays open while nothing is read: on Windows, it could not be renamed then."""
    kept = request.param == "kept-open"
    monkeypatch.setattr("hilog_avsession.reading.growing._KEEPS_OPEN", kept)
    return kept


def test_a_file_that_grows_is_read_until_a_stop(tmp_path: Path) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(b"one\n")

    def append(text: bytes) -> Callable[[], None]:
        def act() -> None:
            with log.open("ab") as out:
                out.write(text)

        return act

    steps = Steps(append(b"two\nth"), append(b"ree\n"))
    with open_growing(str(log), steps.pause) as stream:
        assert stream.read() == b"one\ntwo\nthree\n"
        assert stream.name == str(log)


def test_a_file_that_is_cut_is_read_from_its_new_beginning(tmp_path: Path) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(b"old line\nhalf a l")
    with open_growing(str(log), Steps(lambda: log.write_bytes(b"new\n")).pause) as stream:
        assert stream.read() == b"old line\nhalf a l\nnew\n"


def test_a_file_that_is_put_aside_is_followed_by_the_one_with_its_name(tmp_path: Path) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(b"old\n")
    steps = Steps(lambda: log.rename(tmp_path / "device.1.log"), lambda: log.write_bytes(b"new\n"))
    with open_growing(str(log), steps.pause) as stream:
        assert stream.read() == b"old\nnew\n"


def test_an_empty_file_that_follows_one_that_was_put_aside_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(b"old\n")
    open_file, opened = io.FileIO, 0

    def counted(path: str) -> io.FileIO:
        nonlocal opened
        opened += 1
        assert opened < 10, "the file is opened again and again without a pause"
        return open_file(path)

    def begin_anew() -> None:
        log.rename(tmp_path / "device.1.log")
        log.touch()

    monkeypatch.setattr("hilog_avsession.reading.growing.io.FileIO", counted)
    with open_growing(str(log), Steps(begin_anew, lambda: log.write_bytes(b"new\n")).pause) as stream:
        assert stream.read() == b"old\nnew\n"


def test_what_comes_just_before_a_file_is_put_aside_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(b"old\n")
    stat = os.fstat

    def put_aside(descriptor: int) -> os.stat_result:
        """Between the read that finds nothing and the look at the name, the logger ends its file."""
        monkeypatch.undo()
        with log.open("ab") as out:
            out.write(b"last\nhalf a l")
        log.rename(tmp_path / "device.1.log")
        log.write_bytes(b"new\n")
        return stat(descriptor)

    with open_growing(str(log), Steps(lambda: None).pause) as stream:
        monkeypatch.setattr("hilog_avsession.reading.growing.os.fstat", put_aside)
        assert stream.read() == b"old\nlast\nhalf a l\nnew\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [("no.log", "no.log: no such file$"), ("nul\0.log", "cannot be read: "), ("n" * 300, "cannot be read: ")],
)
def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        open_growing(str(tmp_path / name), Steps().pause)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells which files are open")
def test_a_file_that_has_not_grown_is_released_where_it_could_not_be_renamed(tmp_path: Path, keeps_open: bool) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(b"one\n")
    was_open: list[bool] = []

    def look() -> None:
        opened = (os.readlink(entry) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink())
        was_open.append(str(log) in opened)

    with open_growing(str(log), Steps(look, look).pause) as stream:
        assert stream.read() == b"one\n"
    assert was_open == [keeps_open, keeps_open]
