"""The annotated samples: the gold fits the texts, and the texts show what they promise."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "seeds"
GOLD = HERE / "gold"
NAMES = sorted(path.name.removesuffix(".gold.json") for path in GOLD.glob("*.gold.json"))

MARKS = {  # manuscript: what opens and what closes a speech
    "forty-pounds": ("—", ""),
    "line-two": ("“", "”"),
    "the-goldfish-protocol": ('"', '"'),
    "the-lamp-room": ("“", "”"),
    "the-marrow-prize": ('"', '"'),
    "the-umbrella-that-came-back": ("‘", "’"),
}

PROMISED = {  # what the manuscripts show, and how one of them looks
    "curly quotes": r"“[A-Z][^“”\n]*”",
    "straight quotes": r'"[A-Z][^"\n]*"',
    "single quotes": r"^‘[A-Z]",
    "dash dialogue": r"^—[A-Z]",
    "single in double": r"“[^”\n]*‘[^”\n]*’[^\n]*”",
    "double in single": r"‘[^‘\n]*“[^”\n]*”[^\n]*’",
    "elision that begins a word": r"[‘“]’Tis ",
    "straight elision": r"—'Twas ",
    "plural possessive": r"boys’ dog",
    "stutter": r"\bI-I\b",
    "stuttered name": r"\bR-Ren\b",
    "parenthesised thought": r"^\([^\n]+\)$",
    "italic thought, asterisks": r"^\*[^*\n]+\*$",
    "italic thought, underscores": r"^_[^_\n]+_$",
    "letter-spaced word": r"\b\w( \w){4,}\b",
    "run-together words": r"(?i)\b(ohno){2,}|\bIdontknow\b",
    "all capitals": r"\b[A-Z]{3,} [A-Z]{3,}\b",
    "run of dots": r"\w…{3,} \w",
    "silence": r"^“…+”$",
    "scene break, asterisks": r"^\*\*\*$",
    "scene break, blank lines": r"\S\n\n\n\S",
    "chapter title": r"^Chapter \d: \w",
    "landmark of a web site": r"^Chapter Text$",
    "first person": r"’ I (said|asked)\.",
    "honorifics": r"\w-(san|kun|chan|sensei)\b",
    "titles": r"\b(Mrs\.|Dr\.|Colonel|Father|Inspector) [A-Z]",
}


class Story:
    """A manuscript and its gold."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.gold: dict[str, Any] = json.loads((GOLD / f"{name}.gold.json").read_text("utf-8"))
        with (SEEDS / self.gold["text_file"]).open(encoding="utf-8", newline="") as file:
            self.text: str = file.read()
        self.people = {person["name"]: person for person in self.gold["characters"]}

    def entries(self, *keys: str) -> list[dict[str, Any]]:
        return [entry for key in keys for entry in self.gold[key]]

    def paragraph(self, offset: int) -> str:
        start = self.text.rfind("\n", 0, offset) + 1
        return self.text[start:].partition("\n")[0]


@pytest.fixture(scope="module", params=NAMES)
def story(request: pytest.FixtureRequest) -> Story:
    return Story(request.param)


def test_every_manuscript_has_gold_and_a_place_in_the_readme() -> None:
    texts = sorted(p.name for p in SEEDS.iterdir() if p.suffix in {".txt", ".md"})
    texts.remove("README.md")
    assert texts == sorted(Story(name).gold["text_file"] for name in NAMES)
    readme = (SEEDS / "README.md").read_text("utf-8")
    assert [text for text in texts if f"[{text}]({text})" not in readme] == []


def test_manuscripts_are_short_stories(story: Story) -> None:
    assert 800 <= len(story.text.split()) <= 3000
    assert story.gold["text_length"] == len(story.text)
    assert "\r" not in story.text


def test_spans_say_what_the_text_says(story: Story) -> None:
    for entry in story.entries("quotes", "thoughts"):
        assert len(entry["spans"]) == len(entry["text"])
        for (start, end), words in zip(entry["spans"], entry["text"], strict=True):
            assert story.text[start:end] == words
            assert words == words.strip()
            assert "\n" not in words


def test_spans_are_in_reading_order_and_never_overlap(story: Story) -> None:
    for key in ("quotes", "thoughts"):
        starts = [entry["spans"][0][0] for entry in story.gold[key]]
        assert starts == sorted(starts)
    spans = sorted(span for e in story.entries("quotes", "thoughts") for span in e["spans"])
    assert [pair for pair in pairwise(spans) if pair[1][0] < pair[0][1]] == []


def test_speakers_and_thinkers_are_in_the_cast(story: Story) -> None:
    speakers = {quote["speaker"] for quote in story.gold["quotes"]}
    named = {s for s in speakers if s not in {"NONE", "UNKNOWN"} and not s.startswith("OTHER: ")}
    assert named == {name for name, person in story.people.items() if person["speaks"]}
    assert {thought["thinker"] for thought in story.gold["thoughts"]} <= story.people.keys()
    for quote in story.gold["quotes"]:
        assert (quote["speaker"] == "NONE") == (quote["mode"] == "mention")
        assert (quote["mode"] == "phone") == ("side" in quote)


