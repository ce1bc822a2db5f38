"""Which sidecars stand beside the sound: those of every book, and those that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from narrator.cache import make_key
from narrator.order import Plan
from narrator.writers.division import SoundFile
from narrator.writers.folder import BookFolder, safe_name
from narrator.writers.formats import FORMATS
from narrator.writers.lyrics import lyrics, subrip
from narrator.writers.tracks import Track, read_tracks

Texts = Iterator[tuple[str, bytes]]
"""File names, and what is in them."""


def write_beside(
    plan: Plan,
    files: Sequence[SoundFile],
    sample_rate: int,
    voices: Sequence[str],
    folder: BookFolder,
) -> None:
    """Write ``cast.json``, and every sidecar of the order's; the sound files are there already."""
    from narrator.writers.cast_list import cast_list

    tracks = read_tracks(files, sample_rate)
    listed = cast_list(plan.script.cast, plan.casting, tracks)
    # Some chapters only: what is there counts everyone.
    texts = {} if "cast.json" in folder.keep else {"cast.json": listed.encode()}
    for name in plan.order.sidecars:
        if name == "sylt":
            continue  # it is in the tags
        if name == "epub":
            if FORMATS[folder.form].in_epub:  # else it stands in another format's tree
                _write_epub(plan, tracks, voices, folder)
        elif name == "page":
            _write_page(plan, tracks, folder)
        else:
            texts |= dict(_WRITERS[name](plan, tracks, folder))
    for name, data in texts.items():
        folder.write_bytes(name, data, make_key("file", data.hex()))


def _subrip(plan: Plan, tracks: Sequence[Track], folder: BookFolder) -> Texts:
    for track in tracks:
        yield f"{track.stem}.srt", subrip(track).encode()


def _lyrics(plan: Plan, tracks: Sequence[Track], folder: BookFolder) -> Texts:
    for track in tracks:
        yield f"{track.stem}.lrc", lyrics(track, plan.script.book.metadata).encode()


def _page(plan: Plan, tracks: Sequence[Track], folder: BookFolder) -> Texts:
    from narrator.writers.read_along_html import read_along

    page = "".join(read_along(plan.script.book.metadata, tracks, plan.cover))
    yield f"{_title(plan)}.html", page.encode("utf-8", "replace")


def _podcast(plan: Plan, tracks: Sequence[Track], folder: BookFolder) -> Texts:
    from narrator.writers.podcast import chapter_list, feed

    sizes = {track.name: folder.written(track.name)[0].stat().st_size for track in tracks}
    yield "podcast.xml", feed(plan.script.book.metadata, tracks, sizes, plan.order.url)
    for track in tracks:
        yield f"{track.stem}.chapters.json", chapter_list(track).encode()


def _write_page(plan: Plan, tracks: Sequence[Track], folder: BookFolder) -> None:
    """The page with the sound in it, which is as large as a book; so it is not made in memory."""
    from narrator.writers.read_along_html import read_along

    places, recipe = _recipe("page", plan, tracks, folder)
    name = f"{_title(plan)} (with sound).html"
    if not folder.is_current(name, recipe, force=plan.order.force):
        with folder.make(name, recipe) as path, path.open("wb") as file:
            for piece in read_along(plan.script.book.metadata, tracks, plan.cover, places):
                file.write(piece.encode("utf-8", "replace"))


def _write_epub(
    plan: Plan, tracks: Sequence[Track], voices: Sequence[str], folder: BookFolder
) -> None:
    from narrator.writers.overlay_epub import write_epub

    places, recipe = _recipe("epub", plan, tracks, folder, *voices)
    name = f"{_title(plan)}.epub"
    if not folder.is_current(name, recipe, force=plan.order.force):
        with folder.make(name, recipe) as path:
            write_epub(path, plan.script.book.metadata, voices, plan.cover, tracks, places)


def _recipe(
    kind: str, plan: Plan, tracks: Sequence[Track], folder: BookFolder, *more: str
) -> tuple[Mapping[str, Path], str]:
    """Where each sound file lies now, and a key of all that a file with text and sound holds."""
    written = {track.name: folder.written(track.name) for track in tracks}
    book = plan.script.book.metadata
    said = [
        [
            part.title,
            [[each.text, each.speaker, each.start, each.end, each.begins] for each in part.said],
        ]
        for track in tracks
        for part in track.parts
    ]
    about = [book.title, book.author, book.language, book.description, *more]
    recipes = [recipe for _, recipe in written.values()]
    places = {each: place for each, (place, _) in written.items()}
    return places, make_key(kind, about, plan.cover.hex(), said, recipes)


def _title(plan: Plan) -> str:
    return safe_name(plan.script.book.metadata.title, "Untitled")


_WRITERS: Mapping[str, Callable[[Plan, Sequence[Track], BookFolder], Texts]] = {
    "srt": _subrip,
    "lrc": _lyrics,
    "html": _page,
    "podcast": _podcast,
}
