"""Written sounds into words that can be said: stutters, long vowels, stubs, letters set apart."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

from narrator.verbalizer.noises import VOICELESS
from narrator.verbalizer.scanner import Rule
from narrator.verbalizer.words import as_words

VOWELS = "aeiouyàáâäåæèéêëìíîïòóôöøœùúûüý"

_SOUNDS = {
    "wh": "w", "kn": "n", "wr": "r", "ph": "f", "th": "th", "sh": "sh", "ch": "ch", "sch": "sh",
    "qu": "kw", "gn": "n", "ps": "s", "x": "z",
}  # fmt: skip
"""How the first letters of a word sound, where not as the first alone."""

ENGLISH_DOUBLE = as_words(
    """
    see bee fee free tree three knee seen need feed seed speed bleed keep deep sleep sheep
    sweet feet meet street green queen week seek cheek been between feel feeling steel wheel
    seem indeed agree screen teeth breeze freeze cheese geez jeez gee whee wee yippee eek
    peek greet creep weep good food mood wood stood hood blood flood too zoo boo moo woo
    soon moon noon spoon cool fool pool school tool wool room broom doom boom gloom look
    book cook took hook shook door floor poor root boot shoot foot loop hoop roof proof
    tooth smooth choose loose goose oops whoops ooh all call fall ball hall wall tall small
    hell well tell sell yell bell fell shell smell spell still will kill hill bill pill fill
    chill till full pull bull dull skull hello really finally actually doll roll kill'd
    pretty happy sorry hurry marry worry carry mirror tomorrow sorrow funny sunny bunny
    penny dinner inner summer mummy mommy mammy daddy buddy add odd middle better letter
    bitter butter little bottle battle matter kitty puppy apple supper yippy miss kiss boss
    loss less bless dress guess mess pass class glass grass ass piss cross press off stuff
    staff sniff cliff puff huff egg bigger hugger coffee toffee jazz buzz fizz pizza dizzy
    puzzle puff sissy hissy yummy mmm happen bloody goodbye goodnight noodle yahoo voodoo
    oof woo woohoo yoohoo shoo choo achoo hee teehee speech cheers steep sheesh peep beep sleepy
    creepy spooky sneeze squeeze seems needs feels teeny weeny sweetie foolish moody gooey groovy
    bees balls boob boobs poop falls calls tells
    balloon cartoon bamboo shampoo tattoo booze snooze ooze
    zoom vroom groom loom drool stool noob goose moose caboose nook rook crook brook cookie rookie
    spook spooked tootle doodle poodle toot hoot jeep weep seep reef beef peek reek sleek heel peel
    reel deer beer cheer steer peer queer sheer fleet tweet knee glee degree flee geek leek meek
    creed greed screech needle beetle wheedle thrill grill drill shrill spill hiss brass toss fuss
    princess darkness happiness business goddess impress witness madness goodness worthless
    missing kissing passing rubbish stuffy fluffy gruff scruff bluff muffin giggle wiggle wriggle
    bubble wobble gobble cuddle huddle muddle puddle riddle saddle paddle fiddle nibble scribble
    drizzle sizzle fizzle dazzle little brittle rattle cattle settle kettle nettle tattle throttle
    squee whoosh swoosh eek kaboom swoon goon loon droop snoop scoop hooray woof poof goof
    """
)
"""Words with a double letter that is apt to be drawn out."""

_BEFORE_ACCENT = re.compile("a(?=[áàâä])|e(?=[éèêë])|i(?=[íîï])|o(?=[óôòö])|u(?=[úùûü])")
_STRETCH = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)


def shorten(word: str, double: Collection[str] = ENGLISH_DOUBLE) -> str:
    """A drawn-out word without its length, or a sound without a vowel with one.

    ``double`` are the words of which a drawn-out letter is doubled.

    >>> shorten("Nooo"), shorten("goood"), shorten("helllooo"), shorten("Grrr"), shorten("hmmm")
    ('No', 'good', 'hello', 'Gurr', 'hmm')
    """
    if not any(c in VOWELS for c in word.lower()):
        return _as_in(word, say_voiceless(word))
    single = _BEFORE_ACCENT.sub("", _STRETCH.sub(r"\1", word))
    if single.lower() in double:
        return single
    spots = [m.start() for m in _STRETCH.finditer(word)]
    for chosen in range(1, 1 << min(len(spots), 4)):
        tried = iter(range(len(spots)))

        def keep(match: re.Match[str], chosen: int = chosen, tried: object = tried) -> str:
            index = next(tried)  # type: ignore[call-overload]
            return match[1] + match[1].lower() if chosen >> index & 1 else match[1]

        if (twice := _STRETCH.sub(keep, word)).lower() in double:
            return twice
    return single


def say_voiceless(word: str) -> str:
    """A sound without a vowel as something that can be said.

    >>> say_voiceless("Pffft"), say_voiceless("shh"), say_voiceless("str")
    ('pift', 'shush', 'struh')
    """
    core = re.sub(r"(.)\1+", r"\1", word.lower())
    held = core + core[-1] if word.lower().endswith(core[-1] * 2) else core
    known = VOICELESS.get(held) or VOICELESS.get(core) or VOICELESS.get(core.rstrip("t"))
    return known or f"{core}uh"


def _as_in(written: str, said: str) -> str:
    return said[:1].upper() + said[1:] if written[:1].isupper() else said


def first_sound(word: str, filler: str = "uh") -> str:
    """The first sound of a word that starts with a consonant, so that it can be said.

    >>> first_sound("what"), first_sound("certainly"), first_sound("please"), first_sound("That")
    ('wuh', 'suh', 'puh', 'thuh')
    """
    low = re.sub("['’]", "", word.lower())
    if low.startswith("who"):
        return "h" + filler
    if low[0] == "c" and low[1:2] in tuple("eiyéèêíî"):
        return "s" + filler
    if (
        low[0] == "g"
        and low[1:2] in ("e", "i", "y")
        and low[:3] not in ("get", "giv", "gir", "gif")
    ):
        return "j" + filler
    for letters in (low[:3], low[:2], low[:1]):
        if letters in _SOUNDS:
            sound = _SOUNDS[letters]
            return ("k" if sound == "kw" and filler != "uh" else sound) + filler
    return ("k" if low[0] in "cq" else low[0]) + filler


def stutter(word: str, filler: str = "uh") -> str:
    """A word that is stuttered over: its first sound, and the word.

    >>> stutter("what"), stutter("I"), stutter("It's"), stutter("All")
    ('wuh what', 'I, I', "It's", 'a All')
    """
    low = word.lower().replace("’", "'")
    if low.isdigit() or not low[0].isalpha():
        return word
    if low == "i" or low.startswith("i'"):
        return f"I, {word}"
    if low == "oh":
        return f"{word[0]} {word}"
    if low.startswith("al") and filler == "uh":
        return f"a {word}"
    if low[0] in VOWELS.replace("y", "") or low.startswith(("hour", "hono", "heir")):
        return word
    return f"{first_sound(word, filler)} {word}"


NO_STUTTER = frozenset(["d-day", "h-hour", "v-v", "t-test", "e-edition", "x-x", "a-a"])
"""Compounds that look like a stutter."""
_PREFIXES = as_words(
    """
    re co no so in un pre de bi on an be to do go he she we me my oh ha ho ta bye tut tsk
    now who how yes uh um ah eh la na da ya ra there
    """
)
"""First parts that a compound may repeat (“re-read”, “no-nonsense”)."""

_STUTTER = re.compile(
    r"(?P<first>[^\W\d_]{1,5}?)(?P<again>(?:[-–—‑](?P=first))*)[-–—‑](?P<word>(?P=first)[^\W\d_]*"
    r"(?:['’][^\W\d_]+)?)",
    re.IGNORECASE,
)


def stutters(filler: str = "uh") -> Rule:
    """“W-what”, “A-All”, “S-s-sorry”, “But-but why”."""

    def say(match: re.Match[str]) -> str | None:
        first, word, text = match["first"], match["word"].replace("’", "'"), match.string
        after, low = text[match.end() : match.end() + 1], first.lower()
        if word.isupper() and len(word) > 1 and any(c in VOWELS for c in word.lower()):
            word = word.lower()  # “Y-YOU”
            first = first.lower() if len(first) > 1 else first
        if after.isalnum() or match.group().lower() in NO_STUTTER:
            return None
        if low in _PREFIXES or (after == "-" and len(low) > 1):
            return None
        if word.lower() == low and len(low) > 1 and not any(c in VOWELS for c in low):
            sound = first_sound(word, filler)
            return f"{_as_in(word, sound)} {sound}"
        if len(word) == len(first) == 1 and low not in VOWELS:
            return None if not match["again"] and after not in ("—", "-") else first_sound(word)
        if low == "qu" or len(low) == 1 or not any(c in VOWELS for c in low):
            # “M-Might” in the middle of a sentence was written for “Might” as much as for “might”.
            said = stutter(word, filler)
            if len(low) > 1 and low not in _SOUNDS and low[0] != low[1]:  # “st-stay”
                said = f"{low}{filler} {word}"
            return _as_in(first, said) if word[1:].islower() or len(word) == 1 else said
        return f"{first}, {word}"

    return Rule(_STUTTER, say)


_LONG = re.compile(r"[^\W\d_]*?([^\W\d_])\1\1[^\W\d_]*(?:['’][^\W\d_]+)?", re.IGNORECASE)
_DRAWN = re.compile(r"([^\W\d_]*([^\W\d_]))(?:-\2){2,}(?![^\W_])", re.IGNORECASE)
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xz]{2,}(?![\w'’]|\.\w)", re.IGNORECASE)
_SAID = as_words("hmm mr mrs ms dr st tv pm cd dj dvd ok hm th nd rd vs")


_SHOUTED_NOISES = as_words("tsk psh tch hmph ksh hrk grk thwp fwsh")

_CUT = re.compile(r"[—–⸺]|--")


def _say_no_vowel(match: re.Match[str]) -> str | None:
    word = match.group()
    core = re.sub(r"(.)\1+", r"\1", word.lower())
    if (
        word.lower() in _SAID
        or core not in VOICELESS
        or (len(word) < 3 and word.lower() not in ("sh", "mm"))
    ):
        return None
    if word.isupper() and len(set(word)) == len(word) and word.lower() not in _SHOUTED_NOISES:
        return None  # initials
    if len(word) < 3 and _CUT.match(match.string, match.end()):
        return None  # “I told you, sh—”
    return _as_in(word, say_voiceless(word))


def elongations(double: Collection[str] = ()) -> tuple[Rule, ...]:
    """“nooo”, “grrr”, “no-o-o”; ``double`` as for ``shorten``."""

    def say(match: re.Match[str]) -> str | None:
        if set(match.group()) <= set("IVXLCDM") or match.group() in ("ii", "iii", "xx", "xxx"):
            return None  # a Roman numeral
        word = shorten(match.group().replace("’", "'"), double)
        return word.lower() if word.isupper() and len(word) > 1 else word

    return (
        Rule(_NO_VOWEL, _say_no_vowel),
        Rule(_LONG, say),
        Rule(_DRAWN, lambda match: match[1]),
    )


_SPACED = re.compile(
    r"(?<![^\W_])[^\W\d_](?:[ ][^\W\d_]){1,}(?:[ ]{2,}[^\W\d_](?:[ ][^\W\d_])*)+(?![^\W_]|['’]\w)"
    r"|(?<![^\W_])[^\W\d_](?:[ ](?:['’][ ]?)?[^\W\d_]){2,}(?![^\W_]|['’][^\W_])"
    r"|n o(?![^\W_])(?! [^\W_]\b)|(?:N O|G O)(?=\s*[!?…])|(?<=[“\"])(?:N O|G O)(?=[,.]?[”\"])"
)
_CAPITALS_APART = re.compile(r"[A-Z](?: [A-Z])+$")


def _say_spaced(match: re.Match[str]) -> str | None:
    if "  " in match.group():
        return " ".join(group.replace(" ", "") for group in re.split(r" {2,}", match.group()))
    letters = match.group().split(" ")
    word = "".join(letters)
    if _CAPITALS_APART.match(match.group()) and not any(c in "AEIOUY" for c in word):
        return None
    if not any(c in VOWELS for c in word.lower()):
        return None
    return word.lower() if word.isupper() else word


SPACED = Rule(_SPACED, _say_spaced)
"""“s c r e a m”."""


def cut_off(filler: str = "uh", whole: Collection[str] = ("I", "a", "A", "O", "y")) -> Rule:
    """“wh—”: a stub that an engine would spell; ``whole`` are words of one letter."""

    def say(match: re.Match[str]) -> str | None:
        stub, text = match.group(), match.string
        if stub in whole:
            return None
        if _TITLED.search(text[: match.start()]) and (len(stub) == 1 or stub.isupper()):
            return None
        if stub.isupper() and len(stub) > 1:
            return None
        if len(stub) == 1 and _NAMED.search(text[: match.start()]) and stub.isupper():
            return None
        if len(stub) > 1 and "y" in stub.lower()[1:]:
            return None  # “by—”, “try—”
        if any(c in VOWELS.replace("y", "") for c in stub.lower()):
            return {"e": "eh", "i": "ih", "o": "oh", "u": "uh"}.get(stub.lower())
        sound = first_sound(stub, filler) if len(stub) == 1 or stub.lower() in _SOUNDS else ""
        return _as_in(stub, sound or f"{stub.lower()}{filler}")

    return Rule(_STUB, say)


def hesitations(filler: str = "uh") -> Rule:
    """“W... what”, “Th…thank you”: a first sound before dots."""

    def say(match: re.Match[str]) -> str | None:
        stub, text = match["stub"], match.string
        if stub[0].isupper() and not _BEGINS.search(text[: match.start()]):
            return None  # “plan B... but”
        return _as_in(stub, first_sound(match["word"], filler))

    return Rule(_HESITATION, say)


_BEGINS = re.compile(r"(?:^|[.!?…—,;:“”\"'‘’«»(*_])\s*$")
_HESITATION = re.compile(
    r"(?P<stub>(?:[b-df-hj-np-tv-xz]|[cgpstw]h|qu))(?=(?:…|\.{2,}|\. \. \.) ?[“\"'‘]?"
    r"(?P<word>(?P=stub)[^\W_]*))",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mister|Lady|Lord|Sir|Dr|Madame|Monsieur|of)\.? $")
_NAMED = re.compile(r"\b(?:an|letters?|initials?) [“‘\"']?$")
_STUB = re.compile(
    r"[^\W\d_]{1,4}(?=(?:[—–⸺]|--+|-(?![\w-]))(?![^\W_]))"
    r"|(?<![^\s“\"«„])(?-i:[b-df-hj-np-tvwz])(?=[—⸺][a-z])",
    re.IGNORECASE,
)


def dashes(before: Collection[str], after: Collection[str], compounds: Collection[str]) -> Rule:
    """“life-no”: a hyphen where a dash was meant. ``after`` are words that start no second part
    of a compound, ``before`` those that end no first."""

    def say(match: re.Match[str]) -> str | None:
        left, right = match["left"], match["right"]
        low, far = left.lower().replace("’", "'"), right.lower().replace("’", "'")
        if f"{low}-{far}" in compounds:
            return None
        text = match.string
        chain = _CHAIN.match(text, match.start())
        if (
            chain
            and _CALLED.isdisjoint(chain.group().lower().split("-"))
            and (chain.group().count("-") > 2 or (right.isalpha() and right.islower()))
        ):
            return None  # “ever-so-slightly”
        if match.start() and text[match.start() - 1] == "-":
            return None
        short = ("'" in low and not low.endswith("'s")) or low in before
        shortened = "'" in far and (not far.endswith("'s") or far in _IS)
        if short or shortened or right == "I" or far in after:
            return left.replace("’", "'") + ", "
        return None

    return Rule(_HYPHENED, say)


_CHAIN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+(?:['’][^\W\d_]+)?){2,}(?![\w-])")
_CALLED = frozenset(
    {"no", "please", "wait", "but", "well", "yes", "yeah", "oh", "because", "sorry"}
)
"""Words that stand alone: between hyphens too they are no part of a compound."""
_IS = as_words("it's that's what's he's she's there's let's who's where's how's here's")
_HYPHENED = re.compile(
    r"(?P<left>[^\W\d_]+(?:['’][^\W\d_]+)?)-(?=(?P<right>[^\W\d_]+(?:['’][^\W\d_]+)?))"
)

NOTES = (
    Rule(re.compile(r"(?<=[.,;:!?”’\")\]])[⁰¹²³⁴-⁹]+"), lambda match: ""),
    Rule(
        re.compile(r"([^\W\d_]{2,}(?:['’][^\W\d_]+)?)[⁰¹²³⁴-⁹]+"),
        lambda match: (
            match[1].replace("’", "'")
            + (" squared" if match.string[max(0, match.start() - 1) : match.start()] == "=" else "")
        ),
    ),
)
"""“word¹”."""


def _heart(match: re.Match[str]) -> str | None:
    """“<3”, but not “2 <3”."""
    return None if re.search(r"\d\s?$", match.string[: match.start()]) else " heart "


def _entity(text: str) -> str:
    """What is left of HTML: “don&rsquo;t”, “wait&hellip;”."""
    mark = html.unescape(text)
    return {"’": "'", "'": "'", "…": "... ", "—": ", ", "–": " ", "\xa0": " "}.get(mark, " ")


MARKS = (
    Rule(re.compile(r"</?(?:[biusp]|br|em|hr|strong|span|div|center|su[bp]|h[1-6]|q|del|strike)\b[^<>]{0,40}/?>",
                    re.IGNORECASE), lambda match: ""),
    Rule(re.compile(r"\[/(?:[bius]|url|quote|spoiler|color|size|center)\]|\[(?:[bius]|quote|spoiler|center)\]"
                    r"(?=.*\[/)", re.IGNORECASE), lambda match: ""),
    Rule(re.compile(r"(?:(?<=[\w.,;:!?”’\")\]])|(?<=\w ))\[\^?(?:\d{1,3}|[a-z*†]|note \d+)\]"),
         lambda match: ""),
    Rule(re.compile(r"(?<!\S)(?:>?[:;=8xX]['’]?-?[()DPpoO/\\|\[\]]+|>?[:;]['’]?-?[*3cCxXsS@$<>{}]+|\\o/|\^_*\^|[T;][_.]+[T;]|"
                    r"[-=]_+[-=]|>[_.]+<|o[_.]O|O[_.]o)(?![^\s.,!?”])"), lambda match: " "),
    Rule(re.compile(r"[*~_](?:[ .-]?[*~_])+(?!\w)"), lambda match: " "),
    Rule(re.compile(r"(?<!\w)/(?=\w[^/\n]*\w/(?!\w))|(?<=\w)/(?!\w)"), lambda match: ""),
    Rule(re.compile(r"(?:</?3+(?!\w|[.,]\d|\s*\d)\s?)+"), lambda match: _heart(match)),
    Rule(re.compile(r"https?://|\\"), lambda match: " "),
    Rule(re.compile(r"&(?:[lr][sd]quo|quot|apos|nbsp|hellip|[mn]dash|[lg]t|#x?[\da-fA-F]{2,6});"),
         lambda match: _entity(match.group())),
    Rule(re.compile(r"&amp;"), lambda match: " and "),
    Rule(re.compile(r"[#$%&@*!?]{4,}"), lambda match: " bleep "
         if len(set(match.group())) > 2 and set(match.group()) - set("!?*") else None),
)  # fmt: skip
"""Marks that stand for nothing that is said."""