def test_names_of_the_cast_occur_in_the_text(story: Story) -> None:
    for person in story.people.values():
        assert person["gender"] in {"male", "female", "unknown"}
        for name in person["aliases"] + person["epithets"] + person["stutter_forms"]:
            assert name in story.text


def test_cues_stand_beside_the_speech(story: Story) -> None:
    for quote in story.gold["quotes"]:
        around = " ".join({story.paragraph(start) for start, _ in quote["spans"]})
        if quote["mode"] != "mention" and (quote["type"] != "implicit" or quote.get("beat")):
            assert quote["cue"] in around
        if quote["type"] == "explicit" and quote["speaker"] in story.people:
            assert any(name in around for name in story.people[quote["speaker"]]["aliases"])


def test_speech_begins_and_ends_with_its_marks(story: Story) -> None:
    opening, closing = MARKS[story.name]
    for quote in (q for q in story.gold["quotes"] if q["mode"] != "mention"):
        last = len(quote["text"]) - 1
        for i, ((start, end), words) in enumerate(zip(quote["spans"], quote["text"], strict=True)):
            missing = quote.get("malformed") == "missing_open" and i == 0
            runs_on = opening == "—" and i > 0 and words[0].islower()  # —Yes, he said, or no.
            assert words.startswith(opening) or missing or runs_on, words
            ends_paragraph = story.text.startswith("\n", end)
            open_end = ends_paragraph and (i < last or quote.get("malformed") == "missing_close")
            assert words.endswith(closing) or open_end, words
            if missing:
                assert story.text[start - 1] == "\n"


def test_every_mark_of_the_text_belongs_to_something(story: Story) -> None:
    """A mark outside of speech is an apostrophe, or the gold has forgotten a speech."""
    inside = bytearray(len(story.text))
    for quote in story.gold["quotes"]:
        for start, end in quote["spans"]:
            inside[start:end] = b"\1" * (end - start)
    outside = "".join(" " if inside[i] else c for i, c in enumerate(story.text))
    assert re.findall(r'[“”"‘]|(?m:^—)|(?<!\w)[’\']|[’\'](?!\w| )', outside) == []


def test_nested_quotations_lie_inside_their_speech(story: Story) -> None:
    for quote in story.gold["quotes"]:
        for nested in quote.get("nested", []):
            start, end = nested["span"]
            assert story.text[start:end] == nested["text"]
            assert any(a < start and end < b for a, b in quote["spans"])


def test_every_parenthesised_paragraph_is_a_thought(story: Story) -> None:
    thoughts = [span for thought in story.gold["thoughts"] for span in thought["spans"]]
    for match in re.finditer(r"(?m)^\([^\n]*\)$", story.text):
        assert list(match.span()) in thoughts


def test_scene_breaks_and_chapters_are_all_there(story: Story) -> None:
    chapters = story.gold["chapters"]
    assert chapters
    for chapter in chapters:
        assert (chapter["title"] or "") in story.text[chapter["start"] : chapter["body_start"]]
    breaks = [m.end() for m in re.finditer(r"\n\n\*\*\*\n\n|\n{3,}", story.text)]
    gaps = [gap["offset"] for gap in story.gold["in_scene_gaps"]]
    assert breaks == sorted(story.gold["scene_breaks"] + gaps)
    headings = [m.start() for m in re.finditer(r"(?m)^(#|Chapter \d)", story.text)]
    assert set(headings) <= {chapter["start"] for chapter in chapters}


def test_notes_point_at_what_they_name(story: Story) -> None:
    for note in story.gold["notes"]:
        assert story.text.startswith(note["text"], note["offset"])
        assert note["kind"]
        assert note["treatment"]


@pytest.mark.parametrize("what", PROMISED)
def test_the_manuscripts_show_what_they_promise(what: str) -> None:
    assert any(re.search(PROMISED[what], Story(name).text, re.MULTILINE) for name in NAMES)


def test_the_gold_covers_every_kind_of_speech_and_thought() -> None:
    quotes = [quote for name in NAMES for quote in Story(name).gold["quotes"]]
    thoughts = [thought for name in NAMES for thought in Story(name).gold["thoughts"]]
    assert {q["mode"] for q in quotes} >= {"spoken", "remembered", "phone", "mention"}
    assert {q["type"] for q in quotes} == {"explicit", "anaphoric", "implicit"}
    assert {q.get("side") for q in quotes} == {None, "near", "far"}
    assert {q.get("malformed") for q in quotes} == {None, "missing_open", "missing_close"}
    assert {t["kind"] for t in thoughts} >= {"parenthesised", "unmarked", "tagged", "echo"}
