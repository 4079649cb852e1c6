"""The pictures of the view: they say what the screens say now, load nothing and are small."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT, with_trials
from screens import SCENES, Scene
from test_pictures import lines_of

SCROLL_BAR = re.compile(r" *[▁▂▃▄▅▆▇█] *$")  # its end lags behind the text that it belongs to


def text_of(picture: str) -> list[str]:
    """The lines of a picture, without scroll bars."""
    return [SCROLL_BAR.sub("", line) for line in lines_of(picture)]


each_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
QUICK = ("causes", "causes-zh", "incident", "sessions", "gaps", "narrow")


@pytest.mark.parametrize(
    "scene",
    with_trials(
        [scene for scene in SCENES if scene.name in QUICK], [scene for scene in SCENES if scene.name not in QUICK]
    ),
    ids=lambda scene: scene.name,
)
def test_a_picture_shows_the_screen_as_it_is_now(scene: Scene) -> None:
    drawn, kept = text_of(scene.draw()), text_of(scene.picture.read_text("utf-8"))
    assert drawn == kept, f"run `python tests/bless_screens.py {scene.name}` and look at the result"


@each_scene
def test_a_picture_loads_nothing_and_is_small(scene: Scene) -> None:
    text = scene.picture.read_text("utf-8")
    assert not re.findall(r"url\((?!#)|@import|href=", text)
    assert "<script" not in text
    assert len(text) < 120_000


def test_there_is_no_picture_of_another_screen() -> None:
    kept = {path.name for path in (ROOT / "docs" / "pictures").glob("view-*.svg")}
    assert kept == {scene.picture.name for scene in SCENES}
