"""Measures and facts of a finished book into findings with stable codes, for one preset."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrator.checks.facts import Facts, Mark, is_sample
from narrator.checks.frames.stream import Stream
from narrator.checks.sound import Measures
from narrator.checks.timeline import (
    TOLERANCE_S,
    Cue,
    Timeline,
    judge_joins,
    judge_length,
    judge_steps,
)
from narrator.presets import SAMPLE_S, Limits, Range

CODES: Mapping[str, str] = {
    "A-001": "the file decodes without complaint",
    "A-002": "it lasts as long as its header says",
    "A-003": "it lasts as long as metadata.json says",
    "A-004": "its headers say what its frames are: count, delay, padding",
    "A-005": "frames follow each other, none missing, none doubled",
    "A-006": "joins are silent, and nothing clicks",
    "A-007": "it lasts as long as its script",
    "A-008": "lines are heard when the text beside it says",
    "A-009": "an MP3 states its length, delay and padding",
    "A-010": "loudness of a file (LUFS)",
    "A-011": "loudness of the book (LUFS)",
    "A-012": "level of a file (RMS)",
    "A-013": "true peak",
    "A-014": "nothing is clipped",
    "A-015": "noise floor",
    "A-016": "silence at the head",
    "A-017": "silence at the tail",
    "A-018": "longest silence inside",
    "A-020": "sample rate",
    "A-021": "bit rate, at a constant rate",
    "A-022": "mono",
    "A-023": "length of a file",
    "A-030": "tags: title, album, author, narrator, genre",
    "A-031": "the tags say that the voices are synthetic",
    "A-032": "a cover is in the file",
    "A-040": "the chapter table is that of metadata.json",
    "A-041": "chapters follow each other and lie inside the file",
    "A-042": "file names and track numbers give one order",
    "A-043": "no two chapters have one title",
    "A-050": "opening and closing credits are files of their own",
    "A-051": "a retail sample of the right length is there",
    "A-060": "files in a folder",
    "A-061": "length of file names",
}
"""What each code is about. A code never changes its meaning; one that is not used any more stays
unused."""
WARNINGS = frozenset({"A-009", "A-018", "A-031", "A-043"})
"""Worth a look, but nothing that a file fails by: silence may be meant, titles may be so."""
SHORTEST_BOOK_S = 60.0
"""A few words are as loud as they happen to be."""
TAGS = ("title", "album", "author", "narrator", "genre")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    code: str
    file: str
    """A name; "" for the book as a whole."""
    message: str

    @property
    def fails(self) -> bool:
        return self.code not in WARNINGS


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One sound file: what it says of itself, and what was heard."""

    path: Path
    facts: Facts | None
    """None when it can't be read as sound."""
    measures: Measures | None
    stream: Stream | None = None
    """What its frames say, one by one."""
    timeline: Timeline | None = None
    """What the build says of it."""
    cues: Sequence[Cue] = ()
    """The text beside it."""


def judge_file(file: CheckedFile, limits: Limits) -> Iterator[Finding]:
    """What is wrong with one file by itself."""
    name, facts, heard = file.path.name, file.facts, file.measures
    if facts is None or heard is None or not heard.samples:
        complaint = "; ".join(heard.complaints) if heard else "it is no sound file"
        yield Finding("A-001", name, complaint or "there is no sound in it")
        return
    stated = _stated(file.stream) or facts.seconds
    if abs(stated - heard.seconds) > TOLERANCE_S:
        message = f"the header says {stated:.3f} s, there are {heard.seconds:.3f} s"
        yield Finding("A-002", name, message)
    for code, message in (*_sound(heard, limits), *_form(facts, heard, limits), *_tags(facts)):
        yield Finding(code, name, message)
    for code, message in (*_gapless(file, heard), *_table(facts.marks, heard.seconds)):
        yield Finding(code, name, message)
    if limits.name_length and len(name) > limits.name_length:
        yield Finding("A-061", name, f"{len(name)} characters, not {limits.name_length} at most")


def _stated(stream: Stream | None) -> float:
    """The length in seconds that a header of gapless sound states; 0 where there is none."""
    return (stream.stated or 0) / stream.sample_rate if stream and stream.sample_rate else 0.0


def _gapless(file: CheckedFile, heard: Measures) -> Iterator[tuple[str, str]]:
    """Whether every frame is there, once, in its place, and every line at its time."""
    stated = None
    if stream := file.stream:
        yield from stream.problems
        if stream.digest and heard.digest not in ("", stream.digest):
            yield "A-005", "its samples are not those that it was signed with"
        if stream.samples is not None:
            stated = stream.samples / stream.sample_rate
    yield from judge_length(heard.seconds, stated, file.timeline, file.cues)
    yield from judge_joins(heard.sounds, file.timeline.joins if file.timeline else ())
    yield from judge_steps(heard.sounds, file.cues)


