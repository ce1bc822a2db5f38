"""The words beside a quotation into whether it is written: a letter, a sign, a newspaper."""

from __future__ import annotations

import re

_THINGS = (
    r"(?:letters?|notes?|telegrams?|wires?|cables?|cablegrams?|postcards?|cards?|documents?|"
    r"notices?|placards?|posters?|signs?|signboards?|inscriptions?|labels?|legend|epitaph|motto|"
    r"newspapers?|papers?|headlines?|advertisements?|articles?|bulletins?|reports?|circulars?|"
    r"pamphlets?|brochures?|entry|diary|journal|epistles?|missives?|despatch|dispatch|"
    r"memorandum|manuscripts?|parchment|scroll|postscript|clippings?|cuttings?|writing|hand-?writing)"
)
_PRESS = (
    r"(?:Times|Herald|Gazette|Chronicle|Standard|Telegraph|Journal|Courier|Tribune|Advertiser|"
    r"Examiner|Inquirer|Enquirer|Intelligencer|Bulletin|Dispatch|Despatch|News)"
)
_NAMED_PRESS = rf"(?:(?:the|The)\s+(?:[A-Z][\w’'-]+\s+){{0,3}}?{_PRESS}\b)"
_STATES = (
    r"(?:said|says|ran|runs|read|reads|began|begins|continued|continues|went\s+on|concluded|"
    r"concludes|ended|ends|announced|announces|stated|states|declared|proclaimed|informed|"
    r"remarked|added|adds)"
)
_ADVERB = r"(?:(?:\w+ly|then|also|only|merely|simply|just)\s+)?"
_OWNER = (
    r"(?:(?i:the|his|her|my|our|their|its|this|that|these|those|another|one|a|an)"
    r"|[A-Z][\w’'-]*[’']s)"
)
_THING = rf"{_OWNER}\s+(?:(?!(?:of|in|to|from|at)\b)[\w’'-]+\s+){{0,2}}?{_THINGS}\b"

_THING_ALONE = (
    rf"(?:{_THING}|{_NAMED_PRESS})(?![’'-])(?!\s+(?!(?:and|or|but|as|at|above|behind|beside|below|by|"
    r"for|from|in|inside|of|on|over|that|to|under|upon|when|where|which|while|with|without)\b)[a-z])"
)
"""A thing that is no part of somebody: "said the letter", not "said the letter carrier"."""

_WRITES = r"(?:wrote|writes|scribbled|scrawled|typed|penned|jotted\s+down|scrawls|scribbles)"
_WRITER = (
    r"(?:he|she|they|I|we|one|another|someone|somebody|[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,3}"
    r"|(?:the|his|her|my|our|their|a)(?:\s+[\w’'-]+){1,3}?)"
)

_WRITTEN_AFTER = re.compile(
    rf"[\s,—–-]*(?:{_STATES}\s+{_THING_ALONE}"
    rf"|(?:{_THING}|{_NAMED_PRESS})\s+{_ADVERB}{_STATES}\b"
    rf"|{_WRITES}\s+{_WRITER}"
    rf"|{_WRITER}\s+(?:had\s+)?{_ADVERB}{_WRITES}\b(?!\s+(?:it|this|that)\s+down)"
    r"|(?:was|were|is|stood|had\s+been)\s+(?:\w+ly\s+)?(?:painted|written|printed|inscribed|"
    r"carved|engraved|scrawled|scribbled|stamped|embroidered|chalked|lettered)\b)"
)
_IT_STATES = re.compile(
    rf"[\s,—–-]*(?:it\s+{_ADVERB}{_STATES}\b|{_STATES}\s+it\b"
    rf"|(?:the|its)\s+writer\s+{_ADVERB}{_STATES}\b|{_STATES}\s+(?:the|its)\s+writer\b)"
)
"""What is said of a letter only where one is spoken of."""
_OF_WRITING = re.compile(
    rf"\b(?:{_THING}|wrote|written|lines?\s+(?:by|from|in)|page)\b|\bthe\s+{_PRESS}\b"
)
_WORDS_WERE = re.compile(r"[\s,—–-]*(?:were|are)\s+(?:his|her|their|the|its)\s+words\b")
_WROTE = re.compile(r"\b(?:wrote|written|writes|letter|note|epistle)\b")

