"""The table of recent open incidents: what it holds is listed, and what is closed leaves it with its key."""

from __future__ import annotations

from hilog_avsession.analysis.opened import OpenIncident
from hilog_avsession.analysis.recent import MOST_RECENT, Recent


def size(recent: Recent) -> int:
    return len(recent._of_key)


def test_a_key_leaves_with_its_last_incident_whoever_asks_first() -> None:
    recent = Recent()
    for number in range(100):
        incident = OpenIncident(number)
        recent.add(("play", number), incident)
        recent.add(None, incident)
        incident.closed = True
        if number % 2:
            assert list(recent.of(("play", number))) == []  # asked between the end of an incident and its removal
        recent.forget(incident)
    assert size(recent) == 0


def test_the_latest_open_incidents_of_a_key_stay_in_their_order() -> None:
    recent, incidents = Recent(), [OpenIncident(number) for number in range(MOST_RECENT + 2)]
    for incident in incidents:
        recent.add(6600101, incident)
        recent.add(6600101, incident)
    assert list(recent.of(6600101)) == incidents[2:]
    incidents[2].closed = incidents[4].closed = True
    assert list(recent.of(6600101)) == incidents[3:]
    assert recent.of(6600102) == ()
