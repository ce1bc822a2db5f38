"""The story on one page: a manuscript becomes a script, and a script becomes an audiobook.

    read → segment → attribute                                   the script (``manuscript``)
    → assign voices → verbalize                                  the plan (``planning``)
    → arrange → cut shards → render → place → write              the book (``production``)

Every stage takes values and returns new ones; these modules are the only callers of the stages.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.errors import NarratorError
from narrator.manuscript import read_script
from narrator.order import Order, Plan, Report, Step
from narrator.planning import cast_voices, make_plan, open_engines
from narrator.wording import spoken_texts

if TYPE_CHECKING:
    from narrator.cache import Cache

__all__ = ["build_book", "cast_voices", "make_plan", "open_engines", "read_script", "spoken_texts"]


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
    from narrator.writers.folder import check_place

    cache, limit = Cache(cache_folder or default_folder()), size_limit()
    key = finished.order_key(order)
    if report := finished.recall(cache, key, order):
        return report
    check_place(order.output)
    if finished.is_huge(order):
        _read_apart(order, cache)

    from narrator.processes import give_back_memory, with_lasting_values
    from narrator.production import build
    from narrator.synthesizer import Workers  # numpy and more, for which others had no room

    jobs = order.jobs or os.cpu_count() or 1
    with Workers(jobs, cache, order.voice_map.engines) as workers:
        if finished.is_long(order):
            workers.start()  # they get ready while the plan is made
        plan = make_plan(order, cache, workers)
        give_back_memory()
        planned(plan)
        with with_lasting_values():
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
