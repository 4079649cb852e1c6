"""What can go wrong, as one base exception and its few kinds."""


class HilogAvsessionError(Exception):
    """Base of every error that this package raises on purpose; its text says what, where and what to do."""


class UnreadableInput(HilogAvsessionError):
    """An input that cannot be read or that holds no HiLog text.

    `kind` is a stable word for programs (`not-found`, `not-hilog`, ...), `hint` says what to do.
    """

    def __init__(self, source: str, kind: str, message: str, hint: str = "") -> None:
        super().__init__(f"{source}: {message}" + (f"; {hint}" if hint else ""))
        self.source = source
        self.kind = kind
        self.message = message
        self.hint = hint


class UnknownCode(HilogAvsessionError):
    """A code that the catalogue does not hold; `near` lists similar ones."""

    def __init__(self, wanted: str, near: tuple[str, ...] = ()) -> None:
        text = f"{wanted}: no AVSession error code, native number or symbol"
        if near:
            text += f"; did you mean {', '.join(near)}?"
        super().__init__(text)
        self.wanted = wanted
        self.near = near


class CatalogError(HilogAvsessionError):
    """A catalogue file with a mistake; the text names file, entry and key."""


class UnwritableOutput(HilogAvsessionError):
    """An output that cannot be written."""


class MissingLibrary(HilogAvsessionError):
    """A library that is only needed for some things, and is not installed; the text says how to get it."""

    def __init__(self, library: str, extra: str, what: str) -> None:
        super().__init__(f"{what} need {library}, which is not installed: pip install 'hilog-avsession[{extra}]'")
        self.library = library
        self.extra = extra


class WrongUsage(HilogAvsessionError):
    """An option or argument whose value makes no sense."""
