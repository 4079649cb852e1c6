"""Reports of devices whose logs are parts of one log, so that ids, pids and times are equal."""

from __future__ import annotations

from functools import cache
from typing import Any

from conftest import LOGS
from hilog_avsession import Filters, Report
from hilog_avsession.options import Options
from hilog_avsession.pipeline import Diagnosis
from hilog_avsession.results.merging import merge

ONE, TWO = "7001005458323933", "7001005458329999"


def of_device(key: str, filters: Filters | None = None, share: float = 1.0, **options: Any) -> Report:
    """Return the report of a device whose log is the first part of the same log: ids, pids and times are equal."""
    text = (LOGS / "evening.log").read_bytes()
    diagnosis = Diagnosis(Options(filters=filters or Filters(), **options), device=key)
    stream = _Named(text[: int(len(text) * share)], f"hdc:{key}")
    list(diagnosis.read(stream))
    list(diagnosis.finish())
    return diagnosis.report()


class _Named:
    """A stream with a name."""

    def __init__(self, data: bytes, name: str) -> None:
        self._left, self.name = data, name

    def read(self, size: int = -1) -> bytes:
        size = len(self._left) if size < 0 else size
        read, self._left = self._left[:size], self._left[size:]
        return read


@cache
def both() -> Report:
    """Return the report of two devices."""
    return merge([of_device(ONE), of_device(TWO, share=0.6)])
