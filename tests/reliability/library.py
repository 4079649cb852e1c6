"""The library in a program that is odd, hostile or in a hurry: arguments, threads, processes, reports, catalogues."""

from __future__ import annotations

import copy
import inspect
import io
import itertools
import json
import os
import random
import tempfile
import time
import tomllib
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import hilog_avsession
from conftest import LOGS
from hilog_avsession import (
    CatalogError,
    Filters,
    HilogAvsessionError,
    Limits,
    Report,
    UnreadableInput,
    analyze,
    compare,
)
from hilog_avsession.output.formats import FORMATS
from hilog_avsession.output.view import View
from hilog_avsession.results.frames.columns import COLUMNS
from test_custom import BIND, WHOLE

from .running import children_of, log_of
from .trial import Attempt, Trial

EVENING = LOGS / "evening.log"
_ALL = View(evidence=99, stories=True)
_SLOW = 20.0  # seconds of processor time: what takes longer is taken to run away

# ---- odd arguments ---------------------------------------------------------------------------------------------------


def _odd() -> list[Any]:
    """Return values that hardly any parameter takes."""
    return [
        *(None, True, 0, -1, 10**30, 1.5, float("nan"), "", "x", "\0", "\udcff", b"", b"x", "a" * 100_000, ...),
        *([], [None], {}, {"a": 1}, (), object(), int, len, iter([]), {1, 2}, range(3), ["x"], [1], io.StringIO("x")),
    ]  # fmt: skip


def odd_arguments(luck: random.Random) -> Iterator[Attempt]:
    """Call each public function and method with an odd value for one of its parameters."""
    report = analyze(EVENING)
    catalog = hilog_avsession.catalog()
    fleet = partial(hilog_avsession.fleet, out=os.devnull)
    called: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
        ("analyze", analyze, (EVENING,)),
        ("iter_incidents", hilog_avsession.iter_incidents, (EVENING,)),
        ("compare", compare, (report, report)),
        ("explain", hilog_avsession.explain, ("6600101",)),
        ("Filters", Filters, ()),
        ("Limits", Limits, ()),
        ("fleet", fleet, (os.devnull,)),
    ]
    for kind, value in (("Report", report), ("Comparison", compare(report, report)), ("Catalog", catalog)):
        methods = [(name, getattr(value, name)) for name in dir(value) if not name.startswith("_")]
        called += [(f"{kind}.{name}", method, ()) for name, method in methods if inspect.ismethod(method)]
    calls = [
        (name, function, usual, place)
        for name, function, usual in called
        for place in range(len(inspect.signature(function).parameters))
    ]
    while True:
        name, function, usual, place = luck.choice(calls)
        yield Attempt("an odd argument", _call(name, function, usual, place, luck.choice(_odd())))


def _call(name: str, function: Callable[..., Any], usual: Sequence[Any], place: int, odd: Any) -> str | None:
    parameter = list(inspect.signature(function).parameters.values())[place]
    given, named = list(usual), {}
    if parameter.kind is parameter.VAR_POSITIONAL:
        given = [odd]
    elif place < len(given):
        given[place] = odd
    else:
        named = {parameter.name: odd}
    if name in ("analyze", "iter_incidents") and place == 0 and odd in (0, "-"):
        return None  # standard input
    try:
        _used(function(*given, **named))
    except HilogAvsessionError as error:
        return None if str(error) and error.text_in("zh") else f"{name}({parameter.name}={odd!r:.40}): says nothing"
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        is_other = isinstance(error, TypeError) and "required" in str(error)  # another parameter is missing
        return None if is_other else f"{name}({parameter.name}={odd!r:.40}): {error!r:.200}"
    return None


def _used(made: Any) -> None:
    """Do with a result what shows that it is one."""
    if isinstance(made, Iterator):
        list(itertools.islice(made, 3))
    elif isinstance(made, Filters):
        analyze(EVENING, filters=made)


# ---- threads and processes -------------------------------------------------------------------------------------------


def _work(task: str) -> str:
    """Do one thing with the library."""
    report = analyze(EVENING, jobs=2 if task == "two processes" else 1)
    if task == "redacted":
        return report.redacted().to_html()
    if task == "tables":
        return "".join(report.to_frame(table).to_csv() for table in COLUMNS)
    if task == "compared":
        return str(compare(report, report).to_dict()) + report.to_markdown()
    return report.to_json()


_TASKS = ("plain", "two processes", "redacted", "tables", "compared")


def together(luck: random.Random) -> Iterator[Attempt]:
    """Use the library in two threads and in the processes of a pool at the same time."""
    expected = {task: _work(task) for task in _TASKS}
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        while True:
            tasks = luck.choices(_TASKS, k=4)
            pools = (threads, threads, threads, processes)
            running: list[Future[str]] = [pool.submit(_work, task) for pool, task in zip(pools, tasks, strict=True)]
            for task, pool, future in zip(tasks, pools, running, strict=True):
                where = "a thread" if pool is threads else "a process of a pool"
                yield Attempt(f"{task} in {where}", _result(future, expected[task]))


def _result(future: Future[str], expected: str) -> str | None:
    try:
        return None if future.result(60) == expected else "the result differs"
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        return f"{error!r:.300}"


# ---- iterators left half-way -----------------------------------------------------------------------------------------


