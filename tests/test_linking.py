"""What the catalogue says of a code decides which session and controller its lines are linked to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hilog_avsession.analysis.sessions.tracker import Tracker
from hilog_avsession.knowledge.catalog import Catalog, CodeEntry, Interface
from hilog_avsession.model.events import Confidence, Form, Linked, Side, Signal
from hilog_avsession.model.records import Body, Record, Stamp


@pytest.mark.parametrize("via", Interface)
def test_what_a_code_is_called_through_decides_its_link(via: Interface) -> None:
    """A new code needs its block in the catalogue, and no line of Python."""
    code = CodeEntry.bare(6600190, "session")._replace(via=via)
    link = next(linked_by(Catalog().with_own([code]), code.number)).link
    assert link.controller == (None if via is Interface.SESSION else 3311)
    assert (link.session is None) == (via is Interface.MANAGER)


@pytest.mark.parametrize("gone", [None, Interface.SESSION, Interface.CONTROLLER])
def test_a_code_that_says_what_is_gone_means_an_ended_session_or_a_released_controller(gone: Interface | None) -> None:
    code = CodeEntry.bare(6600190, "session")._replace(via=Interface.CONTROLLER, gone=gone)
    link = next(linked_by(Catalog().with_own([code]), code.number)).link
    assert link.confidence is (Confidence.HIGH if gone is None else Confidence.LOW)


def linked_by(known: Catalog, code: int) -> Iterator[Linked]:
    """A signal of a code from a process that controls a living session and owns one."""
    tracker = Tracker(known)
    other = tracker.registry.new("AAA******AAA", 6120)
    tracker.registry.add_controller(other, 3311)
    tracker.registry.new("BBB******BBB", 3311)
    stamp, body = Stamp("hilog", "", None, None, 3311, 3311), Body("E", "A", "00001", "", "App", "failed")
    signal = Signal(Record("a.log", 1, stamp, body), "application", Side.APP, Form.CODE, code, application=True)
    return (linked for linked in tracker.follow([signal]) if isinstance(linked, Linked))
