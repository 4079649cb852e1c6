"""A user's codes and statements: what they change in a report, and every mistake that a file can contain."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

import hilog_avsession
from commands import run
from conftest import ROOT
from hilog_avsession import CatalogError, UnknownCode
from hilog_avsession.custom import load, load_file
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.knowledge.rules import needle_rules
from hilog_avsession.knowledge.ruleset import RULESET
from hilog_avsession.options import Options
from hilog_avsession.output.formats import BY_NAME, FORMATS, Format
from hilog_avsession.output.schema import load_schema
from hilog_avsession.output.view import View
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.finders import regex_finder
from test_architecture import loaded_by

PAGE = (ROOT / "docs" / "own-catalog.md").read_text("utf-8")
WHOLE = re.search(r"```toml\n(.*?)```", PAGE, re.S)[1]  # type: ignore[index]  # the page has one

NEXT = {  # category -> its first number after ours, which the catalogue does not hold
    category: max(entry.number for entry in CATALOG if entry.category == category) + 1
    for category in ("session", "parsing", "media")
}
NEXT_CAST = NEXT["parsing"] - 6_610_000
ENGINE = "11-06 19:30:0{second}.{milli}  6120  6131 E A00F00/com.example.music/MusicEngine: {message}\n"


def engine(second: int, message: str, milli: str = "000") -> str:
    return ENGINE.format(second=second, milli=milli, message=message)


def framework(second: int, message: str, process: str = "com.example.music", pid: int = 6120) -> str:
    return f"11-06 19:30:0{second}.000  {pid}  {pid} E C02B91/{process}/AVSession: {message}\n"


BIND = engine(0, "avsession bind failed, rc=17")
LOST = engine(3, "restart lost session 0C4******6E6")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """The file that the documentation shows."""
    return written(tmp_path, WHOLE)


def written(folder: Path, content: str, name: str = "team.toml") -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def unwrapped(text: str) -> str:
    """Return a text without its spaces, as the place where a long path is wrapped depends on its length."""
    return "".join(text.split())


def mistakes_of(folder: Path, content: str) -> dict[str, str]:
    """Return the mistakes of a file: key -> reason."""
    return {mistake.key: mistake.reason for mistake in load_file(str(written(folder, content))).mistakes}


def statement(**keys: object) -> str:
    """Return a sound statement with some keys changed; None leaves a key out."""
    given = {
        "name": "engine-bind-failed",
        "tag": "MusicEngine",
        "needle": "avsession bind failed",
        "pattern": r"avsession bind failed, rc=\d+",
        "code": 6600101,
        "example": "avsession bind failed, rc=17",
        "decoy": "avsession bind failed, trying again",
        **keys,
    }
    return "[[statement]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in given.items() if value is not None)


def toml(value: object) -> str:
    """Return a string, number, truth value, array or table as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def code(head: str = "number = 9900017", words: str = 'title = "T"\nsteps = ["S"]') -> str:
    return f"[[code]]\n{head}\n[code.en]\n{words}\n"


# ---- the file in the documentation -----------------------------------------------------------------------------------


def test_the_file_of_the_documentation_has_no_mistakes(team: Path) -> None:
    loaded = load_file(str(team))
    assert loaded.mistakes == ()
    assert [custom.entry.number for custom in loaded.entries] == [9900017, 6600101]
    assert len(loaded.statements) == 5
    done = run("codes", "lint", team)
    assert (done.returncode, done.stderr) == (0, b"")
    title, entry, table = done.stdout.decode().partition("  Entry")
    assert unwrapped(title) == unwrapped(f"{team} is in order")
    assert (entry + table).splitlines() == [
        "  Entry        Name                             Content",
        "  new code     9900017                          Engine not bound to its session",
        "  new wording  6600101                          en.note",
        "  new cause    6600101 engine-restart           Engine restarted while the",
        "                                                session was alive",
        "  statement    engine-bind-failed               com.example.music/MusicEngine →",
        "                                                9900017",
        "  statement    engine-restarted                 MusicEngine → 6600101",
        "                                                (engine-restart)",
        "  statement    engine-owns                      MusicEngine → owner",
        "  statement    vendor-refused                   AVSession (service) → a number",
        "                                                of the line",
        "  statement    destroyed-at-the-end-of-a-track  AVSession (app) → nothing,",
        "                                                before session-destroyed",
    ]


def test_every_key_of_the_documentation_is_known_and_every_known_key_is_there(tmp_path: Path) -> None:
    reasons = mistakes_of(tmp_path, "[[code]]\nx = 1\n[[code]]\nnumber = 9900017\nx = 1\n" + statement(x=1))
    known = {word for key, reason in reasons.items() if key.endswith(".x") for word in re.findall(r"\w+", reason)}
    known -= {"unknown", "key", "the", "keys", "are", "did", "you", "mean"}
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.M)
    documented = {key.partition(" ")[0] for row in rows for key in re.findall(r"`([^`]+)`", row)}
    assert known - {"fails"} == documented - {"fails"}
    assert "fails" in documented


def test_the_mistakes_in_the_documentation_are_real(tmp_path: Path) -> None:
    broken = (
        WHOLE.replace("[code.en]\nnote", '[code.en]\ntitel = "x"\nnote')
        .replace(r"failed, rc=\d+'", r"failed, (rc=\d+'")
        .replace('example = "restart lost session 0C4******6E6"', 'example = "restart has lost session 0C4******6E6"')
    )
    shown = re.search(r"```text\n(team\.toml: .*?)```", PAGE, re.S)
    assert shown is not None
    mistakes = load_file(str(written(tmp_path, broken))).mistakes
    assert [str(mistake).replace(str(tmp_path) + "/", "") for mistake in mistakes] == shown[1].splitlines()


