"""The statements: everything known that AVSession prints, with examples.

To add a statement, put one `Statement` into the module that fits: `service` for failures that the service prints,
`client` for failures that an application's process prints, `lifecycle` for facts, `noise` for lines that only look like
errors. Each module is a long table in sections: search for `# --`, which begins the comments that head them.
`session-not-exist` in `service` is the simplest to imitate; `Statement` in `base` describes the keys. The tests
find it there: it must read its example and refuse its decoy, and no other statement may read the example.
"""

from __future__ import annotations

from .base import Statement
from .client import CLIENT
from .lifecycle import LIFECYCLE
from .noise import NOISE
from .service import SERVICE

__all__ = ["STATEMENTS", "Statement"]

STATEMENTS: tuple[Statement, ...] = SERVICE + CLIENT + LIFECYCLE + NOISE
