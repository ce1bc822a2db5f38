"""An order into a plan: what will be said, by whose voice, at what price, before any sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.book import Chapter, Lines, Metadata, Pause, one_line
from narrator.errors import ManuscriptError, NarratorError, WriteError
from narrator.manuscript import read_script
from narrator.order import CHARACTERS_A_SECOND, Order, Plan, check_order
from narrator.presets import Preset, keep_pauses
from narrator.processes import without_collecting
from narrator.script import Script
from narrator.voices import Sounds, VoiceMap, check_voices
from narrator.wording import spoken_texts

if TYPE_CHECKING:
    from narrator.cache import Cache
    from narrator.casting import Casting
    from narrator.engines import Engine
    from narrator.notebook import Notebook
    from narrator.shards import Interlude
    from narrator.synthesizer import Workers

NOTHING_TO_READ = "there is nothing to read aloud in it"
IN_ONE_LINE = ("title", "author", "language", "series", "series_number", "publisher", "date")
"""What of the metadata is a name; a description may have several lines."""


@contextmanager
def open_engines(voice_map: VoiceMap, engine: str = "") -> Iterator[dict[str, Engine]]:
    """Every engine in use by name, the main one first; the voices asked for are checked.

    Raises EngineError for an engine that can't be used, VoiceMapError for a voice it doesn't have.
    """
    from narrator.engines import default_engine, engine_names, open_engine

    main = engine or voice_map.narrator.engine or default_engine()
    wishes = [voice_map.narrator, voice_map.unknown, *voice_map.characters.values()]
    with ExitStack() as stack:
        engines: dict[str, Engine] = {}

        def opened(name: str) -> Engine:
            if name not in engines:
                engines[name] = open_engine(name, voice_map.engines.get(name))
                stack.callback(engines[name].close)
            return engines[name]

        def missing(name: str, voice: str) -> list[str] | None:
            there = opened(name)
            if there.knows(voice):
                return None
            further = getattr(there, "further_names", None)
            names = [each.name for each in there.voices()]
            return [*names, *further(voice)] if further else names

        if engine:  # asked for on the command line: the file is not to blame for it
            opened(engine)
        check_voices(voice_map, missing, default_engine=main, engines=engine_names())
        for wish in wishes:
            opened(wish.engine or main)
        yield {main: opened(main)} | engines


def cast_voices(
    script: Script,
    voice_map: VoiceMap,
    engines: Mapping[str, Engine],
    *,
    one_voice: bool = False,
    notebook: Notebook | None = None,
) -> Casting:
    """A voice for everyone in the script; the first engine casts those who have no wish.

    With a ``notebook``, nobody is cast again of whom the book says what it said before.
    """
    from narrator.casting import assign_voices
    from narrator.casting.noted import casting_key, casting_of, note_of
    from narrator.voices.measured import with_facts

    catalogue = with_facts([voice for engine in engines.values() for voice in engine.voices()])
    asked: tuple[Any, ...] = (voice_map, catalogue, list(engines), one_voice)
    language = script.book.metadata.language
    key = casting_key(script.cast, script.chapters, *asked, language) if notebook else ""
    if notebook and (noted := notebook.get(key)) is not None:
        return casting_of(noted)
    casting = assign_voices(
        script.cast,
        voice_map,
        catalogue,
        default_engine=next(iter(engines)),
        language=language,
        one_voice=one_voice,
        chapters=script.chapters,
    )
    if notebook:
        notebook.put(key, note_of(casting))
    return casting


@without_collecting()
def make_plan(order: Order, cache: Cache | None = None, workers: Workers | None = None) -> Plan:
    """Everything up to the first sound: what will be said, and by whom. Mistakes show here.

    ``workers`` may begin with what is sure to be said while the rest is worked out.
    """
    from narrator import ahead, last_time
    from narrator.engines import price
    from narrator.notebook import Notebook

    preset = check_order(order)
    order = _with_asked_voices(order, preset)
    voice_map = order.voice_map
    asked = _asked_picture(order.cover) if order.cover else b""
    interludes = _interludes(voice_map)
    lexicon = sorted(voice_map.lexicon.items())
    notebook = Notebook(cache, "words", order.source, lexicon)
    with open_engines(voice_map, order.engine) as engines:
        fingerprints = {name: engine.fingerprint() for name, engine in engines.items()}
        prices = {name: price(engine) for name, engine in engines.items()}

        def begin(script: Script) -> None:
            if workers is None or not ahead.can_begin(order, engines, prices):
                return
            with suppress(NarratorError):  # what is wrong will show again
                narrated = _narrated(script, order, engines, notebook)
                guess = last_time.recall(narrated.script, narrated.numbers, engines, notebook)
                narrated = replace(narrated, fingerprints=fingerprints, interludes=interludes)
                ahead.render_ahead(narrated, workers, notebook, guess)

        script = read_script(
            order.source,
            voice_map,
            data=order.data,
            reading=order.reading,
            cache=cache,
            split=begin,
        )
        script = _with_metadata(script, order)
        total = len(script.chapters)
        one_voice = order.one_voice
        casting = cast_voices(script, voice_map, engines, one_voice=one_voice, notebook=notebook)
        last_time.keep(script, casting, notebook)
        script, numbers = _select(script, order)
        notebook.put(_asked_of_narrator(script, voice_map, engines), asdict(casting.narrator))
        sample_rate = engines[casting.narrator.engine].sample_rate
    if preset.credits and not order.chapters:
        from narrator.credits import add_credits

        script, numbers = add_credits(script, numbers, total)
    words = spoken_texts(script, voice_map, notebook)
    notebook.keep()
    if not any(words.values()):
        raise ManuscriptError(script.book.name or "-", NOTHING_TO_READ)
    picture = asked or _picture(script, cache)
    plan = Plan(order, script, numbers, total, casting, fingerprints, sample_rate, words, picture)
    plan = replace(plan, interludes=interludes)
    return _with_cost(plan, prices, cache) if cache and any(prices.values()) else plan


def _with_asked_voices(order: Order, preset: Preset) -> Order:
    """The order with the voice map that holds once preset and command line have had their say."""
    voice_map = replace(order.voice_map, pauses=keep_pauses(order.voice_map.pauses, preset))
    if order.rate:
        voice_map = replace(voice_map, narrator=replace(voice_map.narrator, rate=order.rate))
    return replace(order, voice_map=voice_map)


def _picture(script: Script, cache: Cache | None) -> bytes:
    """The book's own cover, or one that is drawn, once for each title and author."""
    from narrator.cache import make_key
    from narrator.finished import program

    facts = script.book.metadata
    if facts.cover:
        from narrator.writers.cover import read_cover

        if own := read_cover(facts.cover, script.book.name):
            return own
    key = make_key("cover", facts.title, facts.author, program())
    drawn = cache.get("notes", key) if cache else None
    if drawn is None:
        from narrator.writers.cover import draw_cover  # and a library for pictures

        drawn = draw_cover(facts.title, facts.author)
        if cache:
            with suppress(WriteError):  # it is drawn again next time
                cache.put("notes", key, drawn)
    return drawn


