"""What a device test imports: the log that the pytest plugin captures, and the devices it may come from."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..device.hdc import Hdc
    from .log import AvsessionLog

__all__ = ["AvsessionLog", "Hdc"]

_HOMES = {"AvsessionLog": ".log", "Hdc": "..device.hdc"}


def __getattr__(name: str) -> Any:
    """Load what a test imports, and nothing before: pytest loads the plugin in every run."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __package__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
