"""Wrong arguments from Python: each is refused with what was given and what to give, and none fails deep inside."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import hilog_avsession
from hilog_avsession import (
    Comparison,
    Filters,
    HilogAvsessionError,
    InputError,
    Limits,
    Report,
    UnreadableInput,
    WrongUsage,
    analyze,
    catalog,
    compare,
    explain,
    fleet,
    iter_incidents,
)

mpl.use("agg")

LOG = str(Path(__file__).parent / "fixtures" / "logs" / "evening.log")
REPORT = analyze(LOG)
CATALOG = catalog()
FRAME = pd.DataFrame({"path": [LOG]})
WRONG: tuple[Any, ...] = (
    *(None, True, -1, 5, 1.5, float("nan"), "", "nonsense", b"bytes", Path("nowhere")),
    *([], [None], {}, {"a": 1}, object(), str, io.StringIO("text"), FRAME, np.array([[1]]), pd.NaT, REPORT),
)


# ---- every public name -----------------------------------------------------------------------------------------------

# what the methods are called on
EXAMPLES: dict[str, Any] = {
    "BlindSpot": REPORT.blind_spots[0],
    "Catalog": CATALOG,
    "CodeEntry": CATALOG.entry(6600107),
    "Comparison": compare(REPORT, REPORT),
    "Filters": Filters(),
    "InputError": InputError.as_given("kind", "message"),
    "Limits": Limits(),
    "NativeCode": CATALOG.native(-1018),
    "Report": REPORT,
}
# they make values of values for the package itself
INTERNAL = {"KindCount.of", "KindCount.ranked", "ApplicationCount.of", "InputError.after", "InputError.of"}


def callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions, the classes whose values are checked, and the methods of all public classes."""
    for name in hilog_avsession.__all__:
        public = getattr(hilog_avsession, name)
        if inspect.isfunction(public):
            yield name, public
        elif inspect.isclass(public) and not issubclass(public, Exception):
            yield from methods(name, public)
    plots = {name: getattr(REPORT.plot, name) for name in ("timeline", "codes", "categories")}
    yield from ((f"Plots.{name}", method) for name, method in plots.items())
    yield "Filters", Filters


