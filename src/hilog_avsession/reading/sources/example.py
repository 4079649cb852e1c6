"""The line of log that the examples of all compressions, archives and encodings hold."""

from __future__ import annotations

LINE = "01-01 00:00:00.000  1000  1000 E A03D00/JSAPP: activate failed, code: 6600102\n"
