"""What several tests share: where the fixtures are, and what only `make trials` runs."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "tests" / "fixtures" / "logs"
SHARED = ROOT.parent / "shared"

# Examples of each property test: a few in every run, many in `make trials`, which selects the profile by name. A test
# whose examples are slow or fast asks for `examples(share)` of them. A busy machine fails none of them.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", patient, max_examples=25)
settings.register_profile("thorough", patient, max_examples=200)
settings.load_profile("quick")


def examples(share: float) -> settings:
    """Return settings for a property test that tries this share of the profile's examples."""
    return settings(max_examples=max(2, round(share * settings().max_examples)))


def with_trials(values: Iterable[Any], trials: Iterable[Any]) -> list[Any]:
    """Return the parameters of a test: some for every run, and those that only `make trials` adds."""
    return [*values, *(pytest.param(value, marks=pytest.mark.trial) for value in trials)]


@pytest.fixture
def shared() -> Path:
    """The reference material beside the checkout; tests that use it do so in addition."""
    if not SHARED.is_dir():
        pytest.skip("the reference material is not beside this checkout")
    return SHARED


@pytest.fixture
def evening() -> Path:
    """The bundled log that the README shows."""
    return LOGS / "evening.log"


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Take away the right to list a folder: chmod would not take it from root."""
    may, scan = os.access, os.scandir
    closed: set[str] = set()

    def is_closed(path: Any) -> bool:
        return os.path.realpath(path) in closed

    def scandir(path: Any = ".") -> Any:
        if isinstance(path, int) or not is_closed(path):
            return scan(path)
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(os, "access", lambda path, mode, **how: not is_closed(path) and may(path, mode, **how))
    monkeypatch.setattr(os, "scandir", scandir)
    return lambda folder: closed.add(str(folder.resolve()))


# ---- pages in a browser ----------------------------------------------------------------------------------------------

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


def browser_of_the_system() -> str | None:
    """Return the path of the installed Chromium, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser: the system's, or the one that `playwright install chromium` has fetched."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        found = browser_of_the_system()
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: install Debian's chromium, or run `python -m playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, files: dict[str, str]) -> Iterator[Callable[..., Any]]:
    """Open one of the module's `files`, and afterwards see that it has asked for nothing and complained of nothing."""
    events: list[str] = []
    contexts = []

    def visit(name: str, address: str = "", **settings: Any) -> Any:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        contexts.append(context)
        opened = context.new_page()
        opened.on("dialog", lambda dialog: (events.append(f"dialog {dialog.message}"), dialog.dismiss()))
        opened.on("console", lambda message: events.append(f"console {message.text}"))
        opened.on("pageerror", lambda error: events.append(f"error {error}"))
        opened.on("request", lambda request: events.append(request.url) if "file:" not in request.url else None)
        opened.goto(files[name] + address)
        return opened

    yield visit
    for context in contexts:
        context.close()
    assert events == []


# ---- the command line, in this process -------------------------------------------------------------------------------


class Done(NamedTuple):
    """What a command wrote."""

    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run the command line in a folder of its own and expect an exit status."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")

    def run_it(*arguments: object, status: int = 0, data: bytes | None = None) -> Done:
        from hilog_avsession.cli import language, main

        monkeypatch.setattr(language._Run, "asked", None)  # the next test has a language of its own
        monkeypatch.setattr(sys, "argv", ["hilog-avsession", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", None if data is None else io.TextIOWrapper(io.BytesIO(data)))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert (ended.value.code or 0) == status, captured.err
        return Done(captured.out, captured.err)

    return run_it