# ---- through the whole pipeline --------------------------------------------------------------------------------------


def test_an_applications_line_states_a_custom_code(team: Path, tmp_path: Path) -> None:
    log = written(tmp_path, BIND + engine(2, "avsession bind failed, again"), "a.log")
    assert hilog_avsession.analyze(log).counts.incidents == 0
    report = hilog_avsession.analyze(log, catalog=team)
    (incident,) = report.incidents
    assert (incident.code, incident.category, incident.api) == (9900017, "own", None)
    assert incident.process is not None
    assert incident.process.process == "com.example.music"
    assert incident.controller is None  # nothing shows that it controls a session
    assert report.codes[0].name == "ENGINE_BIND_FAILED"
    assert report.recommendations[0].title == "Engine not bound to its session"
    assert report.recommendations[0].steps[0].startswith("Start the engine")


def test_the_frameworks_lines_about_it_join_the_incident(team: Path, tmp_path: Path) -> None:
    message = "ThrowError errCode: 6600101, errMsg: CreateAVSession failed : native create session fail"
    log = written(tmp_path, framework(0, message) + engine(0, "avsession bind failed, rc=17", "010"), "a.log")
    assert [incident.code for incident in hilog_avsession.analyze(log).incidents] == [6600101]
    (incident,) = hilog_avsession.analyze(log, catalog=team).incidents
    assert [line.text.split()[0] for line in incident.evidence] == ["ThrowError", "avsession"]
    assert (incident.code, incident.signals) == (9900017, 2)


def test_a_line_declared_to_state_nothing_states_nothing(tmp_path: Path) -> None:
    lines = engine(0, "teardown: createAVSession error 6600102") + engine(4, "createAVSession error 6600102")
    noise = written(
        tmp_path,
        statement(
            code=None,
            fails=False,
            needle="teardown:",
            pattern="teardown: .*",
            example="teardown: createAVSession error 6600102",
            decoy="after teardown: createAVSession error 6600102",
        ),
    )
    log = written(tmp_path, lines, "a.log")
    assert hilog_avsession.analyze(log).counts.incidents == 2
    assert [incident.evidence[0].line for incident in hilog_avsession.analyze(log, catalog=noise).incidents] == [2]


def test_a_custom_cause_has_its_own_advice(team: Path, tmp_path: Path) -> None:
    log = written(tmp_path, engine(0, "restart lost session 0C4******6E6"), "a.log")
    report = hilog_avsession.analyze(log, catalog=team)
    (incident,) = report.incidents
    assert (incident.code, incident.cause, incident.category) == (6600101, "engine-restart", "session")
    assert incident.session is not None
    assert incident.session.id == "0C4******6E6"
    assert report.recommendations[0].steps == ("Await `Engine.stop()` before the next `createAVSession`.",)
    in_chinese = hilog_avsession.analyze(log, catalog=team, lang="zh").recommendations[0]
    assert in_chinese.title == "Engine restarted while the session was alive"  # the team wrote it in English only


def test_a_custom_fact_names_the_owner_of_a_session(team: Path, tmp_path: Path) -> None:
    full = "0C4D4A2F6E1B7C8D9E0F1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D56E6"
    log = written(tmp_path, engine(0, f"uses session {full}") + engine(4, "avsession bind failed, rc=17"), "a.log")
    (incident,) = hilog_avsession.analyze(log, catalog=team).incidents
    assert incident.session is not None
    assert (incident.session.full_id, incident.session.pid) == (full, 6120)


def test_a_custom_statement_of_the_framework_reads_its_native_number(team: Path, tmp_path: Path) -> None:
    line = "[OnVendorCheck]vendor refuses SetAVMetaData (1023)"
    log = written(tmp_path, framework(0, line, process="av_session", pid=900), "a.log")
    plain = hilog_avsession.analyze(log)
    assert (plain.counts.incidents, len(plain.unknown)) == (0, 1)
    report = hilog_avsession.analyze(log, catalog=team)
    (incident,) = report.incidents
    assert (incident.code, incident.native, incident.api) == (201, -1023, "setAVMetadata")
    assert report.unknown == ()


def test_an_overriding_statement_silences_a_line_and_no_other(team: Path, tmp_path: Path) -> None:
    silenced = framework(0, "[SetAVPlaybackState]session is destroyed")
    log = written(tmp_path, silenced + framework(4, "[SetAVMetaData]session is destroyed"), "a.log")
    assert hilog_avsession.analyze(log).counts.incidents == 2
    (incident,) = hilog_avsession.analyze(log, catalog=team).incidents
    assert incident.evidence[0].line == 2


def test_a_line_with_another_tag_domain_or_bundle_is_not_read(team: Path, tmp_path: Path) -> None:
    line = BIND
    others = line.replace("MusicEngine", "Other"), line.replace("example.music/", "example.video/")
    log = written(tmp_path, "".join(others), "a.log")
    assert hilog_avsession.analyze(log, catalog=team).counts.incidents == 0
    cut = written(tmp_path, line.replace("com.example.music", "com.exa...music"), "b.log")
    assert hilog_avsession.analyze(cut, catalog=team).counts.incidents == 1