def methods(name: str, kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    for method, member in vars(kind).items():
        found = isinstance(member, staticmethod | classmethod) or inspect.isfunction(member)
        if found and not method.startswith("_") and f"{name}.{method}" not in INTERNAL:
            bound = getattr(EXAMPLES.get(name, kind), method)
            if inspect.signature(bound).parameters.keys() - {"self"}:
                yield f"{name}.{method}", bound


CALLABLES = dict(callables())


def test_the_public_callables_are_found() -> None:
    assert {"analyze", "compare", "Report.judged", "Report.save", "Catalog.entry"} <= CALLABLES.keys()
    methods_of_kinds = {name.partition(".")[0] for name in CALLABLES if "." in name} - {"Plots"}
    assert methods_of_kinds <= EXAMPLES.keys(), "give the new class an example above"


@pytest.mark.parametrize("name", CALLABLES)
def test_no_wrong_argument_fails_deep_inside(name: str, tmp_path: Path) -> None:
    function = CALLABLES[name]
    parameters = inspect.signature(function).parameters.values()
    needed = [one for one in parameters if one.default is one.empty and one.kind is not one.KEYWORD_ONLY]
    right = {
        "analyze": [LOG],
        "iter_incidents": [LOG],
        "compare": [REPORT, REPORT],
        "Report.save": [tmp_path / "r.txt"],
    }
    base = right.get(name, right_values(name, len(needed)))
    for wrong in WRONG:
        if needed:
            refused_or_done(function, wrong, *base[1:])
        for one in parameters:
            if one.default is not one.empty:
                refused_or_done(function, *base, **{one.name: wrong})
    plt.close("all")


def right_values(name: str, count: int) -> list[Any]:
    value = "ERR_X" if "symbol" in name else "code" if "Comparison" in name else 6600107
    value = REPORT.to_json() if "from_json" in name else REPORT.to_dict() if "from_dict" in name else value
    return [value] * count


def refused_or_done(function: Callable[..., Any], *arguments: Any, **options: Any) -> None:
    said = ""
    try:
        result = function(*arguments, **options)
        if inspect.isgenerator(result):
            list(result)
    except HilogAvsessionError as error:
        said = str(error)
    assert " at 0x" not in said, "an address says nothing"


# ---- what is said ----------------------------------------------------------------------------------------------------

SOURCE = "give a path, a pattern, '-', a stream opened in binary mode (io.BytesIO for bytes), or several of them"
REPORTS = "give a report, the path of a JSON report, or several of them"
REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: analyze(None), f"a source cannot be None; {SOURCE}"),
    (lambda: analyze(7), "a source cannot be 7; give a path"),
    (lambda: analyze([LOG, None]), "a source cannot hold None; give a path"),
    (lambda: analyze({LOG: 1}), "a source cannot be a dict; give a path"),
    (lambda: analyze(FRAME), "a source cannot be a DataFrame; give a path"),
    (lambda: analyze(b"11-20 10:15"), "a source cannot be bytes; give a path"),
    (lambda: analyze(io.StringIO("11-20")), "a source cannot be a StringIO; give a path"),
    (lambda: analyze(), "there is no source to read; give a path"),
    (lambda: analyze([]), "there is no source to read; give a path"),
    (lambda: analyze(""), "a source cannot be ''; give a path"),
    (lambda: analyze("11-20 10:15\n11-20 10:16\n"), "a source is a path, not the text of a log; wrap the text: io.B"),
    (lambda: fleet.open(None), "out cannot be None; give the path of a folder"),
    (lambda: analyze(LOG, lang="fr"), "'fr' is not a language; choose from en, zh"),
    (lambda: analyze(LOG, lang=None), "None is not a language; choose from en, zh"),
    (lambda: analyze(LOG, year="2026"), "year cannot be '2026'; give a whole number from 1970 to 2100"),
    (lambda: analyze(LOG, year=26), "year cannot be 26; give a whole number from 1970 to 2100"),
    (lambda: analyze(LOG, max_incidents=-1), "max_incidents cannot be -1; give a whole number from 0 on"),
    (lambda: analyze(LOG, jobs=-1), "jobs cannot be -1; give a whole number from 0 to 256, where 0 chooses the number"),
    (lambda: analyze(LOG, jobs=True), "jobs cannot be True; give a whole number"),
    (lambda: analyze(LOG, filters={"codes": 1}), "filters cannot be a dict; give Filters(...), such as Filters(codes="),
    (
        lambda: analyze(LOG, limits="ratio=9"),
        "limits cannot be 'ratio=9'; give Limits(...), such as Limits(ratio=",
    ),
    (lambda: analyze(LOG, limits=Limits(ratio=0)), "the limit ratio cannot be 0; give a whole number from 1 on"),
    (lambda: analyze(LOG, catalog=5), "catalog cannot be 5; give the path of a TOML file, or several"),
    (lambda: iter_incidents(None), "a source cannot be None"),  # when it is called, not at the first incident
    (lambda: iter_incidents(LOG, lang="fr"), "'fr' is not a language"),
    (lambda: explain(None), "a code cannot be None; give a number or text such as 6600107, -1018"),
    (lambda: catalog(1), "catalog cannot be 1; give the path of a TOML file"),
    (lambda: Filters(since=True), "since cannot be True; give text such as '10:15'"),
    (lambda: Filters(until=pd.NaT), "until cannot be a NaTType; give text such as '10:15'"),
    (lambda: Filters(since="noon"), "'noon' is not a time; write HH:MM[:SS]"),
    (lambda: Filters(codes=[None]), "codes cannot hold None; give a number or a text, or several"),
    (lambda: Filters(bundles={"a": 1}), "bundles cannot be a dict; give a text, or several"),
    (lambda: Filters().wants(None), "incident cannot be None; give an incident of a report"),
    (lambda: compare(REPORT, None), f"a side of the comparison cannot be None; {REPORTS}"),
    (lambda: compare(REPORT, [5]), "a side of the comparison cannot hold 5"),
    (lambda: compare(REPORT, REPORT, by="mood"), "cannot count by 'mood'; choose from code, cause, app"),
    (lambda: compare(REPORT, REPORT, by=[1]), "by cannot hold 1; give one or several of code, cause, app"),
    (lambda: compare(REPORT, REPORT, level="5%"), "'5%' is not a significance level; give a number between 0 and 1"),
    (lambda: compare(REPORT, REPORT, names="ab"), "names cannot be 'ab'; give a pair of texts"),
    (lambda: compare(REPORT, REPORT, lang="fr"), "'fr' is not a language"),
    (lambda: Report.merge(), "there is no report to merge; give one or several"),
    (lambda: Report.merge([]), "there is no report to merge; give one or several"),
    (lambda: Report.merge(LOG), "a report cannot be '"),
    (lambda: Report.merge([REPORT, None]), "a report cannot hold None; give one or several reports"),
    (
        lambda: Report.from_json(Path("r.json")),
        "text cannot be a PosixPath; give the text of a JSON report",
    ),
    (lambda: REPORT.judged(None), "gates cannot be None; give texts such as 'any'"),
    (lambda: REPORT.judged([5]), "gates cannot hold 5; give texts such as 'any'"),
    (lambda: REPORT.judged("any", baseline={}), f"baseline cannot be a dict; {REPORTS}"),
    (lambda: REPORT.judged("any", catalog="a.toml"), "catalog cannot be 'a.toml'; give the catalogue that catalog("),
    (lambda: REPORT.reworded("fr"), "'fr' is not a language; choose from en, zh"),
    (lambda: REPORT.redacted(5), "key cannot be 5; give text, or None for numbered pseudonyms"),
    (
        lambda: REPORT.to_frame("codez"),
        "'codez' is not a table of the report; did you mean codes? Choose from incidents, signals",
    ),
    (lambda: REPORT.to_frame(["codes"]), "a list is not a table of the report; choose from incidents"),
    (lambda: REPORT.plot.timeline("axes"), "ax cannot be 'axes'; give the axes of matplotlib to draw on"),
    (lambda: REPORT.plot.codes(codes=0), "codes cannot be 0; give a whole number from 1 on"),
    (lambda: CATALOG.entry("6600107"), "a number cannot be '6600107'; give a whole number such as 6600107"),
    (lambda: explain(6600107).entry.text("fr"), "'fr' is not a language; choose from en, zh"),
    (lambda: EXAMPLES["NativeCode"].meaning("fr"), "'fr' is not a language; choose from en, zh"),
    (lambda: compare(REPORT, REPORT).of("mood"), "'mood' is not a table of the comparison; choose from code, cause"),
    (lambda: Limits.parse(5), "settings cannot be 5; give texts such as 'ratio=1000'"),
]


