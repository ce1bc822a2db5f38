"""A build after an edit gives what a build from nothing gives, whatever was done before it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from building import contents, differing, paragraphs
from conftest import BOOKS, SEEDS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from narrator import ahead, finished, last_time, synthesizer
from narrator.cache import Cache
from narrator.notebook import Notebook
from narrator.order import Order, Report
from narrator.pipeline import build_book, cast_voices, open_engines, read_script
from narrator.shards import Shard
from narrator.voices import DEFAULT_FILE, VoiceMap, VoiceWish, load_voice_map
from narrator.wording import spoken_texts

FERRY = (BOOKS / "the-night-ferry.txt").read_text(encoding="utf-8")
STORY = FERRY + "\n\n".join(["\n\nChapter Four", *paragraphs(6)])
MORE = (
    "“I never said it was *yours*,” Joss muttered.",
    "(why now, she thought)",
    "Tilda laughed. “Mr. Ashby pays £12.50 at 7:30!”",
    "I had known him for years.",
    "Chapter Nine",
    "“Joss—” “Not now.”",
    "— Who is there? — asked the guard.",
    "«Enough», said Tilda.",
    "He read the letter:\n\nDear Tilda,\n\nCome home.\n\nYours, Joss",
)
"""What may change how the book as a whole is read: other marks, an "I", brackets, a heading."""


def edit(text: str, pick: random.Random) -> str:
    """The text with a few paragraphs changed, put in, taken out or moved."""
    parts = text.split("\n\n")
    for _ in range(pick.randint(1, 4)):
        at = pick.randrange(len(parts))
        match pick.randrange(5):
            case 0:
                parts.insert(at, pick.choice(MORE))
            case 1 if len(parts) > 3:
                del parts[at]
            case 2:
                words = parts[at].split(" ")
                words[pick.randrange(len(words))] = pick.choice(
                    ["certainly", "Tilda", "“No”", "1850"]
                )
                parts[at] = " ".join(words)
            case 3:
                parts += ["Chapter Five", *pick.sample(MORE, 3), *paragraphs(2, seed=at)]
            case _:
                parts.append(parts.pop(at))
    return "\n\n".join(parts)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_an_edited_script_is_what_reading_it_anew_gives(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pick, folder = random.Random(seed), tmp_path_factory.mktemp("edited")
    cache, voices = Cache(folder / "cache"), VoiceMap()
    book, text = folder / "book.txt", STORY
    for _ in range(3):
        book.write_text(text, encoding="utf-8")
        script = read_script(book, voices, cache=cache)
        assert script == read_script(book, voices)
        text = edit(text, pick)


Calls = list[tuple[Any, ...]]


@pytest.fixture
def calls_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], Calls]:
    """A list that every later call of a function is noted in, by its arguments."""

    def note(owner: Any, name: str) -> Calls:
        calls: Calls = []
        function = getattr(owner, name)

        def noted(*values: Any, **wishes: Any) -> Any:
            calls.append(values)
            return function(*values, **wishes)

        monkeypatch.setattr(owner, name, noted)
        return calls

    return note


def test_who_speaks_is_decided_again_only_when_something_speaks_for_it(
    tmp_path: Path, calls_of: Callable[[Any, str], Calls]
) -> None:
    from narrator.attribution import conversation

    asked = calls_of(conversation, "_decide")
    cache, book = Cache(tmp_path / "cache"), tmp_path / "book.txt"
    told = "The river was wide and brown there."
    versions = [f"{STORY}\n\n{told}", f"{STORY}\n\n{told.replace('brown', 'green')}"]
    versions += [f"{STORY}\n\n{told}\n\n“So wide?” asked Tilda."]
    # whom a later "she" means hangs on where a sentence ends
    versions += [f"{STORY}\n\n{told}\n\nTilda slept{mark} Joss did not." for mark in ".,"]
    for version, times in zip(versions, (1, 1, 2, 3, 4), strict=True):
        book.write_text(version, encoding="utf-8")
        script = read_script(book, VoiceMap(), cache=Cache(cache.folder))
        assert len(asked) == times
        assert script.chapters == read_script("-", VoiceMap(), data=version.encode()).chapters
        del asked[times:]


def test_a_thought_is_the_same_when_who_speaks_is_looked_up(tmp_path: Path) -> None:
    scene = "Mara sat down. Ruth stood at the door.\n\n“It is late, Ruth,” she said."
    scene += "\n\n*It can't be,* she thought.\n\nThe river was brown there."
    cache, book = Cache(tmp_path / "cache"), tmp_path / "book.txt"
    for text in (scene, scene.replace("brown", "green")):
        book.write_text(text, encoding="utf-8")
        script = read_script(book, VoiceMap(), cache=cache)
        assert script.chapters == read_script("-", VoiceMap(), data=text.encode()).chapters


def test_a_spoken_word_put_in_moves_few_scores(
    tmp_path: Path, calls_of: Callable[[Any, str], Calls]
) -> None:
    from narrator.attribution.model import Forest

    scored = calls_of(Forest, "score")
    stories = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    text, book = "\n\n".join(stories), tmp_path / "book.txt"
    at = text.index("“", len(text) // 2) + 1
    counts = []
    for version in (text, f"{text[:at]}Well, {text[at:]}"):
        book.write_text(version, encoding="utf-8")
        read_script(book, VoiceMap(), cache=Cache(tmp_path / "cache"))
        counts.append(sum(len(rows) for _, rows in scored))
        scored.clear()
    assert counts[1] < counts[0] / 4, counts


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_an_edited_book_is_cast_as_if_it_were_new(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pick, cache = random.Random(seed), Cache(tmp_path_factory.mktemp("cast"))
    text, voices = STORY, VoiceMap()
    with open_engines(voices) as engines:
        for _ in range(3):
            script = read_script("-", voices, data=text.encode())
            notebook = Notebook(cache, "words", "book.txt")
            casting = cast_voices(script, voices, engines, notebook=notebook)
            notebook.keep()
            assert casting == cast_voices(script, voices, engines)
            again = cast_voices(
                script, voices, engines, notebook=Notebook(cache, "words", "book.txt")
            )
            assert again == casting
            assert list(again.voices) == list(casting.voices)
            text = edit(text, pick)


def test_nobody_is_cast_again_who_says_another_word(
    tmp_path: Path, calls_of: Callable[[Any, str], Calls]
) -> None:
    from narrator import casting

    cast = calls_of(casting, "assign_voices")
    voices = VoiceMap()
    others = replace(voices, unknown=VoiceWish(pitch=10.0))
    versions = [(STORY, voices, 1), (STORY.replace("river", "water"), voices, 0)]
    versions += [(STORY.replace("“", "“Well, ", 1), voices, 0), (STORY, others, 1)]
    with open_engines(voices) as engines:
        for text, asked, times in versions:
            script = read_script("-", voices, data=text.encode())
            notebook = Notebook(Cache(tmp_path), "words", "book.txt")
            cast_voices(script, asked, engines, notebook=notebook)
            notebook.keep()
            assert len(cast) == times
            cast.clear()


def test_notes_give_the_same_words(tmp_path: Path) -> None:
    cache, voices = Cache(tmp_path), VoiceMap(lexicon={"Joss": "Joce"})
    script = read_script("-", VoiceMap(), data="\n\n".join([STORY, *MORE]).encode())
    expected = spoken_texts(script, voices)
    for _ in range(2):
        notebook = Notebook(cache, "words", "book.txt")
        assert spoken_texts(script, voices, notebook) == expected
        notebook.keep()
    german = replace(
        script, book=replace(script.book, metadata=replace(script.book.metadata, language="de"))
    )
    assert spoken_texts(german, voices, notebook) == spoken_texts(german, voices) != expected


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    monkeypatch.setattr(finished, "LONG", 0)
    book = tmp_path / "book.txt"
    book.write_text(STORY, encoding="utf-8")
    return Order(book, tmp_path / "out", load_voice_map(DEFAULT_FILE), engine="tone", jobs=1)


@pytest.mark.usefixtures("inline")
def test_a_chapter_more_changes_the_tags_of_the_others_alone(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from narrator.writers import cover

    drawn: list[str] = []
    draw = cover.draw_cover
    monkeypatch.setattr(cover, "draw_cover", lambda *said: drawn.append(said[0]) or draw(*said))
    build_book(order, cache_folder=tmp_path / "cache")
    assert isinstance(order.source, Path)
    order.source.write_text(STORY + "\n\nChapter Five\n\nIt was dawn.", encoding="utf-8")
    more = build_book(order, cache_folder=tmp_path / "cache")
    assert len(drawn) == 1
    expected = anew(order, tmp_path / "anew")
    assert not differing(made(more), expected)
    # where the system can't copy files by itself
    order.source.write_text(STORY, encoding="utf-8")
    build_book(order, cache_folder=tmp_path / "cache")
    order.source.write_text(STORY + "\n\nChapter Five\n\nIt was dawn.", encoding="utf-8")
    monkeypatch.delattr("os.copy_file_range", raising=False)
    assert not differing(made(build_book(order, cache_folder=tmp_path / "cache")), expected)


def made(report: Report) -> dict[str, bytes]:
    """What a build wrote; nothing when the engine could not say a line."""
    return contents(report.folder) if report.files else {}


def anew(order: Order, folder: Path) -> dict[str, bytes]:
    """What the order gives with an empty cache in an empty folder."""
    return made(build_book(replace(order, output=folder / "out"), cache_folder=folder / "cache"))


@pytest.mark.usefixtures("inline")
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_an_edited_book_is_what_building_it_anew_gives(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pick, folder = random.Random(seed), tmp_path_factory.mktemp("edited")
    book = folder / "book.txt"
    order = Order(book, folder / "out", load_voice_map(DEFAULT_FILE), engine="tone", jobs=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finished, "LONG", 0)
        book.write_text(STORY, encoding="utf-8")
        build_book(order, cache_folder=folder / "cache")
        book.write_text(edit(STORY, pick), encoding="utf-8")
        done = build_book(order, cache_folder=folder / "cache")  # perhaps under another title
        assert not differing(made(done), anew(order, folder / "anew"))


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Shard]:
    """The shards that were begun before it was known who speaks."""
    shards: list[Shard] = []
    begin = synthesizer.Workers.render_ahead

    def noticed(*values: Any) -> list[Shard]:
        started = begin(*values)
        shards.extend(started)
        return started

    monkeypatch.setattr(synthesizer.Workers, "render_ahead", noticed)
    return shards


@pytest.mark.usefixtures("inline")
def test_what_was_rendered_ahead_is_the_same_and_not_reused(
    order: Order, begun: list[Shard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = build_book(order, cache_folder=tmp_path / "cache")
    assert begun
    assert report.cached == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "can_begin", lambda *_: False)
        assert not differing(made(report), anew(order, tmp_path / "anew"))
    # a wrong guess is rendered and not asked for
    monkeypatch.setattr(ahead, "_is_narrated", lambda line: True)
    assert not differing(made(report), anew(order, tmp_path / "wrong"))


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("scrambled", [False, True])
def test_an_edit_is_rendered_ahead_as_those_who_spoke_last_time_speak(
    order: Order,
    begun: list[Shard],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    scrambled: bool,
) -> None:
    build_book(order, cache_folder=tmp_path / "cache")
    assert isinstance(order.source, Path)
    said = re.findall(r"“[A-Z][^”]+ [^”]+”", STORY)
    edits = [(spoken, spoken.replace(" ", " really ", 1)) for spoken in said[4:16:4]]
    edits += [(" was ", " surely was ")]
    if scrambled:  # a wrong guess is rendered and not asked for
        monkeypatch.setattr(last_time, "_places", lambda before, now: [*reversed(range(len(now)))])
    foreseen = 0
    for old, new in edits:
        order.source.write_text(STORY.replace(old, new, 1), encoding="utf-8")
        begun.clear()
        report = build_book(order, cache_folder=tmp_path / "cache")
        foreseen += len(begun) == report.shards - report.cached > 0
        assert not differing(made(report), anew(order, tmp_path / f"anew {len(new)}"))
    assert scrambled or foreseen == len(edits)


@pytest.mark.usefixtures("inline")
def test_a_shard_rendered_ahead_is_as_loud_as_its_voice(
    order: Order, begun: list[Shard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a voice that was met before, in a line whose thinker nobody knew yet."""
    monkeypatch.setattr(synthesizer, "measure_gain", lambda voice: voice.pitch / 10)
    voices = order.voice_map
    order = replace(
        order,
        voice_map=replace(
            voices,
            narrator=replace(voices.narrator, engine="tone", voice="tone"),
            characters={"Tilda": VoiceWish(engine="tone", voice="tone")},
            thoughts=VoiceWish(pitch=20.0),
        ),
    )
    later = "\n\nChapter Five\n\n*He is not coming,* Tilda thought. The rain was over."
    assert isinstance(order.source, Path)
    order.source.write_text(STORY + later, encoding="utf-8")
    build_book(order, cache_folder=tmp_path / "cache")
    begun.clear()
    monkeypatch.setattr(ahead, "SHARE", 1.0)
    edited = f"{STORY}\n\n*What now?*{later.replace('rain', 'storm')}"
    order.source.write_text(edited, encoding="utf-8")
    build_book(order, cache_folder=tmp_path / "cache")
    said = [each for shard in begun for each in shard.utterances]
    assert "He is not coming" in [each.text for each in said]
    for each in said:
        assert each.gain_db == each.voice.pitch / 10, each


@pytest.mark.usefixtures("fake_engines")
@pytest.mark.parametrize("deed", ["fall", "fatal"])
def test_a_worker_that_dies_ahead_is_replaced(
    deed: str, order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = STORY + f"\n\nThen the {deed} came.\n\n" + "\n\n".join(paragraphs(12, seed=5))
    assert isinstance(order.source, Path)
    order.source.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CRASH_MARK", str(tmp_path / "mark"))
    order = replace(order, engine="crashing", jobs=2)
    report = build_book(order, cache_folder=tmp_path / "cache")
    if deed == "fatal":
        assert report.failures
        assert not report.files
    else:
        assert (tmp_path / "mark").exists()
        assert not report.failures
        assert not differing(made(report), anew(order, tmp_path / "anew"))
