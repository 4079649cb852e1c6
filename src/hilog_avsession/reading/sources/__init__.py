"""From any input to blocks of whole lines: files, folders, standard input, packed or not, in any usual encoding.

A compression is one row in `compression.py`, an archive one in `archives.py`, an encoding one in `encodings.py`; all
are recognised by content. `tree.py` walks them.
"""

from .files import NO_WAIT, Ready
from .folders import STANDARD_INPUT, Place, expand, size_of
from .limits import Budget, Limits
from .names import made_at
from .reading import CHUNK, Source
from .tree import Found, Opener, name_of

__all__ = [
    "CHUNK",
    "NO_WAIT",
    "STANDARD_INPUT",
    "Budget",
    "Found",
    "Limits",
    "Opener",
    "Place",
    "Ready",
    "Source",
    "expand",
    "made_at",
    "name_of",
    "size_of",
]
