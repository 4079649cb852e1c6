"""Write the real output into the README's samples; read the diff before you commit it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def real_output(match: re.Match[str]) -> str:
    command = [sys.executable, "-m", "hilog_avsession", *match[1].split(), "--lang", "en"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return f"<!-- output: {match[1]} -->\n```text\n{done.stdout.decode()}```"


def main() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(re.sub(r"<!-- output: (.*?) -->\n```text\n.*?```", real_output, text, flags=re.S), "utf-8")


if __name__ == "__main__":
    main()
