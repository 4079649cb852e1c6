"""Kinds of facts and kinds of story events are closed vocabularies: each has who makes it and who reads it."""

from __future__ import annotations

import pytest

from hilog_avsession.analysis.sessions.learning import _READERS
from hilog_avsession.knowledge.statements import STATEMENTS
from hilog_avsession.model.events import FactKind
from hilog_avsession.model.story import StoryEvent, StoryKind, event_text


@pytest.mark.parametrize("kind", FactKind)
def test_a_kind_of_fact_is_read_and_is_printed_by_a_statement(kind: FactKind) -> None:
    assert kind in _READERS
    learnt = any(statement.learns is kind for statement in STATEMENTS)
    assert learnt, f"no statement learns {kind}: add one to knowledge/statements/lifecycle.py"


def test_a_kind_names_the_fields_that_it_requires() -> None:
    assert FactKind.BUNDLE_UID.required == {"uid", "bundle"}
    assert FactKind("bundle-uid") is FactKind.BUNDLE_UID
    assert str(FactKind.BUNDLE_UID) == "bundle-uid"
    assert FactKind.CAST.required == set()


@pytest.mark.parametrize("kind", StoryKind)
@pytest.mark.parametrize("code", [None, 0, 6600107])
def test_an_event_is_written_and_read_back(kind: StoryKind, code: int | None) -> None:
    event = StoryEvent("", event_text(kind, code), "a.log", 1, "")
    assert type(event.event) is str
    assert (event.kind, event.code) == (kind, code)


@pytest.mark.parametrize(
    "text", ["failure", "failure ", "failure soon", "failure -1", "failure ²", "failure " + "9" * 20, ""]
)
def test_a_failure_without_a_number_has_no_code(text: str) -> None:
    assert StoryEvent("", text, "a.log", 1, "").code is None
