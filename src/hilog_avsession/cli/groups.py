"""From groups of options to the parameters that typer reads: a command takes one value for each group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Offer the fields of the option groups that a command takes, named tuples, as options of the command."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: hint for name, hint in hints.items() if hasattr(hint, "_fields")}

    @wraps(command)
    def run(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(*(values.pop(field) for field in group._fields))
        command(**values)

    run.__signature__ = Signature(list(_parameters(command, hints, groups)))  # type: ignore[attr-defined] # typer reads it
    return run


def _parameters(command: Callable[..., None], hints: dict[str, Any], groups: dict[str, Any]) -> Iterator[Parameter]:
    for name, parameter in signature(command).parameters.items():
        if name not in groups:
            yield parameter.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY)
            continue
        group = groups[name]
        for field, hint in get_type_hints(group, include_extras=True).items():
            default = group._field_defaults.get(field, Parameter.empty)
            yield Parameter(field, Parameter.KEYWORD_ONLY, default=default, annotation=hint)
