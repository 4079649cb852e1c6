"""A comparison with pseudonyms: no original is left in it or beside it, and what changed is the same."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from conftest import with_trials
from hilog_avsession import analyze
from test_diff import AFTER, BEFORE, diff

ORIGINALS = re.compile(r"com\.example|musicdemo|radio|anna|wedding|holiday|milk|honey", re.IGNORECASE)
KEYS = [["--redact"], ["--redact-key", "a secret"]]


class Place(NamedTuple):
    """Where both logs lie, under names that tell of people."""

    folder: Path
    before: str
    after: str


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = tmp_path / "anna's bug"
    folder.mkdir()
    before, after = folder / "holiday.log", folder / "wedding.log"
    shutil.copy(BEFORE, before)
    shutil.copy(AFTER, after)
    return Place(folder, str(before), str(after))


def said(*arguments: str, status: int = 0) -> str:
    """All that it writes, on both streams."""
    done = diff(*arguments, status=status)
    return (done.stdout + done.stderr).decode()


def compared(*arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(diff(*arguments, "-f", "json").stdout)
    return document


def rows_of(document: dict[str, Any]) -> Counter[str]:
    """The rows without the names of applications, in any order."""
    return Counter(json.dumps({**row, "application": row["application"] is not None}) for row in document["rows"])


def report_of(log: str, path: Path, key: str | None = None, *, redact: bool = False) -> str:
    report = analyze(log)
    path.write_text((report.redacted(key) if redact else report).to_json(), "utf-8")
    return str(path)


# ---- nothing is left, and nothing changed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", with_trials([["-f", "text"], ["-f", "json"]], [["-f", "text", "--lang", "zh"], ["-f", "markdown"]])
)
@pytest.mark.parametrize("key", KEYS, ids=["numbered", "keyed"])
def test_no_original_is_left_in_any_form(place: Place, key: list[str], form: list[str]) -> None:
    sides = (place.before, place.after, "--bundle", "com.example.musicdemo", "--bundle", "com.example.radio", *form)
    assert len(set(ORIGINALS.findall(said(*sides)))) > 3
    redacted = said(*sides, *key)
    assert not ORIGINALS.search(redacted)
    assert len(set(re.findall(r"\bapp[\d-]\w*", redacted))) == 2
    assert len(set(re.findall(r"\bfile[\d-][\w]*\.log", redacted))) == 2


@pytest.mark.parametrize("key", KEYS, ids=["numbered", "keyed"])
def test_what_changed_is_the_same(place: Place, key: list[str]) -> None:
    plain, redacted = compared(place.before, place.after), compared(place.before, place.after, *key)
    assert rows_of(redacted) == rows_of(plain)
    assert redacted["news"] == plain["news"] == 6
    assert compared(place.before, place.before, *key)["news"] == 0  # one application has one pseudonym on both sides


def test_a_filter_names_the_application_as_it_is_called(place: Place) -> None:
    only = ("--bundle", "com.example.radio")
    plain, redacted = compared(place.before, place.after, *only), compared(place.before, place.after, *only, "--redact")
    assert rows_of(redacted) == rows_of(plain)
    assert redacted["filters"]["bundles"] == [row["application"] for row in redacted["rows"] if row["by"] == "app"]


def test_json_reports_are_redacted_alike(place: Place) -> None:
    before, after = report_of(place.before, place.folder / "a.json"), report_of(place.after, place.folder / "b.json")
    assert not ORIGINALS.search(said(before, after, "--redact", "-f", "json"))
    plain = rows_of(compared(place.before, place.after))
    assert rows_of(compared(before, after, "--redact")) == rows_of(compared(before, place.after, "--redact")) == plain


# ---- sides that were redacted before ---------------------------------------------------------------------------------


def test_a_report_that_was_redacted_with_the_key_is_known_again(place: Place) -> None:
    before = report_of(place.before, place.folder / "a.json", "k", redact=True)
    plain = compared(place.before, place.after)
    redacted = compared(before, place.after, "--redact-key", "k")
    assert rows_of(redacted) == rows_of(plain)
    assert compared(before, place.before, "--redact-key", "k")["news"] == 0
    [application] = {row["application"] for row in redacted["rows"] if row["by"] == "app" and row["verdict"] == "new"}
    for name in ("com.example.radio", application):
        only = compared(before, place.after, "--redact-key", "k", "--bundle", name)
        assert only["filters"]["bundles"] == [application]
        assert (only["a"]["incidents"], only["b"]["incidents"]) == (0, 11)


def test_numbered_pseudonyms_of_two_runs_are_not_taken_for_each_other(place: Place) -> None:
    before = report_of(place.before, place.folder / "a.json", redact=True)
    complaint = said(before, place.after, "--redact", status=2)
    assert "only one of A and B is redacted already" in complaint
    assert "give the --redact-key that it was made with, or use its original" in complaint
    assert not ORIGINALS.search(complaint)


def test_sides_whose_names_cannot_be_compared_are_named(place: Place) -> None:
    numbered, other = (
        report_of(log, place.folder / f"{name}.json", redact=True)
        for log, name in ((place.before, "a"), (place.after, "b"))
    )
    keyed, also_keyed = (
        report_of(log, place.folder / f"{name}.json", "k", redact=True)
        for log, name in ((place.before, "c"), (place.after, "d"))
    )
    for side in (numbered, keyed):
        assert "only some of the reports are redacted" in said(side, place.after)
    assert "were redacted without a key" in said(numbered, other)
    for sides in (
        (keyed, also_keyed),
        (keyed, place.after, "--redact-key", "k"),
        (place.before, place.after, "--redact"),
    ):
        assert diff(*sides).stderr == b""


# ---- complaints ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS, ids=["numbered", "keyed"])
def test_damage_is_reported_without_the_name_of_the_file(place: Place, key: list[str]) -> None:
    cut = place.folder / "wedding.gz"
    cut.write_bytes(gzip.compress(Path(place.before).read_bytes())[:-400])
    complaint = said(str(cut), place.after, *key, "-f", "markdown", status=3)
    assert re.search(r"hilog-avsession: path[\d-]\w*/file[\d-]\w*\.gz: ", complaint)
    assert not ORIGINALS.search(complaint)


@pytest.mark.parametrize("key", KEYS, ids=["numbered", "keyed"])
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("wedding.txt", "milk, bread and honey\n", "no HiLog"),
        ("wedding.json", '{"schema_version": 1, "tool": {"name": "anna"}}', "not a JSON report"),
        (
            "wedding.json",
            '{"schema_version": "anna in milk and honey", "tool": {"name": "hilog-avsession"}}',
            "schema_version is ",
        ),
        ("none.log", None, "no such file"),
        ("holiday*.json", None, "no such file"),
    ],
    ids=["text", "other", "value", "missing", "pattern"],
)
def test_a_refusal_is_reported_without_the_name_of_the_file(
    place: Place, key: list[str], name: str, content: str | None, told: str
) -> None:
    side = place.folder / name
    if content is not None:
        side.write_text(content, "utf-8")
    complaint = said(place.after, str(side), *key, status=3)
    assert told in complaint
    assert not ORIGINALS.search(complaint)


def test_a_mixed_folder_is_refused_without_the_names_in_it(place: Place) -> None:
    report_of(place.before, place.folder / "wedding.json")
    complaint = said(str(place.folder), place.after, "--redact", status=3)
    assert "holds JSON reports (" in complaint
    assert not ORIGINALS.search(complaint)
