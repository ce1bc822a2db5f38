"""English Roman numerals into words: parts of books, rulers, wars, centuries."""

from __future__ import annotations

import re

from narrator.verbalizer.numbers import cardinal, ordinal, roman
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

PART_WORDS = (
    "Chapter|Book|Part|Act|Scene|Volume|Canto|Section|Appendix|Phase|Level|Stage|Class|Article|"
    "Type|Mark|Mk|War|Title|Episode|Season|Lesson|Letter|Verse|Stanza|Sonnet|Psalm|Number|Figure|"
    "Plate|Table|Round|Apollo|Bowl|Rocky|Fantasy|Category|Grade|Division|Schedule|Group|Corps|"
    "Arc|Vol|Ch|Chap|Pt|Bk|Tome|Cycle|Movement|Factor|Symphony|Opus|Year|Day|Week|Room|Unit|Wars|"
    "Mach|Vatican|Tier|Rank|Paragraph|Sc"
)
"""What Roman numerals count as one, two, three."""
_PLURAL_PARTS = (
    "Chapters|Parts|Books|Acts|Scenes|Volumes|Sections|Levels|Phases|Episodes|Cantos|Wars|Types|"
    "Classes"
)
_SMALL_PARTS = "vol|ch|chap|pt|bk|sc|chapter|part|book|volume|act|scene|section|canto|war|verse"
_RULER = (
    "King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Prince|Princess|Sultan|Pharaoh|Duke|"
    "Duchess|Archduke|Count|Baron|Patriarch|Sir|Lord"
)


def _part(match: re.Match[str]) -> str | None:
    """“Chapter IV”, “Part I”: one piece over both."""
    word, numeral, text = match["word"], match["numeral"], match.string
    value = roman(numeral)
    if value is None or (numeral.islower() and not word[0].isupper()):
        return None
    if len(numeral) > 1 and not (numeral.isupper() or numeral.islower()):
        return None
    if word in ("Tier", "Rank") and len(numeral) == 1:
        return None  # ranks have letters too
    if numeral in "CDLM" and word.capitalize() not in _LONG_ROWS:
        return None
    after = text[match.end() :]
    if numeral == "I" and not _lone_numeral(word, text[: match.start()], after):
        return None
    if numeral.lower() == "i" and numeral.islower() and word.lower() not in ("scene", "act"):
        return None
    full = {"Mk": "Mark", "Vol": "Volume", "Ch": "Chapter", "Chap": "Chapter", "Pt": "Part",
            "Bk": "Book", "Sc": "Scene", "sc": "scene",
            "vol": "volume", "ch": "chapter", "chap": "chapter", "pt": "part",
            "bk": "book"}.get(word.capitalize() if word.isupper() else word, word)  # fmt: skip
    last = roman(match["last"]) if match["last"] else None
    tail = f" to {cardinal(last)}" if last else ""
    return f"{full.lower() if full.isupper() else full} {cardinal(value)}{tail}"


_LONG_ROWS = as_words("Chapter Canto Psalm Sonnet Letter Verse Stanza Number Ch Chap")
"""What there may be fifty or a hundred of; “Appendix C” is the third."""


_SUBJECT = re.compile(
    r"['’]| (?:am|was (?=\w+ing\b|in\b|on\b|at\b|to\b|so\b)|have|had|did|do|can|could|will|would|"
    r"shall|should|may|might|must|read|wrote|love|want|saw|like|need|think|know|bought|ever|never|"
    r"just|always|really|don't|got|gave|gives?|play|lost|lent|brought|bring|made|took|sold|found|"
    r"hate|told|said|thought|hope|feel|felt|keep|kept|left|(?!ended|opened|started|closed|finished|"
    r"covered|introduced|described)\w+ed)\b"
)
"""What follows a capital I that is a pronoun."""
_OWN = re.compile(r"\b(?:the|The|a|A|this|This|that|That|every|which|each|only|best|last) $")


def _lone_numeral(word: str, ahead: str, after: str) -> bool:
    if word.upper() in ("CHAPTER", "BOOK", "PART", "ACT", "SCENE", "VOLUME", "CANTO", "SECTION",
                        "WAR", "APPENDIX", "TYPE", "PHASE", "MARK", "CLASS", "VOL", "CH", "CHAP",
                        "PT", "BK"):  # fmt: skip
        if word.upper() == "WAR":
            return True
        if _OWN.search(ahead) and re.match(r" \w", after):
            return False
        return not _SUBJECT.match(after)
    return False


def _several(match: re.Match[str]) -> str | None:
    """“Chapters I–III”, “Parts I and II”."""
    a, b = roman(match["a"]), roman(match["b"])
    if a is None or b is None:
        return None
    mark = match["mark"].strip()
    said = {"&": " and ", ",": ", "}.get(mark, f" {mark} " if mark.isalpha() else " to ")
    return f"{match['word']} {cardinal(a)}{said}{cardinal(b)}"


