"""The index of session ids finds what comparing with every session finds, and forgets what it is told to forget."""

from __future__ import annotations

import random

import pytest

from hilog_avsession.analysis.sessions.ids import IdIndex
from hilog_avsession.analysis.sessions.registry import Registry
from hilog_avsession.model.session_id import SessionId, parse_id
from hilog_avsession.model.story import StoryEvent


def forms(full: str) -> list[str]:
    return [full, f"{full[:3]}******{full[-3:]}", f"{full[:6]}******{full[-6:]}", f"{full[:3]}***", full[:3]]


@pytest.mark.parametrize("seed", range(20))
def test_the_index_finds_what_comparing_with_all_finds(seed: int) -> None:
    choose = random.Random(seed)
    index, known = IdIndex(), dict[int, SessionId]()  # in the order in which the ids became known
    fulls = [f"{choose.choice(['ABC', 'DEF'])}{number:058X}{choose.choice(['123', '456'])}" for number in range(12)]
    for step in range(200):
        form = parse_id(choose.choice(forms(choose.choice(fulls))))
        assert form is not None
        key = choose.randrange(12)
        action = choose.random()
        if key in known and action < 0.1:
            index.forget(key)
            del known[key]
        elif key in known and action < 0.2 and 100 + key not in known:
            index.rename(key, 100 + key)
            known = {100 + other if other == key else other: id_ for other, id_ in known.items()}
        elif key not in known or known[key].fits(form):
            known[key] = known[key].merged(form) if key in known else form
            index.learn(key, known[key])
        wanted = parse_id(choose.choice(forms(choose.choice(fulls))))
        assert wanted is not None
        fitting = [key for key, id_ in known.items() if id_.fits(wanted)]
        assert list(index.latest_first(wanted)) == fitting[::-1], step
    for key in known:
        index.forget(key)
    assert not index._keys


def test_the_last_fitting_session_is_the_last_of_those_that_fit() -> None:
    registry = Registry()
    sessions = [registry.new(f"ABC******{number:03X}") for number in range(5)]
    assert registry.last_fitting("ABC") is registry.fitting("ABC")[-1] is sessions[-1]
    registry.end(sessions[-1], StoryEvent("", "released", "a.log", 1, ""))
    assert registry.last_fitting("ABC") is registry.fitting("ABC")[-1] is sessions[-2]
    for session in sessions:
        registry.end(session, StoryEvent("", "released", "a.log", 2, ""))
    assert registry.last_fitting("ABC") is registry.fitting("ABC")[-1] is sessions[-1]
    assert registry.last_fitting("DEF") is registry.last_fitting("no id") is None


def test_living_sessions_are_found_by_their_application() -> None:
    registry = Registry()
    radio, cinema = registry.new("ABC******001"), registry.new("ABC******002")
    registry.learn_bundle(radio, "com.example.radio")
    registry.learn_bundle(cinema, "com.example.cinema")
    assert registry.living_of("com.example.radio") == [radio]
    registry.learn_bundle(radio, "com.example.other")  # it is known already
    assert registry.living_of("com.example.other") == []
    registry.end(radio, StoryEvent("", "released", "a.log", 1, ""))
    assert registry.living_of("com.example.radio") == []
    assert list(registry.living()) == [cinema]
