"""Narration into thoughts: what stands in brackets, in italics, or falls out of person and tense.

Nothing here knows a book: a thought is found by its form. Outside quotation marks, in a story told
in the third person and the past, "I" and "you", the present, commands and cries are a person's own
words, and the narrator has only lent his breath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from narrator.book import Role, Style
from narrator.segmenter.narration import (
    FIRST,
    SECOND,
    Telling,
    Tense,
    find_telling,
    past_verbs,
    present_verbs,
)
from narrator.segmenter.prose import Prose, Span
from narrator.segmenter.sentences import split_sentences
from narrator.segmenter.tags import Tag, tag_after

LONGEST_WORDS = 70
"""A thought without any mark is no longer than this."""
BRACKET_HABIT = 3
"""From so many bracketed paragraphs in the form of thoughts on, all of them are thoughts."""
ITALIC_WORDS = 3
"""Italics of fewer words are emphasis."""
FLASHBACK = 4
"""So many paragraphs in italics on end are a letter or a scene, told and not thought."""

_WORD = re.compile(r"[^\W_][\w’'-]*")
_MIND = (
    r"(?:(?:his|her|their|its|my|[A-Z][\w’'-]*[’']s?)\s+(?:\w+\s+)?(?:mind|brain|thoughts?|heart|conscience|"
    r"instincts?|gut|memory|inner\s+voice|reason)\s+\w+)"
)
_THINKS = (
    r"(?:(?:he|she|they|[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)?)\s+(?:\w+ly\s+)?(?:thought|thinks|wondered|"
    r"wonders|mused|reflected|told\s+(?:himself|herself)|tells\s+(?:himself|herself)|wanted\s+to\s+"
    r"(?:say|tell|ask|shout|scream|answer)|wants\s+to\s+(?:say|tell|ask|shout|scream|answer)))"
)
_TAGGED = re.compile(
    rf"(?P<thought>[^“”\"«»]{{3,200}}?[,!?…—-])\s+(?P<tag>(?P<mind>{_MIND})|{_THINKS})\b"
)
_QUOTED = re.compile(r"[“\"«][^“”\"«»]*[”\"»]")
_SINGLE = re.compile(
    r"(?<![\w’'‘])[‘'](?=[A-Z…])(?:[^‘’'“”\"]|(?<=\w)[’'](?=\w)){3,300}?[,.!?…—-][’'](?!\w)"
)
_FRAGMENT = re.compile(r"^\W*(?:…|\.\.\.)|(?:…|\.\.\.|—|-)\W*$")
_NEAR = re.compile(
    r"\b(?:now|here|this|these|today|tonight|tomorrow|has\s+to|have\s+to|needs?|please|damn|god|fuck|"
    r"hell|he[’']s|she[’']s|they[’']re|maybe|what\s+if|why|how)\b|[!?…]",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^\W*(?:(?:But|And|So|Just|Oh|No|Okay|Please|Then),?\s+)?(?:don[’']t|please|never|stop|keep|let|get|"
    r"come|go|breathe|run|think|focus|calm|wait|remember|forget|look|stay|move|hold|try|leave|do|be|"
    r"say|tell|listen|help|save|fuck|damn)\b",
    re.IGNORECASE,
)
_NAMED_ACT = re.compile(
    r"\b(?:(?:he|she|they)|(?-i:(?<![.!?…]\s)(?<!^)[A-Z][a-z]+))\s+(?:\w+ly\s+)?(?:[a-z]+ed|stood|stared|"
    r"said|went|came|took|felt|knew|sat|ran|fell|rose|turned|looked)\b"
)
_STANDS_OUT = re.compile(r"\b(?:stood|stared|echoed|rang|came|broke|tore|spilled|filled)\b")


def find_thoughts(
    prose: Sequence[Prose],
    speech: Sequence[Sequence[Span]],
    *,
    habit: bool,
    first_person: bool,
) -> list[list[Span]]:
    """The chapter's spans with its thoughts added.

    ``habit``: the book brackets its thoughts; ``first_person``: it is told by an "I".
    """
    tellings = _tellings(prose, speech, first_person=first_person)
    italics = _flashbacks(prose)
    result: list[list[Span]] = []
    open_bracket = thinking = False
    for i, (each, spans) in enumerate(zip(prose, speech, strict=True)):
        own = list(spans)
        if each.paragraph.role is Role.TEXT:
            bracket, open_bracket = _bracketed(each.text, spans, habit, open_before=open_bracket)
            if bracket:
                own = bracket
            else:
                for start, end in _gaps(each.text, own):
                    own += _italic(each, start, end, flashback=i in italics)
                own.sort(key=lambda span: span.start)
                for start, end in _gaps(each.text, own):
                    own += _single_quoted(each.text, start, end)
                own.sort(key=lambda span: span.start)
                for start, end in _gaps(each.text, own):
                    own += _unmarked(each.text, start, end, tellings[i], thinking=thinking)
                own.sort(key=lambda span: span.start)
        result.append(own)
        thinking = bool(own) and own[-1].thought and not each.text[own[-1].end :].strip()
    return result


def count_bracketed(prose: Sequence[Prose]) -> int:
    """How many paragraphs are bracketed in the form of thoughts."""
    return sum(_is_bracketed_thought(each.text) for each in prose)


def _is_bracketed_thought(text: str) -> bool:
    """Whether a bracketed paragraph is no aside: it begins low, or ends without a full stop."""
    body = text.strip()
    if not (body.startswith("(") and body.endswith(")")) or len(body) < 4:
        return False
    inner = body[1:-1].strip()
    return inner[:1].islower() or inner[:1] in "…" or inner[-1:] not in tuple('.:;”"')


def _bracketed(
    text: str, spans: Sequence[Span], habit: bool, *, open_before: bool
) -> tuple[list[Span], bool]:
    """A paragraph in brackets as thought, or its speech as remembered; and if it is left open."""
    body = text.strip()
    start = len(text) - len(text.lstrip())
    end = start + len(body)
    opens = body.startswith("(") and body.count("(") == body.count(")") + 1
    closes = body.endswith(")") and body.count(")") == body.count("(") + 1
    whole = body.startswith("(") and body.endswith(")") and "(" not in body[1:-1]
    if open_before and (closes or ("(" not in body and ")" not in body)):
        return [Span(start, end, thought=True, continues=True)], not closes
    if opens and habit:
        return [Span(start, end, thought=True)], True
    if not whole:
        return [], False
    if spans and not _WORD.search(text[: spans[0].start] + text[spans[-1].end :]):
        return [Span(s.start, s.end, s.thought, s.continues, "remembered") for s in spans], False
    if habit or _is_bracketed_thought(text):
        return [Span(start, end, thought=True)], False
    return [], False


def _gaps(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The stretches of narration between spans."""
    at = 0
    for span in sorted(spans, key=lambda span: span.start):
        if text[at : span.start].strip():
            yield at, span.start
        at = max(at, span.end)
    if text[at:].strip():
        yield at, len(text)