def _sound(heard: Measures, limits: Limits) -> Iterator[tuple[str, str]]:
    if heard.complaints:
        yield "A-001", "the decoder says: " + "; ".join(heard.complaints)
    loud = loudness_of(heard)
    if loud is not None and (problem := _outside(loud, limits.file_lufs, "LUFS")):
        yield "A-010", problem
    if problem := _outside(heard.rms_db, limits.rms_db, "dB"):
        yield "A-012", problem
    # To a hundredth, as such limits are read: -2.996 is -3.00.
    peak, most = round(heard.true_peak_dbtp, 2), limits.true_peak_dbtp
    if most is not None and peak > most:
        yield "A-013", f"{peak:.2f} dBTP, not {most:g} at most"
    if heard.clipped:
        yield "A-014", f"{heard.clipped} clipped places"
    if limits.floor_db is not None and heard.floor_db > limits.floor_db:
        yield "A-015", f"{heard.floor_db:.1f} dB, not {limits.floor_db:g} at most"
    if problem := _outside(heard.head_s, limits.head_s, "s", slack=0.02):
        yield "A-016", problem
    if problem := _outside(heard.tail_s, limits.tail_s, "s", slack=0.02):
        yield "A-017", problem
    if limits.silence_s is not None and heard.silence_s > limits.silence_s:
        yield "A-018", f"{heard.silence_s:.1f} s of silence at {clock(heard.silence_at_s)}"


def _form(facts: Facts, heard: Measures, limits: Limits) -> Iterator[tuple[str, str]]:
    if limits.sample_rate and facts.sample_rate != limits.sample_rate:
        yield "A-020", f"{facts.sample_rate} Hz, not {limits.sample_rate}"
    # A header says it as bytes by seconds, a little less than the frames' rate in a short file.
    if limits.bit_rate and (facts.bit_rate < 0.98 * limits.bit_rate or not facts.constant):
        kind = "constant" if facts.constant else "variable"
        yield (
            "A-021",
            f"{facts.bit_rate // 1000} kbit/s, {kind}; not at least "
            f"{limits.bit_rate // 1000} at a constant rate",
        )
    if limits.mono and facts.channels != 1:
        yield "A-022", f"{facts.channels} channels, not one"
    if limits.file_s and heard.seconds > limits.file_s:
        yield "A-023", f"{heard.seconds / 60:.1f} min, not {limits.file_s / 60:g} at most"


def _tags(facts: Facts) -> Iterator[tuple[str, str]]:
    if missing := [name for name in TAGS if not facts.tags.get(name)]:
        yield "A-030", f"no {', '.join(missing)}"
    said = f"{facts.tags.get('comment', '')} {facts.tags.get('narrator', '')}".lower()
    if "synthetic" not in said:
        yield "A-031", "neither comment nor narrator says “synthetic”"
    if not facts.cover:
        yield "A-032", "no picture in the tags"


def _table(marks: Sequence[Mark], seconds: float) -> Iterator[tuple[str, str]]:
    reached = 0.0
    for number, mark in enumerate(marks, 1):
        if mark.start < reached - TOLERANCE_S or mark.end < mark.start:
            yield "A-041", f"chapter {number} begins at {clock(mark.start)}, inside the one before"
            return
        if mark.end > seconds + TOLERANCE_S:
            yield "A-041", f"chapter {number} ends at {clock(mark.end)}, after the file"
            return
        reached = mark.end


def judge_book(
    files: Sequence[CheckedFile],
    stated: Sequence[Mark] | None,
    limits: Limits,
    book_lufs: float | None,
    in_folder: int,
) -> Iterator[Finding]:
    """What is wrong with a folder's files together; ``in_folder`` counts all that lie there."""
    own = [each for each in files if not is_sample(each.path)]
    seconds = sum(each.measures.seconds for each in own if each.measures)
    short = seconds < SHORTEST_BOOK_S
    problem = "" if short or book_lufs is None else _outside(book_lufs, limits.book_lufs, "LUFS")
    if problem:
        yield Finding("A-011", "", problem)
    yield from _against_stated(own, stated)
    yield from _order(own)
    titles = Counter(_titles(own))
    for title, count in titles.items():
        if count > 1:
            yield Finding("A-043", "", f"{count} chapters are called {title!r}")
    if limits.credits:
        yield from _credits(files)
    if limits.files_a_folder and in_folder > limits.files_a_folder:
        yield Finding("A-060", "", f"{in_folder} files, not {limits.files_a_folder} at most")