@pytest.mark.parametrize("jobs", [2, 3])
def test_several_processes_make_the_report_of_one(team: Path, tmp_path: Path, evening: Path, jobs: int) -> None:
    first = written(tmp_path, BIND + LOST, "a.log")
    second = written(tmp_path, engine(7, "avsession bind failed, rc=18"), "b.log")
    places = (first, evening, second)
    alone = hilog_avsession.analyze(*places, catalog=team)
    assert {9900017, 6600101, 6600107} <= {count.code for count in alone.codes}
    assert hilog_avsession.analyze(*places, catalog=team, jobs=jobs).to_json() == alone.to_json()


def test_the_portable_search_finds_the_same(team: Path, tmp_path: Path) -> None:
    log = written(tmp_path, BIND + LOST, "a.log")
    ruleset = load([team])
    portable = Options(ruleset=ruleset, finder=regex_finder(needle_rules(ruleset)[0]))
    assert diagnose([log], portable).to_json() == diagnose([log], Options(ruleset=ruleset)).to_json()


def test_nothing_changes_for_a_log_without_custom_lines(team: Path, evening: Path) -> None:
    plain, own = (hilog_avsession.analyze(evening, catalog=files).to_dict() for files in ((), team))
    notes = [
        advice["note"] for advice in own["recommendations"] if advice["code"] == 6600101 and advice["cause"] is None
    ]
    assert all(note == "In our player: see the runbook `avsession-101` first." for note in notes)
    del plain["recommendations"], own["recommendations"]
    assert own == plain


def test_the_ruleset_can_be_sent_to_other_processes(team: Path) -> None:
    ruleset = load([team])
    again = pickle.loads(pickle.dumps(Options(ruleset=ruleset))).ruleset
    assert needle_rules(again)[0] == needle_rules(ruleset)[0]
    assert again.custom == ruleset.custom
    assert list(again.catalog) == list(ruleset.catalog)
    error = pickle.loads(pickle.dumps(CatalogError(*load_file("missing.toml").mistakes)))
    assert error.mistakes[0].file == "missing.toml"


def test_incidents_come_one_by_one_with_custom_codes(team: Path, tmp_path: Path) -> None:
    log = written(tmp_path, BIND, "a.log")
    assert [incident.code for incident in hilog_avsession.iter_incidents(log, catalog=[team])] == [9900017]


# ---- words -----------------------------------------------------------------------------------------------------------


def test_an_override_replaces_what_it_gives_and_inherits_the_rest(tmp_path: Path) -> None:
    content = code("number = 6600101", 'steps = ["Ask Ada."]') + '[code.zh]\ntitle = "甲"\n'
    ours, entry = CATALOG.entry(6600101), load([written(tmp_path, content)]).catalog.entry(6600101)
    assert ours is not None
    assert entry is not None
    assert entry.text("en") == ours.text("en")._replace(steps=("Ask Ada.",), title="甲")
    assert entry.text("zh") == ours.text("zh")._replace(steps=("Ask Ada.",), title="甲")
    assert entry._replace(texts=ours.texts) == ours


def test_an_empty_note_removes_ours(tmp_path: Path) -> None:
    entry = load([written(tmp_path, code("number = 6600101", 'note = ""'))]).catalog.entry(6600101)
    assert entry is not None
    assert entry.text("en").note is None
    assert entry.text("zh").note is None


def test_a_cause_that_exists_gets_other_words_and_keeps_its_numbers(tmp_path: Path) -> None:
    content = '[[code]]\nnumber = 6600101\n[[code.cause]]\nid = "created-twice"\n[code.cause.zh]\ntitle = "乙"\n'
    catalog = load([written(tmp_path, content)]).catalog
    found = catalog.explain(-1022)
    ours = CATALOG.explain(-1022).cause
    assert found.cause is not None
    assert ours is not None
    assert (found.cause.natives, found.cause.text("en").steps) == (ours.natives, ours.text("en").steps)
    assert found.cause.text("zh").title == found.cause.text("en").title == "乙"
    assert catalog.cause(0, "created-twice") == found.cause  # code 0 takes the causes of all session codes


def test_a_new_code_in_one_language_is_used_in_both(tmp_path: Path) -> None:
    catalog = load([written(tmp_path, code('number = 9900017\nsymbol = "MY_CODE"'))]).catalog
    entry = catalog.entry(9900017)
    assert entry is not None
    assert entry.text("zh") == entry.text("en")
    assert (entry.text("en").description, entry.text("en").causes, entry.text("en").note) == ("", (), None)
    assert catalog.explain("my_code").entry == catalog.explain("9900017").entry == entry
    assert CATALOG.entry(9900017) is None


@pytest.mark.parametrize(
    ("number", "category"),
    [
        (1000, "own"),
        (999_999_999, "own"),
        *((number, category) for category, number in NEXT.items()),
        (6617000, "own"),
    ],
)
def test_a_new_code_is_listed_where_its_family_is(tmp_path: Path, number: int, category: str) -> None:
    catalog = load([written(tmp_path, code(f"number = {number}"))]).catalog
    assert catalog.category(number) == category
    numbers = [entry.number for entry in catalog if entry.category == category]
    assert numbers[-1] == number
    assert len(catalog) == len(CATALOG) + 1


def test_a_newer_number_of_the_cast_engine_becomes_its_own_code(tmp_path: Path) -> None:
    newer = NEXT["parsing"]
    content = code(f'number = {newer}\ncast_number = {NEXT_CAST}\ncast_symbol = "ERROR_CODE_PARSING_NEW"')
    catalog = load([written(tmp_path, content)]).catalog
    assert (CATALOG.public_of_cast(NEXT_CAST), catalog.public_of_cast(NEXT_CAST)) == (6611000, newer)
    assert catalog.explain(str(NEXT_CAST)).entry.number == newer


