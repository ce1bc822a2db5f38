"""Who says what: attribution on small scenes, through the real reader and segmenter."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from narrator import attribution, readers, segmenter
from narrator.attribution.characters import find_people
from narrator.attribution.tokens import make_blocks
from narrator.attribution.turns import read_turns
from narrator.book import UNKNOWN, Cast, Character, Kind, Line

CASES = Path(__file__).parent / "cases" / "attribution"


def script(text: str, **options: object) -> tuple[list[Line], Cast]:
    book = readers.read("story.txt", data=text.encode())
    chapters = segmenter.segment(book)
    done, cast = attribution.attribute(book, chapters, **options)  # type: ignore[arg-type]
    return [line for lines in done for line in lines], cast


def said(lines: list[Line]) -> list[str | None]:
    """The speakers of the spoken lines."""
    return [line.speaker for line in lines if line.kind in (Kind.DIALOGUE, Kind.THOUGHT)]


def load(name: str) -> list[dict[str, object]]:
    cases: list[dict[str, object]] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return cases


@pytest.mark.parametrize("case", load("scenes"), ids=lambda case: str(case["name"]))
def test_scene(case: dict[str, object]) -> None:
    text = "\n\n".join(case["text"])  # type: ignore[arg-type]
    people = tuple(Character(**entry) for entry in case.get("people", ()))  # type: ignore[attr-defined]
    lines, cast = script(text, people=people)
    assert said(lines) == case["speakers"]
    assert cast.narrator == case.get("narrator", "")


def test_a_short_name_is_the_beginning_of_a_longer_one() -> None:
    text = (
        "Bea came in with the dog.\n\n“You're early,” said Bea.\n\n“They sent us home.” Piotr did "
        "not look up.\n\n“Beatrix!” called somebody in the street.\n\nBea laughed. “My aunt.”"
    )
    _, cast = script(text)
    bea = cast.get("Bea")
    assert bea is not None
    assert bea.aliases == ("Beatrix",)
    assert bea.gender == "female"


def test_a_captain_is_a_woman_where_pronouns_say_so() -> None:
    text = (
        "Captain Oduya set down her cup. She had not slept.\n\n“How many?” asked Wendt.\n\n“All of "
        "them,” said the captain.\n\nCaptain Oduya looked at him until he lowered his eyes."
    )
    lines, cast = script(text)
    assert said(lines) == ["Wendt", "Captain Oduya"]
    assert {c.name: c.gender for c in cast.characters}["Captain Oduya"] == "female"


def test_your_majesty_is_nobodys_name() -> None:
    text = "“Your Majesty,” said Bram.\n\n“Rise,” said Ilka.\n\n“Majesty, we have lost.”"
    _, cast = script(text)
    assert {c.name for c in cast.characters} == {"Bram", "Ilka"}


def test_a_common_word_that_opens_a_sentence_is_nobody() -> None:
    text = (
        "Steel whispered. Teska stood in the door with Bram.\n\n“Well?” she said.\n\nSilence "
        "answered. “Don't,” said Bram.\n\nTeska hadn't moved. “I wasn't going to.”"
    )
    lines, cast = script(text)
    assert said(lines) == ["Teska", "Bram", "Teska"]
    assert {c.name for c in cast.characters} == {"Teska", "Bram"}


def test_narration_has_no_speaker() -> None:
    lines, _ = script("The rain came down.\n\n“Run!” said Mara.\n\nNobody ran.")
    assert {line.speaker for line in lines if line.kind is Kind.NARRATION} == {None}


def test_a_tag_with_a_name_is_surest() -> None:
    """Behind come a noun of the cast, and talk that no tag is near: it may be out of step."""
    talk = "\n\n".join(f"“{word}.”" for word in ("No", "Yes", "Why", "So", "Go", "Never") * 2)
    text = (
        f"“It rains,” said Mara.\n\n“It does,” said Edwin.\n\n{talk}\n\n“We shall see,” said the "
        "ferryman."
    )
    people = tuple(Character(name) for name in ("Mara", "Edwin", "The Ferryman"))
    lines, _ = script(text, people=people)
    spoken = [line.confidence for line in lines if line.kind is Kind.DIALOGUE]
    assert spoken[0] > 0.98 > spoken[-1] > 0.85
    assert max(spoken[7:9]) < spoken[0]


def test_no_dialogue_at_all() -> None:
    lines, cast = script("The hill slept. Nothing moved on it for a hundred years.")
    assert [line.speaker for line in lines] == [None]
    assert cast.narrator == ""


def test_she_is_nobody_where_only_a_man_is_known() -> None:
    text = "Rowe said nothing. Rowe bit his lip. Rowe shut his eyes.\n\n“It is late,” she said."
    lines, _ = script(text, unknown_below=0.3)
    assert said(lines) == [UNKNOWN]
    assert "Rowe" in (lines[1].evidence or "")


def test_a_voice_from_nowhere_is_unknown() -> None:
    lines, _ = script("“Hello?”")
    assert said(lines) == [UNKNOWN]


def test_the_cast_counts_lines_and_partners() -> None:
    text = "“Tea?” said Mara.\n\n“No,” said Edwin.\n\n“Coffee?” said Mara."
    _, cast = script(text)
    mara = cast.get("Mara")
    assert mara is not None
    assert (mara.lines, mara.words) == (2, 2)
    assert mara.talks_to == {"Edwin": 2}
    assert mara.gender == "female"


def test_a_title_alone_means_its_only_bearer() -> None:
    lines, _ = script(
        "“The tide is late,” said Colonel Orme.\n\n“It is you who are early,” said Nell Carey.\n\n"
        "“We shall all drown,” said Tom Carey.\n\n“Have you brought the ladder?” said Nell.\n\n"
        "“I have not,” said Tom.\n\n“Ladders!” cried the Colonel, and looked at his watch.\n"
    )
    assert said(lines)[-1] == "Colonel Orme"
    assert lines[-2].confidence > 0.9


TALK = """“You painted the gate,” said Mara.