def _titles(files: Sequence[CheckedFile]) -> list[str]:
    found: list[str] = []
    for file in files:
        if file.facts and file.facts.marks:
            found += [mark.title for mark in file.facts.marks]
        elif file.facts and file.facts.tags.get("title"):
            found.append(file.facts.tags["title"])
    return found


def _against_stated(
    files: Sequence[CheckedFile], stated: Sequence[Mark] | None
) -> Iterator[Finding]:
    """Files and chapter tables against the list that the folder states."""
    if stated is None or any(each.measures is None or each.facts is None for each in files):
        return
    begin, left = 0.0, list(stated)
    for file in files:
        assert file.measures
        assert file.facts
        end = begin + file.measures.seconds
        mine = [each for each in left if each.start < end - TOLERANCE_S]
        left = left[len(mine) :]
        if not mine or abs(mine[-1].end - end) > TOLERANCE_S + 0.001 * len(files):
            last = mine[-1].end if mine else begin
            yield Finding(
                "A-003",
                file.path.name,
                f"{file.measures.seconds:.3f} s, where metadata.json has {last - begin:.3f} s",
            )
            return
        marks = file.facts.marks
        for number, (ours, theirs) in enumerate(zip(mine, marks, strict=False), 1):
            if abs(ours.start - begin - theirs.start) > TOLERANCE_S:
                message = f"chapter {number} begins at {clock(theirs.start)}, not at "
                yield Finding("A-040", file.path.name, message + clock(ours.start - begin))
                break
            if _plain(ours.title) != _plain(theirs.title):
                message = f"chapter {number} is called {theirs.title!r}, not {ours.title!r}"
                yield Finding("A-040", file.path.name, message)
                break
        # Nero's list in an M4B stops at 255; the other table there has them all.
        if marks and len(marks) != min(len(mine), 255) and len(marks) != len(mine):
            message = f"{len(marks)} chapters, where metadata.json has {len(mine)}"
            yield Finding("A-040", file.path.name, message)
        begin = end
    if left:
        yield Finding("A-003", "", f"metadata.json has {len(left)} chapters more than there are")


def _plain(title: str) -> str:
    return " ".join(title.replace("\0", "").split())


def _order(files: Sequence[CheckedFile]) -> Iterator[Finding]:
    """Players sort by name or by track number; both must come to one order."""
    tracks: list[tuple[int, int]] = []
    for file in files:
        text = file.facts.tags.get("track", "") if file.facts else ""
        number = re.match(r"\d+", text)
        if number is None:
            if len(files) > 1:
                yield Finding("A-042", file.path.name, "it has no track number")
                return
            continue
        tracks.append((int(number[0]), len(tracks)))
    for (first, _), (second, at) in itertools.pairwise(tracks):
        if second <= first:
            message = f"it is track {second}, after track {first}"
            yield Finding("A-042", files[at].path.name, message)
            return


def _credits(files: Sequence[CheckedFile]) -> Iterator[Finding]:
    own = [each for each in files if not is_sample(each.path)]
    for place, which in ((0, "opening"), (-1, "closing")):
        title = own[place].facts.tags.get("title", "") if own and own[place].facts else ""  # type: ignore[union-attr]
        if f"{which} credits" not in f"{title} {own[place].path.stem if own else ''}".lower():
            yield Finding("A-050", "", f"no file of {which} credits")
    samples = [each for each in files if is_sample(each.path)]
    if not samples:
        yield Finding("A-051", "", "no file whose name ends with “Retail sample”")
    for sample in samples:
        seconds = sample.measures.seconds if sample.measures else 0.0
        if problem := _outside(seconds, SAMPLE_S, "s"):
            yield Finding("A-051", sample.path.name, problem)


def loudness_of(heard: Measures) -> float | None:
    """Integrated loudness in LUFS; None when it is too short to have one."""
    from narrator.checks.meters import integrate

    return integrate(heard.powers)


def _outside(value: float, bounds: Range | None, unit: str, *, slack: float = 0.005) -> str:
    if bounds is None or bounds[0] - slack <= value <= bounds[1] + slack:
        return ""
    return f"{value:.2f} {unit}, not from {bounds[0]:g} to {bounds[1]:g}"


def clock(seconds: float) -> str:
    """A place for people.

    >>> clock(3725.5)
    '1:02:05.5'
    """
    tenths = round(10 * seconds)
    hours, rest = divmod(tenths, 36_000)
    minutes, left = divmod(rest, 600)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{head}:{left // 10:02d}.{left % 10}"
