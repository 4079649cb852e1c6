"""Draw the pictures of the interactive view in docs/pictures, or only those that are named; look at them.

They are golden files too: tests/test_view_pictures.py compares what they say with what the screens say.
"""

from __future__ import annotations

import sys

from screens import PICTURES, SCENES


def main() -> None:
    """Draw the pictures."""
    PICTURES.mkdir(exist_ok=True)
    for scene in SCENES:
        if len(sys.argv) == 1 or scene.name in sys.argv[1:]:
            scene.picture.write_text(scene.draw(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
