"""Write the public names of the package, with their signatures and fields; read the diff before you commit it."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hilog_avsession

PAGE = Path(__file__).parent / "fixtures" / "public_api.txt"


def surface() -> str:
    """Everything that a program may rely on, a line for each name."""
    return "\n".join(line for name in sorted(hilog_avsession.__all__) for line in described(name)) + "\n"


def described(name: str) -> Iterator[str]:
    """A public name with what belongs to it."""
    value = getattr(hilog_avsession, name)
    if inspect.isclass(value):
        yield f"class {name}({', '.join(base.__name__ for base in value.__bases__)})"
        yield from (f"    {line}" for line in members(value))
    elif inspect.isfunction(value) or inspect.ismodule(value):
        yield f"def {name}{signature(value)}"
    else:
        yield f"{name}: {value!r}" if name == "Table" else f"{name}: {type(value).__name__}"


def members(kind: type) -> Iterator[str]:
    """The values of an enumeration; the fields of other classes; methods and properties of all."""
    if issubclass(kind, enum.Enum):
        yield from (f"{one.name} = {one.value!r}" for one in kind)
    else:
        yield from fields(kind)
    if "__init__" in vars(kind) and issubclass(kind, Exception):
        yield f"def __init__{signature(kind.__init__)}"  # type: ignore[misc]  # to be looked at
    found = {name: member for one in reversed(_own(kind)) for name, member in vars(one).items()}
    for name, member in sorted(found.items()):
        yield from described_member(name, member)


def _own(kind: type) -> list[type]:
    """The class and its bases that belong to the package."""
    return [one for one in kind.__mro__ if one.__module__.startswith("hilog_avsession")]


def fields(kind: Any) -> Iterator[str]:
    """What a value holds; `= ...` where it may be left out."""
    optional = getattr(kind, "_field_defaults", None)
    if optional is None and dataclasses.is_dataclass(kind):
        optional = {one.name for one in dataclasses.fields(kind) if one.default is not dataclasses.MISSING}
    hints = {name: hint for one in reversed(_own(kind)) for name, hint in inspect.get_annotations(one).items()}
    for name, hint in hints.items():
        if name[0] != "_":
            yield f"{name}: {getattr(hint, '__forward_arg__', hint)}" + (" = ..." if name in (optional or ()) else "")


def described_member(name: str, member: Any) -> Iterator[str]:
    """A method or property, if it is the class's own and public."""
    if name.startswith("_"):
        return
    if isinstance(member, property):
        yield f"@property {name} -> {inspect.get_annotations(member.fget)['return']}"  # type: ignore[arg-type]
    elif isinstance(member, staticmethod | classmethod):
        yield f"@{type(member).__name__} {name}{signature(member.__func__)}"
    elif inspect.isfunction(member):
        yield f"def {name}{signature(member)}"


def signature(function: Any) -> str:
    """Parameters and result as they are written: annotations are texts already."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(function)))


if __name__ == "__main__":
    PAGE.write_text(surface(), "utf-8", newline="\n")
