"""From numbers to their texts: rates and times with as many digits as are useful, probabilities, and small charts."""

from __future__ import annotations

from collections.abc import Sequence

_SMALLEST_P = 0.001  # shown as a number
_LEVELS = "▁▂▃▄▅▆▇█"


def figure(value: float) -> str:
    """Return a rate or a time with as many digits as are useful."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.095 else f"{value:.1g}"


def chance(p: float) -> str:
    """Return a probability; of a very small one, only that it is below a limit."""
    return f"<{_SMALLEST_P:g}" if p < _SMALLEST_P else f"{p:.3f}"


def percent(part: float) -> str:
    """Return a share in percent, with a decimal below 10%."""
    return f"{100 * part:.0f}%" if part >= 0.0995 or not part else f"{100 * part:.1f}%"


def sparkline(parts: Sequence[float]) -> str:
    """Return a chart of a line: a block for each part, the highest for the largest; a space for nothing."""
    most = max(parts, default=0)
    return "".join(_LEVELS[min(int(part / most * len(_LEVELS)), len(_LEVELS) - 1)] if part else " " for part in parts)
