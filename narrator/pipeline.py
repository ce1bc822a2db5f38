"""The story on one page: a manuscript becomes a script, and a script becomes an audiobook.

    read → segment → attribute                                              the script
    → assign voices → verbalize                                             the plan
    → arrange → cut shards → render → place → write                         the book

Every stage takes values and returns new ones; this module is the only caller of the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.book import Lines, Metadata, lost_text, one_line
from narrator.errors import ManuscriptError, WriteError
from narrator.order import CHARACTERS_A_SECOND, Order, Plan, Report, Step, check_order
from narrator.presets import keep_pauses
from narrator.readers import STORY_ONLY, ReadOptions
from narrator.script import Script
from narrator.voices import VoiceMap, check_voices

if TYPE_CHECKING:
    from narrator.cache import Cache
    from narrator.casting import Casting
    from narrator.encoders import Encoding
    from narrator.engines import Engine
    from narrator.mixer import ChapterSound
    from narrator.shards import Shard
    from narrator.synthesizer import Failure, Rendered, Workers
    from narrator.voices import Voice

NOTHING_TO_READ = "there is nothing to read aloud in it"
IN_ONE_LINE = ("title", "author", "language", "series", "series_number", "publisher", "date")
"""What of the metadata is a name; a description may have several lines."""


# ---------------------------------------------------------------- the script


def read_script(
    source: Path | str,
    voice_map: VoiceMap,
    *,
    data: bytes | None = None,
    reading: ReadOptions = STORY_ONLY,
    cache: Cache | None = None,
) -> Script:
    """A manuscript as a script; ``data`` stands for the bytes when ``source`` is ``-``.

    With a cache, a manuscript that was read before is not read again. Raises ManuscriptError when
    it can't be read, or when a letter of it would be lost.
    """
    from narrator import attribution, finished, readers, segmenter
    from narrator.script import pack_script, unpack_script

    key = finished.script_key(source, data, voice_map, reading) if cache else ""
    if cache and key and (kept := cache.get("script", key)):
        with suppress(ValueError):
            return unpack_script(kept)
    book = readers.read(source, data=data, options=reading)
    chapters = segmenter.segment(book)
    for start, _, what in lost_text(book, chapters):
        line, column = book.line_and_column(start)
        problem = f"text is {what} from column {column} on; please report this as a bug"
        raise ManuscriptError(source, problem, line=line)
    chapters, cast = attribution.attribute(
        book, chapters, people=voice_map.people, corrections=voice_map.corrections
    )
    script = Script(book, chapters, cast)
    if cache and key:
        with suppress(ValueError, WriteError):  # a script that can't be kept is still a script
            cache.put("script", key, pack_script(script))
    return script


def spoken_texts(script: Script, voice_map: VoiceMap) -> dict[str, str]:
    """Line id -> the text as an engine gets it; "" for lines without words.

    Raises ManuscriptError, naming the place, when a letter or digit would not be spoken.
    """
    from narrator.verbalizer import silent_places, verbalize

    words: dict[str, str] = {}
    for line in script.lines():
        spoken = verbalize(line, voice_map.lexicon, script.book.metadata.language)
        if lost := silent_places(line, spoken):
            row, column = script.book.line_and_column(lost[0])
            character = script.book.source[lost[0]]
            problem = f"{character!r} in column {column} would reach no voice; please report this"
            raise ManuscriptError(script.book.name, problem, line=row)
        words[line.id] = spoken.text if any(c.isalnum() for c in spoken.text) else ""
    return words


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

    catalogue = [voice for engine in engines.values() for voice in engine.voices()]
    return assign_voices(
        script.cast,
        voice_map,
        catalogue,
        default_engine=next(iter(engines)),
        language=script.book.metadata.language,
        one_voice=one_voice,
    )


def make_plan(order: Order, cache: Cache | None = None) -> Plan:
    """Everything up to the first sound: what will be said, and by whom. Mistakes show here."""
    from narrator.engines import price
    from narrator.writers.cover import draw_cover, read_cover

    preset = check_order(order)
    voice_map = replace(order.voice_map, pauses=keep_pauses(order.voice_map.pauses, preset))
    if order.rate:
        voice_map = replace(voice_map, narrator=replace(voice_map.narrator, rate=order.rate))
    order = replace(order, voice_map=voice_map)
    picture = read_cover(_load_cover(order.cover), order.cover) if order.cover else b""
    with open_engines(voice_map, order.engine) as engines:
        script = read_script(
            order.source, voice_map, data=order.data, reading=order.reading, cache=cache
        )
        script = _with_metadata(script, order)
        total = len(script.chapters)
        script, numbers = _select(script, order)
        casting = cast_voices(script, voice_map, engines, one_voice=order.one_voice)
        fingerprints = {name: engine.fingerprint() for name, engine in engines.items()}
        prices = {name: price(engine) for name, engine in engines.items()}
        sample_rate = engines[casting.narrator.engine].sample_rate
    if preset.credits and not order.chapters:
        from narrator.credits import add_credits

        script, numbers = add_credits(script, numbers, total)
    words = spoken_texts(script, voice_map)
    if not any(words.values()):
        raise ManuscriptError(script.book.name or "-", NOTHING_TO_READ)
    book = script.book.metadata
    if not picture and book.cover:
        picture = read_cover(book.cover, script.book.name)
    picture = picture or draw_cover(book.title, book.author)
    plan = Plan(order, script, numbers, total, casting, fingerprints, sample_rate, words, picture)
    return _with_cost(plan, prices, cache) if cache and any(prices.values()) else plan


def _with_cost(plan: Plan, prices: Mapping[str, float], cache: Cache) -> Plan:
    """The plan with what it would cost. Raises CostError when that is more than it may."""
    from collections import defaultdict

    from narrator.prices import check_cost, estimate
    from narrator.writers import audiobook

    encoding = audiobook.encoding_for(plan.order.formats[0], plan.sample_rate, plan.order.preset)
    chapters = _cut(plan, defaultdict(float), encoding)
    said = (each for shards in chapters for shard in shards for each in shard.utterances)
    cost = estimate(said, prices=prices, fingerprints=plan.fingerprints, cache=cache)
    check_cost(cost, plan.order.max_cost)
    return replace(plan, cost=cost)


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
    kept: list[Lines] = []
    for _, _, lines in chosen:
        if left is not None:
            short = []
            for line in lines:
                if left <= 0:
                    break
                short.append(line)
                left -= len(line.text)
            lines = tuple(short)
        if lines or left is None:
            kept.append(lines)
    chosen = chosen[: len(kept)]
    book = replace(script.book, chapters=tuple(chapter for _, chapter, _ in chosen))
    numbers = tuple(number for number, _, _ in chosen)
    return replace(script, book=book, chapters=tuple(kept)), numbers


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
    from narrator.synthesizer import Workers

    cache, limit = Cache(cache_folder or default_folder()), size_limit()
    key = finished.order_key(order)
    if report := finished.recall(cache, key, order):
        return report
    jobs = order.jobs or os.cpu_count() or 1
    with Workers(jobs, cache, order.voice_map.engines) as workers:
        if finished.is_long(order):
            workers.start()  # they get ready while the book is read
        plan = make_plan(order, cache)
        planned(plan)
        report = build(plan, workers, progress)
    if key and report.files:
        finished.remember(cache, key, report)
    if report.cached < report.shards:
        cache.prune(limit)
    return report


def build(plan: Plan, workers: Workers, progress: Callable[[Step], None]) -> Report:
    """Turn a plan into files. Where lines can't be spoken the report names them instead."""
    from narrator.writers import audiobook
    from narrator.writers.folder import check_place

    for form in plan.order.formats:
        check_place(audiobook.folder_for(plan, form))
    reports: list[Report] = []
    gains = workers.gains(_voices_used(plan), plan.fingerprints)
    for form in plan.order.formats:
        encoding = audiobook.encoding_for(form, plan.sample_rate, plan.order.preset)
        chapters = _cut(plan, gains, encoding)
        reports.append(_build_one(plan, form, encoding, chapters, workers, progress))
    files = tuple(file for report in reports for file in report.files)
    failures = {failure: None for report in reports for failure in report.failures}
    return replace(
        reports[0],
        folder=reports[0].folder if len(reports) == 1 else plan.order.output,
        files=files,
        shards=sum(report.shards for report in reports),
        cached=sum(report.cached for report in reports),
        failures=tuple(failures),
    )


