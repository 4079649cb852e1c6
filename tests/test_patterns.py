"""Fragments of regular expressions that several rooms use."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from hilog_avsession.model.patterns import any_word

WORDS = st.text(alphabet="ab.(", max_size=4)


@given(words=st.lists(WORDS, min_size=1, max_size=8), text=WORDS)
def test_any_word_fits_what_the_words_one_after_the_other_fit_the_longest_first(words: list[str], text: str) -> None:
    alternation = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    expected = re.match(alternation, text)
    found = re.match(any_word(words), text)
    assert (found and found[0]) == (expected and expected[0])


def test_any_word_tries_a_common_beginning_once() -> None:
    assert any_word(["getAVSession", "getAVMetadata", "start"]) == "(?:getAV(?:Session|Metadata)|start)"
