"""From any input to blocks of whole lines: files, standard input, compressed or not, in any usual encoding.

A container is one row in `containers.py`, an encoding one row in `encodings.py`; both are recognised by content.
"""

from .reading import Source, open_source

__all__ = ["Source", "open_source"]