“I did,” said Edwin.

“It was better grey.”

“It was never grey.”

“It was grey when we bought it.”"""


def test_a_correction_is_beyond_doubt() -> None:
    lines, _ = script(TALK)
    third = [line for line in lines if line.kind is Kind.DIALOGUE][2]
    corrected, cast = script(TALK, corrections={third.id: "Aunt Ruth"})
    spoken = [line for line in corrected if line.kind is Kind.DIALOGUE]
    assert (spoken[2].speaker, spoken[2].confidence) == ("Aunt Ruth", 1.0)
    assert spoken[2].evidence == "corrected by hand"
    assert cast.get("Aunt Ruth") is not None


def test_a_correction_by_an_alias_goes_to_the_person() -> None:
    lines, _ = script(TALK)
    third = [line for line in lines if line.kind is Kind.DIALOGUE][2]
    people = (Character("Mara Quill", ("Mara",)), Character("Edwin Lowe", ("Edwin", "Ned")))
    corrected, _ = script(TALK, people=people, corrections={third.id: "Ned"})
    assert said(corrected)[2] == "Edwin Lowe"


def test_evidence_says_why() -> None:
    lines, _ = script(TALK)
    spoken = [line for line in lines if line.kind is Kind.DIALOGUE]
    assert spoken[0].evidence.startswith("tag after: said Mara")
    assert all(line.evidence for line in spoken)


def test_an_unquoted_thought_belongs_to_whom_the_scene_is_seen_through() -> None:
    text = (
        "Mara stopped at the steps. Mara knew how many there were.\n\n(why always one more?)"
        "\n\nMara went down to the cellar."
    )
    lines, _ = script(text)
    thoughts = [line for line in lines if line.kind is Kind.THOUGHT]
    assert [line.speaker for line in thoughts] == ["Mara"]


def test_names_listed_as_one_person_are_one() -> None:
    text = (
        "“Higher,” said Juniper.\n\n“Higher?” said Tam.\n\nAlder climbed. The branch held.\n\n"
        "“Enough,” said Alder."
    )
    book = readers.read("story.txt", data=text.encode())
    listed = replace(book.metadata, people=("Juniper Alder", "Tam"))
    chapters = segmenter.segment(book)
    done, _ = attribution.attribute(replace(book, metadata=listed), chapters)
    assert said([line for lines in done for line in lines]) == [
        "Juniper Alder",
        "Tam",
        "Juniper Alder",
    ]


def test_who_is_too_doubtful_is_unknown_and_counted_for_nobody() -> None:
    text = "Mara and Edwin and Tom sat there.\n\n“Who was it?”\n\n“The wind,” said Mara.\n"
    book = readers.read("-", data=text.encode())
    chapters = segmenter.segment(book)
    kept, cast = attribution.attribute(book, chapters, unknown_below=0.9)
    doubtful, sure = [line for line in kept[0] if line.kind is Kind.DIALOGUE]
    assert doubtful.speaker == UNKNOWN
    assert doubtful.confidence < 0.9
    likeliest, _ = attribution.attribute(book, chapters)
    asked = next(line for line in likeliest[0] if line.id == doubtful.id)
    assert doubtful.evidence == f"perhaps {asked.speaker}: {asked.evidence}"
    assert sure.speaker == "Mara"
    assert sum(person.lines for person in cast) == 1


def test_a_correction_is_never_too_doubtful() -> None:
    book = readers.read("-", data="Mara and Tom sat.\n\n“Who was it?”\n".encode())
    chapters = segmenter.segment(book)
    (line,) = [line for line in chapters[0] if line.kind is Kind.DIALOGUE]
    kept, _ = attribution.attribute(book, chapters, corrections={line.id: "Tom"}, unknown_below=1.0)
    assert [each.speaker for each in kept[0] if each.id == line.id] == ["Tom"]


def test_a_narrator_is_not_taken_for_a_character_of_that_name() -> None:
    text = (
        "I went in. I was late, and I knew it.\n\n“Sit,” said the Narrator to me.\n\n"
        "“I will,” I said. I sat.\n\n“Good,” said the Narrator.\n\n“Yes,” I said.\n\n"
        "“Well,” said the Narrator.\n\n“Well,” I said. I got up.\n\n“No,” I said.\n"
    )
    _, cast = script(text)
    names = [person.name for person in cast]
    assert len(names) == len(set(names))


def test_to_choose_one_voice_changes_nobody_else() -> None:
    text = (
        "“The bridge is out,” said Mara.\n\n“Since when?” asked Edwin.\n\n“At noon,” said Mara.\n\n"
        "“We walk, then,” said a porter.\n\n“We walk,” said Edwin.\n\n“Do,” said Tom Bell.\n\n"
        "“All of us,” said Mara.\n\n“All of us,” said the porter.\n"
    )
    lines, cast = script(text)
    asked, again = script(text, people=[Character("Tom Bell")])
    assert asked == lines
    assert {person.name for person in again} == {person.name for person in cast}


def test_a_boy_and_a_girl_may_both_be_called_kid() -> None:
    for kid in ("Boy", "Girl"):
        text = f"The {kid.lower()} sat by the stove with Ilse.\n\n“Are you cold, kid?” asked Ilse."
        chapters = segmenter.segment(readers.read("story.txt", data=text.encode()))
        blocks = make_blocks(chapters)
        people = find_people(blocks, (Character("Ilse"), Character(f"The {kid}")))
        assert read_turns(blocks, people).turns[0].called == {1}


@pytest.mark.parametrize("phrase", ["the latter", "the second", "the younger"])
def test_who_is_pointed_at_is_nobody_new(phrase: str) -> None:
    talk = f"“It will rain,” said Anna.\n\n“It will snow,” said {phrase}.\n\n" * 3
    _, cast = script(f"Anna and Bruno came in. Bruno laughed.\n\n{talk}")
    assert {person.name for person in cast} <= {"Anna", "Bruno"}


def test_the_one_she_called_is_not_the_she() -> None:
    talk = "“It will rain,” said Anna.\n\n“No.” The girl she called laughed.\n\n" * 3
    _, cast = script(talk)
    assert "The she" not in {person.name for person in cast}


def test_narration_without_a_word_tells_nothing() -> None:
    book = readers.read("story.txt", data="“Yes.” So. “No.”".encode())
    chapters = tuple(
        tuple(replace(line, text="_") if line.kind is Kind.NARRATION else line for line in lines)
        for lines in segmenter.segment(book)
    )
    done, _ = attribution.attribute(book, chapters)
    assert said(list(done[0])) == [UNKNOWN, UNKNOWN]


def test_a_voice_for_somebody_changes_nobodys_lines() -> None:
    text = "\n\n".join(
        [
            "Jane Marsh and Anna Marsh came in. Mr. Vane stood up. Jane Marsh sat down.",
            "“Good evening, Miss Marsh,” said Mr. Vane. Miss Marsh did not answer.",
            "“It is late,” said Anna Marsh.",
            "“It is early,” said Jane Marsh.",
            "“Then sit, Miss Marsh,” said Mr. Vane.",
            "“I will,” said Miss Marsh. Mr. Vane looked at Miss Marsh, and Miss Marsh at him.",
        ]
    )
    plain, cast = script(text)
    for person in cast:
        lines, _ = script(text, people=(Character(person.name),))
        assert said(lines) == said(plain)