def _ruler(match: re.Match[str]) -> str | None:
    value = roman(match["numeral"])
    if value is None or value > 40:
        return None
    return f"{match['name']} the {ordinal(value)}"


def _numbered_name(match: re.Match[str]) -> str | None:
    """“Henry VIII”: an ordinal after a person's name."""
    numeral, text = match["numeral"], match.string
    value = roman(numeral)
    ahead = text[max(0, match.start() - 30) : match.start()]
    name = re.search(r"\b(?P<name>[A-Z][\wà-ÿ'’-]*[a-zà-ÿ])(?P<the> the)? $", ahead)
    if value is not None and (
        _PART_AHEAD.search(ahead)
        or _LEARNED.search(text[: match.start()])
        or text.startswith("]", match.end())
        or (len(numeral) > 1 and numeral not in _LETTERS_TOO and re.search(r"\b[a-z]{4,} $", ahead))
    ):
        return cardinal(value)
    if numeral == "XL" or (numeral == "IV" and _DRIP.match(text, match.end())):
        return None
    if value and value > 40 and name:
        return cardinal(value)  # no ruler
    if value is None or not name or (len(numeral) < 2 and numeral not in "VX"):
        return None
    if (len(numeral) == 1 and name["name"] not in _ROYAL) or value > 40:
        return None
    if name["name"] in ("The", "A", "An", "In", "And", "But", "My", "His", "Her", "This"):
        return None
    return ordinal(value) if name["the"] else f"the {ordinal(value)}"


_LEARNED = re.compile(
    r"\b(?:[Ss]kills?|[Ss]pells?|[Aa]bilit(?:y|ies)|[Pp]erks?|[Tt]alents?|[Tt]raits?|[Pp]assives?|"
    r"[Uu]nlocked|[Aa]cquired|[Ll]earned|[Uu]pgraded)\b[^.!?]{1,60}$"
)
"""“Skills: Stealth II, Backstab IV”"""
_PART_AHEAD = re.compile(
    rf"\b(?:(?:{_SMALL_PARTS})s?|pages?|pp?|phase|level|stage|type|episode|season|paragraphs?|para|"
    r"lines?|stanzas?|appendix|clause|articles?|[Nn]os?|numbers?)\.? $",
    re.IGNORECASE,
)
_LETTERS_TOO = ("IV", "XX", "XXX", "XL", "LL", "VI", "XI")
_DRIP = re.compile(r" (?:drip|lines?|bags?|poles?|fluids?|stand|needles?|antibiotics|tubes?)\b")


def _small_numeral(match: re.Match[str]) -> str | None:
    """“page xii”"""
    value = roman(match["numeral"])
    if value is None or not _PART_AHEAD.search(match.string[: match.start()]):
        return None
    last = roman(match["last"]) if match["last"] else None
    return cardinal(value) + (f" to {cardinal(last)}" if last else "")


_ROYAL = as_words(
    """
    George Henry Edward Charles James William John Richard Louis Philip Frederick Peter Paul
    Pius Leo Benedict Alexander Ferdinand Gustav Christian Haakon Robert David Sixtus Urban
    Elizabeth Mary Catherine Margaret Isabella Anne Napoleon Nicholas Wilhelm Umberto Ivan Juan
    Carlos Pedro Felipe Franz Joseph Rudolf Leopold Albert Wenceslas Constantine Theodore
    Clement Innocent Gregory Baldwin Otto Conrad Casimir Sigismund Alfonso
    Xerxes Darius Cyrus Cambyses Ramesses Rameses Seti Ptolemy Justinian Theodosius Basil Boris
    Mehmed Selim Suleiman Murad Osman Bayezid Afonso Manuel Sancho Ferdinando Amadeus Emmanuel
    Carol Olaf Magnus Harald Sigurd Valdemar Waldemar Bela Ladislaus Matthias Boleslaw Feodor
    Alexis Joanna Isabel Wilhelmina Baudouin Menelik Tiberius Edgar Edmund Athelstan
    """
)


def _heading_numeral(match: re.Match[str]) -> str | None:
    """“iv. The River”: a numeral at the head of a line, with a dot."""
    value = roman(match["numeral"])
    if value is None or value > 199 or match.string[: match.start()].strip():
        return None
    rest = match.string[match.end() :].strip()
    if len(match["numeral"]) < 2 and (
        match["numeral"] not in "VXI" or match["dot"] == ":" or not _TITLE.match(rest)
    ):
        return None
    if not match["dot"] and (rest or not match["numeral"].isupper()):
        return None
    if match["numeral"] in ("MIX", "DID", "CD", "XL", "DC", "MC", "MD", "CV", "DM", "DI"):
        return None
    return cardinal(value) + match["dot"]