def test_a_newer_code_of_the_framework_is_named_in_an_applications_line(tmp_path: Path) -> None:
    log = written(tmp_path, engine(0, f"createAVSession failed, BusinessError code: {NEXT['session']}"), "a.log")
    newer = written(tmp_path, code(f"number = {NEXT['session']}", 'title = "Newer"\nsteps = ["S"]'))
    assert hilog_avsession.analyze(log).codes[0].title.startswith("Code that the catalogue does not hold")
    assert hilog_avsession.analyze(log, catalog=newer).codes[0].title == "Newer"


# ---- several files ---------------------------------------------------------------------------------------------------


def test_the_later_of_two_files_takes_precedence(tmp_path: Path) -> None:
    base = written(tmp_path, code(words='title = "Base"\nsteps = ["S"]') + statement(code=9900017), "base.toml")
    over = statement(name="of-the-team", overrides="engine-bind-failed", code=6600102)
    team = written(tmp_path, code(words='title = "Team"') + over, "over.toml")
    log = written(tmp_path, BIND, "a.log")
    assert [count.code for count in hilog_avsession.analyze(log, catalog=base).codes] == [9900017]
    assert [count.code for count in hilog_avsession.analyze(log, catalog=[base, team]).codes] == [6600102]
    entry = hilog_avsession.catalog(base, team).entry(9900017)
    assert entry is not None
    assert (entry.text("en").title, entry.text("en").steps) == ("Team", ("S",))


def test_a_later_file_must_say_that_it_overrides_an_earlier_one(tmp_path: Path) -> None:
    base = written(tmp_path, statement(), "base.toml")
    over = written(tmp_path, statement(name="of-the-team"), "over.toml")
    with pytest.raises(CatalogError, match=r"over\.toml: statement\[1\]\.pattern .*: reads the example of"):
        load([base, over])


def test_the_mistakes_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    one = written(tmp_path, statement(colour="red"), "one.toml")
    two = written(tmp_path, code("number = 7"), "two.toml")
    with pytest.raises(CatalogError) as caught:
        load([one, tmp_path / "none.toml", two])
    assert [Path(mistake.file).name for mistake in caught.value.mistakes] == ["one.toml", "none.toml", "two.toml"]
    assert str(caught.value).splitlines()[0].startswith(f"{one}: statement[1].colour (engine-bind-failed): unknown key")


# ---- mistakes --------------------------------------------------------------------------------------------------------

SESSION = "0C4D4A2F6E1B7C8D9E0F1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D56E6"
CAUSE = '[[code.cause]]\nid = "{id}"\n{keys}\n[code.cause.en]\ntitle = "T"\nsteps = ["S"]\n'


def cause(id: str = "x", keys: str = "") -> str:
    return CAUSE.format(id=id, keys=keys)


