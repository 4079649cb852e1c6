"""What is compiled has the types of what is not."""

from .portable import Block as Block
from .portable import Cutter as Cutter
from .portable import Hits as Hits
from .portable import InOrder as InOrder
from .portable import Minute as Minute
from .portable import next_unlike as next_unlike
