"""Thousands of captures, one answer: which failures hit how many devices, since when, and which capture shows it.

The module can be called: `hilog_avsession.fleet("captures/", out="night")`.
"""

import sys
from types import ModuleType

from .calling import Caller


class _Module(ModuleType, Caller):
    """A module that can be called."""


sys.modules[__name__].__class__ = _Module
