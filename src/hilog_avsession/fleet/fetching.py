"""From a unit to what a diagnosis reads: a local path as it is, a remote file through a temporary copy of it.

A copy is read as fast as any file, may be read several times as archives are, and is the same from front to back.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, cast

from ..errors import UnreadableInput
from ..model.inputs import Remark
from ..pipeline import Diagnosis
from ..reading.outcome import input_without_log
from ..reading.reader import LocalText, LogReader
from ..reading.sources.names import in_time_order, no_log
from .facts import Facts
from .listing import Entry, explained, file_system, is_remote, list_again
from .units import Unit


def read_unit(unit: Unit, diagnosis: Diagnosis, reader: LogReader, facts: Facts) -> None:
    """Read everything that a unit holds. Raises UnreadableInput if it cannot be fetched."""
    if not is_remote(unit.address):
        deque(diagnosis.read(unit.address), maxlen=0)
    elif not unit.is_folder:
        with _fetched(unit.address, unit.size) as file:
            deque(diagnosis.read(file), maxlen=0)
    else:
        _read_folder(unit, diagnosis, reader, facts)


def _read_folder(unit: Unit, diagnosis: Diagnosis, reader: LogReader, facts: Facts) -> None:
    """Read the files of a remote folder one after the other, as those of a local one are read."""
    started_at: datetime | None = None
    entries = {entry.address: entry for entry in list_again(unit.address, is_folder=True)}
    for entry in in_time_order(entries.values(), _name_of):
        if (kind := no_log(entry.path)) is not None:
            deque(diagnosis.take(Remark(entry.address, kind)), maxlen=0)
            continue
        with _fetched(entry.address, entry.size) as file:
            for found in reader.read_found(file, started_at):
                deque(diagnosis.take(facts.watched(found)), maxlen=0)
                if isinstance(found, LocalText):
                    started_at = found.started_at or started_at
    if not diagnosis.inputs:
        diagnosis.inputs.append(input_without_log(unit.address, diagnosis.remarks, stopped=False))


def _name_of(entry: Entry) -> str:
    return entry.path


@contextmanager
def _fetched(address: str, size: int) -> Iterator[BinaryIO]:
    """Fetch a file and open the copy, which is removed afterwards. Raises UnreadableInput."""
    fs, path = file_system(address)
    descriptor, copy = tempfile.mkstemp(prefix="hilog-avsession-")
    try:
        os.close(descriptor)
        _fetch(fs, path, address, copy)
        if size and (fetched := os.path.getsize(copy)) != size:
            raise UnreadableInput(
                address,
                "not-fetched",
                "{fetched:,} of its {size:,} bytes were fetched",
                fetched=fetched,
                size=size,
            )
        with _NamedFile(copy, "r") as file:
            file.name = address
            yield cast("BinaryIO", file)
    finally:
        os.unlink(copy)


def _fetch(fs: Any, path: str, address: str, copy: str) -> None:
    with explained(address):
        fs.get_file(path, copy)


class _NamedFile(io.FileIO):
    """A file that is called by the address that it comes from."""

    name: str