def _narrated(
    script: Script, order: Order, engines: Mapping[str, Engine], notebook: Notebook
) -> Plan:
    """A plan of a script whose speakers nobody knows yet: the narrator reads everything."""
    script = _with_metadata(script, order)
    total = len(script.chapters)
    script, numbers = _select(script, order)
    casting = _guess(script, order.voice_map, engines, notebook)
    sample_rate = engines[casting.narrator.engine].sample_rate
    return Plan(order, script, numbers, total, casting, {}, sample_rate, {})


def _guess(
    script: Script, voice_map: VoiceMap, engines: Mapping[str, Engine], notebook: Notebook
) -> Casting:
    """Everything read by who will probably be the narrator: who was it last time, if asked for."""
    from narrator.casting import Casting
    from narrator.voices import Voice

    noted = notebook.get(_asked_of_narrator(script, voice_map, engines))
    if noted is None:
        return cast_voices(script, voice_map, engines, one_voice=True)
    voice = Voice(**noted)
    return Casting(voice, voice, voice)


def _asked_of_narrator(script: Script, voice_map: VoiceMap, engines: Mapping[str, Engine]) -> str:
    """What a note on the narrator's voice is found by."""
    return repr(["narrator", list(engines), voice_map.narrator, script.book.metadata.language])


