"""From a source that was read to what the report says of it: a log, an error, or a file that is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..model.inputs import Input, InputError, Remark, RemarkKind
from ..model.messages.inputs import Problem
from ..model.patterns import lazy
from .probe import Probe
from .sources import STANDARD_INPUT, Place, Source, name_of
from .sources.names import is_persisted, last_part, started_at

_HDC_MESSAGES = ("[Fail]", "[E0", "Connect server failed", "[Empty]")
_DATE = lazy(r"\d{8}-\d{6}")


def describe(source: Source, probe: Probe, *, read_any: bool) -> Input | Remark:
    """Say what was read; `read_any` tells whether anything of it was understood.

    What the user named is an input, if need be with an error. What was merely found is one only if it holds a log.
    """
    one = Input(
        source=source.name,
        bytes=source.bytes,
        lines=source.lines,
        cut_lines=source.cut_lines,
        foreign_lines=probe.foreign_lines,
        nul_bytes=0 if source.is_binary else source.nul_bytes,
        encoding=source.encoding,
        container=source.container,
        layout=probe.layout,
        process_names=probe.process_names,
        first_time=probe.first_time,
        last_time=probe.last_time,
        first_clock=probe.first_clock,
        last_clock=probe.last_clock,
        error=source.error,
    )
    if one.error is not None or probe.layout is not None or read_any:
        return one
    if source.is_binary and _may_be_encoded(source):
        return one._replace(error=InputError.of(Problem.ENCODED))
    if not source.discovered:
        return one if probe.is_blank else one._replace(error=_no_hilog(source, probe))
    if probe.is_blank and not source.is_binary and is_persisted(source.name):
        return one
    return Remark(source.name, RemarkKind.BINARY if source.is_binary else RemarkKind.NO_HILOG)


def _may_be_encoded(source: Source) -> bool:
    """Tell whether something that is no text may be a log that a commercial device has written."""
    return source.container[-1:] == ("gzip",) and (not source.discovered or is_persisted(source.name))


def _no_hilog(source: Source, probe: Probe) -> InputError:
    if source.is_binary:
        return InputError.of(Problem.NO_TEXT)
    if probe.first_line.startswith(_HDC_MESSAGES):
        return InputError.of(Problem.HDC, line=probe.first_line[:200])
    if not probe.first_line:
        return InputError.of(Problem.NO_HILOG)
    return InputError.of(Problem.NO_HILOG, beginning=repr(probe.first_line[:60]))


def without_log(place: Place, remarks: Sequence[Remark], *, stopped: bool) -> Input:
    """The input that a place is in which no log was found, or none yet when the reading was stopped."""
    name = name_of(place)
    if stopped:
        return Input(name)
    error = InputError.of(Problem.NO_LOG, files=len(remarks)) if remarks else InputError.of(Problem.EMPTY)
    return Input(name, error=error)


# ---- encoded logs ----------------------------------------------------------------------------------------------------


def with_decoding(inputs: Iterable[Input], remarks: Iterable[Remark]) -> tuple[Input, ...]:
    """Tell for each encoded log the command that decodes it, with the dictionary that lies beside it."""
    dictionaries = [remark.source for remark in remarks if remark.kind is RemarkKind.DICTIONARY]
    return tuple(
        one._replace(error=_with_command(one, dictionaries))
        if one.error is not None and one.error.problem is Problem.ENCODED
        else one
        for one in inputs
    )


def _with_command(one: Input, dictionaries: Sequence[str]) -> InputError:
    archive, member = _in_archive(one)
    folder = one.source.removesuffix(last_part(one.source))
    beside = [name for name in dictionaries if name.removesuffix(last_part(name)) == folder]
    if not beside and not archive:
        beside = list(map(str, Path(one.source).parent.glob("hilog_dict.*.zip")))
    values = {"member": member}
    if beside:
        values["dictionary"] = _fitting(one.source, beside).removeprefix(f"{archive}!")
    if STANDARD_INPUT in (one.source, archive):
        return InputError.of(Problem.ENCODED_PIPED, **values | ({} if archive else {"member": "FILE"}))
    if archive:
        return InputError.of(Problem.ENCODED_MEMBER, archive=archive, **values)
    return InputError.of(Problem.ENCODED_FILE, **values)


def _in_archive(one: Input) -> tuple[str, str]:
    """The archive and the name in it, or an empty text and the whole name; folders may have a `!` in their names."""
    if not {"zip", "tar"} & set(one.container):
        return "", one.source
    marks = [place for place, letter in enumerate(one.source) if letter == "!"]
    mark = next((place for place in marks if Path(one.source[:place]).is_file()), marks[0])
    return one.source[:mark], one.source[mark + 1 :]


def _fitting(log: str, dictionaries: Sequence[str]) -> str:
    """The dictionary of the start that wrote a log: the newest that is no younger."""
    dictionaries, made = sorted(dictionaries), started_at(log)
    older = [name for name in dictionaries if made and _DATE.findall(name)[-1:] <= [made.strftime("%Y%m%d-%H%M%S")]]
    return (older or dictionaries)[-1]
