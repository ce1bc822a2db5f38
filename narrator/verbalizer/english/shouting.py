"""English words in capitals and words run together: shouted, spelled, or several in one."""

from __future__ import annotations

import re
from functools import lru_cache

from narrator.verbalizer.english.net import LETTERED
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

SHORT_WORDS = as_words(
    """
    it us am an as at be by do go he if in is me my no of oh on or so to up we ah ha hi um
    uh er ow aw ew ox ax hm yo eh ok all and any are ask bad big boy but can cut day did die
    dog don eat end eye far few fly for fun get god got had has her him his hot how its job
    let lie lot mad man may men mom dad new not now off old one our out own put ran red run
    saw say see set she shy sir sit six son sun ten the too top try two use was way who why
    win yes yet you hey aww ugh bam pow aid air arm art bed bet bit box boo buy car cat cry
    dear dry due egg fat fit fix hit hug ice ill kid kill law lay leg mix mud net nor odd
    pay pig pin pop raw rob row sad sea sky tea tie toe wet won wow yay yep nope
    """
)
"""Words of two and three letters, which would be spelled if they stayed in capitals."""

ACRONYMS = as_words(
    """
    FBI CIA USA UK EU UN TV DNA BBC CNN CEO CFO CTO NYPD LAPD SUV GPS ID PC HQ MP VIP ATM
    CCTV DJ CD DVD IQ IT PhD MD BA MA MBA NBA NFL IRS NSA DC LA NY NYC AI API CPU USB URL
    HTML PDF FAQ ETA RSVP SOS DIY ER ICU EMT CPR HIV RIP KGB MI IRA DEA ATF SWAT NASA NATO
    UNESCO UNICEF AIDS RAF USS HMS USSR WWII BMW IBM KFC AC DC AD BC BCE CE AM PM ABC UFO PR
    RPG VR AKA ASAP LOL OMG WTF PTSD ADHD OCD DUI POW MIA KIA GPA PE PTA CPS EMS IED PJ VHS
    YMCA ISBN TGIF ROFL ROFLMAO MHA BNHA NCIS RSVP GMT UTC EST PST AU UA IV ICBM ROTC USMC
    ACLU IE AA GUI EMT ESP IOU EKG ECG EEG IVF IUD ISS NGO QED TSA UFC OJ OBE EXP POV VPN PVC
    IPO IDK
    """
)
"""Said letter by letter, or known to engines as they stand."""

_SAID_WHOLE = as_words("SWAT NASA NATO UNESCO UNICEF AIDS ASAP LOL ROFL")
"""Acronyms that are read as words."""
_MISHEARD = as_words("ETA AU UA AKA IV ICBM ROTC USMC YMCA ACLU IE AA GUI")
"""Initials that engines take for words, or for Roman numerals, wherever they stand."""

_TOKEN = re.compile(r"(?:[A-Z]{2,}(?:['’][A-Z]+)*|[A-Z]['’][A-Z]{1,2})(?!\w)")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")


def _shouted(match: re.Match[str]) -> str | None:
    word = match.group().replace("’", "'")
    text = match.string
    base = word.partition("'")[0]
    low = word.lower()
    if base in ("IT", "US", "AM", "PM", "OK", "ER", "ID", "AD", "WHO", "MI", "MA", "LA"):
        return low if _means_word(base, match) else None
    if base in ACRONYMS or base in LETTERED:
        apart = base in _MISHEARD or (base not in _SAID_WHOLE and _stands_alone(match))
        return " ".join(word) if apart and "'" not in word else None
    if low in SHORT_WORDS or "'" in word:
        return low
    if not any(c in "AEIOUY" for c in base):
        return None
    if len(base) >= 4:
        return low
    around = text[: match.start()].split()[-1:] + text[match.end() :].split()[:1]
    shouting = any(
        len(bare := other.strip(",.!?…”’“‘\"'-—()*_")) > 1
        and bare.isupper()
        and bare not in ACRONYMS
        and bare not in LETTERED
        for other in around
    )
    return low if shouting else None