def _tellings(
    prose: Sequence[Prose], speech: Sequence[Sequence[Span]], *, first_person: bool
) -> list[Telling]:
    """For each paragraph, who tells its scene and in which tense."""
    scenes: list[list[int]] = [[]]
    for i, each in enumerate(prose):
        if each.paragraph.before.value in ("scene", "part", "chapter") and scenes[-1]:
            scenes.append([])
        scenes[-1].append(i)
    whole = find_telling(narration_of(prose, speech, range(len(prose))))
    whole = replace(whole, first_person=whole.first_person or first_person)
    result = [whole] * len(prose)
    for scene in scenes:
        text = narration_of(prose, speech, scene) if len(scenes) > 1 else ""
        telling = find_telling(text) if len(text) > 1500 else whole
        tense = telling.tense if telling.tense is not Tense.UNKNOWN else whole.tense
        for i in scene:
            result[i] = Telling(telling.first_person or whole.first_person, tense)
    return result


def narration_of(
    prose: Sequence[Prose], speech: Sequence[Sequence[Span]], indices: Sequence[int]
) -> str:
    """The words of the narrator in these paragraphs."""
    return "\n".join(
        prose[i].text[start:end]
        for i in indices
        if prose[i].paragraph.role is Role.TEXT
        for start, end in _gaps(prose[i].text, speech[i])
    )


def _flashbacks(prose: Sequence[Prose]) -> set[int]:
    """Paragraphs within a long run of paragraphs wholly in italics."""
    found: set[int] = set()
    run: list[int] = []
    for i, each in enumerate([*prose, None]):
        if each is not None and _is_italic(each):
            run.append(i)
            continue
        if len(run) >= FLASHBACK:
            found.update(run)
        run = []
    return found


def _is_italic(each: Prose) -> bool:
    if not each.paragraph.runs:
        return False
    spans = list(_italic_spans(each, 0, len(each.text)))
    letters = sum(c.isalnum() for c in each.text)
    inside = sum(c.isalnum() for a, b in spans for c in each.text[a:b])
    return letters > 0 and inside >= 0.95 * letters


