"""The errors of this package, and the words in which the system refuses something."""

from __future__ import annotations

import errno
import os
import pickle

import pytest

from hilog_avsession.errors import UnreadableInput, reason_of
from hilog_avsession.phrases import system


class WindowsError(OSError):
    """An error as Windows raises it: with its own number, and with words in the language of the system."""

    winerror = 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "No such file or directory"),
        (OSError("Invalid data stream"), "Invalid data stream"),
        (ValueError("embedded null byte"), "embedded null byte"),
        (WindowsError(errno.ENOENT, "Das System kann die angegebene Datei nicht finden"), os.strerror(errno.ENOENT)),
        (WindowsError(errno.EINVAL, "Der Vorgang ist fehlgeschlagen"), "Der Vorgang ist fehlgeschlagen"),
    ],
    ids=["of the system", "of a library", "of Python", "of Windows", "of Windows alone"],
)
def test_a_reason_is_in_the_words_of_the_system(error: Exception, words: str) -> None:
    assert reason_of(error) == words


def test_words_for_an_unknown_number_have_no_chinese() -> None:
    assert system.in_chinese("Unknown error") == "Unknown error"
    assert system.in_chinese(os.strerror(errno.ENOENT)) == system.CHINESE[errno.ENOENT]


def test_an_error_keeps_its_texts_and_values_in_another_process() -> None:
    error = UnreadableInput("a.log", "not-found", "no such file", "give {path}", path="another")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.source, again.kind, again.text_in("zh")) == (
        str(error), error.source, error.kind, error.text_in("zh"),
    )  # fmt: skip