def _stands_alone(match: re.Match[str]) -> bool:
    """“ETA?”: between two pauses; engines take a clause without small letters for a shout."""
    text = match.string
    return bool(
        _PAUSE_AFTER.match(text, match.end())
        and _PAUSE_BEFORE.search(text[max(0, match.start() - 4) : match.start()])
    )


_PAUSE_BEFORE = re.compile(r"(?:^|[.,;:!?…—–(\[])[\s“”\"'‘’*_]*$")
_PAUSE_AFTER = re.compile(r"[”\"'’*_]*(?:$|[.,;:!?…—–)\]])")


def _means_word(base: str, match: re.Match[str]) -> bool:
    """Whether IT, US or AM in capitals is the word that is shouted, and not initials."""
    text = match.string
    before, after = text[: match.start()], text[match.end() :]
    last = before.split()[-1:] or [""]
    if base in ("PM", "ID", "LA", "MI", "AD", "MA"):
        return False
    if base in ("OK", "WHO", "ER"):
        return False if base == "ER" and last[0].lower() == "the" else base != "OK"
    if base == "AM":
        return last[0].strip("“‘\"'(*_—").upper() in (
            "I",
            "HERE",
            "WHAT",
            "WHO",
            "THAN",
            "AS",
            "",
            "THERE",
            "THAT",
            "HOW",
            "WHERE",
            "THAT,",
        )
    near = [w for w in _CAPITALS.findall(before[-40:] + " " + after[:40]) if w not in ACRONYMS]
    small = _SMALL_WORD.search(before[-20:] + after[:20])
    if near and not (small and not _CAPITALS.search(before[-12:] + after[:12])):
        return True
    word = last[0].lower().strip("“‘\"'(*_—,.")
    if base == "US":
        if word in ("the", "our", "a", "an", "in", "across", "between", "that", "new", "modern"):
            return False
        return not re.match(
            r" (?:Army|Navy|Air|Marine|President|Senate|Congress|dollar|govern|troops|soil|border|"
            r"citizen|Open|Supreme|Department|embassy|Embassy|military|market|and (?:UK|EU|Can))",
            after,
        )
    if word in ("the", "our", "an", "a", "in", "your", "their", "his", "her", "my", "of", "from"):
        return False
    return not re.match(
        r" (?:department|guy|support|team|person|people|staff|specialist|consultant|worker|job|"
        r"company|crowd|desk|world|manager|skills|system|security|girl|nerd|geek|help)",
        after,
    )


SHOUTED = Rule(_TOKEN, _shouted)

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
    return low not in _REAL and low.isalpha() and _apart(low) is not None


_TAIL = re.compile(r"(?P<words>[A-Za-z][a-z]+)(?P<shout>[A-Z]{2,})(?![\w'’])")


def _shouted_tail(match: re.Match[str]) -> str | None:
    """“OhmygodNO”, “waitWHAT”"""
    words, shout = match["words"], match["shout"].lower()
    known = SHORT_GLUE.get(words.lower()) or _apart(words.lower())
    if shout not in COMMON or not (known or words.lower() in COMMON):
        return None
    said = known or words.lower()
    return f"{said[:1].upper() + said[1:] if words[0].isupper() else said} {shout}"


GLUED = (Rule(_CAMEL, _camel), Rule(_TAIL, _shouted_tail), Rule(_GLUED, _glued))

_MIXED = re.compile(r"[^\W\d_]+\d[^\W_]*")


def _mixed(match: re.Match[str]) -> str:
    """“R2”, “MP3”, “B2B”: letters and numbers by turns."""
    from narrator.verbalizer.english.quantities import number

    parts = re.findall(r"\d+|[^\W\d_]+|\w", match.group())
    said = []
    for part in parts:
        if part.isdecimal():
            said.append(number(part))
        else:
            said.append(" ".join(part) if part.isupper() and len(part) < 4 else part)
    return " ".join(said)


MIXED = Rule(_MIXED, _mixed)

SPECIAL = frozenset(form for word in SHORT_GLUE for form in (word, word.capitalize()))
