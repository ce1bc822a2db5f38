"""English words in capitals: shouted, spelled, or known to engines as they stand."""

from __future__ import annotations

import re

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
    IPO IDK AITA NTA YTA TIL HR
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
        if _means_word(base, match):
            return low
        return "W H O" if base == "WHO" else None
    if len(base) < 3 and _MODEL.match(text, match.end()):
        return " ".join(word)
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


_MODEL = re.compile(r"-\d")
"""“AK-47”: initials, in the loudest company too."""


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
    if base == "LA" and (last[0].strip("“‘\"'(*_—,") == "LA" or re.match(r",? LA\b", after)):
        return True
    if base == "MA" and after.startswith("!") and last[0].lower() not in ("a", "an", "his", "her"):
        return True
    if base in ("PM", "ID", "LA", "MI", "AD", "MA"):
        return False
    if base in ("OK", "WHO", "ER"):
        called = base == "ER" or (base == "WHO" and not re.match(r" [A-Z]{2}", after))
        return False if called and last[0].lower() == "the" else base != "OK"
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
    around = _CAPITALS.findall(before[-40:] + " " + after[:40])
    near = [other for other in around if other not in ACRONYMS and other != base]
    small = _SMALL_WORD.search(before[-20:] + after[:20])
    if near and not (small and not _CAPITALS.search(before[-12:] + after[:12])):
        return True
    word = last[0].lower().strip("“‘\"'(*_—,.")
    if base == "US":
        if re.match(r"-[a-z]", after):
            return False  # “US-born”
        if _OPENED.search(before) and re.match(r" (?!(?:too|two|and|or|three)\b)[A-Za-z]", after):
            return False  # “US forces moved in.”
        if word in ("the", "our", "a", "an", "in", "across", "between", "that", "new", "modern"):
            return False
        return not re.match(
            r" (?:Army|Navy|Air|Marine|President|Senate|Congress|dollar|govern|troops|soil|border|"
            r"citizen|Open|Supreme|Department|embassy|Embassy|military|market|and (?:UK|EU|Can))",
            after,
        )
    if _DEPARTMENT.search(before[-16:] + "_" + after[:16]):
        return False
    if word in ("the", "our", "an", "a", "in", "your", "their", "his", "her", "my", "of", "from"):
        return False
    return not re.match(
        r" (?:department|guy|support|team|person|people|staff|specialist|consultant|worker|job|"
        r"company|crowd|desk|world|manager|skills|system|security|girl|nerd|geek|help)",
        after,
    )


_DEPARTMENT = re.compile(
    r"\b(?:HR|PR|QA|Legal|Accounting|Sales|Marketing|Finance),? (?:and |or )?_"
    r"|_,? (?:and |or )(?:HR|PR|QA|Legal|Accounting|Sales|Marketing|Finance)\b"
)
_OPENED = re.compile(r"(?:^|[.!?…]) ?[“‘\"'(*_]*$")

SHOUTED = Rule(_TOKEN, _shouted)

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