@pytest.mark.parametrize(("call", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_was_given_and_what_to_give_is_said(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        call()
    assert said.replace("PosixPath", type(Path()).__name__) in str(caught.value)
    assert len(str(caught.value)) < 250


# ---- one value or several --------------------------------------------------------------------------------------------


def test_sources_come_one_by_one_in_any_series_or_mixed() -> None:
    with open(LOG, "rb") as stream:
        counts = [
            analyze(*given).counts.incidents
            for given in ([LOG], [Path(LOG)], [[LOG]], [(one for one in [LOG])], [pd.Series([LOG])], [{LOG}], [stream])
        ]
    assert counts == [11] * 7
    quiet = str(Path(LOG).with_name("quiet.log"))
    assert [one.source for one in analyze([LOG], quiet).inputs] == [LOG, quiet]
    assert len(list(iter_incidents([LOG, quiet]))) == 11


def test_numbers_of_other_libraries_are_numbers() -> None:
    code = REPORT.to_frame()["code"].iloc[0]  # of numpy
    assert explain(code).entry.number == code
    assert CATALOG.entry(code) is CATALOG.entry(int(code))
    assert analyze(LOG, max_incidents=np.int64(2), year=np.int32(2026)).incidents_truncated


def test_reports_are_merged_one_by_one_or_as_a_list() -> None:
    merged = [Report.merge(REPORT, REPORT), Report.merge([REPORT, REPORT]), Report.merge(iter([REPORT]), REPORT)]
    assert [one.counts.incidents for one in merged] == [22, 22, 22]
    assert merged[0] == merged[1] == merged[2]
    assert Report.merge(REPORT) == REPORT


def test_a_comparison_takes_reports_files_and_lists(tmp_path: Path) -> None:
    stored = REPORT.save(tmp_path / "r.json")
    for given in (stored, str(stored), [stored], [REPORT]):
        comparison = compare(given, REPORT, by="code")
        assert isinstance(comparison, Comparison)
        assert (comparison.news, {row.by for row in comparison.rows}) == ((), {"code"})
    assert comparison.of("code") == comparison.rows
    with pytest.raises(UnreadableInput, match=r"nowhere\.json: no such file"):
        compare(tmp_path / "nowhere.json", REPORT)


def test_gates_and_baselines_come_alone_or_in_a_series(tmp_path: Path) -> None:
    stored = REPORT.save(tmp_path / "r.json")
    for gates in ("6600107>1", ["6600107>1"], iter(["6600107>1"])):
        assert REPORT.judged(gates).failed
        for known in (REPORT, stored, [stored], [REPORT, stored]):
            assert not REPORT.judged(["any"], baseline=known).failed


def test_catalogues_come_one_by_one_or_in_a_series(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[code]]\nnumber = 9900017\n[code.en]\ntitle = "Ours"\ndescription = "D"\nsteps = ["S"]\n', "utf-8")
    for given in (catalog(own), catalog([own]), catalog(str(own))):
        assert given.entry(9900017) is not None
    assert explain("9900017", catalog=[own]).entry.text().title == "Ours"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("19:30", "19:30"),
        (datetime(2026, 11, 6, 19, 30), "2026-11-06 19:30:00"),
        (datetime(2026, 11, 6, 19, 30, 0, 500), "2026-11-06 19:30:00.000500"),
        (datetime(2026, 11, 6, 19, 30, tzinfo=UTC), "1793993400"),
        (datetime(2026, 11, 6, 19, 30, 0, 500_000, tzinfo=UTC), "1793993400.5"),
        (pd.Timestamp("2026-11-06 19:30:00.000000001"), "2026-11-06 19:30:00.000000001"),
        (date(2026, 11, 6), "2026-11-06"),
        (time(19, 30), "19:30:00"),
        (12, "12"),
        (np.int64(12), "12"),
        (12.5, "12.5"),
        (1e9, "1000000000"),
    ],
    ids=str,
)
def test_a_time_may_be_text_a_date_or_seconds(given: Any, text: str) -> None:
    assert Filters(since=given, until=given) == Filters(since=text, until=text)
    assert Filters(since=given).since == text


def test_dates_select_the_incidents_of_their_time() -> None:
    report = analyze(LOG, year=2026)
    moment = report.to_frame()["local"].iloc[3]
    assert isinstance(moment, datetime)
    later = analyze(LOG, year=2026, filters=Filters(since=moment))
    assert [one.time for one in later.incidents] == [one.time for one in report.incidents[3:]]
    day = analyze(LOG, year=2026, filters=Filters(since=moment.date(), until=moment.date()))
    assert day.counts.incidents == 11
    none = analyze(LOG, year=2026, filters=Filters(until=date(2026, 11, 5)))
    assert none.counts.incidents == 0


def test_codes_of_a_column_of_a_frame_are_filters() -> None:
    codes = REPORT.to_frame("codes")["code"]
    assert analyze(LOG, filters=Filters(codes=codes)).counts.incidents == 11
    assert analyze(LOG, filters=Filters(codes=codes.iloc[0], bundles="radio")).counts.incidents == 4


def test_limits_are_changed_by_one_text_or_several() -> None:
    assert Limits.parse("ratio=9") == Limits.parse(["ratio=9"]) == Limits(ratio=9)


def test_a_date_is_not_a_number() -> None:
    with pytest.raises(WrongUsage, match="year cannot be a datetime; give a whole number"):
        analyze(LOG, year=datetime(2026, 1, 1))  # type: ignore[arg-type]
