"""From any input to blocks of whole lines: files, folders, standard input, packed or not, in any usual encoding.

A compression is a row in `compression.py`, an archive a row in `archives.py`, an encoding a row in `encodings.py`; all
are recognised by content. `tree.py` walks them.
"""

from .amount import amount_of
from .files import NO_WAIT, Ready
from .folders import STANDARD_INPUT, Location, expand
from .limits import Budget, Limits
from .names import started_at
from .reading import CHUNK, Source
from .tree import Found, Opener, name_of

__all__ = [
    "CHUNK",
    "NO_WAIT",
    "STANDARD_INPUT",
    "Budget",
    "Found",
    "Limits",
    "Location",
    "Opener",
    "Ready",
    "Source",
    "amount_of",
    "expand",
    "name_of",
    "started_at",
]