def left_half_way(luck: random.Random) -> Iterator[Attempt]:
    """Take some incidents from an iterator, and leave it: nothing stays open, and no process runs on."""
    with tempfile.TemporaryDirectory() as folder:
        for day in (b"11-21", b"11-22"):
            (Path(folder) / f"{day.decode()}.log").write_bytes(log_of(4_000).replace(b"11-20", day))
        places: list[Any] = [EVENING, folder, [EVENING, folder]]
        list(hilog_avsession.iter_incidents(folder))  # what is loaded once stays open
        before = _opened()
        while True:
            place, count = luck.choice(places), luck.randrange(40)
            found = hilog_avsession.iter_incidents(place)
            taken = len(list(itertools.islice(found, count)))
            if luck.random() < 0.5 and hasattr(found, "close"):
                found.close()
            del found
            left, running = _opened() - before, children_of(os.getpid())
            what = f"after {taken} incidents: {left} descriptors, processes {running}"
            yield Attempt("an iterator that is left", what if left or running else None)


def _opened() -> int:
    return len(os.listdir("/proc/self/fd"))


# ---- stored reports --------------------------------------------------------------------------------------------------


def stored_reports(luck: random.Random) -> Iterator[Attempt]:
    """Read stored reports in which a value is odd, and write them in every form."""
    whole = json.loads(analyze(EVENING).to_json())
    places = list(_places(whole))
    while True:
        document = copy.deepcopy(whole)
        for _ in range(luck.choice([1, 1, 3])):
            _spoil(luck, document, luck.choice(places))
        text = json.dumps(document)
        if luck.random() < 0.1:
            cut, long = text[: luck.randrange(len(text))], text.replace("1", "9" * 5_000, 1)
            text = luck.choice(["[" * 100_000, cut, long, "{}", ""])
        yield Attempt("a stored report with odd values", _read_back(luck, text))


_ODD_VALUES = (
    *(None, True, 0, -1, 2**62, 2**70, 1e308, -0.0, "", "x", "\ud800", "\u202e=1", "9" * 400, "6600101"),
    *([], {}, [[]], {"a": []}),
)


def _places(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the places of all values in a document."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _spoil(luck: random.Random, document: Any, path: tuple[str | int, ...]) -> None:
    value: Any = luck.choice([*_ODD_VALUES, "long", "deep", "gone"])
    if value == "long":
        value = "a<&|'\"" * 50_000
    elif value == "deep":
        for _ in range(200):
            value = [value]
    with suppress(KeyError, IndexError, TypeError):  # an earlier change has removed it
        for key in path[:-1]:
            document = document[key]
        if value == "gone":
            del document[path[-1]]
        else:
            document[path[-1]] = value


def _read_back(luck: random.Random, text: str) -> str | None:
    begun = time.process_time()
    try:
        report = Report.from_json(text)
        for row in luck.sample(FORMATS, 3):
            "".join(row.text_parts(report, _ALL)).encode()
        report.to_frame(luck.choice(list(COLUMNS)))
        again = Report.from_json(report.redacted().to_json())
        compare(report, again).to_dict()
        Report.merge([report, again]).judged(["any>3"])
    except UnreadableInput as error:
        return None if str(error) else "says nothing"
    except HilogAvsessionError:
        return None  # such as two reports of which one alone is redacted
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        return f"{error!r:.300}"
    took = time.process_time() - begun
    return f"takes {took:.0f} s" if took > _SLOW else None


# ---- catalogues ------------------------------------------------------------------------------------------------------

_PATTERNS = (
    r"(a+)+$", r"(?:a|a)*b", r"(\w+\s?)*:", r"(.*a){20}", r"(?P<code>.*)*", r"((a?){30}a{30})", r"a{1,60000}",
    r"(((((.*)*)*)*)*)",
    r"(?=(a+))\1b", r"[", r"(?P<api>(x+x+)+y)", r".*" * 30, r"\bavsession.*(\d+,)*$",
)  # fmt: skip
_HOSTILE = "avsession bind failed " + "a" * 3000 + " " + "x" * 3000 + "1," * 500


def catalogues(luck: random.Random) -> Iterator[Attempt]:
    """Load catalogues in which values are odd or patterns run away, and read lines made against them."""
    content = tomllib.loads(WHOLE)
    places = list(_places(content))
    lines = "\n".join(BIND.strip().replace("avsession bind failed", _HOSTILE[:n]) for n in (50, 500, 5000)).encode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "team.toml"
        while True:
            kind, text = "a catalogue with odd values", _spoilt_toml(luck, content, luck.choice(places))
            if luck.random() < 0.5:
                pattern = luck.choice(_PATTERNS)
                kind, text = "a pattern that runs away", WHOLE.replace(r"avsession bind failed, rc=\d+", pattern)
            file.write_text(text, "utf-8", "replace")
            yield Attempt(kind, _with_catalogue(file, lines))


def _spoilt_toml(luck: random.Random, content: Any, path: tuple[str | int, ...]) -> str:
    """Return the catalogue with another value at a place; TOML takes most texts of JSON."""
    document = copy.deepcopy(content)
    _spoil(luck, document, path)
    tables = []
    for name, rows in document.items():
        for row in rows if isinstance(rows, list) else [rows]:
            pairs = row.items() if isinstance(row, dict) else [("odd", row)]
            tables.append(f"[[{name}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in pairs))
    return "\n".join(tables)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return "nan" if value is None else json.dumps(value)


def _with_catalogue(file: Path, lines: bytes) -> str | None:
    begun = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            analyze(io.BytesIO(lines), catalog=file).to_text()
    except CatalogError as error:
        return None if error.mistakes and str(error) else "says nothing"
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        return f"{error!r:.300}"
    took = time.process_time() - begun
    return f"takes {took:.0f} s" if took > _SLOW else None


TRIALS = (
    Trial("arguments", "an error of this package that says what is wrong, or a result", odd_arguments),
    Trial("together", "the same results as alone", together),
    Trial("left", "nothing stays open, and no process runs on", left_half_way),
    Trial("stored", "an error that names the value, or every form of the report", stored_reports),
    Trial("catalogues", "a list of the mistakes, or a report in time", catalogues),
)
