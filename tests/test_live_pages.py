"""Pages that are kept current while a log is read: written whole at intervals, and what is refused."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands import COMMAND, ENVIRONMENT
from conftest import LOGS, with_trials
from hilog_avsession.cli.destinations import Destination
from hilog_avsession.cli.refreshing import LivePages, last
from hilog_avsession.output.files import write_whole
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.view import Live, View
from hilog_avsession.output.wording.written import size_text
from hilog_avsession.report import Report
from test_reports_html import evening, page
from waiting import GUARD, wait_until

EVENING = (LOGS / "evening.log").read_bytes().splitlines(keepends=True)
HTML = BY_NAME["html"]


def pages(*files: Path) -> LivePages:
    return LivePages(tuple(Destination(HTML, str(file)) for file in files), 0.01, View())


# ---- how they are written --------------------------------------------------------------------------------------------


def test_pages_are_written_again_until_the_run_is_over(tmp_path: Path) -> None:
    one, two, told, made = tmp_path / "one.html", tmp_path / "two.html", list[str](), list[int]()

    def report() -> Report:
        made.append(threading.get_ident())
        return evening()

    with pages(one, two).kept(report, told.append):
        wait_until(lambda: len(made) > 3)
    assert threading.get_ident() not in made
    written = len(made)
    assert "<h1>At least 11 incidents" in one.read_text("utf-8")
    assert one.read_text("utf-8").count('id="live"') == two.read_text("utf-8").count('id="live"') == 1
    time.sleep(0.05)
    assert len(made) == written
    assert told == [f"{file}: kept current while the log is read; open it in a browser" for file in (one, two)]
    assert sorted(tmp_path.iterdir()) == [one, two]


def test_a_page_that_cannot_be_written_is_reported_once_tried_again_and_delays_no_other(tmp_path: Path) -> None:
    folder, other, told, made = tmp_path / "folder", tmp_path / "other.html", list[str](), list[int]()

    def report() -> Report:
        made.append(1)
        if len(made) == 4:
            folder.mkdir()
        return evening()

    with pages(folder / "page.html", other).kept(report, told.append):
        wait_until((folder / "page.html").exists)
    assert [text.partition(": ")[::2] for text in told] == [
        (str(folder / "page.html"), f"cannot be written: there is no folder {folder}; create it, or choose another"),
        (str(other), "kept current while the log is read; open it in a browser"),
        (str(folder / "page.html"), "kept current while the log is read; open it in a browser"),
    ]


def test_a_defect_in_the_thread_of_pages_is_reported_and_later_pages_are_written(tmp_path: Path) -> None:
    page, told, made = tmp_path / "page.html", list[str](), list[int]()

    def report() -> Report:
        made.append(1)
        if len(made) < 3:
            raise ZeroDivisionError
        return evening()

    with pages(page).kept(report, told.append):
        wait_until(page.exists)
        wait_until(lambda: len(told) > 1)
    assert [text.partition(" (")[0] for text in told] == [
        "a page is not current, by a defect of the program",
        f"{page}: kept current while the log is read; open it in a browser",
    ]
    assert "ZeroDivisionError" in told[0]


def test_the_end_of_a_run_does_not_wait_for_a_page(tmp_path: Path) -> None:
    """It is given up, and nothing is left of it."""
    begun, go_on = threading.Event(), threading.Event()

    class Endless:
        path = str(tmp_path / "page.html")

        class format:  # noqa: N801  (as the attribute is called)
            @staticmethod
            def text_parts(_report: Report, _view: View) -> Iterator[str]:
                begun.set()
                while True:
                    go_on.wait(GUARD)
                    yield "more"

    with LivePages((Endless(),), 1, View()).kept(evening, print):  # type: ignore[arg-type] # a destination by hand
        begun.wait(GUARD)
        go_on.set()
    assert list(tmp_path.iterdir()) == []


def test_a_live_page_says_as_of_when_it_is_and_not_that_it_was_interrupted() -> None:
    report = replace(evening(), interrupted=True)
    live = page(report, View(live=Live("2026-11-30 14:03:05", "1", 5)))
    assert "Live, as of 2026-11-30 14:03:05, again every 5 seconds" in live
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in live
    assert "Interrupted" not in live
    final = page(report, last(View()))
    assert "Interrupted" in final
    assert 'id="live"' not in final
    assert 'http-equiv="refresh"' not in final
    assert "sessionStorage" in final  # it takes up what its reader has chosen
    assert "sessionStorage" not in page(report)


# ---- the command line ------------------------------------------------------------------------------------------------


def test_a_pipe_is_read_while_its_page_is_kept_current(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    run = subprocess.Popen(
        [*COMMAND, "analyze", "-", "-o", str(file), "--refresh", "1", "--lang", "en"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert run.stdin is not None
    run.stdin.write(b"".join(EVENING))
    run.stdin.flush()
    wait_until(
        lambda: file.exists() and "<h1>At least 11 incidents" in file.read_text("utf-8")
    )  # the last is still open
    assert 'id="live"' in file.read_text("utf-8")
    said = run.communicate(timeout=GUARD)[1].decode()
    assert run.returncode == 0
    assert 'id="live"' not in file.read_text("utf-8")
    assert said.splitlines() == [
        f"hilog-avsession: {file}: kept current while the log is read; open it in a browser",
        f"hilog-avsession: wrote {file} (HTML, {size_text(os.path.getsize(file))}): 11 incidents, 5 recommendations",
    ]


_NO_PAGE = "--refresh keeps a page current; name its file: --output report.html"


@pytest.mark.parametrize(
    "call",
    with_trials(
        [
            ("watch - -f html", _NO_PAGE),
            ("analyze evening.log -o page.html", "for a file that grows: hilog-avsession watch evening.log"),
        ],
        [
            ("analyze -", _NO_PAGE),
            ("analyze - -o report.json", _NO_PAGE),
            ("analyze - -o /dev/null:html", _NO_PAGE),
            ("analyze - --each x -o page.html", "--each and --refresh exclude each other"),
        ],
    ),
)
def test_where_nothing_lives_it_is_refused(call: tuple[str, str], tmp_path: Path) -> None:
    arguments, said = call
    (tmp_path / "evening.log").write_bytes(b"".join(EVENING))
    done = subprocess.run(
        [*COMMAND, *arguments.split(), "--refresh", "5", "--lang", "en"],
        env=ENVIRONMENT, cwd=tmp_path, input=b"", capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert [file.name for file in tmp_path.iterdir()] == ["evening.log"]


def test_each_page_has_a_second_of_its_own(tmp_path: Path) -> None:
    """Servers that are asked for what is new answer by the second."""
    file = tmp_path / "page.html"
    seconds = []
    for number in range(3):
        write_whole(str(file), [str(number)])
        seconds.append(int(file.stat().st_mtime))
    assert seconds == sorted(set(seconds))
    os.utime(file, (time.time() + 10_000,) * 2)  # whatever its date, the next one is not later and later
    write_whole(str(file), ["new"])
    assert file.stat().st_mtime < time.time() + 10
