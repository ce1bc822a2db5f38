"""English words run together into the words that they are: “whatareyoudoing”, “don'tgo”."""

from __future__ import annotations

import re
from functools import lru_cache

from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

_CAMEL = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+(?![\w])")
_CLAN = re.compile(r"(?:Mc|Mac|De|Le|La|Du|Van|Fitz|O|Di|Del|Von|St|You|Face|Mega|i|Tik|Snap|Pay|"
                   r"Lu|Jo|Mary|An|Ra)[A-Z]")  # fmt: skip


def _camel(match: re.Match[str]) -> str | None:
    """“NoNoNo”, but not “McKay”."""
    if _CLAN.match(match.group()):
        return None
    parts = re.findall(r"[A-Z][a-z]+", match.group())
    parts = [SHORT_GLUE.get(part.lower()) or _apart(part.lower()) or part for part in parts]
    return " ".join([parts[0], *(part.lower() for part in parts[1:])])


COMMON = as_words(
    """
    a i am an and alone care happen happened tell told from again alive doing going being
    saying talking thinking happening any are as ask at away baby back bad be because been
    before being believe but by call came can cant come could damn dear did didnt do does
    dont down even ever every fine for fuck fucking get give go god going gonna gonnadie
    good got guys had hate have he hell hello help her here hey him his holy home hope how i
    idiot if im in is it its ivegot just kill know leave let like little look love mad make
    man may me mean mind more much must my myself name need never nice no not nothing now of
    off oh ok okay old on one only or our out over please really right run said say see
    shall she should shut so some sorry stop such sure take tell than thank thanks that
    thats the them then there they thing think this those time to too up us very wait wanna
    want was way we well went were what whats when where who why will with wont would wrong
    yeah yes you your youre hes shes theyre ive id well lets aint isnt wasnt couldnt wouldnt
    shouldnt doesnt about after all always around bit both came cool crazy day done each else
    enough everyone
    everything feel find first friend friends girl girls give great has heard hi house job keep last
    life listen lot lots maybe might mom dad morning move night nobody once open people perfect
    please pretty put ready same school seriously someone something soon stay still stupid talk
    think though three today together tomorrow tonight turn two until use used wake watch week
    weird kinda sorta lemme dunno outta lotta which while word work world year years
    yourself guys boys boy under
    """
)
"""Words that people run together."""
SHORT_GLUE = {
    "ohmygod": "oh my god", "omigod": "oh my god", "ohmygosh": "oh my gosh",
    "whatthehell": "what the hell", "whatthefuck": "what the fuck", "idontknow": "I don't know",
    "iloveyou": "I love you", "imsorry": "I'm sorry", "ohgod": "oh god", "shutup": "shut up",
    "thankyou": "thank you", "nonono": "no no no", "yesyesyes": "yes yes yes", "ohno": "oh no",
    "pleaseplease": "please please", "whatisthis": "what is this", "ohwell": "oh well",
    "comeon": "come on", "nonononono": "no no no no no", "nononono": "no no no no",
    "ohnonono": "oh no no no", "gogogo": "go go go", "hahahaha": "ha ha ha ha",
    "runrunrun": "run run run", "helpme": "help me", "letmego": "let me go",
    "idontcare": "I don't care",
    "letsgo": "let's go", "ohcrap": "oh crap",
}  # fmt: skip
SHORT_GLUE |= {
    f"{verb}{whom}{rest}": f"{verb} {whom} {rest}"
    for verb in (
        "let",
        "leave",
        "get",
        "help",
        "take",
        "give",
        "tell",
        "show",
        "put",
        "pick",
        "hold",
    )
    for whom in ("me", "us", "him", "her", "it", "them")
    for rest in (
        "go",
        "in",
        "out",
        "be",
        "up",
        "down",
        "back",
        "alone",
        "now",
        "off",
        "away",
        "please",
    )
} | {
    each.replace(" ", ""): each
    for each in (
        "go away",
        "get out",
        "come here",
        "go home",
        "say what",
        "no way",
        "yes no",
        "hell no",
        "hell yes",
        "hell yeah",
        "wait what",
        "you guys",
        "of course",
        "at least",
        "each other",
        "in fact",
        "as well",
        "a lot",
        "high school",
        "no one",
        "thank god",
        "hold on",
        "come back",
        "oh yeah",
        "oh my",
        "oh no",
        "oh yes",
        "what now",
        "why not",
        "trust me",
        "kill me",
        "save me",
        "stop it",
        "go on",
        "shut it",
        "bite me",
        "follow me",
        "forgive me",
        "love you",
        "miss you",
        "see you",
        "fuck you",
        "screw you",
        "fuck off",
        "bye bye",
        "what happened",
        "who cares",
        "why me",
        "not now",
        "not again",
        "wake up",
        "grow up",
        "hurry up",
    )
}
SHORT_GLUE |= {
    each.replace(" ", "") * 2: f"{each} {each}"
    for each in ("oh no", "wait", "okay", "stop", "yes", "look", "run", "oh god", "please", "sorry")
}
_REAL = as_words(
    """
    nevertheless nonetheless notwithstanding whatsoever whosoever howsoever heretofore
    insomuch inasmuch hereinafter wheresoever whensoever forevermore therewithal moreover
    everything imperfection imperfections perfection perfections weatherman weathermen
    workmanlike anyhow whithersoever hereabouts thereabouts whereabouts
    """
)
_GLUED = re.compile(r"[A-Za-z][a-z]{6,}(?![\w'’])")
_APOSTROPHES = {
    "dont": "don't", "cant": "can't", "im": "I'm", "thats": "that's", "didnt": "didn't",
    "wont": "won't", "youre": "you're", "whats": "what's", "i": "I", "ive": "I've", "hes": "he's",
    "shes": "she's", "theyre": "they're", "aint": "ain't", "isnt": "isn't", "wasnt": "wasn't",
    "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't", "doesnt": "doesn't",
}  # fmt: skip


