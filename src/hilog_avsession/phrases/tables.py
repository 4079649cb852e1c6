"""All sentences of errors and complaints, from English to Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from . import arguments, errors, files, fleet, view

SENTENCES: Mapping[str, str] = {**errors.CHINESE, **files.CHINESE, **arguments.CHINESE, **fleet.CHINESE, **view.CHINESE}