MISTAKES = [
    # the file
    ("", "", "holds neither"),
    ("[[code]\n", "", "not valid TOML"),
    ("a = " + "[" * 5000, "", "not valid TOML"),
    ("kode = 1\n", "kode", "unknown key; the keys are code, statement; did you mean code?"),
    ("code = 5\n", "code", "must be an array, not 5"),
    ("code = [5]\n", "code[1]", "must be a table that is not empty, not 5"),
    ("statement = []\n", "statement", "is empty"),
    # codes
    (code(""), "code[1].number", "is missing"),
    (code("number = '9900017'"), "code[1].number", "must be a whole number, not '9900017'"),
    (code("number = true"), "code[1].number", "must be a whole number, not True"),
    (code("number = 999"), "code[1].number", "4 to 9 digits"),
    (code("number = -9900017"), "code[1].number", "4 to 9 digits"),
    (code("number = 1234567890"), "code[1].number", "4 to 9 digits"),
    (code() + code(), "code[2].number", "9900017 is defined twice"),
    (code(words='title = "T"'), "code[1].en.steps", "is missing"),
    (code(words='steps = ["S"]'), "code[1].en.title", "is missing"),
    (code(words='title = " "\nsteps = ["S"]'), "code[1].en.title", "is empty"),
    (code(words='title = "T"\nsteps = ["S", 5]'), "code[1].en.steps[2]", "must be a string that is not empty, not 5"),
    (code(words='title = "T"\nsteps = ["S"]\nnotes = "x"'), "code[1].en.notes", "did you mean note?"),
    (code('number = 9900017\ncategory = "sessions"'), "code[1].category", "did you mean session?"),
    (code('number = 9900017\nsymbol = "ERR_SESSION_NOT_EXIST"'), "code[1].symbol", "already belongs to -1009"),
    (code('number = 9900017\nsymbol = "ERR_CODE_SERVICE_EXCEPTION"'), "code[1].symbol", "already belongs to 6600101"),
    (code('number = 9900017\nsymbol = "no name"'), "code[1].symbol", "is not a name"),
    (code("number = 9900017\ncast_number = 1003"), "code[1].cast_number", "is none"),
    (code(f"number = {NEXT['parsing']}\ncast_number = 1000"), "code[1].cast_number", f"is {NEXT_CAST}"),
    (code('number = 9900017\nsystem_only = "no"'), "code[1].system_only", "must be true or false"),
    (code("number = 9900017\nnatives = [-1022]"), "code[1].natives", "unknown key"),
    (code('number = 6600101\nsymbol = "X"'), "code[1].symbol", "6600101 exists already and keeps its own"),
    (
        code() + cause("Not Kebab"),
        "code[1].cause[1].id",
        "kebab",
    ),
    (code() + '[[code.cause]]\nid = "x"\n', "code[1].cause[1].en.title", "is missing"),
    (code() + '[[code.cause]]\nid = "x"\n[code.cause.zh]\ntitle = "题"\n', "code[1].cause[1].zh.steps", "is missing"),
    (
        code("number = 6600101") + cause("created-twice", "natives = [-1]"),
        "code[1].cause[1].natives",
        "created-twice exists already and keeps its own",
    ),
    (
        code("number = 6600101") + cause(keys="natives = [-1022]"),
        "code[1].cause[1].natives",
        "-1022 already belongs to the cause created-twice",
    ),
    (
        code() + cause(keys="natives = [-1022]"),
        "code[1].cause[1].natives",
        "-1022 is not a native number of 9900017",
    ),
    # statements: names and who prints them
    (statement(name=None), "statement[1].name", "is missing"),
    (statement(name="Engine failed"), "statement[1].name", "kebab"),
    (statement(name="session-destroyed"), "statement[1].name", "is one of ours"),
    (statement(name="application"), "statement[1].name", "is one of ours"),
    (statement() + statement(), "statement[2].name", "is defined twice"),
    (statement(tag=None), "statement[1].side", "is missing"),
    (statement(side="app"), "statement[1].side", "`tag` or `domain` means that an application prints it"),
    (statement(functions=["F"]), "statement[1].functions", "distinguishes lines of AVSession"),
    (statement(tag=None, side="player"), "statement[1].side", "'player' is none of service, app, both"),
    (statement(tag=None, side="app", bundle="com.example"), "statement[1].bundle", "needs `tag` or `domain`"),
    (statement(domain="F00"), "statement[1].domain", "five hex digits"),
    (statement(tag=None, domain="02B91"), "statement[1].domain", "is AVSession's own"),
    # needles and patterns
    (statement(needle=None), "statement[1].needle", "is missing"),
    (statement(needle="ab "), "statement[1].needle", "too short"),
    (statement(needle="needle" * 40), "statement[1].needle", "longer than 200 characters"),
    (statement(needle="bind\x01failed"), "statement[1].needle", "unprintable"),
    (statement(needle="ÉCHEC avsession"), "statement[1].needle", "capital letters beyond A to Z"),
    (statement(pattern=None), "statement[1].pattern", "is missing"),
    (statement(pattern=""), "statement[1].pattern", "is empty"),
    (statement(pattern="(a"), "statement[1].pattern", "is not a valid pattern: missing )"),
    (statement(pattern="[[a]b"), "statement[1].pattern", "is not a valid pattern: Possible nested set"),
    (statement(pattern="(?R)"), "statement[1].pattern", "is not a valid pattern: unknown extension"),
    (statement(pattern="(?:bind){e<=3}"), "statement[1].pattern", "brace that counts nothing"),
    (statement(pattern="(?:a{999}){999}"), "statement[1].pattern", "repeats written out"),
    (statement(pattern="(?:(?:a{9}){99999}){99999}"), "statement[1].pattern", "repeats written out"),
    (statement(pattern="a{99999999999}"), "statement[1].pattern", "is not a valid pattern"),
    (statement(pattern="(" * 900 + ")" * 900), "statement[1].pattern", "is not a valid pattern"),
    (statement(pattern="a" * 3000), "statement[1].pattern", "has 3,000 characters"),
    (statement(pattern=r"avsession bind failed, rc=(?P<sesion>\d+)"), "statement[1].pattern", "did you mean session?"),
    # what they state
    (statement(code=None), "statement[1].code", "is missing"),
    (statement(code=9900099), "statement[1].code", "add it with [[code]]"),
    (statement(also=[9900099]), "statement[1].also", "9900099 is not a known code"),
    (statement(native=-1022), "statement[1].native", "the code is given more than once: code, native"),
    (statement(code=None, native=-1), "", ""),
    (statement(code=None, native=-9), "statement[1].native", "-9 is not a native number"),
    (statement(cause="nope"), "statement[1].cause", "6600101 has no cause nope"),
    (statement(api="fetchThings"), "statement[1].api", "is not an interface of AVSession"),
    (statement(confidence="sure"), "statement[1].confidence", "is none of certain"),
    (statement(learns="owner"), "statement[1].code", "belongs to a failure"),
    (statement(code=None, learns="owner"), "statement[1].pattern", "owner needs the group 'session'"),
    (statement(code=None, learns="ownership"), "statement[1].learns", "is none of"),
    (statement(code=None, learns="cast", fails=True), "statement[1].fails", "a failure or a fact"),
    (statement(values={"session": SESSION}), "statement[1].values", "belong to a fact"),
    (statement(code=None, learns="cast", values={"colour": "red"}), "statement[1].values.colour", "unknown key"),
    (statement(fails=False), "statement[1].code", "this statement states none"),
    # samples
    (statement(example=None), "statement[1].example", "is missing"),
    (statement(example=[]), "statement[1].example", "is empty"),
    (statement(example=5), "statement[1].example", "must be a string or an array of strings, not 5"),
    (statement(decoy=None), "statement[1].decoy", "is missing"),
    (statement(decoy=["x", ""]), "statement[1].decoy[2]", "not empty"),
    (statement(example="bind failed"), "statement[1].example", "does not hold the needle"),
    (statement(example="avsession bind failed, rc=x"), "statement[1].example", "must match all of"),
    (statement(example="avsession bind failed, rc=1\nrc=2"), "statement[1].example", "is more than one line"),
    (
        statement(example=["avsession bind failed, rc=1", BIND.replace("Music", "X")]),
        "statement[1].example[2]",
        "is printed by A00f00/com.example.music/XEngine, which is not the tag",
    ),
    (
        statement(tag=None, side="app", example=BIND),
        "statement[1].example",
        "not by AVSession",
    ),
    (
        statement(tag=None, side="app", functions=["F"], example="[G]avsession bind failed, rc=1"),
        "statement[1].example",
        "by the function 'G'",
    ),
    (
        statement(code=None, pattern="avsession bind failed, rc=(?P<native>.*)", example="avsession bind failed, rc=5"),
        "statement[1].example",
        "no known number",
    ),
    (
        statement(code=None, pattern="avsession bind failed, rc=(?P<code>.*)", example="avsession bind failed, rc=x"),
        "statement[1].example",
        "a named group is not a number or id",
    ),
    (statement(decoy="avsession bind failed, rc=0"), "statement[1].decoy", "must not read it"),
    (
        statement() + statement(name="second", decoy="avsession bind failed"),
        "statement[2].example",
        "is read by the statement engine-bind-failed, which is tried first",
    ),
    # what was known before
    (
        statement(tag=None, side="app", **dict.fromkeys(("needle", "pattern", "example"), "session is destroyed")),
        "statement[1].pattern",
        "reads the example of session-destroyed",
    ),
    (
        statement(needle="session not exist", pattern=".* session not exist", example="x session not exist"),
        "statement[1].pattern",
        "reads the example of native-session-not-exist",
    ),
    (statement(overrides="session-destroid"), "statement[1].overrides", "did you mean session-destroyed?"),
    (statement(overrides="session-destroyed"), "statement[1].overrides", "there is nothing to override"),
    # patterns that take too long
    (
        statement(pattern=r"avsession bind failed, rc=1(?:7|77)+$", decoy="avsession bind failed"),
        "statement[1].pattern",
        "takes more than 0.1 s of processor time for a line of 1,000 characters",
    ),
]


