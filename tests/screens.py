"""Scenes of the interactive view, as its golden pictures and its documentation show them, without a terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from functools import cache
from typing import Any, NamedTuple, TypeVar

from textual.pilot import Pilot

from conftest import LOGS, ROOT
from devices import both
from hilog_avsession import Report, analyze
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.view.app import ViewApp
from hilog_avsession.view.run import Run, StoredRun

_Result = TypeVar("_Result")

PICTURES = ROOT / "docs" / "pictures"
_FONTS = re.compile(r" *@font-face \{.*?\}\n", re.S)  # of another server


def _run(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a coroutine in a thread of its own: a browser of other tests may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Scene(NamedTuple):
    """A screen after some keys."""

    name: str
    lang: str
    size: tuple[int, int]  # columns and lines
    keys: tuple[str, ...] = ()
    is_bench: bool = False  # whether two devices are shown

    @property
    def picture(self) -> Any:
        """The file of its picture."""
        return PICTURES / f"view-{self.name}.svg"

    def draw(self) -> str:
        """Return its picture."""
        return _run(_draw(self))


SCENES = (
    Scene("causes", "en", (100, 30)),
    Scene("incident", "en", (100, 30), ("down", "enter")),
    Scene("sessions", "en", (100, 30), ("2",)),
    Scene("gaps", "en", (100, 20), ("3",)),
    Scene("filter", "en", (80, 24), ("slash", *"radio", "enter", "slash")),
    Scene("help", "en", (80, 24), ("question_mark",)),
    Scene("copy", "en", (80, 24), ("y",)),
    Scene("narrow", "en", (60, 15)),
    Scene("wide", "en", (200, 60)),
    Scene("causes-zh", "zh", (100, 30)),
    Scene("devices", "en", (100, 30), is_bench=True),
)


@cache
def reported(lang: str) -> Report:
    """Return the report that the scenes show, with the name of its log alone."""
    with chdir(LOGS):
        return analyze("evening.log", lang=lang)


def stored(lang: str = "en") -> StoredRun:
    """Return a run of the report."""
    return StoredRun(reported(lang), "evening.log", CATALOG)


def bench() -> StoredRun:
    """Return a run of the reports of two devices."""
    return StoredRun(both(), "bench.json", CATALOG)


class Written:
    """The files that the view was asked to write."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __call__(self, path: str) -> str:
        self.paths.append(path)
        return f"wrote {path}"


def on_screen(
    act: Callable[[ViewApp, Pilot[None]], Awaitable[None]],
    run: Run | None = None,
    size: tuple[int, int] = (100, 30),
    **given: Any,
) -> ViewApp:
    """Show a run, by default the report, while `act` presses keys; return the application as it was at the end."""

    async def shown() -> ViewApp:
        app = ViewApp(run or stored(), **{"write": Written(), **given})
        async with app.run_test(size=size, notifications=True) as pilot:
            await settled(pilot)
            await act(app, pilot)
        return app

    return _run(shown())


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing more happens by itself."""
    for _ in range(3):
        await pilot.pause()


async def until(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    """Wait until something is so; fail after ten seconds."""
    for _ in range(200):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError(text_of(pilot.app))


async def sees(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until the screen shows all these texts."""
    await until(pilot, lambda: all(text in text_of(pilot.app) for text in texts))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, each after the last one has had its effect."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def lines_of(app: ViewApp) -> list[str]:
    """Return the lines of the screen as they are now."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def text_of(app: ViewApp) -> str:
    """Return the screen as it is now."""
    return "\n".join(lines_of(app))


async def _draw(scene: Scene) -> str:
    app = ViewApp(bench() if scene.is_bench else stored(scene.lang), write=Written())
    async with app.run_test(size=scene.size) as pilot:
        await settled(pilot)
        await press(pilot, *scene.keys)
        drawn = ""
        for _ in range(20):  # until it does not change: scroll bars follow their text
            before, drawn = drawn, app.export_screenshot(title="hilog-avsession")
            if drawn == before:
                break
            await pilot.pause(0.1)
    return re.sub(r"terminal-\d+", f"view-{scene.name}", with_fonts_here(drawn)).rstrip() + "\n"


def with_fonts_here(drawn: str) -> str:
    """Return a picture that rich has drawn with fonts that every reader has, and none of another server."""
    return _FONTS.sub("", drawn).replace("Fira Code,", "ui-monospace, Menlo, Consolas,")
