"""The catalogue is complete in both languages, free of doubles, and agrees with itself."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT, SHARED
from hilog_avsession import UnknownCode, catalog, explain
from hilog_avsession.errors import CatalogError
from hilog_avsession.knowledge.application_errors import find_errors
from hilog_avsession.knowledge.catalog import (
    CATEGORIES,
    LANGUAGES,
    Cause,
    CodeEntry,
    NativeCode,
    hidden_by_service_exception,
    loading,
)
from hilog_avsession.knowledge.framework.inventory import TABLE, parse
from hilog_avsession.knowledge.statements import STATEMENTS
from hilog_avsession.knowledge.statements.base import NATIVE
from hilog_avsession.knowledge.statements.messages import MESSAGES

ENTRIES = list(catalog())
NUMBERS = {entry.number for entry in ENTRIES}
PUBLIC = [entry for entry in ENTRIES if 6_600_000 <= entry.number < 6_700_000]
NATIVES = catalog().natives()
CJK = re.compile(r"[\u4e00-\u9fff]")


def name(value: CodeEntry | NativeCode) -> str:
    return str(value.number)


def test_every_code_is_there_once() -> None:
    assert len(ENTRIES) == len(NUMBERS)
    assert {201, 202, 401, 801, 0} | {5400100 + n for n in range(1, 7)} <= NUMBERS


def test_native_numbers_and_their_symbols_have_no_gap_and_no_double() -> None:
    assert [native.number for native in NATIVES] == [-1, *range(-1001, -1000 - len(NATIVES), -1)]
    assert len({native.symbol for native in NATIVES}) == len(NATIVES)


def test_the_pattern_of_native_numbers_matches_those_of_the_catalogue() -> None:
    matched = {number for number in range(-2000, 0) if re.fullmatch(NATIVE, str(number))}
    known = {native.number for native in NATIVES} - {-1}  # -1 is too common a number
    assert matched == known, f"NATIVE in knowledge/statements/base.py is wrong about {sorted(matched ^ known)}"


@pytest.mark.parametrize("kind", ["public codes", "native numbers"])
def test_the_readme_counts_as_the_catalogue_does(kind: str) -> None:
    counted = re.findall(rf"(\d+)\s+{kind.replace(' ', chr(92) + 's+')}", (ROOT / "README.md").read_text("utf-8"))
    count = len(PUBLIC if kind == "public codes" else NATIVES)
    assert {int(number) for number in counted} <= {count}, f"README.md: there are {count} {kind}"


@pytest.mark.parametrize("entry", ENTRIES, ids=name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_code_is_complete_in_both_languages(entry: CodeEntry, lang: str) -> None:
    text, other = entry.text(lang), entry.text("en")
    assert len(text.causes) == len(other.causes)
    assert len(text.steps) == len(other.steps)
    assert (text.note is None) == (other.note is None)
    for cause in entry.causes:
        assert len(cause.text(lang).steps) == len(cause.text("en").steps)
        assert (cause.text(lang).note is None) == (cause.text("en").note is None)
    words = [text.title, text.description, *text.causes, *text.steps]
    words += [part for cause in entry.causes for part in (cause.text(lang).title, *cause.text(lang).steps)]
    assert all(word.strip() == word and word for word in words)
    assert all(bool(CJK.search(word)) == (lang == "zh") for word in words)
    assert not text.title.endswith((".", "。"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_codes_share_a_title(lang: str) -> None:
    titles = [entry.text(lang).title for entry in ENTRIES if entry.category != "media"]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("entry", PUBLIC, ids=name)
def test_a_code_is_found_by_all_its_names(entry: CodeEntry) -> None:
    assert explain(entry.number).entry is entry
    assert explain(str(entry.number)).entry is entry
    assert entry.symbol is not None
    assert explain(entry.symbol.lower()).entry is entry
    if entry.cast_number is not None:
        assert explain(entry.cast_number).entry is entry
        assert catalog().public_of_cast(entry.cast_number) == entry.number
    for native in entry.natives:
        assert explain(native).entry is entry
    assert entry.message.endswith(".")


@pytest.mark.parametrize("entry", ENTRIES, ids=name)
def test_a_code_with_an_api_level_is_declared_by_an_interface(entry: CodeEntry) -> None:
    apis = catalog().apis(entry.number)
    declared = bool(apis.public or apis.system)
    assert declared == (entry.since_api is not None), f"{entry.number}: `since_api` and apis.toml disagree"


def test_every_interface_declares_codes_of_the_catalogue_and_is_public_or_system() -> None:
    assert set(loading.load_apis()) <= NUMBERS
    public = {name for apis in loading.load_apis().values() for name in apis.public}
    system = {name for apis in loading.load_apis().values() for name in apis.system}
    assert not public & system
    assert all(re.fullmatch(r"\w+\.\w+(\('\w+'\))?", name) for name in public | system)


@pytest.mark.parametrize("native", NATIVES, ids=name)
def test_a_native_number_and_its_code_name_each_other(native: NativeCode) -> None:
    entry = catalog().entry(native.public)
    assert entry is not None
    assert native.number in entry.natives
    assert explain(native.symbol).native is native
    assert all(native.meaning(lang) for lang in LANGUAGES)


def test_every_native_of_the_service_exception_names_its_cause() -> None:
    entry = catalog().entry(6600101)
    assert entry is not None
    assert all(entry.cause_of_number(native) for native in entry.natives if native != -1)


def test_the_note_on_the_service_exception_counts_its_native_numbers() -> None:
    entry = catalog().entry(6600101)
    assert entry is not None
    counted = re.search(r"共有 (\d+) 个原始错误码", entry.text("zh").note or "")
    assert counted is not None
    assert int(counted[1]) == len(entry.natives)


@pytest.mark.parametrize("rule", [rule for rule in (*STATEMENTS, *MESSAGES) if rule.cause], ids=lambda rule: rule.name)
def test_a_rule_names_a_cause_that_the_catalogue_holds(rule: object) -> None:
    causes = {cause.id for entry in ENTRIES for cause in entry.causes}
    assert rule.cause in causes  # type: ignore[attr-defined]


CAUSES = [(entry, cause) for entry in ENTRIES for cause in entry.causes]
FRAMEWORK_CAUSES = {parse(line).cause for line in TABLE.read_text("utf-8").splitlines()[1:]}
ONLY_EXPLAINED = {"owner-died"}  # `explain` tells it, no log does


@pytest.mark.parametrize(("entry", "cause"), CAUSES, ids=lambda value: getattr(value, "id", ""))
def test_something_chooses_a_cause(entry: CodeEntry, cause: Cause) -> None:
    named = cause.id in {rule.cause for rule in (*STATEMENTS, *MESSAGES)} | FRAMEWORK_CAUSES | ONLY_EXPLAINED
    numbered = cause.natives or cause.cast_numbers or cause.cast_reasons
    assert named or numbered or cause.cast_refused or cause.assumed or cause.from_c_api, (
        f"{entry.number} {cause.id} is never chosen: give it `natives`, `cast_numbers`, `cast_reasons` or `assumed`, "
        "or let a statement name it, one of ours or one in inventory/classes.py or by_hand.toml"
    )


def test_any_session_code_and_any_code_of_a_native_number_may_hide_behind_the_service_exception() -> None:
    hidden = hidden_by_service_exception(catalog())
    session = {entry.number for entry in ENTRIES if entry.category == "session"}
    assert set(hidden) == (session | {native.public for native in NATIVES}) - {6600101}
    (error,) = find_errors("SetAVMetaData failed : native server exception")
    assert (error.code, error.also) == (6600101, hidden)


def test_desktop_lyrics_cross_over() -> None:
    assert explain(-1028).entry.number == 6600111
    assert explain(-1029).entry.number == 6600110


UNUSED = sorted({600101, *(entry.number + step for entry in PUBLIC for step in (-1, 1))} - NUMBERS)


@pytest.mark.parametrize("number", UNUSED)
def test_a_number_that_does_not_exist_is_refused_with_near_ones(number: int) -> None:
    with pytest.raises(UnknownCode) as caught:
        explain(number)
    assert str(number) in str(caught.value)
    if number > 6_600_000:
        assert all(abs(int(near) - number) < 1000 for near in caught.value.near)


def test_a_word_near_a_symbol_is_suggested() -> None:
    with pytest.raises(UnknownCode) as caught:
        explain("SESSION_DEACTIVATED")
    assert "ERR_SESSION_DEACTIVE" in caught.value.near


def test_unmatched_cast_numbers_become_the_unspecified_error() -> None:
    assert catalog().public_of_cast(10003) == 6611000
    assert catalog().public_of_cast(6100) == 6611000
    assert catalog().public_of_cast(6009) == 6616100
    assert catalog().public_of_cast(331350564) == 5400104
    assert catalog().public_of_cast(331350038) == 401
    assert catalog().public_of_cast(331350999) == 5400103
    assert explain(10003).cause == explain(6611000).entry.cause("sink-start")
    assert explain(6100).entry.number == 6611000


WORDS = {"title": "T", "description": "D", "causes": ["C"], "steps": ["S"]}
BLOCK = {"number": 6600101, "system_only": False, "en": WORDS, "zh": WORDS}


def mistakes_of(monkeypatch: pytest.MonkeyPatch, *codes: dict[str, object]) -> list[str]:
    """The mistakes of a session.toml that holds such `[[code]]` blocks."""
    monkeypatch.setattr(loading, "read_toml", lambda _: ({"category": "session", "code": list(codes)}, []))
    with pytest.raises(CatalogError) as caught:
        loading.load_category.__wrapped__("session")
    return str(caught.value).splitlines()


def test_mistakes_in_a_table_are_reported_with_file_entry_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mistakes_of(monkeypatch, {**BLOCK, "symbol": 5, "en": {"title": "T", "steps": [], "colour": "red"}}) == [
        "session.toml: code[1].symbol (6600101): must be a string, not 5",
        "session.toml: code[1].en.description (6600101): is missing",
        "session.toml: code[1].en.causes (6600101): is missing",
        "session.toml: code[1].en.steps (6600101): is empty",
        "session.toml: code[1].en.colour (6600101): unknown key; the keys are causes, description, note, steps, title",
    ]
    cause = {"id": "x", "en": {"title": "T", "steps": ["S"], "note": 1}}
    assert mistakes_of(monkeypatch, {**BLOCK, "cause": [cause]}) == [
        "session.toml: code[1].cause[1].en.note (6600101 x): must be a string, not 1",
        "session.toml: code[1].cause[1].zh (6600101 x): is missing",
        "session.toml: code[1].cause[1].zh.title (6600101 x): is missing",
        "session.toml: code[1].cause[1].zh.steps (6600101 x): is missing",
    ]
    assert mistakes_of(monkeypatch, BLOCK, BLOCK, {**BLOCK, "number": 6611000}, {"number": 6600102, **WORDS})[:3] == [
        "session.toml: code[2].number (6600101): is defined twice",
        "session.toml: code[3].number (6611000): is not a code of the category session",
        "session.toml: code[4].system_only (6600102): is missing",
    ]
    words = {"title": "T", "steps": ["S"]}
    cause = {"id": "x", "assumed": "often", "preceded_by": ["created", "sold"], "en": words, "zh": words}
    assert [line.partition(", ")[0] for line in mistakes_of(monkeypatch, {**BLOCK, "cause": [cause]})][:2] == [
        "session.toml: code[1].cause[1].assumed (6600101 x): 'often' is none of always",
        "session.toml: code[1].cause[1].preceded_by (6600101 x): 'sold' is none of created",
    ]


def test_a_reason_of_the_cast_engine_has_one_cause() -> None:
    reasons = [reason for entry in ENTRIES for cause in entry.causes for reason in cause.cast_reasons]
    assert len(reasons) == len(set(reasons)) > 0
    for entry in ENTRIES:
        for cause in entry.causes:
            assert all(catalog().cause_of_refusal(reason) == cause for reason in cause.cast_reasons)
    assert catalog().cause_of_refusal("10002") is None
    assert [cause for entry in ENTRIES for cause in entry.causes if cause.cast_refused] == [
        catalog().cause_of_refusal()
    ]


def test_one_cause_of_a_code_is_assumed_at_most_for_one_reason() -> None:
    assumed = [(entry.number, cause.assumed) for entry in ENTRIES for cause in entry.causes if cause.assumed]
    assert len(assumed) == len(set(assumed)) > 0


def test_a_code_implies_its_native_number_only_where_it_has_a_single_one() -> None:
    assert all(len(entry.natives) == 1 for entry in ENTRIES if not entry.implies_native)


def test_the_words_are_our_own() -> None:
    if not SHARED.is_dir():
        pytest.skip("the reference material is not beside this checkout")
    official = set()
    for seed in (SHARED / "seeds").glob("*.md"):
        text = re.sub(r"^\d+[.、]\s*", "", seed.read_text("utf-8"), flags=re.M)
        official |= {line.strip() for line in text.splitlines() if len(line.strip()) > 24}
    ours = {
        word
        for entry in ENTRIES
        for lang in LANGUAGES
        for word in (entry.text(lang).description, *entry.text(lang).causes, *entry.text(lang).steps)
    }
    assert not ours & official


def test_titles_are_written_alike() -> None:
    """Sentence case: no `Unexpected HTTP Status Code`."""
    names = {"Content", "Type", "HTTP", "URL", "DRM", "DNS", "API", "MIME", "URI", "I/O"}
    for entry in ENTRIES:
        words = entry.text("en").title.replace("-", " ").split()
        capital = [word for word in words[1:] if word[:1].isupper() and word not in names]
        assert not capital, entry.text("en").title
    assert all(not a.startswith(b) for a, b in pairwise(CATEGORIES))


def test_the_files_are_those_of_the_categories() -> None:
    folder = Path(ROOT / "src" / "hilog_avsession" / "knowledge" / "catalog")
    assert {path.name for path in folder.glob("*.toml")} == {*CATEGORIES.values(), "natives.toml", "apis.toml"}


LAST = max(entry.number for entry in ENTRIES if entry.category == "session")


@pytest.mark.parametrize(("asked", "near"), [("6600170", "6600107"), ("-1090", "-1009"), (str(LAST + 1), str(LAST))])
def test_a_number_with_swapped_or_miscounted_digits_finds_the_one_that_was_meant(asked: str, near: str) -> None:
    with pytest.raises(UnknownCode) as refused:
        explain(asked)
    assert refused.value.near[0] == near


def test_a_number_of_any_length_is_looked_up() -> None:
    with pytest.raises(UnknownCode):
        explain("9" * 5000)
