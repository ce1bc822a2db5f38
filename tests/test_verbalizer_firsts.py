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


LETTERS = st.sampled_from("abikMSxß éÉµμſ\u212aıİσςЖ9-.|]^\\({")
"""Letters that have more forms than two among them, and marks that mean something in patterns."""
ENDS = st.sampled_from(["", "", "", "?", "*", "+", "{0,2}", "{2}", "??", "{,1}"])
RANGES = st.sampled_from(["a-c", "B-M", "0-9", "à-ö", "А-Я", "!-/", "Y-b"])
CLASSES = st.builds(
    lambda inside, negated: f"[{'^' * negated}{''.join(inside)}]",
    st.lists(LETTERS.map(re.escape) | RANGES | st.sampled_from([r"\d", r"\s"]), min_size=1),
    st.booleans(),
)
PLACES = st.sampled_from([r"\b", "^", "(?=a)", "(?!b)", "(?<!b)", "(?<=x)", "$", "."])
ELEMENTS = LETTERS.map(re.escape) | CLASSES | PLACES | st.sampled_from([r"\d", r"\w", r"[x\]]"])


def _rows(elements: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements with what may follow them, one after the other, and alternatives of these."""
    grouped = st.builds("{}{}{}".format, st.sampled_from(["(?:", "("]), elements, st.just(")"))
    quantified = st.builds("{}{}".format, LETTERS.map(re.escape) | CLASSES | grouped, ENDS)
    row = st.lists(quantified | elements, min_size=1, max_size=4).map("".join)
    return st.lists(row | st.just(""), min_size=1, max_size=3).map("|".join)


@pytest.mark.parametrize("some", ["sſS", "kK\u212a", "iİIı", "ßẞ", "µμΜ", "åÅ\u212b", "σςΣ"])
def test_every_form_of_a_letter_whose_case_is_ignored_is_known(some: str) -> None:
    for letter in some:
        pattern = re.compile(f"(?:{letter}|x)y", re.IGNORECASE)
        firsts = first_characters(pattern)
        for form in some:
            assert firsts is None or form in firsts or not pattern.match(f"{form}y")


@settings(max_examples=300, deadline=None)
@given(st.recursive(ELEMENTS, _rows, max_leaves=8), st.booleans(), st.data())
def test_any_pattern_is_read_with_care(written: str, loose: bool, data: st.DataObject) -> None:
    pattern = re.compile(written, re.IGNORECASE if loose else 0)
    firsts = first_characters(pattern)
    text = data.draw(st.from_regex(pattern, fullmatch=True) | st.text(LETTERS, max_size=6))
    found = pattern.match(text)
    assert firsts is None or not found or not found.group() or text[0] in firsts
