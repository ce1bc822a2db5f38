"""A plan becomes files: its lines are arranged, cut into shards, rendered, placed and written.

    arrange → cut shards → render → place → write

Nothing is decided here any more; where lines can't be spoken, the report names them.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.order import Plan, Report, Step

if TYPE_CHECKING:
    from narrator.encoders import Encoding
    from narrator.mixer import ChapterSound
    from narrator.renderer import Failure, Rendered
    from narrator.shards import Shard
    from narrator.synthesizer import Workers
    from narrator.voices import Voice

Packed = tuple[str, int, "array[int]"]
"""What is known of a rendered shard: its key, its length, and the ends of each span."""


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
        chapters = cut(plan, gains, encoding)
        reports.append(_build_one(plan, form, encoding, chapters, workers, progress))
    files = tuple(file for report in reports for file in report.files)
    failures = {failure: None for report in reports for failure in report.failures}
    return replace(
        reports[0],
        folder=reports[0].folder if len(reports) == 1 else plan.order.output,
        files=files,
        removed=tuple(file for report in reports for file in report.removed),
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
    from narrator.writers.folder import STEMS

    folder = audiobook.folder_for(plan, form)
    shards = [shard for chapter in chapters for shard in chapter]
    packed, failures, cached = _render(workers, plan, shards, encoding, progress)
    if failures:
        return Report(plan.summary, folder, shards=len(shards), cached=cached, failures=failures)
    whole: Sequence[Rendered] = ()
    if plan.order.stems and form == plan.order.formats[0]:
        from narrator.writers.stems import lossless

        again, failures, _ = _render(workers, plan, shards, lossless(encoding), progress)
        if failures:
            return Report(plan.summary, folder, shards=len(shards), failures=failures)
        whole = list(_unpacked(again))
    if form == plan.order.formats[-1]:
        workers.rest()
    parts = iter(zip(shards, _unpacked(packed), strict=True))
    sounds = [
        _place(plan, number, [next(parts) for _ in chapter])
        for number, chapter in enumerate(chapters)
    ]

    def frames(shard: Shard, done: Rendered) -> bytes:
        return workers.frames(shard, done, encoding)

    written = audiobook.write(plan, form, sounds, encoding, frames)
    files = written.files
    if whole or (files[0].parent / STEMS).is_dir():
        from narrator.writers.stems import lossless, write_stems  # a codec's library

        write_stems(
            plan,
            files[0].parent,
            sounds,
            whole,
            lossless(encoding),
            lambda shard, done: workers.frames(shard, done, lossless(encoding)),
        )
    folders = {file.parent for file in files}
    folder = folders.pop() if len(folders) == 1 else folder.parent
    seconds = sum(sound.length for sound, _ in sounds) / encoding.sample_rate
    report = Report(plan.summary, folder, files, seconds, len(shards), cached)
    return replace(report, removed=written.removed)


def _voices_used(plan: Plan) -> list[Voice]:
    """Every voice that speaks, without what is done to its sound afterwards."""
    from narrator.renderer import plain

    said = (line for line in plan.script.lines() if plan.words[line.id])
    voices = dict.fromkeys(plan.casting.voice_for(line) for line in said)
    return list(dict.fromkeys(map(plain, voices)))


def cut(plan: Plan, gains: Mapping[Voice, float], encoding: Encoding) -> list[list[Shard]]:
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
            interludes={} if is_credits else plan.interludes,
        )
        tail = count_samples(pauses.tail, rate)
        chapters.append(cut_shards(utterances, tail=tail, quiet=quiet, sample_rate=rate))
    return chapters


def shard_keys(plan: Plan, shards: Sequence[Shard], encoding: Encoding) -> list[str]:
    """Each shard's key in the cache."""
    from narrator.encoders import open_encoder
    from narrator.renderer import sound_code

    prints = [sound_code(), open_encoder(encoding).fingerprint()]
    keys = []
    for shard in shards:
        engines = sorted({each.voice.engine for each in shard.utterances})
        marks = [f"{name}: {plan.fingerprints[name]}" for name in engines]
        keys.append(shard.key([*prints, *marks], encoding))
    return keys


def _render(
    workers: Workers,
    plan: Plan,
    shards: Sequence[Shard],
    encoding: Encoding,
    progress: Callable[[Step], None],
) -> tuple[list[Packed], tuple[Failure, ...], int]:
    """All shards rendered, in order; the lines that failed; how many shards were there already.

    They are packed: as objects, a long book's are large, and workers need memory just then.
    """
    keys = shard_keys(plan, shards, encoding)
    sizes = [sum(len(each.text) for each in shard.utterances) for shard in shards]
    found: dict[int, Packed] = {}
    failures: list[Failure] = []
    step = Step(0, sum(sizes), 0.0, 0)
    cached = 0
    progress(step)
    for result in workers.render_all(shards, keys, encoding, force=plan.order.force):
        failures += result.failures
        seconds = step.seconds
        if result.rendered:
            found[result.index] = _packed(result.rendered)
            seconds += result.rendered.length / encoding.sample_rate
        size = sizes[result.index]
        cached += result.was_cached
        there = step.cached + size * result.was_cached
        step = Step(step.done + size, step.total, seconds, there)
        progress(step)
    return [found[index] for index in sorted(found)], tuple(failures), cached


def _packed(rendered: Rendered) -> Packed:
    return rendered.key, rendered.length, array("q", itertools.chain(*rendered.spans))


def _unpacked(found: Iterable[Packed]) -> Iterator[Rendered]:
    from narrator.renderer import Rendered

    for key, length, ends in found:
        yield Rendered(key, length, tuple(zip(ends[::2], ends[1::2], strict=True)))


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
