"""What people write on the net and in games, into words: short forms, scores, gains, faces."""

from __future__ import annotations

import re
import unicodedata

from narrator.verbalizer.english.quantities import NUMBER, before, number
from narrator.verbalizer.numbers import cardinal
from narrator.verbalizer.scanner import Rule

SHORT_FORMS = {
    "idk": "I don't know", "tbh": "to be honest", "btw": "by the way", "imo": "in my opinion",
    "imho": "in my humble opinion", "ngl": "not gonna lie", "nvm": "never mind",
    "ikr": "I know, right", "pls": "please", "plz": "please", "thx": "thanks", "tysm":
    "thank you so much", "ofc": "of course", "ppl": "people", "sry": "sorry", "bday": "birthday",
    "jk": "just kidding", "ily": "I love you", "gtg": "got to go", "wdym": "what do you mean",
    "tho": "though", "thru": "through", "cuz": "'cause", "gr8": "great", "m8": "mate",
    "b4": "before", "l8r": "later", "l8": "late", "w8": "wait", "h8": "hate", "2day": "today",
    "2nite": "tonight", "2morrow": "tomorrow", "4ever": "forever", "some1": "someone",
    "any1": "anyone", "no1": "no one", "every1": "everyone", "2moro": "tomorrow",
    "2mrw": "tomorrow", "2moz": "tomorrow", "2gether": "together", "2night": "tonight",
    "4eva": "forever", "4get": "forget", "4give": "forgive", "4got": "forgot", "be4": "before",
    "str8": "straight", "sk8": "skate", "sk8er": "skater", "gr8ful": "grateful", "l33t": "leet",
    "n00b": "noob", "n00bs": "noobs", "w00t": "woot", "pwn3d": "poned", "h4x": "hacks",
    "h4x0r": "hacker", "sum1": "someone", "lmk": "let me know", "tbf": "to be fair",
    "hmu": "hit me up", "istg": "I swear to God", "wyd": "what are you doing",
    "idc": "I don't care", "omw": "on my way", "dmg": "damage", "smth": "something", "abt": "about",
    "thnx": "thanks", "prolly": "probably",
}  # fmt: skip
SPELLED = (
    "omg", "omfg", "wtf", "wth", "fyi", "irl", "afk", "brb", "smh", "ttyl", "ffs", "lmao", "lmfao",
    "stfu", "rn", "dm", "dms", "npc", "npcs", "hp", "mp", "xp", "pov", "povs", "oc", "ocs", "otp",
    "ftw", "iirc", "afaik", "fwiw", "icymi", "tmi", "hbu", "wbu", "gg", "ooc", "nbd", "tfw",
    "mfw", "iykyk", "np", "bff", "bffs",
    "gf", "bf", "tldr", "mc", "rpg", "mmo", "mmorpg", "pvp", "fml", "diy", "tgif",
)  # fmt: skip
"""Known to no engine in small letters."""
_SMALL_FORMS = {"ur": "your", "ty": "thank you", "fr": "for real", "gn": "good night"}
"""In small letters only: “Ty” and “Ur” are names."""
LETTERED = frozenset(form.upper() for form in SPELLED if not form.endswith("s"))
"""The same in capitals."""


def _short(match: re.Match[str]) -> str:
    word = match.group()
    said = _SMALL_FORMS.get(word) or SHORT_FORMS.get(word.lower())
    if said is None:
        low = word.lower()
        plural = low.endswith("s") and low[:-1] in SPELLED
        return low[:-1].upper() + "s" if plural else low.upper()
    return said[:1].upper() + said[1:] if word[0].isupper() else said


_ALL = "|".join(sorted([*SHORT_FORMS, *SPELLED], key=len, reverse=True))
_CAPITALIZED = "|".join(each.capitalize() for each in [*SHORT_FORMS, *SPELLED])
_ALL_SMALL = f"(?:{'|'.join(_SMALL_FORMS)}|{_ALL}|{_CAPITALIZED})"

