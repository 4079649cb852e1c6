"""Every code in many spellings and layouts, each in a log of one line, and similar lines without a code."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from hilog_avsession.knowledge.catalog import CATALOG, CATEGORIES
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.header import HeaderReader

FOLDER = Path(__file__).parent / "fixtures" / "codes"
UNRAISED = {801}  # the interface declares it, but AVSession never returns it
LEAST_LINES, LEAST_DECOYS = 5, 3


@dataclass(frozen=True, slots=True)
class Case:
    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.text[-60:]}"


def tables() -> dict[int, dict[str, list[str]]]:
    """Return the fixture table of every code."""
    found: dict[int, dict[str, list[str]]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for code, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert int(code) not in found, f"{path.name}: {code} is in two files"
            found[int(code)] = table
    return found


TABLES = tables()
LINES = [Case(code, text) for code, table in TABLES.items() for text in table["lines"]]
DECOYS = [Case(code, text) for code, table in TABLES.items() for text in table["decoys"]]


def codes_in(text: str) -> list[int]:
    """Return the codes of the incidents of a log that consists of one line."""
    return [incident.code for incident in diagnose([io.BytesIO(text.encode() + b"\n")]).incidents]


@pytest.mark.parametrize("case", LINES, ids=str)
def test_a_line_alone_gives_one_incident_with_its_code(case: Case) -> None:
    assert codes_in(case.text) == [case.code], case.text


@pytest.mark.parametrize("case", DECOYS, ids=str)
def test_a_decoy_gives_no_incident_with_the_code(case: Case) -> None:
    assert case.code not in codes_in(case.text), case.text


@pytest.mark.parametrize("code", [entry.number for entry in CATALOG if entry.number not in UNRAISED])
def test_every_code_of_the_catalogue_has_lines_and_decoys(code: int) -> None:
    assert code in TABLES, f"write lines and decoys of {code} into the file of its category in {FOLDER.name}/"
    assert len(TABLES[code]["lines"]) >= LEAST_LINES
    assert len(TABLES[code]["decoys"]) >= LEAST_DECOYS


def test_every_code_with_lines_is_in_the_catalogue() -> None:
    assert set(TABLES) == {entry.number for entry in CATALOG} - UNRAISED


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_code_is_in_the_file_of_its_category(category: str) -> None:
    file = CATEGORIES[category]
    codes = {int(code) for code in tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))}
    assert codes == {entry.number for entry in CATALOG if entry.category == category} - UNRAISED


def test_no_line_is_written_twice() -> None:
    texts = [case.text for case in LINES]
    assert len(texts) == len(set(texts))


def layouts_of(cases: list[Case]) -> set[str]:
    """Return the layouts that the header reader recognizes in lines read one by one."""
    return {read[0].layout for case in cases if (read := HeaderReader().read(case.text))}


def test_every_line_has_a_header() -> None:
    assert all(HeaderReader().read(case.text) for case in LINES + DECOYS)


def test_the_lines_are_written_in_many_layouts() -> None:
    """Not in all: test_layouts.py reads the example of each row."""
    many = {"time", "epoch", "monotonic", "deveco", "deveco-slash", "previewer", "trimmed"}
    assert many <= layouts_of(LINES)
    assert many | {"kernel"} <= layouts_of(DECOYS)  # the kernel prints nothing about AVSession


def test_the_lines_cover_headers_with_and_without_process_names_in_both_letter_cases() -> None:
    read_lines = [read for case in LINES if (read := HeaderReader().read(case.text))]
    assert {bool(body.process) for _, body in read_lines} == {True, False}
    assert any("/A03D00/" not in case.text and " A03D00/" in case.text for case in LINES)
    assert any(" A03d00/" in case.text for case in LINES)
    assert any(stamp.epoch is not None and stamp.layout == "time" for stamp, _ in read_lines), "no year with a zone"