_WRITTEN_BEFORE = re.compile(
    r"\b(?:wrote|writes|write|writing|written|scribbled|scrawled|typed|"
    r"penned|jotted|inscribed|engraved|printed|chalked|stencilled|lettered|embroidered)\b"
    r"[^.!?,;:“”\"]{0,60}[,:][\s—–-]*$"
    r"|\b(?:written|wrote|printed|painted|inscribed|engraved|carved|stamped|chalked|scrawled|lettered)\b"
    r"[^.!?;:“”\"]{0,20}\bin\b[^.!?;:“”\"]{0,50}"
    r"\b(?:letters|characters|capitals|hand|handwriting|script|ink|pencil|chalk)[,:][\s—–-]*$"
    rf"|\b(?:{_THINGS}|communications?)\b[^.!?;“”\"]{{0,60}}\b(?:words|read|reads|ran|runs|"
    r"thus|follows)[,:]?[\s—–-]*$"
    r"|\b(?:letters|characters|capitals|handwriting)[:][\s—–-]*$"
    r"|\b(?:painted|written|printed|inscribed|engraved|carved|chalked|lettered|bore|bearing)\b"
    r"[^.!?;“”\"]{0,40}\b(?:words?|legend)\b[,:\s—–-]*$"
    r"|\b(?:I|we)\s+read\b(?![^.!?;]{0,60}\b(?:aloud|out)\b)[^.!?;:“”\"]{0,40}[,:][\s—–-]*$"
)
_LAST = (",", ":", "words", "word", "legend", "read", "reads", "ran", "runs", "thus", "follows")
"""Every such clause ends so: looked at first, for it is cheap."""
_NOTE_OF = re.compile(r"\bnotes?\s+of\b")
_TALKS = re.compile(
    r"\b(?:said|says|asked|asks|replied|answered|cried|exclaimed|added|continued|remarked|aloud|"
    r"exclaiming|saying|murmured|muttered|observed|spoke|explained|called|inquired|demanded|"
    r"snarled|snarling|shouted|whispered|told|heard|announced|repeated|repeating)\b"
)
_CLAUSE = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)[.!?…][”\"’»)]*\s+|[“”\"«»]")


def written_after(text: str, start: int, end: int, context: str = "") -> bool:
    """Whether the clause after a quotation says that it is written.

    ``context``: the end of the paragraph ahead.

    >>> written_after("“Come at once,” said the telegram.", 0, 15)
    True
    >>> written_after("A letter came. “I am well,” it ran.", 15, 27)
    True
    >>> written_after("“For you,” said the letter carrier.", 0, 10)
    False
    """
    after = text[end : end + 120]
    sentence = re.search(r"[.!?…]\W*$", text[max(0, end - 3) : end])
    if sentence and re.match(r"\s+[A-Z]", after):
        return False  # “Well?” Ada wrote it down: a sentence of its own
    if _WRITTEN_AFTER.match(after):
        return True
    ahead = (context + " " + text[:start])[-250:]
    if _IT_STATES.match(after):
        return bool(_OF_WRITING.search(ahead)) and "voice" not in ahead
    return bool(_WORDS_WERE.match(after) and _WROTE.search(ahead))


def talks(clause: str) -> bool:
    """Whether a clause tells of speech or hearing.

    >>> talks("with both palms over her eyes she said:"), talks("the card bore the words:")
    (True, False)
    """
    return bool(_TALKS.search(clause))


def written_before(ahead: str) -> bool:
    """Whether the words ahead of a quotation say that it is written.

    >>> written_before("Under her name she wrote: "), written_before("He wrote, and said: ")
    (True, False)
    """
    clause = _CLAUSE.split(ahead[-200:])[-1]
    if not clause.rstrip(" —–-").endswith(_LAST):
        return False
    found = _WRITTEN_BEFORE.search(clause)
    return bool(found) and not talks(clause) and not _NOTE_OF.search(clause)