_STATS = (
    r"\b(?:HP|MP|SP|XP|EXP|AP|PP|[Hh]ealth|[Mm]ana|[Ss]tamina|[Ee]nergy|[Ll]ife|[Pp]rogress|"
    r"[Cc]apacity|[Uu]ses|[Cc]harges|[Dd]urability)"
)
_COUNTS = (
    r"\b(?:[Cc]hapters?|[Cc]h\.|[Pp]arts?|[Pp]t\.|[Pp]ages?|[Bb]ook|[Ee]pisode|[Dd]ay|[Ww]eek)"
)


def _of_all(match: re.Match[str]) -> str | None:
    """“HP: 40/100”, “Chapter 12/40”, “7/10 on the quiz”."""
    ahead, low, high = before(match), match["a"], match["b"]
    if re.search(rf"{_COUNTS} $", ahead):
        return f"{number(low)} of {number(high)}"
    stat = re.search(rf"(?:{_STATS}:?|\d/\d+ (?:→|[-=]>)) ?[\[(]?$", ahead) or re.match(
        rf" ?{_STATS}", match.string[match.end() :]
    )
    marked = high in ("10", "100") and not re.match(
        r" (?:of|inch|mile|second|cup|pint)|-|th", match.string[match.end() :]
    )
    big = "," in low + high
    counted = (
        ahead.endswith("(")
        and match.string[match.end() :] == ")"
        and high not in ("2", "3", "4", "11")
    )
    boxed = high.isdecimal() and int(high) not in (2, 3, 4, 8, 16) and _BOXED.search(ahead)
    if stat or marked or big or counted or boxed:
        return f"{number(low)} out of {number(high)}"
    return None


_BOXED = re.compile(r"\b(?!(?:Date|Due|Born|Day|Log|Diary|Entry)\b)[A-Z][a-z]+[.:] $")
"""What stands before a count in a status box: “Dur. 12/30”."""


def _both_halves(match: re.Match[str]) -> str:
    """“3-5pm”: the range, and the half of the day that both are in."""
    said = []
    for part in (match["from"], match["to"]):
        hour, _, minute = part.partition(":")
        words = cardinal(int(hour))
        if minute and minute != "00":
            words += f" {'oh ' if minute[0] == '0' else ''}{cardinal(int(minute))}"
        said.append(words)
    return f"{' to '.join(said)} {match['half'][0].upper()} M"


NET_DIGITS = (
    Rule(
        re.compile(r"(?P<a>\d+\.\d+)/(?P<b>\d+)(?![\w/])"),
        lambda match: f"{number(match['a'])} out of {number(match['b'])}",
    ),
    Rule(re.compile(rf"(?P<a>{NUMBER})/(?P<b>{NUMBER})(?![\w/])"), _of_all),
    Rule(
        re.compile(
            r"(?P<from>1[0-2](?::[0-5]\d)?|[1-9](?::[0-5]\d)?)\s?[-–]\s?(?P<to>1[0-2](?::[0-5]\d)?|"
            r"[1-9](?::[0-5]\d)?)\s?(?P<half>[ap]\.?m\b|[AP]M\b)"
        ),
        _both_halves,
    ),
    Rule(
        re.compile(rf"(?P<n>(?:{NUMBER})(?:\.\d+)?)[x×](?!\w| ?\d)"),
        lambda match: f"{number(match['n'])} times",
    ),
    Rule(re.compile(rf"(?:{_ALL})(?![\w'’])"), _short),
)


def _place(match: re.Match[str]) -> str:
    """“u/moss_cat”: somebody or some place on a network."""
    parts = re.findall(r"\d+|[^\W\d_]+", match[2])
    said = [number(part) if part.isdecimal() else part for part in parts]
    return f"{match[1]} slash {' '.join(said)}"


def _face(match: re.Match[str]) -> str | None:
    """“no way D:”, but not “plan D: run”."""
    if _LABELLED.search(before(match)) or _LABEL.search(match.string):
        return None
    return ""


_LABEL = re.compile(r"\b[A-CE-Z]: ")