def _glued(match: re.Match[str]) -> str | None:
    word = match.group()
    low = word.lower()
    known = SHORT_GLUE.get(low)
    if known is None:
        if len(low) < 9 or low in _REAL:
            return None
        known = _apart(low)
        if known is None:
            return None
    return known[:1].upper() + known[1:] if word[0].isupper() else known


@lru_cache(4096)
def _apart(word: str) -> str | None:
    """The words that make up this one, when they are three at least and none is too short."""
    parts = _parts(word)
    if parts is None:
        return None
    said = " ".join(SHORT_GLUE.get(part) or _APOSTROPHES.get(part, part) for part in parts)
    count = said.count(" ") + 1
    return said if count > 2 and len(word) >= (3.3 if count == 3 else 2.3) * count else None


def _parts(word: str) -> list[str] | None:
    """The fewest common words that make up this one."""
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 13), end):
            ahead = best[start]
            if ahead is not None and (word[start:end] in COMMON or word[start:end] in SHORT_GLUE):
                found = best[end]
                if found is None or len(ahead) + 1 < len(found):
                    best[end] = [*ahead, word[start:end]]
    return best[len(word)]


@lru_cache(8192)
def is_several(word: str) -> bool:
    """Whether words are run together in this one.

    >>> is_several("Whatareyoudoing"), is_several("everything")
    (True, False)
    """
    low = word.lower()
    if not low.isalpha():
        return (_CONTRACTED.match(word) or _AGAIN.match(word)) is not None
    return low not in _REAL and _apart(low) is not None


_CONTRACTED = re.compile(
    r"(?=[A-Za-z]++['’][a-z]{3})(?P<ahead>[A-Za-z]*?)(?P<short>(?:do|ca|wo|did|is|was|could|would|should|does|are|were|have|"
    r"has|had|ai|must|need)n['’]t|(?<![a-zA-Z])(?:I['’](?:m|d|ll|ve)|(?:you|we|they)['’](?:re|ll|ve|d)|"
    r"(?:he|she|it|that|what|there|who)['’](?:s|ll|d)|let['’]s))(?P<rest>(?!(?:s|cha|ve|d|ma|a|na)(?![a-z]))"
    r"[a-z]{2,})(?![\w'’-])",
    re.IGNORECASE,
)  # fmt: skip
"""“Idon'tknow”, “I'mfine”, but not “don'ts” or “don'tcha”."""


def _contracted(match: re.Match[str]) -> str | None:
    ahead, rest = match["ahead"], match["rest"]
    said = [match["short"].replace("’", "'")]
    if ahead:
        if ahead.lower() not in COMMON and _apart(ahead.lower()) is None:
            return None
        said.insert(0, _apart(ahead.lower()) or ahead)
    return " ".join([*said, SHORT_GLUE.get(rest) or _several(rest) or rest])


_AGAIN = re.compile(r"(?P<word>[A-Za-z]+['’][A-Za-z]+?)(?:(?P=word))+(?![\w'’])", re.IGNORECASE)
"""“C'monc'monc'mon”"""


def _again(match: re.Match[str]) -> str:
    word = match["word"].replace("’", "'")
    times = len(match.group()) // len(word)
    return " ".join([word, *[word.lower()] * (times - 1)])


def _several(word: str) -> str | None:
    """Two words too, where it is known that words are run together here."""
    parts = None if word in COMMON else _parts(word)
    return " ".join(parts) if parts else None


_TAIL = re.compile(r"(?P<words>[A-Za-z][a-z]+)(?P<shout>[A-Z]{2,})(?![\w'’])")


def _shouted_tail(match: re.Match[str]) -> str | None:
    """“OhmygodNO”, “waitWHAT”"""
    words, shout = match["words"], match["shout"].lower()
    known = SHORT_GLUE.get(words.lower()) or _apart(words.lower())
    if shout not in COMMON or not (known or words.lower() in COMMON):
        return None
    said = known or words.lower()
    return f"{said[:1].upper() + said[1:] if words[0].isupper() else said} {shout}"


GLUED = (
    Rule(_AGAIN, _again),
    Rule(_CONTRACTED, _contracted),
    Rule(_CAMEL, _camel),
    Rule(_TAIL, _shouted_tail),
    Rule(_GLUED, _glued),
)

SPECIAL = frozenset(form for word in SHORT_GLUE for form in (word, word.capitalize()))