def _italic_spans(each: Prose, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of ``text[start:end]`` set in italics, or as a quoted thought."""
    runs = [
        run
        for run in each.paragraph.runs
        if run.style in (Style.EMPHASIS, Style.ITALIC, Style.QUOTED)
    ]
    if not runs:
        return
    foreign = [r for r in each.paragraph.runs if r.style in (Style.LANGUAGE, Style.SEMANTIC)]
    for run in runs:
        if any(other.start <= run.start and run.end <= other.end for other in foreign):
            continue
        inside = [i for i in range(start, end) if run.start <= each.places[i] < run.end]
        if inside:
            yield inside[0], inside[-1] + 1


def _italic(each: Prose, start: int, end: int, *, flashback: bool) -> Iterator[Span]:
    """Whole clauses in italics outside speech."""
    if flashback:
        return
    text = each.text
    for low, high in _italic_spans(each, start, end):
        words = len(_WORD.findall(text[low:high]))
        ahead, after = text[:low].rstrip(' ([“"‘'), text[high:].lstrip()
        opens = not ahead or ahead[-1] in '.!?…:,;—–-”"’)'
        inner = text[low:high].strip()
        closes = inner[-1:] in tuple(".!?…,;:—–-") or not after or after[0] in ".!?…"
        high_start = inner.lstrip("“\"‘'(…—")[:1].isupper() or inner[:1] == "…"
        if not (opens and closes) or (inner.isupper() and words < 4):
            continue
        sentence = high_start and (not ahead or ahead[-1] in ".!?…") and inner[-1:] in tuple(".!?…")
        if (
            (words >= ITALIC_WORDS and (high_start or not ahead or words > 5))
            or (sentence and (words > 1 or inner[-1] in "!?…"))
            or (words > 1 and not ahead and not after)
        ):
            yield Span(low, high, thought=True)


def _single_quoted(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences in single marks, where the book speaks in double ones: ‘Why me?’ he thought."""
    for found in _SINGLE.finditer(text, start, end):
        low, high = found.span()
        tag = tag_after(text, high)
        alone = not text[start:low].strip() and not text[high:end].strip()
        if tag is Tag.SPEECH:
            yield Span(low, high)
        elif tag is Tag.THOUGHT or alone:
            yield Span(low, high, thought=True)


def _unmarked(
    text: str, start: int, end: int, telling: Telling, *, thinking: bool
) -> Iterator[Span]:
    """A stretch of narration that is a thought as a whole, or the tagged thoughts in it."""
    stretch = text[start:end]
    low = start + len(stretch) - len(stretch.lstrip())
    high = end - (len(stretch) - len(stretch.rstrip()))
    if low >= high:
        return
    sentences = list(split_sentences(text, low, high))
    goes_on = start > 0 and text[low].islower()  # a tag: the sentence began with the speech
    if (
        not telling.first_person
        and not goes_on
        and _is_thought(text, sentences, telling, thinking=thinking)
    ):
        yield Span(low, high, thought=True)
        return
    after_tag = False
    for a, b in sentences:
        tagged = _TAGGED.match(text, a, b)
        if tagged and _is_own_words(tagged["thought"], telling, sure=bool(tagged["mind"])):
            yield Span(a, tagged.end("thought"), thought=True)
            after_tag = True
        elif after_tag and not telling.first_person and _speaks_near(text[a:b]):
            yield Span(a, b, thought=True)
        else:
            after_tag = False


def _is_own_words(clause: str, telling: Telling, *, sure: bool) -> bool:
    """Whether the clause ahead of "he thought" is in the thinker's own words."""
    if FIRST.search(clause) and not telling.first_person:
        return True
    if telling.tense is Tense.PAST:
        return present_verbs(clause) > 0 and not past_verbs(clause)
    return sure


def _speaks_near(sentence: str) -> bool:
    """Whether a sentence speaks to someone or of oneself, and tells nothing past."""
    return bool(FIRST.search(sentence) or SECOND.search(sentence)) and not past_verbs(sentence)


def _is_thought(
    text: str, sentences: Sequence[tuple[int, int]], telling: Telling, *, thinking: bool
) -> bool:
    """Whether a stretch of third-person narration is somebody's thought."""
    text = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    parts = [text[a:b] for a, b in sentences]
    words = sum(len(_WORD.findall(part)) for part in parts)
    if words == 0 or words > LONGEST_WORDS or not any(c.islower() for part in parts for c in part):
        return False
    own = [_is_first(part) for part in parts]
    told = [not mine and _is_told(part) for part, mine in zip(parts, own, strict=True)]
    if any(own):
        return sum(own) + 0.5 * (len(own) - sum(own) - sum(told)) >= 0.5 * len(own) and (
            sum(told) <= 0.4 * len(own)
        )
    if any(told):
        return False
    whole = " ".join(parts)
    if thinking and _FRAGMENT.search(whole) and words < 25 and not past_verbs(whole):
        return True
    if telling.tense is not Tense.PAST or past_verbs(whole):
        return thinking and bool(_FRAGMENT.search(whole)) and present_verbs(whole) > 0
    if SECOND.search(whole) and (present_verbs(whole) or _COMMAND.search(whole) or words < 20):
        return True
    return present_verbs(whole) > 0 and bool(_NEAR.search(whole)) and len(parts) <= 4


def _is_first(sentence: str) -> bool:
    """Whether a sentence outside quotation marks is spoken by an "I"."""
    found = FIRST.search(sentence)
    if not found:
        return False
    if len(_WORD.findall(sentence[: found.start()])) <= 4:
        return not _NAMED_ACT.match(sentence)
    return not (_NAMED_ACT.search(sentence) or _STANDS_OUT.search(sentence))


def _is_told(sentence: str) -> bool:
    """Whether a sentence tells what happened."""
    return past_verbs(sentence) > 0
