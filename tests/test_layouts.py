"""Each layout is found by its row, and its lines count as HiLog everywhere."""

from __future__ import annotations

import io
import itertools
import json
import re

import pytest

from hilog_avsession.device import hdc
from hilog_avsession.model.calendar import PRINTED
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.header import HeaderReader, stamp_layout
from hilog_avsession.reading.layouts import (
    DATE_AFTER_LINE_END,
    HEAD_FORM,
    HILOG,
    LAYOUTS,
    STARTS_WITH_DATE,
    Layout,
    head_end,
    match_layout,
    record_starts,
    starts_record,
)
from hilog_avsession.reading.sources.encodings import is_binary

TEXT = "[GetAVMetaData]session not exist"
each_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
each_dated = pytest.mark.parametrize(
    "layout", [layout for layout in LAYOUTS if layout.date], ids=lambda layout: layout.name
)


def shown(layout: Layout) -> str:
    """The name under which a report shows the example's layout."""
    found = match_layout(layout.example)
    assert found is not None
    return stamp_layout(*found)


# ---- the rows --------------------------------------------------------------------------------------------------------


@each_layout
def test_a_layout_reads_its_own_example(layout: Layout) -> None:
    assert layout.pattern.fullmatch(layout.example)


@each_layout
def test_no_earlier_layout_takes_an_example(layout: Layout) -> None:
    earlier = LAYOUTS[: LAYOUTS.index(layout)]
    assert [other.name for other in earlier if other.pattern.fullmatch(layout.example)] == []


@each_layout
def test_the_reader_names_the_layout_of_an_example_and_reads_its_columns(layout: Layout) -> None:
    read = HeaderReader().read(layout.example)
    assert read is not None
    stamp, body = read
    assert stamp.layout == shown(layout)
    assert (stamp.pid is not None) == bool(layout.process)
    if layout.name != "kernel":
        read_columns = (body.domain, body.tag, body.level, body.message)
        assert read_columns == ("02b91", "AVSession", "E", TEXT), f"let the example of {layout.name} say {TEXT!r}"
    if stamp.clock is not None:
        printed = PRINTED.fullmatch(stamp.time)
        assert printed is not None
        assert stamp.clock % 60 == pytest.approx(float(printed["clock"][6:]))


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(LAYOUTS, 2)), ids=lambda layout: layout.name)
def test_layouts_may_alternate_in_one_input(one: Layout, other: Layout) -> None:
    reader = HeaderReader()
    for layout in (one, other, one, other):
        found = reader.read(layout.example)
        assert found is not None
        assert found[0].layout == shown(layout)


# ---- what is made from them ------------------------------------------------------------------------------------------


@each_layout
def test_an_example_looks_like_the_start_of_a_record(layout: Layout) -> None:
    example = layout.example.encode()
    for before in (b"", b"\x1b[38;5;196m", b"\xef\xbb\xbf", b"\0\0"):
        assert starts_record(before + example)
    assert list(record_starts(b"x\n" + example, 0, len(example) + 2)) == [2]
    assert not starts_record(b"    " + example[example.index(b"C02") :] if b"C02" in example else b"binder: ioctl")


@each_dated
def test_a_dated_example_is_a_place_to_split_a_file_and_shows_its_date(layout: Layout) -> None:
    example = layout.example.encode()
    for before in (b"", b"\x1b[38;5;196m", b"\xef\xbb\xbf"):
        match = STARTS_WITH_DATE.match(before + example)
        assert match is not None
        assert match["lead"] == before
        assert b"11-20" in match["date"], f"let the example of {layout.name} be of 20 November"
        assert re.match(rb"\d\d:\d\d:\d\d\.\d{3}", example[len(match["date"]) :])
    assert re.search(DATE_AFTER_LINE_END, b"x\n" + example) is not None
    assert re.search(DATE_AFTER_LINE_END, b"x " + example) is None


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
@each_layout
def test_a_log_of_a_layout_is_a_log_in_every_line(layout: Layout, ending: bytes) -> None:
    log = (layout.example.encode() + ending) * 300
    report = json.loads(diagnose([io.BytesIO(log)]).to_json())
    (read,) = report["inputs"]
    assert read["layout"] == shown(layout)
    assert (read["lines"], read["foreign_lines"], read["error"]) == (300, 0, None)
    assert report["lines"]["unparsed"] == 0
    if layout.name != "kernel":
        assert report["lines"]["records"] == 300
        assert {one["code"] for one in report["incidents"]} == {6600102}


@pytest.mark.parametrize("layout", [row for row in LAYOUTS if row.process], ids=lambda layout: layout.name)
def test_a_log_among_control_characters_is_not_a_binary_file(layout: Layout) -> None:
    control = b"\x01\x02\x03\x04" * 100
    assert not is_binary(control + b"\n" + layout.example.encode() + b"\n" + control)
    assert is_binary(control + b"\n" + layout.example.encode()[25:] + b"\n" + control)


@each_layout
def test_a_line_that_quotes_the_hilog_tool_is_not_its_message(layout: Layout) -> None:
    message = "No permission [CODE: -5]"
    assert list(hdc.messages(message.encode())) == [message]
    quoted = f"{layout.example} {message}".encode()
    assert list(hdc.messages(quoted)) == ([] if layout.time else [quoted.decode()])


def test_the_form_of_a_head_is_that_of_hilogs_own_example() -> None:
    example = HILOG.example.encode()
    assert len(HEAD_FORM) == len(b"MM-DD hh:mm:ss.")
    assert all(known in (0, letter) for known, letter in zip(HEAD_FORM, example, strict=False))
    assert example[head_end(example, 0, len(example)) :].startswith(b" E C02b91/")