_LABELLED = re.compile(
    r"\b(?:plan|option|answer|vitamin|class|grade|choice|section|part|group|team|point|exhibit|item|"
    r"drive|letter|appendix|number|rank|level|type|the|a|[A-C][,;]?) $",
    re.IGNORECASE,
)

NET = (
    Rule(re.compile(rf"{_ALL_SMALL}(?![\w'’/])"), _short),
    Rule(
        re.compile(r"([A-Z])/([A-Z])(?:/([A-Z]))?(?![\w/])"),
        lambda match: " ".join(part for part in match.groups() if part),
    ),
    Rule(re.compile(r"([ru])/(\w{3,})(?![\w/])"), _place),
    Rule(re.compile(r"([CF])#(?!\w)"), lambda match: f"{match[1]} sharp"),
    Rule(re.compile(r"TL ?; ?DR(?!\w)"), lambda match: "T L D R"),
    # what ornaments are made of: “xXx”, “x.X.x”, “oOoOo”
    Rule(re.compile(r"(?=[xX.]*x[xX.]*X|[xX.]*X[xX.]*x)[xX](?:[.~*-]?[xX]){2,}(?![\w'’])"),
         lambda match: ""),
    Rule(re.compile(r"(?:oO)+o?(?![\w'’])"), lambda match: ""),
    Rule(re.compile(r"(?:D-?['’]?[:;=]|c:)<?(?=[\s”\"]*$|\s+[a-z])(?<=\s.:)(?!\w)"), _face),
    Rule(re.compile(r"([T;QXxoOuU])[_.]\1(?!\w)|([TQ])-\2(?![\w-])"), lambda match: ""),
)  # fmt: skip

_EMOJI = {
    "❤": "heart", "♥": "heart", "👍": "thumbs up", "👎": "thumbs down", "😂": "laughing face",
    "🤣": "laughing face", "😭": "crying face", "😢": "crying face", "😊": "smiley", "🙂": "smiley",
    "😀": "smiley", "😃": "smiley", "😉": "wink", "😘": "kiss", "💋": "kiss", "🔥": "flame",
    "🙏": "folded hands", "💀": "skull", "🤷": "shrug", "👀": "pair of eyes", "⭐": "star",
    "🎉": "party popper", "💔": "broken heart", "🙄": "eye roll", "😡": "angry face",
}  # fmt: skip


def _shown(match: re.Match[str]) -> str | None:
    """“He sent a single 👍.”: a sign that stands for a noun is named."""
    if not _OF_ONE.search(before(match)):
        return None
    sign = match.group()
    return _EMOJI.get(sign) or unicodedata.name(sign, "").lower().removesuffix(" sign")


_OF_ONE = re.compile(
    r"\b(?:an?|the|one|another)(?: (?:single|lone|big|little|red|tiny|second|last|first))? $"
)

NET_MARKS = (
    Rule(re.compile(r"[!?]{2,}1[!?1]*(?:one|eleven)*(?!\w)"), lambda match: "!"),
    Rule(
        re.compile("[❤♥⭐\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff]"),
        _shown,
    ),
    Rule(re.compile(r"([=+#%&|<>])\1{2,}|([=#%|<>])\2(?!\d)"), lambda match: " "),
    Rule(re.compile(r"(?<!\S)[>~](?=\d)"), lambda match: {">": "more than ", "~": "about "}[
        match.group()]),
    Rule(re.compile(r"(?<!\S)<(?=\d)(?!3(?!\d|[.,]\d))"), lambda match: "less than "),
    # a face between brackets holds no word
    Rule(re.compile(r"[(（](?=[^()（）\s]*[^\w\s()（）])[^A-Za-z0-9()（）\n]{2,16}[)）][^\w\s.,!?]*[^\x00-\u024f\s.,!?]?"),
         lambda match: " "),
)  # fmt: skip

SPECIAL = frozenset(_SMALL_FORMS) | {
    form for word in (*SHORT_FORMS, *SPELLED) for form in (word, word.capitalize())
}
"""Plain words that some rule of ``NET`` is about."""