def _build_one(
    plan: Plan,
    form: str,
    encoding: Encoding,
    chapters: Sequence[Sequence[Shard]],
    workers: Workers,
    progress: Callable[[Step], None],
) -> Report:
    """The book in one format."""
    from narrator.writers import audiobook

    folder = audiobook.folder_for(plan, form)
    shards = [shard for chapter in chapters for shard in chapter]
    rendered, failures, cached = _render(workers, plan, shards, encoding, progress)
    if failures:
        return Report(plan.summary, folder, shards=len(shards), cached=cached, failures=failures)
    parts = iter(zip(shards, rendered, strict=True))
    sounds = [
        _place(plan, number, [next(parts) for _ in chapter])
        for number, chapter in enumerate(chapters)
    ]

    def frames(shard: Shard, done: Rendered) -> bytes:
        return workers.frames(shard, done, encoding)

    files = audiobook.write(plan, form, sounds, encoding, frames)
    folders = {file.parent for file in files}
    folder = folders.pop() if len(folders) == 1 else folder.parent
    seconds = sum(sound.length for sound, _ in sounds) / encoding.sample_rate
    return Report(plan.summary, folder, files, seconds, len(shards), cached)


def _voices_used(plan: Plan) -> list[Voice]:
    """Every voice that speaks, without what is done to its sound afterwards."""
    from narrator.synthesizer import plain

    said = (line for line in plan.script.lines() if plan.words[line.id])
    return list(dict.fromkeys(plain(plan.casting.voice_for(line)) for line in said))


