"""Narration into rendered shards while it is still being worked out who speaks the rest.

Who reads the narration hardly ever hangs on who speaks in the book, and what a shard of nothing but
narration sounds like never does. So workers that would be idle render such shards; after an edit,
also those in which whoever spoke last time speaks. Nothing is decided by it: the build asks for its
shards by their keys, and one that was guessed wrong is none of them. Chapters that were there
before are passed over: their shards are in the cache.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.book import NOTE, Kind, Line
from narrator.order import Order, Plan
from narrator.wording import are_noted, spoken_texts

if TYPE_CHECKING:
    from narrator.engines import Engine
    from narrator.last_time import Guess
    from narrator.notebook import Notebook
    from narrator.synthesizer import Workers

SHARE = 0.1
"""Of the text: more than can be rendered before speakers are known."""


def render_ahead(
    plan: Plan, workers: Workers, notebook: Notebook, guess: Guess | None = None
) -> None:
    """Let the workers begin with shards that only the narrator speaks, or those who did last time.

    ``plan`` is one in which the narrator reads everything, without any words yet.
    """
    from narrator import production
    from narrator.renderer import plain
    from narrator.writers import audiobook

    order, voice = plan.order, plain(plan.casting.narrator)
    measured = workers.gains([voice], plan.fingerprints)
    gain = measured[voice]
    encoding = audiobook.encoding_for(order.formats[0], plan.sample_rate, order.preset)
    known: Container[str] = ()
    if guess:
        casting = replace(guess.casting, narrator=plan.casting.narrator)
        plan, known = replace(plan, script=guess.script, casting=casting), guess.known
    left = SHARE * sum(len(line.text) for line in plan.script.lines())
    for part in _chapters(plan):
        if are_noted(part.script, notebook):
            continue
        spoken = [line for line in part.script.lines() if line.id in known]
        told = {line.id for line in part.script.lines() if _is_narrated(line) or line.id in known}
        heard = dict.fromkeys(plain(plan.casting.voice_for(line)) for line in spoken)
        missing = [each for each in heard if each not in measured]
        measured |= workers.gains(missing, plan.fingerprints)
        part = replace(part, words=spoken_texts(part.script, order.voice_map, notebook))
        gains = defaultdict(lambda: gain, measured)  # it keeps what it is asked for
        (cut,) = production.cut(part, gains, encoding)
        shards = [each for each in cut if all(said.line in told for said in each.utterances)]
        keys = production.shard_keys(plan, shards, encoding)
        begun = workers.render_ahead(shards, keys, encoding)
        left -= sum(len(said.text) for each in begun for said in each.utterances)
        if left <= 0:
            return


def _chapters(plan: Plan) -> Iterator[Plan]:
    """The plan of each chapter alone."""
    book = plan.script.book
    for number, chapter, lines in zip(
        plan.numbers, book.chapters, plan.script.chapters, strict=True
    ):
        script = replace(plan.script, book=replace(book, chapters=(chapter,)), chapters=(lines,))
        yield replace(plan, script=script, numbers=(number,))


def _is_narrated(line: Line) -> bool:
    """Whether the narrator speaks it whoever speaks elsewhere."""
    return line.kind in (Kind.NARRATION, Kind.HEADING) and line.manner != NOTE


def can_begin(order: Order, engines: Mapping[str, Engine], prices: Mapping[str, float]) -> bool:
    """Whether a shard too many would cost nothing but a moment."""
    quick = all(engine.deterministic for engine in engines.values())
    return quick and not any(prices.values()) and not order.force