_TITLE = re.compile(r"$|(?![A-Z]\.|[A-Z][a-z]+$)[A-Z][^.!?…]*[^.!?…,\s]$")
"""What may stand behind a numeral of one letter, or nothing: “V. In which we lose”."""


def _list_numeral(match: re.Match[str]) -> str | None:
    """“iii) the third point”."""
    value = roman(match["numeral"])
    return None if value is None or value > 30 else cardinal(value)


def _century(match: re.Match[str]) -> str | None:
    """“the XXIst century”."""
    value = roman(match["numeral"])
    return None if value is None else ordinal(value)


def _first(match: re.Match[str]) -> str | None:
    """“Elizabeth I.”, “George I spoke no English”: a pronoun would go on, or come elsewhere."""
    goes_on = not re.match(
        r"[.,;:!?)]|['’]s\b|$| (?:and|or|to) [A-Z][a-z]+ (?:[IVX]+(?!\w)|" r"the )",
        match.string[match.end() :],
    )
    opens = re.search(r"(?:^|[.!?”;])\s*$", match.string[: match.start()])
    deed = _DEED.match(match.string, match.end())
    if goes_on and not (opens and (deed or _RULERS.search(match.string))):
        return None
    return f"{match['name']} the first"


_DEED = re.compile(
    r" (?:was|had|reigned|ruled|spoke|died|came|became|never|succeeded|ascended|took|lost|won|made|"
    r"married|built|founded|fled|abdicated|granted|ordered|declared|signed|kept|wore|left|fought|"
    r"executed|crowned|ascended|invaded|inherited|commissioned)\b"
)
_RULERS = re.compile(r"\b[A-Z][a-z]+ (?:II|III|IV|VI|VII|VIII|IX)(?!\w)")
"""Another of them in the line."""

ROMAN_NUMERALS = (
    Rule(re.compile(r"(?P<numeral>[ivx]{2,}|[IVX]{2,})(?=\))"), _list_numeral),
    Rule(re.compile(r"(?P<numeral>[IVXLC]{2,}|[VX])(?:(?:st|nd|rd|th)(?!\w)|(?= century))"),
         _century),
    Rule(re.compile(r"([Aa])ct i(?=,? (?:[Ss]cene|[Ss]c\.))"), lambda match: f"{match[1]}ct one"),
    Rule(re.compile(rf"(?P<name>{'|'.join(sorted(_ROYAL))}) I(?!\w)"), _first),
    Rule(re.compile(
        rf"(?P<word>{_PLURAL_PARTS}) (?P<a>[IVXL]+)"
        r"(?P<mark>\s?[-–—]\s?| and | & | to | or |, )(?P<b>[IVXL]+)(?![\w'’])"), _several),
    Rule(re.compile(
        rf"(?P<word>{PART_WORDS}|{PART_WORDS.upper()}|(?:{_SMALL_PARTS})(?=\.? [IVXL]{{2}}))"
        r"(?:\.? |\.)"
        r"(?P<numeral>[IVXLCDM]+|[ivxlc]+)"
        r"(?:[-–](?P<last>[IVXLCDM]+|[ivxlc]+))?(?![\w]|['’][a-z])"), _part),
    Rule(re.compile(
        rf"(?P<name>(?:{_RULER}) [A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)?) (?P<numeral>[IVX]+)"
        r"(?![\w])(?!['’](?:m|ve|ll|d)\b)(?! (?:am|have|saw|think)\b)"), _ruler),
    Rule(re.compile(r"(?P<numeral>[IVXLCDM]+|[ivxlc]+)(?P<dot>[.:]?)(?!\w|['’])"),
         _heading_numeral),
    Rule(re.compile(r"(?P<numeral>[IVXL]{2,}|V|X)(?!\w)"), _numbered_name),
    Rule(re.compile(r"(?P<numeral>[ivxl]{2,})(?:[-–](?P<last>[ivxl]{2,}))?(?!\w)"), _small_numeral),
)  # fmt: skip

HEADS = (
    Rule(re.compile(r"(?P<numeral>[IVXL]+)(?P<dot>[.:]?)(?=\s|$)(?!(?<=^I) \w)"),
         lambda match: None if (value := roman(match["numeral"])) is None
         else cardinal(value) + match["dot"]),
)  # fmt: skip
"""At the start of a heading: “I. The Beginning”, “I”."""

SPECIAL = frozenset(
    [*PART_WORDS.split("|"), *_PLURAL_PARTS.split("|"), *_RULER.split("|"), *_ROYAL]
) | as_words("ii iii iv vi vii viii ix xi xii act")
"""Plain words that some rule of ``ROMAN_NUMERALS`` is about."""