def _cut(plan: Plan, gains: Mapping[Voice, float], encoding: Encoding) -> list[list[Shard]]:
    """Each chapter's lines as shards."""
    from narrator.audio import count_samples
    from narrator.credits import PAUSES
    from narrator.delivery import as_it_is, deliver
    from narrator.encoders import open_encoder
    from narrator.mixer import arrange
    from narrator.shards import cut_shards

    rate = encoding.sample_rate
    quiet = open_encoder(encoding).quiet_samples
    chapters = []
    for number, lines in zip(plan.numbers, plan.script.chapters, strict=True):
        is_credits = not 0 < number <= plan.total
        pauses = PAUSES if is_credits else plan.order.voice_map.pauses
        utterances = arrange(
            lines,
            plan.words,
            plan.casting.voice_for,
            gains,
            pauses=pauses,
            sample_rate=rate,
            deliver=deliver if plan.order.voice_map.performance == "acted" else as_it_is,
        )
        tail = count_samples(pauses.tail, rate)
        chapters.append(cut_shards(utterances, tail=tail, quiet=quiet, sample_rate=rate))
    return chapters


def _render(
    workers: Workers,
    plan: Plan,
    shards: Sequence[Shard],
    encoding: Encoding,
    progress: Callable[[Step], None],
) -> tuple[list[Rendered], tuple[Failure, ...], int]:
    """All shards rendered, in order; the lines that failed; how many shards were there already."""
    from narrator.encoders import open_encoder
    from narrator.synthesizer import sound_code

    prints = [sound_code(), open_encoder(encoding).fingerprint()]
    prints += [f"{name}: {mark}" for name, mark in sorted(plan.fingerprints.items())]
    keys = [shard.key(prints, encoding) for shard in shards]
    sizes = [sum(len(each.text) for each in shard.utterances) for shard in shards]
    found: dict[int, Rendered] = {}
    failures: list[Failure] = []
    step = Step(0, sum(sizes), 0.0, 0)
    cached = 0
    progress(step)
    for result in workers.render_all(shards, keys, encoding, force=plan.order.force):
        failures += result.failures
        seconds = step.seconds
        if result.rendered:
            found[result.index] = result.rendered
            seconds += result.rendered.length / encoding.sample_rate
        size = sizes[result.index]
        cached += result.was_cached
        there = step.cached + size * result.was_cached
        step = Step(step.done + size, step.total, seconds, there)
        progress(step)
    return [found[index] for index in sorted(found)], tuple(failures), cached


def _place(
    plan: Plan, index: int, parts: Sequence[tuple[Shard, Rendered]]
) -> tuple[ChapterSound, Sequence[tuple[Shard, Rendered]]]:
    """A chapter's timeline, with the shards that it is made of."""
    from narrator.mixer import Part, place

    lines = {line.id: line for line in plan.script.chapters[index]}
    title = plan.script.book.chapters[index].title
    said = [
        Part(done.length, done.spans, [each.line for each in shard.utterances])
        for shard, done in parts
    ]
    return place(title, lines, said), parts
