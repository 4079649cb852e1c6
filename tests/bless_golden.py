"""Write the golden reports, in every format and both languages; read the diff before you commit it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from hilog_avsession import analyze
from hilog_avsession.output.formats import FORMATS, Format
from hilog_avsession.output.view import View
from hilog_avsession.report import Report
from hilog_avsession.results.gates.counting import Baseline
from hilog_avsession.results.gates.parsing import parse_gates

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "tests" / "fixtures" / "logs"
GOLDEN = ROOT / "tests" / "fixtures" / "golden"
LANGUAGES = ("en", "zh")


class Scene(NamedTuple):
    """Logs, and how they are looked at."""

    name: str
    logs: tuple[str, ...]
    gates: tuple[str, ...] = ()
    view: View = View()

    def report(self, lang: str) -> Report:
        """What is found in the logs; their names are those in their folder, wherever it is."""
        with chdir(LOGS):
            report = analyze(*self.logs, lang=lang)
        outcomes = (gate.apply(report, Baseline()) for gate in parse_gates(self.gates))
        return replace(report, gates=tuple(outcomes))


SCENES = (
    Scene("evening", ("evening.log",)),
    Scene(
        "gates",
        ("evening.log", "missing.log"),
        ("6600107>3", "session>0", "used-after-destroy>=9", "loss", "drm", "any>100"),
        View(evidence=1, top=2),
    ),
    Scene("quiet", ("quiet.log",)),
    Scene("hostile", ("hostile.log",), view=View(stories=True)),
)


class Golden(NamedTuple):
    """One report in one form."""

    scene: Scene
    lang: str
    format: Format

    @property
    def path(self) -> Path:
        """Where it stands."""
        return GOLDEN / f"{self.scene.name}.{self.lang}{self.format.suffix}"

    def text(self, report: Report) -> str:
        """What the format makes of the report."""
        return "".join(self.format.text_parts(report, self.scene.view))


def goldens() -> Iterator[Golden]:
    """All that have to be there."""
    for scene in SCENES:
        for lang in LANGUAGES:
            yield from (Golden(scene, lang, format_) for format_ in FORMATS)


def main() -> None:
    """Write them all, and remove what is none any more."""
    GOLDEN.mkdir(exist_ok=True)
    reports = {(scene, lang): scene.report(lang) for scene in SCENES for lang in LANGUAGES}
    wanted = {golden.path: golden.text(reports[golden.scene, golden.lang]) for golden in goldens()}
    for path in set(GOLDEN.iterdir()) - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_bytes(text.encode())


if __name__ == "__main__":
    main()
