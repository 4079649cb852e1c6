"""From groups of options to the parameters that typer reads: a command takes one value for each group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Offer the fields of the option groups that a command takes, named tuples, as options of the command.

    A field of a group may be a group too.
    """
    hints = get_type_hints(command, include_extras=True)
    defaults = {name: parameter.default for name, parameter in signature(command).parameters.items()}

    @wraps(command)
    def run(**values: Any) -> None:
        command(**{name: _value(name, hint, values) for name, hint in hints.items() if name in defaults})

    run.__signature__ = Signature(list(_parameters(hints, defaults)))  # type: ignore[attr-defined] # typer reads it
    return run


def _value(name: str, hint: Any, values: Mapping[str, Any]) -> Any:
    """Return the value of an option, or the group of that type."""
    if not _is_group(hint):
        return values[name]
    fields = get_type_hints(hint, include_extras=True)
    return hint(*(_value(field, fields[field], values) for field in hint._fields))


def _parameters(hints: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[Parameter]:
    for name, hint in hints.items():
        if _is_group(hint):
            yield from _parameters(get_type_hints(hint, include_extras=True), hint._field_defaults)
        elif name != "return":
            yield Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name, Parameter.empty), annotation=hint)


def _is_group(hint: Any) -> bool:
    return hasattr(hint, "_fields")
