"""From a source that was read to what the report says about it: a log, an error, or a file that is not a log."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Sequence

from ..model.inputs import Input, InputError, Remark, RemarkKind
from ..model.messages.inputs import Problem
from ..model.patterns import lazy
from .probe import Probe
from .sources import STANDARD_INPUT, Location, Source, name_of
from .sources.folders import matching
from .sources.names import is_persisted, last_part, started_at

_HDC_MESSAGES = ("[Fail]", "[E0", "Connect server failed", "[Empty]")
FAULT_LOG = "fault-log"  # the layout of an input that begins with a crash report instead of HiLog
_LOOKS_LIKE_DUMP = lazy(r"(?m)^-{3,}\[ability\]-{3,}\s*$|^-{3,}AVSession\w*-{3,}\s*$|^Session Information:\s*$")
_DATE = lazy(r"\d{8}-\d{6}")


def describe(source: Source, probe: Probe, *, read_any: bool) -> Input | Remark:
    """Return what was read; `read_any` tells whether any line of interest could be read.

    A file that the user named becomes an input, perhaps with an error. A file that was discovered becomes an input only
    if it holds a log, else a remark.
    """
    log = Input(
        source=source.name,
        bytes=source.bytes,
        lines=source.lines,
        cut_lines=source.cut_lines,
        foreign_lines=probe.foreign_lines,
        nul_bytes=0 if source.nul_bytes and source.is_binary else source.nul_bytes,
        encoding=source.encoding,
        container=source.container,
        layout=FAULT_LOG if source.faults.found else probe.layout,
        process_names=probe.process_names,
        first_time=probe.first_time,
        last_time=probe.last_time,
        first_clock=probe.first_clock,
        last_clock=probe.last_clock,
        error=source.error,
        prefix=source.prefixes.kind,
    )
    if log.error is not None or probe.layout is not None or read_any:
        return log
    if source.is_binary and _may_be_encoded(source):
        return log._replace(error=InputError.of(Problem.ENCODED))
    if not source.discovered:
        return log if probe.is_blank else log._replace(error=_no_hilog(source, probe))
    if probe.is_blank and not source.is_binary and is_persisted(source.name):
        return log
    return Remark(source.name, RemarkKind.BINARY if source.is_binary else RemarkKind.NO_HILOG)


def _may_be_encoded(source: Source) -> bool:
    """Tell whether binary data may be a log that a commercial device has written."""
    return source.container[-1:] == ("gzip",) and (not source.discovered or is_persisted(source.name))


def _no_hilog(source: Source, probe: Probe) -> InputError:
    if source.is_binary:
        return InputError.of(Problem.NO_TEXT)
    if probe.first_line.startswith(_HDC_MESSAGES):
        return InputError.of(Problem.HDC, line=probe.first_line[:200])
    if _LOOKS_LIKE_DUMP.search(probe.head):
        return InputError.of(Problem.HIDUMPER)
    if not probe.first_line:
        return InputError.of(Problem.NO_HILOG)
    return InputError.of(Problem.NO_HILOG, beginning=repr(probe.first_line[:60]))


def input_without_log(location: Location, remarks: Sequence[Remark], *, stopped: bool) -> Input:
    """Return the input for a location where no log was found, or where the reading was stopped before one was found."""
    name = name_of(location)
    if stopped:
        return Input(name)
    error = InputError.of(Problem.NO_LOG, files=len(remarks)) if remarks else InputError.of(Problem.EMPTY)
    return Input(name, error=error)


def with_dump_errors(inputs: Sequence[Input], dumps: Collection[int]) -> tuple[Input, ...]:
    """Return the inputs; dumps, given by their positions, get an error unless a log was read beside them."""
    if any(entry.layout is not None for entry in inputs):
        return tuple(inputs)
    error = InputError.of(Problem.HIDUMPER)
    return tuple(entry._replace(error=error) if number in dumps else entry for number, entry in enumerate(inputs))


# ---- encoded logs ----------------------------------------------------------------------------------------------------


def with_decoding(inputs: Iterable[Input], remarks: Iterable[Remark]) -> tuple[Input, ...]:
    """Return the inputs; the error of an encoded log gets the command that decodes it, with a dictionary nearby."""
    dictionaries = [remark.source for remark in remarks if remark.kind is RemarkKind.DICTIONARY]
    return tuple(
        log._replace(error=_with_command(log, dictionaries))
        if log.error is not None and log.error.problem is Problem.ENCODED
        else log
        for log in inputs
    )


def _with_command(log: Input, dictionaries: Sequence[str]) -> InputError:
    archive, member = _in_archive(log)
    folder = log.source.removesuffix(last_part(log.source))
    nearby = [name for name in dictionaries if name.removesuffix(last_part(name)) == folder]
    if not nearby and not archive:
        nearby = matching(os.path.join(glob.escape(os.path.dirname(log.source)), "hilog_dict.*.zip"))
    values = {"member": member}
    if nearby:
        values["dictionary"] = _fitting(log.source, nearby).removeprefix(f"{archive}!")
    if STANDARD_INPUT in (log.source, archive):
        return InputError.of(Problem.ENCODED_PIPED, **values | ({} if archive else {"member": "FILE"}))
    if archive:
        return InputError.of(Problem.ENCODED_MEMBER, archive=archive, **values)
    return InputError.of(Problem.ENCODED_FILE, **values)


def _in_archive(log: Input) -> tuple[str, str]:
    """Return the archive and the name in it, or "" and the whole name; folders may have a `!` in their names."""
    if not {"zip", "tar"} & set(log.container):
        return "", log.source
    marks = [at for at, letter in enumerate(log.source) if letter == "!"]
    mark = next((at for at in marks if os.path.isfile(log.source[:at])), marks[0])
    return log.source[:mark], log.source[mark + 1 :]


def _fitting(log: str, dictionaries: Sequence[str]) -> str:
    """Return the dictionary that a log was written with: the newest one that is not newer than the log."""
    dictionaries, started = sorted(dictionaries), started_at(log)
    older = [
        name for name in dictionaries if started and _DATE.findall(name)[-1:] <= [started.strftime("%Y%m%d-%H%M%S")]
    ]
    return (older or dictionaries)[-1]