def _with_cost(plan: Plan, prices: Mapping[str, float], cache: Cache) -> Plan:
    """The plan with what it would cost. Raises CostError when that is more than it may."""
    from collections import defaultdict

    from narrator.prices import check_cost, estimate
    from narrator.production import cut
    from narrator.writers import audiobook

    encoding = audiobook.encoding_for(plan.order.formats[0], plan.sample_rate, plan.order.preset)
    chapters = cut(plan, defaultdict(float), encoding)
    said = (each for shards in chapters for shard in shards for each in shard.utterances)
    cost = estimate(said, prices=prices, fingerprints=plan.fingerprints, cache=cache)
    check_cost(cost, plan.order.max_cost)
    return replace(plan, cost=cost)


def _interludes(voice_map: VoiceMap) -> Mapping[Pause, Interlude]:
    if voice_map.sounds == Sounds():
        return {}
    from narrator.interludes import find_interludes

    return find_interludes(voice_map)


def _asked_picture(path: Path) -> bytes:
    from narrator.writers.cover import read_cover

    return read_cover(_load_cover(path), path)


def _load_cover(path: Path) -> bytes:
    try:
        if path.is_char_device():
            raise ManuscriptError(path, "the cover is no file")  # it may never end
        return path.read_bytes()
    except OSError as error:
        raise ManuscriptError(path, f"the cover can't be read ({error.strerror})") from error


def _with_metadata(script: Script, order: Order) -> Script:
    """What the user said of the book wins; a book without a title has its file's name."""
    own = script.book.metadata
    said = {
        each.name: getattr(order.metadata, each.name)
        for each in fields(Metadata)
        if getattr(order.metadata, each.name)
    }
    facts = replace(own, **said | {"title": said.get("title") or script.title})
    tidy: dict[str, Any] = {name: one_line(getattr(facts, name)) for name in IN_ONE_LINE}
    facts = replace(facts, **tidy | {"title": tidy["title"] or "Untitled"})
    chapters = tuple(replace(each, title=one_line(each.title)) for each in script.book.chapters)
    return replace(script, book=replace(script.book, metadata=facts, chapters=chapters))


def _select(script: Script, order: Order) -> tuple[Script, tuple[int, ...]]:
    """The chapters asked for, with their numbers in the book, cut short for a preview."""
    if not script.chapters:
        raise ManuscriptError(script.book.name or "-", NOTHING_TO_READ)
    if not order.chapters and not order.preview_minutes:
        return script, tuple(range(1, len(script.chapters) + 1))
    chosen = [
        (number, chapter, lines)
        for number, (chapter, lines) in enumerate(
            zip(script.book.chapters, script.chapters, strict=True), 1
        )
        if not order.chapters or any(low <= number <= high for low, high in order.chapters)
    ]
    if not chosen:
        count = len(script.chapters)
        raise ManuscriptError(
            script.book.name, f"it has {count} chapter(s), and none of those was asked for"
        )
    left = order.preview_minutes * 60 * CHARACTERS_A_SECOND if order.preview_minutes else None
    kept: list[tuple[int, Chapter, Lines]] = []
    for number, chapter, lines in chosen:
        if left is not None:
            short = []
            for line in lines:
                if left <= 0:
                    break
                short.append(line)
                left -= len(line.text)
            lines = tuple(short)
        if lines or left is None:
            kept.append((number, chapter, lines))
    book = replace(script.book, chapters=tuple(chapter for _, chapter, _ in kept))
    numbers = tuple(number for number, _, _ in kept)
    return replace(script, book=book, chapters=tuple(lines for _, _, lines in kept)), numbers
