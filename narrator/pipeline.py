"""The story on one page: a manuscript becomes a script, and a script becomes an audiobook.

    read → segment → attribute                                              the script
    → assign voices → verbalize                                             the plan
    → arrange → cut shards → render → place → write                         the book

Every stage takes values and returns new ones; this module and ``production``, which holds the last
row, are the only callers of the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.book import Cast, Chapter, Lines, Metadata, Pause, lost_text, one_line
from narrator.errors import ManuscriptError, NarratorError, WriteError
from narrator.order import CHARACTERS_A_SECOND, Order, Plan, Report, Step, check_order
from narrator.presets import keep_pauses
from narrator.processes import without_collecting
from narrator.readers import STORY_ONLY, ReadOptions
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

__all__ = ["build_book", "cast_voices", "make_plan", "open_engines", "read_script", "spoken_texts"]

FOREIGN = (
    "the language is {}, and people are found by rules for English: speech is found all the same, "
    "its speakers less often"
)
NOTHING_TO_READ = "there is nothing to read aloud in it"
IN_ONE_LINE = ("title", "author", "language", "series", "series_number", "publisher", "date")
"""What of the metadata is a name; a description may have several lines."""


# ---------------------------------------------------------------- the script


@without_collecting()
def read_script(
    source: Path | str,
    voice_map: VoiceMap,
    *,
    data: bytes | None = None,
    reading: ReadOptions = STORY_ONLY,
    cache: Cache | None = None,
    split: Callable[[Script], None] = lambda script: None,
) -> Script:
    """A manuscript as a script; ``data`` stands for the bytes when ``source`` is ``-``.

    With a cache, a manuscript that was read before is not read again; if it is, ``split`` is told
    the script while nobody knows yet who speaks. Raises ManuscriptError when it can't be read, or
    when a letter of it would be lost, EngineError when a server that shall give a second opinion
    can't be used.
    """
    from narrator import attribution, finished, readers, segmenter
    from narrator.finished import HUGE
    from narrator.notebook import Notebook
    from narrator.script import pack_script, unpack_script
    from narrator.voices.anchors import find_again

    key = finished.script_key(source, data, voice_map, reading) if cache else ""
    if cache and key and (kept := cache.get("script", key)):
        with suppress(ValueError):
            return unpack_script(kept)
    opinion = None
    if voice_map.opinion:
        from narrator.attribution.second_opinion import SecondOpinion

        opinion = SecondOpinion(voice_map.opinion, cache)
    book = readers.read(source, data=data, options=reading)
    # What is noted of a huge book takes more memory than it saves time.
    noted = cache if len(book.source) < HUGE else None
    notebook = Notebook(noted, "lines", source)
    chapters = segmenter.segment(book, notebook if noted else None)
    for start, _, what in lost_text(book, chapters):
        line, column = book.line_and_column(start)
        problem = f"text is {what} from column {column} on; please report this as a bug"
        raise ManuscriptError(source, problem, line=line)
    split(Script(book, chapters, Cast()))
    notebook.keep()
    del notebook  # as large as the book
    scored = Notebook(noted, "scores", source) if noted else None
    chapters, cast = attribution.attribute(
        book,
        chapters,
        people=voice_map.people,
        corrections=find_again(chapters, voice_map),
        second_opinion=opinion,
        unknown_below=voice_map.unknown_below,
        notes=scored,
    )
    if scored:
        scored.keep()
    notes = [FOREIGN.format(book.metadata.language)] if attribution.is_foreign(book) else []
    notes += opinion.notes() if opinion else []
    is_final = opinion is None or opinion.complete
    script = Script(book, chapters, cast, tuple(notes), is_final)
    if cache and key and is_final:
        with suppress(ValueError, WriteError):  # a script that can't be kept is still a script
            cache.put("script", key, pack_script(script))
    return script


# ---------------------------------------------------------------- the plan


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
            return None if there.knows(voice) else [each.name for each in there.voices()]

        if engine:  # asked for on the command line: the file is not to blame for it
            opened(engine)
        check_voices(voice_map, missing, default_engine=main, engines=engine_names())
        for wish in wishes:
            opened(wish.engine or main)
        yield {main: opened(main)} | engines


def cast_voices(
    script: Script, voice_map: VoiceMap, engines: Mapping[str, Engine], *, one_voice: bool = False
) -> Casting:
    """A voice for everyone in the script; the first engine casts those who have no wish."""
    from narrator.casting import assign_voices
    from narrator.voices.measured import with_facts

    catalogue = with_facts([voice for engine in engines.values() for voice in engine.voices()])
    return assign_voices(
        script.cast,
        voice_map,
        catalogue,
        default_engine=next(iter(engines)),
        language=script.book.metadata.language,
        one_voice=one_voice,
        chapters=script.chapters,
    )


@without_collecting()
def make_plan(order: Order, cache: Cache | None = None, workers: Workers | None = None) -> Plan:
    """Everything up to the first sound: what will be said, and by whom. Mistakes show here.

    ``workers`` may begin with what is sure to be said while the rest is worked out.
    """
    from narrator.engines import price
    from narrator.notebook import Notebook
    from narrator.writers.cover import draw_cover, read_cover

    preset = check_order(order)
    voice_map = replace(order.voice_map, pauses=keep_pauses(order.voice_map.pauses, preset))
    if order.rate:
        voice_map = replace(voice_map, narrator=replace(voice_map.narrator, rate=order.rate))
    order = replace(order, voice_map=voice_map)
    picture = read_cover(_load_cover(order.cover), order.cover) if order.cover else b""
    interludes = _interludes(voice_map)
    lexicon = sorted(voice_map.lexicon.items())
    notebook = Notebook(cache, "words", order.source, lexicon)
    with open_engines(voice_map, order.engine) as engines:
        fingerprints = {name: engine.fingerprint() for name, engine in engines.items()}
        prices = {name: price(engine) for name, engine in engines.items()}

        def begin(script: Script) -> None:
            from narrator.ahead import can_begin, render_ahead

            if workers is None or not can_begin(order, engines, prices):
                return
            with suppress(NarratorError):  # what is wrong will show again
                script = _with_metadata(script, order)
                total = len(script.chapters)
                script, numbers = _select(script, order)
                casting = _guess(script, voice_map, engines, notebook)
                rate = engines[casting.narrator.engine].sample_rate
                plan = Plan(order, script, numbers, total, casting, fingerprints, rate, {})
                render_ahead(replace(plan, interludes=interludes), workers, notebook)

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
        whole = script
        script, numbers = _select(script, order)
        casting = cast_voices(whole, voice_map, engines, one_voice=order.one_voice)
        notebook.put(_asked_of_narrator(script, voice_map, engines), asdict(casting.narrator))
        sample_rate = engines[casting.narrator.engine].sample_rate
    if preset.credits and not order.chapters:
        from narrator.credits import add_credits

        script, numbers = add_credits(script, numbers, total)
    words = spoken_texts(script, voice_map, notebook)
    notebook.keep()
    if not any(words.values()):
        raise ManuscriptError(script.book.name or "-", NOTHING_TO_READ)
    book = script.book.metadata
    if not picture and book.cover:
        picture = read_cover(book.cover, script.book.name)
    picture = picture or draw_cover(book.title, book.author)
    script = _spoken_only(script)
    plan = Plan(order, script, numbers, total, casting, fingerprints, sample_rate, words, picture)
    plan = replace(plan, interludes=interludes)
    return _with_cost(plan, prices, cache) if cache and any(prices.values()) else plan


def _spoken_only(script: Script) -> Script:
    """The script without the paragraphs that its lines were made of: they hold the text twice."""
    book = script.book
    chapters = tuple(replace(each, paragraphs=()) for each in book.chapters)
    return replace(script, book=replace(book, chapters=chapters))


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


def _load_cover(path: Path) -> bytes:
    try:
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


# ---------------------------------------------------------------- the book


def build_book(
    order: Order,
    *,
    planned: Callable[[Plan], None] = lambda plan: None,
    progress: Callable[[Step], None] = lambda step: None,
    cache_folder: Path | None = None,
) -> Report:
    """Carry out an order, from manuscript to files; ``planned`` is told the plan beforehand.

    An order that was carried out before, and whose files are all there, is only looked at.
    """
    import os

    from narrator import finished
    from narrator.cache import Cache, default_folder, size_limit
    from narrator.processes import give_back_memory
    from narrator.production import build
    from narrator.synthesizer import Workers
    from narrator.writers.folder import check_place

    cache, limit = Cache(cache_folder or default_folder()), size_limit()
    key = finished.order_key(order)
    if report := finished.recall(cache, key, order):
        return report
    check_place(order.output)
    jobs = order.jobs or os.cpu_count() or 1
    with Workers(jobs, cache, order.voice_map.engines) as workers:
        if finished.is_huge(order):
            _read_apart(order, cache)
        if finished.is_long(order):
            workers.start()  # they get ready while the plan is made
        plan = make_plan(order, cache, workers)
        give_back_memory()
        planned(plan)
        report = build(plan, workers, progress)
    if key and report.files and plan.script.is_final:
        finished.remember(cache, key, report)
    if report.cached < report.shards:
        cache.prune(limit)
    return report


def _read_apart(order: Order, cache: Cache) -> None:
    """Have another process put the script into the cache: the memory that takes goes with it."""
    from concurrent.futures.process import BrokenProcessPool

    from narrator import finished
    from narrator.processes import run_apart

    key = finished.script_key(order.source, order.data, order.voice_map, order.reading)
    if key and not order.voice_map.opinion and not cache.has("script", key):
        with suppress(BrokenProcessPool, OSError):  # then the script is read here
            run_apart(_put_script, order, cache.folder)


def _put_script(order: Order, folder: Path) -> None:
    """Read a manuscript into the cache; a mistake in it shows when it is read for the plan."""
    from narrator.cache import Cache

    with suppress(NarratorError):
        read_script(
            order.source,
            order.voice_map,
            data=order.data,
            reading=order.reading,
            cache=Cache(folder),
        )
