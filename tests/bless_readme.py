"""Write the real output into the samples of both READMEs; read the diff before you commit it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
# the arguments of the command, perhaps how many lines of its output are shown, and the output
SAMPLE = re.compile(r"<!-- output: (.*?)(?: \| first (\d+) lines)? -->\n```text\n(.*?)```", re.DOTALL)


def real_output(arguments: str, lines: str | None, lang: str) -> str:
    """Return what a command prints in a language, or the first lines of it."""
    command = [sys.executable, "-m", "hilog_avsession", *arguments.split(), "--lang", lang]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return "".join(shown.splitlines(keepends=True)[: int(lines)]).rstrip() + "\n" if lines else shown


def main() -> None:
    for lang, readme in READMES.items():

        def renewed(sample: re.Match[str], lang: str = lang) -> str:
            heading = sample[0].partition("\n")[0]
            return f"{heading}\n```text\n{real_output(sample[1], sample[2], lang)}```"

        readme.write_text(SAMPLE.sub(renewed, readme.read_text("utf-8")), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