@pytest.mark.parametrize(("content", "key", "reason"), MISTAKES, ids=[f"{key}: {why}" for _, key, why in MISTAKES])
def test_a_mistake_is_reported_with_key_and_reason(tmp_path: Path, content: str, key: str, reason: str) -> None:
    found = mistakes_of(tmp_path, content)
    if not key and not reason:
        assert found == {}
        return
    assert reason in found[key]
    path = str(tmp_path / "team.toml")
    with pytest.raises(CatalogError) as caught:
        load([path])
    assert all(str(mistake).startswith(path) for mistake in caught.value.mistakes)


PATTERNS = [  # sloppy, but no reason to refuse them
    (r".*bind failed.*\d+", "avsession bind failed, rc=17"),
    (r"\w+ .*: .* \w+=\d+, .*=\d+", "avsession bind failed: a b=1, c=2"),
    (r".*=.*,.*=.*,.*=\d", "avsession bind failed a=1,b=2,c=3"),
    (r"avsession bind failed(?:, \w+)*", "avsession bind failed, a, b, c"),
]


@pytest.mark.parametrize(("pattern", "example"), PATTERNS, ids=[pattern for pattern, _ in PATTERNS])
def test_a_pattern_that_backtracks_a_little_is_accepted(tmp_path: Path, pattern: str, example: str) -> None:
    assert mistakes_of(tmp_path, statement(pattern=pattern, example=example, decoy="avsession bind failed?")) == {}


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"\xff\xfe", "is not UTF-8: byte 0"), (b"#" * ((4 << 20) + 1), "larger than 4 MiB")],
    ids=["no text", "too large"],
)
def test_a_file_that_is_not_toml_is_reported(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "team.toml"
    path.write_bytes(data)
    assert load_file(str(path)).mistakes[0].reason == reason
    assert "cannot be read" in load_file(str(tmp_path)).mistakes[0].reason
    assert "cannot be read" in load_file(str(tmp_path / "none.toml")).mistakes[0].reason


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = (
        code("number = 9\nsymbol = 5", 'titel = "x"')
        + statement(example="avsession bind failed")
        + statement(name="second", colour="red", pattern="(", decoy=None)
    )
    found = load_file(str(written(tmp_path, content))).mistakes
    assert [mistake.key for mistake in found] == [
        *("code[1].number", "code[1].en.titel", "code[1].en.title", "code[1].en.steps", "code[1].symbol"),
        *("statement[1].example", "statement[2].pattern", "statement[2].decoy", "statement[2].colour"),
    ]
    assert [mistake.entry for mistake in found[-4:]] == ["engine-bind-failed", "second", "second", "second"]


# ---- patterns that take too long -------------------------------------------------------------------------------------

SLOW = statement(
    pattern=r"avsession bind failed, (?:rc=\d+|(?:x|xx)+$)",
    example="avsession bind failed, rc=17",
    decoy="avsession bind failed",
)


def slow_lines(number: int) -> str:
    return "".join(engine(0, f"avsession bind failed, {'x' * (60 + n)}y", f"{n:03}") for n in range(number))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pattern_that_takes_too_long_is_given_up_and_reported(tmp_path: Path, lang: str) -> None:
    team = written(tmp_path, SLOW)
    log = written(tmp_path, slow_lines(3) + engine(5, "avsession bind failed, rc=17"), "a.log")
    report = hilog_avsession.analyze(log, catalog=team, lang=lang)
    assert report.counts.incidents == 1
    (spot,) = [spot for spot in report.blind_spots if spot.kind == "slow-pattern"]
    assert spot.count == 3
    assert spot.text.endswith(f"{team}: statement[1].pattern (engine-bind-failed)")
    assert spot.text in "".join(BY_NAME["text"].text_parts(report, View(width=400)))


def test_a_pattern_that_repeatedly_takes_too_long_is_put_aside(tmp_path: Path) -> None:
    team = written(tmp_path, SLOW)
    log = written(tmp_path, slow_lines(40) + engine(5, "avsession bind failed, rc=17"), "a.log")
    report = hilog_avsession.analyze(log, catalog=team)
    assert report.counts.incidents == 0
    (spot,) = [spot for spot in report.blind_spots if spot.kind == "slow-pattern"]
    assert spot.count == 41  # what was not tried any more is counted, too


def test_a_pattern_that_takes_too_long_is_a_warning_where_there_is_no_report(tmp_path: Path) -> None:
    team, log = written(tmp_path, SLOW), written(tmp_path, slow_lines(2), "a.log")
    done = run("analyze", log, "--catalog", team, "-f", "jsonl")
    assert (done.returncode, done.stdout) == (0, b"")
    complaint = f"pattern simpler: {team}: statement[1].pattern (engine-bind-failed)"
    assert complaint in done.stderr.decode()
    done = run("diff", log, log, "--catalog", team)
    assert done.returncode == 0
    assert done.stderr.decode().count(complaint) == 2  # for each side
    with pytest.warns(RuntimeWarning, match=r"statement\[1\]\.pattern .* took too long and gave up messages: 2"):
        assert list(hilog_avsession.iter_incidents(log, catalog=team)) == []


def test_a_redacted_report_hides_the_path_of_the_file(tmp_path: Path) -> None:
    team, log = written(tmp_path, SLOW), written(tmp_path, slow_lines(2) + BIND, "a.log")
    report = hilog_avsession.analyze(log, catalog=team).redacted()
    (spot,) = [spot for spot in report.blind_spots if spot.kind == "slow-pattern"]
    assert spot.text.endswith("statement[1].pattern (engine-bind-failed)")
    assert tmp_path.name not in report.to_json()
    assert "com.example.music" not in report.to_json()


def test_lines_that_patterns_gave_up_add_up_over_devices(tmp_path: Path) -> None:
    team, other = written(tmp_path, SLOW), written(tmp_path, SLOW, "other.toml")
    log = written(tmp_path, slow_lines(2), "a.log")
    reports = [hilog_avsession.analyze(log, catalog=files) for files in (team, other, team)]
    spots = [spot for spot in hilog_avsession.Report.merge(*reports).blind_spots if spot.kind == "slow-pattern"]
    assert [spot.count for spot in spots] == [4, 2]
    assert "team.toml" in spots[0].text
    assert "other.toml" in spots[1].text


# ---- looking up, and the command line --------------------------------------------------------------------------------


def test_custom_codes_are_explained_and_listed(team: Path) -> None:
    with pytest.raises(UnknownCode):
        hilog_avsession.explain(9900017)
    assert hilog_avsession.explain("engine_bind_failed", catalog=team).entry.number == 9900017
    explained = run("explain", "9900017", "--catalog", team).stdout.decode()
    assert "Engine not bound to its session" in explained
    assert "Owned by the playback team." in explained
    assert b"avsession-101" in run("explain", "6600101", "--catalog", team).stdout
    listed = json.loads(run("codes", "--category", "own", "--catalog", team, "--format", "json").stdout)
    assert [row["code"] for row in listed] == [9900017]
    in_chinese = run("codes", "ENGINE", "--catalog", team, "--lang", "zh").stdout.decode()
    assert "自定义错误码" in in_chinese
    assert "引擎未绑定会话" in in_chinese


def test_a_custom_code_with_a_similar_number_is_suggested(team: Path) -> None:
    done = run("explain", "9900018", "--catalog", team)
    assert done.returncode == 2
    assert b"did you mean 9900017" in done.stderr
    assert b"did you mean ENGINE_BIND_FAILED" in run("explain", "ENGINE_BIND_FAILD", "--catalog", team).stderr


def test_the_command_line_analyses_with_custom_codes(team: Path, tmp_path: Path) -> None:
    log = written(tmp_path, BIND + LOST, "a.log")
    done = run("analyze", log, "--catalog", team, "--code", "ENGINE_BIND_FAILED", "--category", "own", "-f", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert [count["code"] for count in report["codes"]] == [9900017]
    assert report["filtered_out"] == 1


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_every_form_of_a_report_takes_custom_codes(team: Path, tmp_path: Path, one: Format) -> None:
    report = hilog_avsession.analyze(written(tmp_path, BIND + LOST, "a.log"), catalog=team)
    assert "9900017" in "".join(one.text_parts(report))


def test_two_logs_are_compared_by_custom_codes(team: Path, tmp_path: Path) -> None:
    before = written(tmp_path, LOST, "a.log")
    after = written(tmp_path, "".join(engine(n, f"avsession bind failed, rc={n}") for n in range(9)), "b.log")
    done = run("diff", before, after, "--catalog", team, "--category", "own", "--format", "json")
    assert done.returncode == 0
    assert "Engine not bound to its session" in done.stdout.decode()
    assert "9900017" not in run("diff", before, after, "--format", "json").stdout.decode()


def test_the_json_report_with_custom_codes_keeps_its_contract(team: Path, tmp_path: Path) -> None:

    log = written(tmp_path, BIND, "a.log")
    Draft202012Validator(load_schema()).validate(hilog_avsession.analyze(log, catalog=team).to_dict())


@pytest.mark.parametrize("command", [["analyze", "x.log"], ["explain", "6600101"], ["codes"]])
def test_no_command_continues_with_a_file_that_has_mistakes(tmp_path: Path, command: list[str]) -> None:
    path = written(tmp_path, statement(colour="red", decoy=None))
    done = run(*command, "--catalog", path)
    assert (done.returncode, done.stdout) == (2, b"")
    first, second = done.stderr.decode().splitlines()
    assert first == f"hilog-avsession: {path}: statement[1].decoy (engine-bind-failed): is missing"
    assert "statement[1].colour (engine-bind-failed): unknown key" in second


def test_lint_writes_all_mistakes_to_standard_output(tmp_path: Path, team: Path) -> None:
    bad = written(tmp_path, statement(name="other", colour="red") + code("number = 7"), "bad.toml")
    done = run("codes", "lint", team, bad)
    assert (done.returncode, done.stderr) == (2, b"")
    assert unwrapped(f"{team} is in order") in unwrapped(done.stdout.decode())
    assert len([line for line in done.stdout.decode().splitlines() if line.startswith(str(bad))]) == 2


def test_the_catalogue_is_listed_with_and_without_the_word_list() -> None:
    assert run("codes", "network").stdout == run("codes", "list", "network").stdout != b""
    assert run("codes", "--category", "drm").stdout == run("codes", "list", "--category", "drm").stdout != b""
    assert b"lint" in run("codes", "--help").stdout


def test_custom_codes_cost_nothing_where_none_are_given(evening: Path) -> None:
    assert Options().ruleset is RULESET
    loaded = loaded_by(f"import hilog_avsession; hilog_avsession.analyze({str(evening)!r})")
    assert not {name for name in loaded if name == "regex" or name.startswith("hilog_avsession.custom")}


# ---- gates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "found"),
    [
        *(("any", 3), ("own", 2), ("9900017", 2), ("ENGINE_BIND_FAILED", 2), ("session", 1)),
        *(("engine-restart", 1), ("6600101/engine-restart", 1), ("6600101", 1), ("6600102", 0)),
    ],
)
def test_gates_name_custom_codes_categories_and_causes(team: Path, tmp_path: Path, gate: str, found: int) -> None:
    log = written(tmp_path, BIND + LOST + engine(7, "avsession bind failed, rc=18"), "a.log")
    report = hilog_avsession.analyze(log, catalog=team)
    (outcome,) = report.judged(gate, catalog=hilog_avsession.catalog(team)).gates
    assert (outcome.found, outcome.tripped) == (found, found > 0)
    stored = hilog_avsession.Report.from_json(report.to_json())
    assert stored.judged("own").gates[0].found == 2
    assert report.judged("own", baseline=stored).gates[0].found == 0


@pytest.mark.parametrize("gate", ["own", "9900017", "ENGINE_BIND_FAILED", "6600101/engine-restart", "engine-restart"])
def test_a_failed_gate_of_a_custom_code_shows_what_it_counted(team: Path, tmp_path: Path, gate: str) -> None:
    log = written(tmp_path, BIND + LOST, "a.log")
    report = hilog_avsession.analyze(log, catalog=team).judged(gate, catalog=hilog_avsession.catalog(team))
    page = "".join(BY_NAME["junit"].text_parts(report))
    (failure,) = ElementTree.fromstring(page).iter("failure")
    is_of_own_code = "restart" not in gate
    assert ("Engine not bound to its session" in (failure.text or "")) == is_of_own_code
    assert ("Engine restarted while the session" in (failure.text or "")) != is_of_own_code


def test_the_command_line_takes_gates_of_custom_codes(team: Path, tmp_path: Path) -> None:
    log = written(tmp_path, BIND, "a.log")
    assert run("analyze", log, "--catalog", team, "--fail-on", "9900017").returncode == 1
    assert run("analyze", log, "--catalog", team, "--fail-on", "engine-restart").returncode == 0
    done = run("analyze", log, "--fail-on", "9900017")
    assert done.returncode == 2
    assert b"no gate can count '9900017'" in done.stderr


# ---- texts of the file are data --------------------------------------------------------------------------------------

HOSTILE = "\x1b[31m[bold red]x[/] \u202e<script>\r"


def test_custom_words_are_shown_as_plain_text(tmp_path: Path) -> None:
    words = f"title = {json.dumps(HOSTILE)}\nsteps = [{json.dumps(HOSTILE)}]\nnote = {json.dumps(HOSTILE)}"
    team = written(tmp_path, code(words=words) + statement(code=9900017))
    log = written(tmp_path, BIND, "a.log")
    report = hilog_avsession.analyze(log, catalog=team)
    shown = "".join(BY_NAME["text"].text_parts(report, View(width=200)))
    shown += run("explain", "9900017", "--catalog", team).stdout.decode()
    shown += run("codes", "lint", team).stdout.decode() + run("codes", "--catalog", team).stdout.decode()
    assert "\\x1b[31m[bold red]x[/] \\u202e<script>\\r" in shown
    assert not set(shown) & set("\x1b\u202e\r")


def test_mistakes_are_shown_as_plain_text(tmp_path: Path) -> None:
    bad = written(tmp_path, f"{json.dumps(HOSTILE)} = 1\n")
    for done in (run("codes", "lint", bad), run("analyze", "x.log", "--catalog", bad)):
        shown = (done.stdout + done.stderr).decode()
        assert "\\x1b[31m" in shown
        assert not set(shown) & set("\x1b\u202e\r")
