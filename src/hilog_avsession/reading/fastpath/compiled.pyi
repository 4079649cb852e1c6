"""The types of the compiled fast path are those of the one in Python."""

from .portable import Block as Block
from .portable import Cutter as Cutter
from .portable import Hits as Hits
from .portable import Minute as Minute
from .portable import Order as Order
from .portable import Sieve as Sieve
from .portable import mark_of as mark_of
from .portable import next_unlike as next_unlike
