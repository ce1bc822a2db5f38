"""What a pattern can start with: nothing that it finds may be left out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verbalizing import read_cases

from narrator.verbalizer import LANGUAGES, _rules
from narrator.verbalizer.firsts import first_characters

TEXTS = [case.text for case in read_cases()][::20]


@pytest.mark.parametrize("language", [*LANGUAGES, "it"])
def test_no_rule_is_passed_over_that_would_have_found_something(language: str) -> None:
    rules = _rules(language)
    known = [
        (rule.pattern, firsts)
        for rule in (*rules.letters, *rules.marks)
        if (firsts := first_characters(rule.pattern)) is not None
    ]
    assert len(known) > len(rules.letters) // 3
    for text in TEXTS:
        for at, character in enumerate(text):
            for pattern, firsts in known:
                found = None if character in firsts else pattern.match(text, at)
                assert not found or not found.group(), (pattern.pattern, text[at:])


PARTS = st.sampled_from(
    [
        *"aM9-|",
        *(r"\.", r"\d", r"\w", "[a-c]", "[^a]", r"[x\]]", "(?=a)", "(?<!b)", "(?:a|Mb)?"),
        *("(?P<n>b|)", "(a|[bc])", "a*", "b{0,2}", "c{2}"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=5), st.text("abcMx9-.]", max_size=6), st.booleans())
def test_any_pattern_is_read_with_care(parts: list[str], text: str, loose: bool) -> None:
    written = re.sub("<n>", lambda match: f"<n{match.start()}>", "".join(parts))
    pattern = re.compile(written, re.IGNORECASE if loose else 0)
    firsts = first_characters(pattern)
    found = pattern.match(text)
    assert firsts is None or not found or not found.group() or text[0] in firsts
