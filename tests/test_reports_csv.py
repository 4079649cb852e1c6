"""CSV: what RFC 4180 says, a stable table, and no formula whatever a log holds."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bless_golden import GOLDEN
from commands import run
from conftest import LOGS, ROOT
from hilog_avsession import analyze
from hilog_avsession.model.incidents import Cast, Controller
from hilog_avsession.model.report import GateOutcome
from hilog_avsession.output.csv import _SIGNS, COLUMNS, guarded, unguarded
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.safe import visible
from hilog_avsession.report import Report
from hilog_avsession.results.times import iso_time
from test_reports_text import NOTHING, REPORT, SESSION, evidence, incident

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY_TEXT = st.lists(st.sampled_from([*"=+-@＝＋－＠\t\r\n ;,'\"|\u3000\u00a0−1a", "cmd"])).map("".join)
TEXT_COLUMNS = ("time", "api", "session", "bundle", "controller", "process", "cast_device", "source", "text")

# file = record *(CRLF record) [CRLF]; record = field *(COMMA field); TEXTDATA may go beyond ASCII
FIELD = re.compile(r'"(?:[\x20-\x21\x23-\x7e\r\n\x80-\U0010ffff]|"")*"|[\x20-\x21\x23-\x2b\x2d-\x7e\x80-\U0010ffff]*')


def parse(text: str) -> list[list[str]]:
    """The records of a file in the grammar of RFC 4180; anything else is refused."""
    records: list[list[str]] = []
    at = 0
    while at < len(text):
        record: list[str] = []
        more = True
        while more:
            field = FIELD.match(text, at)
            assert field is not None
            at = field.end()
            record.append(field[0][1:-1].replace('""', '"') if field[0].startswith('"') else field[0])
            more = text.startswith(",", at)
            at += more
        if not text.startswith("\r\n", at):
            raise ValueError(f"no end of a record at {at}: {text[at : at + 20]!r}")
        at += 2
        records.append(record)
    if len({len(record) for record in records}) > 1:
        raise ValueError("records differ in length")
    return records


def table(report: Report) -> str:
    return "".join(BY_NAME["csv"].text_parts(report))


def rows(report: Report) -> list[dict[str, str]]:
    header, *records = parse(table(report))
    return [dict(zip(header, record, strict=True)) for record in records]


# ---- its form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\n", "a", 'a"b\r\n', '"a"b\r\n', '"a\r\n', "a,b\r\na\r\n", "a\tb\r\n", "a\rb\r\n"])
def test_the_grammar_refuses_what_rfc_4180_does(text: str) -> None:
    with pytest.raises((ValueError, AssertionError)):
        parse(text)


def test_the_grammar_takes_what_rfc_4180_does() -> None:
    assert parse('a,"b\r\n""c,"\r\n,\r\n') == [["a", 'b\r\n"c,'], ["", ""]]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.csv")), ids=lambda path: path.name)
def test_the_golden_reports_keep_to_the_grammar(path: Path) -> None:
    text = path.read_bytes().decode()
    assert parse(text) == list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert parse(text)[0] == list(COLUMNS)


def test_every_column_is_documented() -> None:
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z_]+)` \|", page.split("## CSV")[1].split("\n## ")[0], re.M) == list(COLUMNS), (
        "run python tests/bless_csv.py and read the diff"
    )


@given(ANY_TEXT | NASTY_TEXT)
@example('"\r\n,;')
def test_any_text_of_a_log_survives_up_to_its_guard(text: str) -> None:
    player = Controller(1, text)
    failed = incident(1, 6600107)._replace(
        time=text,
        api=text,
        session=SESSION._replace(id=text, bundle=text),
        controller=player,
        process=player,
        cast=Cast(text, text),
        evidence=(evidence(86, text)._replace(source=text),),
    )
    written = table(replace(REPORT, incidents=(failed,)))
    assert parse(written) == list(csv.reader(io.StringIO(written, newline=""), strict=True))
    (row,) = rows(replace(REPORT, incidents=(failed,)))
    for column in TEXT_COLUMNS:
        assert unguarded(row[column]) == visible(text)


# ---- no formula ------------------------------------------------------------------------------------------------------


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might compute a cell: it may strip spaces and quotes, and narrow wide characters."""
    if cell.startswith("'"):  # says that a text follows
        return False
    first = unicodedata.normalize("NFKC", cell.strip(" \t\r\n\u00a0\u3000\"'"))[:1]
    return first in set("=+-@\t\r−") if first else False


@given(ANY_TEXT | NASTY_TEXT)
def test_no_cell_begins_a_formula_wherever_cells_are_parted(text: str) -> None:
    cell = guarded(visible(text))
    assert not is_formula(cell)
    assert [part for part in cell.split(";") if is_formula(part)] == []


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '"=1"', "'=1", "＝1", "－1", "＋1", "＠SUM", "\u3000=1", "=", "−1"],
)
def test_what_a_spreadsheet_would_compute_is_guarded(text: str) -> None:
    cell = guarded(visible(text))
    assert cell.startswith(("'", "\\"))
    assert unguarded(cell) == visible(text)


