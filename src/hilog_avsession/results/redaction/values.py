"""From the values of an error to values that reveal no names: of files, and of what the files hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...model.inputs import Given, InputError
from ...model.messages.inputs import DICTIONARIES, Value
from .file_names import FileNames, split
from .texts import Texts

_FILES = frozenset(("archive", "member", "file", "report", "other"))
# worded by this package, the system or a decompressor; every other text may hold words from a log
_HARMLESS = frozenset(
    ("byte", "container", "encoding", "error", "option", "size", "supported", "tool", "version", "where", "wanted")
)
_PIPED = "FILE"  # stands in a command for a log that has no name


class Values:
    """Replaces the values of errors by pseudonyms; the sentences are then made from those."""

    def __init__(self, files: FileNames, texts: Texts) -> None:
        self._files, self._texts = files, texts

    def of_error(self, error: InputError, source: str, dictionaries: Iterable[str]) -> InputError:
        """Return why a source could not be read; `dictionaries` are those that the report names."""
        if error.given is not None:  # the words of another release may quote anything
            given = Given(error.given.kind, *map(self._texts.of, error.given[1:]))
            return error._replace(given=given)
        values = {name: self._value(name, value) for name, value in error.values.items()}
        if "dictionary" in values:
            values["dictionary"] = self._dictionary(str(error.values["dictionary"]), source, dictionaries)
        return error._replace(values=values)

    def of_exception(self, name: str, value: str) -> str:
        """Return the pseudonyms for a value of an exception."""
        return str(self._value(name, value))

    def _value(self, name: str, value: Value) -> Value:
        if isinstance(value, int) or name in _HARMLESS:
            return value
        if name in _FILES:
            return value if value == _PIPED else self._files.source(value)
        return self._texts.of(value)

    def _dictionary(self, dictionary: str, source: str, known: Iterable[str]) -> str:
        """Return the pseudonym of a dictionary that the report names; of any other only the folder."""
        if any(name == dictionary or name.endswith(f"!{dictionary}") for name in known):
            return self._files.source(dictionary)
        folder = split(dictionary)[0]
        if folder == str(Path(source).parent):
            folder = split(source)[0]  # as the source is spelled, so that both have one pseudonym
        return f"{self._files.folder(folder)}/{DICTIONARIES}" if folder else DICTIONARIES