@pytest.mark.parametrize("text", ["", "a=1", "failed:-1013", "1-2", "[x] =y", "a, =b", "'quoted'", "a;b", "<-"])
def test_a_text_that_is_not_a_formula_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_a_cell_after_a_semicolon_is_guarded_too() -> None:
    assert guarded("a;=1;b; +2") == "a;'=1;b;' +2"


def test_all_that_narrows_to_a_sign_counts_as_one() -> None:
    assert {chr(n) for n in range(0x110000) if unicodedata.normalize("NFKC", chr(n))[:1] in set("=+-@−")} == set(_SIGNS)


# ---- what it says ----------------------------------------------------------------------------------------------------


def test_numbers_stay_numbers(evening: Path) -> None:
    frame = pd.read_csv(io.StringIO(table(analyze(evening))))
    assert len(frame) == 11
    assert frame["native"].min() == -1022
    for column in ("id", "code", "session_pid", "line", "signals", "candidates"):
        assert pd.api.types.is_integer_dtype(frame[column]), column


def test_an_incident_has_its_row_with_its_first_line() -> None:
    (first, *others) = rows(REPORT)
    assert len(others) == 2
    assert first["record"] == "incident"
    assert (first["code"], first["title"], first["session"]) == (
        "6600107",
        "Too many commands or events",
        "D77******F76",
    )
    assert (first["source"], first["line"], first["level"]) == ("bug.log", "86", "E")


def test_gates_are_rows_of_their_own() -> None:
    gates = (GateOutcome("6600107>1", 2, 1, True, 4), GateOutcome("drm", 0, 0, False))
    *incidents, tripped, passed = rows(replace(REPORT, gates=gates))
    assert {row["record"] for row in incidents} == {"incident"}
    assert [tripped[name] for name in ("record", "gate", "outcome", "found", "limit", "known")] == [
        "gate",
        "6600107>1",
        "failed",
        "2",
        "1",
        "4",
    ]
    assert (passed["outcome"], passed["code"], passed["id"]) == ("passed", "", "")


def test_a_report_without_incidents_is_the_header() -> None:
    assert parse(table(NOTHING)) == [list(COLUMNS)]


# ---- times and Excel -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year", "epoch", "iso"),
    [
        ("11-06 19:30:00.547", 2026, None, "2026-11-06T19:30:00.547"),
        ("2026-11-06 19:30:00.547123", None, None, "2026-11-06T19:30:00.547123"),
        ("CST 2026-11-06 19:30:00.547", None, 1793964600.547, "2026-11-06T19:30:00.547+08:00"),
        ("2026-11-06 19:30:00.547", None, 1793996400.547 + 5400, "2026-11-06T19:30:00.547-02:20"),
        ("1793964600.547", None, 1793964600.547, "2026-11-06T11:30:00.547Z"),
        ("1793964600", None, None, "2026-11-06T11:30:00Z"),
        ("02-29 10:00:00.000", 2024, None, "2024-02-29T10:00:00.000"),
        # no year, no such date, no date, seconds since the start, no time
        ("11-06 19:30:00.547", None, None, None),
        ("02-29 10:00:00.000", 2026, None, None),
        ("00-14 10:00:00.000", 2026, None, None),
        ("19:30:00.547", 2026, None, None),
        ("123.456", 2026, None, None),
        ("yesterday", 2026, None, None),
        (None, 2026, None, None),
    ],
)
def test_a_time_is_also_given_in_iso_8601_where_its_year_is_known(
    text: str | None, year: int | None, epoch: float | None, iso: str | None
) -> None:
    assert iso_time(text, year, epoch) == iso


def test_the_iso_time_is_the_last_column() -> None:
    log = (LOGS / "evening.log").read_bytes()
    dated = rows(analyze(io.BytesIO(log), year=2026))
    assert list(dated[0])[-1] == "time_iso"
    assert dated[0]["time_iso"] == "2026-" + dated[0]["time"].replace(" ", "T")
    assert {row["time_iso"] for row in rows(analyze(io.BytesIO(log)))} == {""}
    assert pd.to_datetime([row["time_iso"] for row in dated]).is_monotonic_increasing


def test_excel_gets_a_mark_and_times_that_it_takes_for_dates() -> None:
    report = analyze(LOGS / "evening.log", year=2026)
    plain, excel = report.to_csv(), report.to_csv(excel=True)
    assert not plain.startswith("\ufeff")
    assert excel.startswith("\ufeffrecord,id,")
    assert excel[1:].replace("2026-11-06 ", "2026-11-06T") == plain
    assert parse(excel[1:])[1][-1] == "2026-11-06 19:30:00.545"
    finest = replace(REPORT, incidents=(incident(1, 6600107)._replace(time="2026-11-06 19:30:00.547123", year=2026),))
    assert parse(finest.to_csv(excel=True)[1:])[1][-1] == "2026-11-06 19:30:00.547"


def test_the_mark_is_written_where_it_is_asked_for(evening: Path, tmp_path: Path) -> None:
    assert run("analyze", evening, "-o", tmp_path / "a.csv", "--excel").returncode == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfrecord,")
    assert run("analyze", evening, "-f", "csv", "--excel").stdout.startswith(b"\xef\xbb\xbfrecord,")
    done = run("analyze", evening, "-o", tmp_path / "a.html", "--excel")
    assert done.returncode == 2
    assert b"--excel concerns CSV; add --output report.csv" in done.stderr
