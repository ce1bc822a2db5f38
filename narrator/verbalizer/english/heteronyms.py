"""English words of one spelling and two sounds into what an engine says as it is meant.

Only the sound that engines would miss is respelled; the other stays as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from narrator.verbalizer.scanner import Rule

_HAVE = r"(?:have|has|had|having|'ve|'d|ve|was|were|is|are|be|been|being|get|got|gets)"
_SOON = r"(?:n't|not|never|ever|just|already|also|only|always|all|both|once|often|since|to)"
_SUBJECT = r"\b(?:I|you|he|she|it|we|they|who|people|everybody|everyone|someone|nobody|that)"
_MODAL = (
    r"\b(?:to|will|would|can|could|may|might|must|shall|should|do|does|did|don't|doesn't|didn't|"
    r"won't|can't|couldn't|wouldn't|cannot|let|let's|lets|'ll|please|never|not|and then|gonna|"
    r"wanna|i'd|you'd|he'd|she'd|we'd|they'd|help|make|made|makes|saw|see|heard|watch|watched)"
)
_OBJECT = r"(?:me|you|him|her|it|us|them|this|that|the|a|an|my|your|his|its|our|their|up|down|off)"
_ARTICLE = (
    r"\b(?:the|a|an|this|that|his|her|its|their|my|your|our|no|some|any|every|each|of|one|another|"
    r"with|in|strong|cold|old|north|south|east|west|high|warm|hot|icy|night|sea|wild|howling|"
    r"by|from|against|single|little|small)"
)


def _around(match: re.Match[str]) -> tuple[str, str]:
    text = match.string.replace("’", "'")
    return text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 40]


@cache
def _test(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: compiled.search(text) is not None


_perfect = _test(rf"(?:{_HAVE}|n't)(?: {_SUBJECT[2:]})?(?: (?:\w+ly|{_SOON}))* $|'(?:ve|d) $")
_after_modal = _test(rf"(?:{_MODAL}|'ll)(?: {_SUBJECT[2:]})?(?: (?:\w+ly|{_SOON}))? $")
_after_subject = _test(rf"{_SUBJECT}(?: (?:\w+ly|both|all|just))? $")
_third = _test(r"\b(?:he|she|it|nobody|everyone|everybody|someone|who)(?: (?:\w+ly|just))? $")
_after_article = _test(rf"{_ARTICLE} $")
_takes = _test(rf"^ {_OBJECT}\b")
_past_near = _test(
    r"\b(?:yesterday|last|ago|was|were|had|did|said|went|came|took|sat|looked|then|once|asked|"
    r"opened|turned|picked|stood|found|gave|put|saw|told|knew|\w{3,}ed)\b"
)
_past_adverb = _test(r"\b(?:yesterday|last (?:night|week|year|month)|ago|that (?:night|day))\b")
_to = _test(r"\bto(?: \w+ly)? $")


def _read(before: str, after: str) -> str:
    if _perfect(before) and not _to(before):
        return "red"
    if _after_modal(before) or not before.strip(" “\"'‘—-"):
        return ""
    if _past_adverb(after) or _third(before):
        return "red"
    if _test(r"\b(?:well|widely|letter|sign|note|it|card|label|headline|message|book|page) $")(
        before
    ):
        return "red"
    if (_after_subject(before) or _test(r"\b[A-Z][a-z]+ $|\band $|, $")(before)) and _past_near(
        before[:-1] + " " + after
    ):
        return "red"
    return ""


def _lead(before: str, after: str) -> str:
    metal = (
        r"^[- ](?:pipes?|bullets?|shot|paint|weights?|balls?|roof|poison\w*|glass|coffin|box|"
        r"sinkers?|pencil|mine|foil|crystal|sheets?|lined|grey|gray|colou?red|heavy|free|ore)\b"
    )
    heavy = (
        r"\b(?:of|molten|like|as heavy as|from|into|with|liquid|pure|white|red"
        r"|(?:covered|clad|cased|encased|sealed|set|wrapped|sheathed|roofed|dressed|cast) in) $"
    )
    if _test(metal)(after) or _test(r"\bheavy as $|\blike $|\bmolten $|\bof $|\bhot $")(before):
        return "" if _test(r"\b(?:take|in) the $")(before) else "led"
    return "led" if _test(heavy)(before) and _test(r"^(?:$|[.,;!?])")(after) else ""


def _tear(before: str, after: str) -> str:
    crying = r"^[- ](?:drops?|stained|streaked|filled|gas|ducts?|tracks?|in (?:his|her|my|their|"
    if _test(crying + r"your) eyes?|ran|rolled|slid|fell|trickled)\b")(after):
        return ""
    if _after_modal(before) or _takes(after):
        return "tair"
    if _test(r"^ (?:apart|away|through|open|into|in the (?!corner)|at|out|along|across)\b")(after):
        return "tair"
    return (
        "tair"
        if _test(r"\b(?:wear and|a long|a small|ragged|jagged|a) $")(before)
        and _test(r"^ in (?:the (?!corner)|his (?!eye)|her (?!eye)|my (?!eye))")(after)
        else ""
    )


def _tears(before: str, after: str) -> str:
    verb = _third(before) and (_takes(after) or _test(r"^ (?:through|apart|away|open)\b")(after))
    return "tairs" if verb or (_test(r"\b[A-Z][a-z]+ $")(before) and _takes(after)) else ""


def _wind(before: str, after: str) -> str:
    if _after_article(before) and not _to(before):
        return ""
    verb = _after_modal(before) or _test(r"\b(?:I|you|we|they) $")(before)
    if verb or _test(r"^ (?:up\b(?! (?:and|was|had))|the (?:clock|watch|wool|rope|string|handle))")(
        after
    ):
        return "" if _test(r"\b(?:see|saw|heard|made|makes|make) $")(before) else "wined"
    return ""


def _winds(before: str, after: str) -> str:
    path = r"\b(?:road|path|river|stream|lane|trail|street|stair\w*|he|she|it|track|way) $"
    turning = r"^ (?:through|along|around|round|down|up|its|between|across|the|past|towards?)\b"
    return "wines" if _test(path)(before) and _test(turning)(after) else ""


def _live(before: str, after: str) -> str:
    if _test(r"\b(?:a|the|an|some|two|three|with|of|real|those|these|no|more) $")(before):
        return "lyve"
    if _test(
        r"\b(?:go|goes|going|went|gone|broadcast\w*|streamed|streaming|performed?|sung|"
        r"recorded|you're|we're|we are|you are|all|coming|on air|play\w*) $"
    )(before):
        return "lyve"
    noun = r"^ (?:shows?|music|bands?|broadcasts?|wires?|ammunition|ammo|rounds?|animals?|bait|"
    noun += r"audience|feed|stream|tv|television|coverage|performance|concert|fish|birds?|coals?)\b"
    return "lyve" if _test(noun)(after) else ""


def _lives(before: str, after: str) -> str:
    verb = _third(before) or _test(r"\b(?:that|which|still|[A-Z][a-z]+) $")(before)
    plural = _test(r"\b(?:their|our|your|my|many|two|the|other|of|nine|past|innocent|both) $")(
        before
    )
    return "livz" if verb and not plural else ""


def _close(before: str, after: str) -> str:
    near = r"^(?:[ -](?:to|by|enough|together|at|behind|friends?|call|range|up\b|as|quarters|"
    near += r"shave|family|against|beside|in\b|on\b|upon|fit|knit|cropped|for comfort)|[.,;!?]|$)"
    degree = r"\b(?:so|too|very|how|that|as|quite|more|real|pretty|is|was|were|are|be|been|come|"
    degree += r"came|comes|get|got|getting|draw|drew|stay|stayed|keep|kept|hold|held|up|stood|sat|"
    degree += r"pulled|leaned|moved|lay|him|her|me|them|stand|sit|followed|step\w*|lean|a|the) $"
    if (_to(before) and _takes(after)) or (_after_modal(before) and _takes(after)):
        return "cloze"
    if _test(r"\b(?:a|the) $")(before) and _test(r"^ (?:of|$)")(after):
        return "cloze"
    if _test(degree)(before):
        return ""
    if _takes(after) and not _test(near)(after):
        return "cloze"
    if _after_modal(before) and not _test(r"^[ -](?:by|enough|together|at|behind|against)\b")(
        after
    ):
        return "cloze"
    if not _test(near)(after) and _test(
        r"\b(?:and|I|you|we|they|doors?|eyes|windows?|gates?|shops?|lids?) $"
    )(before):
        return "cloze"
    return (
        "cloze"
        if _test(r"^ (?:your|his|her|my|their|our|its|the|that|this|it|both|all)\b")(after)
        else ""
    )


def _bass(before: str, after: str) -> str:
    fish = r"\b(?:sea|caught|catch|fish\w*|striped|largemouth|grilled|fried|black|white|fresh)\b"
    if _test(fish)(before) or _test(r"^ (?:fish|boat|fishing)\w*|^ (?:swam|bit)\b|^es\b")(after):
        return "bas"
    return "base"


def _row(before: str, after: str) -> str:
    quarrel = r"\b(?:had|having|have|big|blazing|flaming|terrible|awful|furious|another|almighty|"
    quarrel += r"dreadful|violent|family|hell of|fearful|what|making|make|made|such|started) "
    if _test(quarrel + r"(?:a |an )?(?:\w+ing )?$")(before) and not _test(r"^ of\b")(after):
        return "rau"
    return (
        "rau"
        if _test(r"^ (?:about|over|broke out|between|with (?:his|her|my|their|the))\b")(after)
        and _test(r"\b(?:a|the|that|this|their|our) $")(before)
        else ""
    )


def _minute(before: str, after: str) -> str:
    tiny = r"^ (?:specks?|particles?|details?|amounts?|traces?|quantit\w+|fragments?|changes?|"
    tiny += r"differences?|creatures?|cracks?|print|handwriting|letters|scratch\w*|insects?|holes?|"
    tiny += r"examination|inspection|attention|stitches|writing|drops?|grains?|description)\b"
    if _test(tiny)(after) or (
        _test(r"\b(?:so|very|too|most|such|in|more) $")(before)
        and not _test(r"\bin (?:a )?$")(before)
    ):
        return "my newt"
    return ""


def _bow(before: str, after: str) -> str:
    weapon = r"\b(?:his|her|my|their) $"
    if _test(r"^ of (?:the|a|his|her|our|their) (?:ship|boat|canoe|vessel|ferry|yacht)")(after):
        return "bough"
    if _test(r"^ (?:and (?:his |her |the )?arrows?|string|tie|tied|in (?:her|his) hair|legged)")(
        after
    ) or _test(r"\b(?:long|cross|hunting|ribbon|violin|rain|fiddle|drawn|bent|strung) ?$")(before):
        return ""
    if _after_modal(before) or (
        _test(r"^ (?:to|before|low|down|deeply|my|your|his|her|their|out)\b")(after)
        and not _test(weapon)(before)
    ):
        return "bough"
    if _test(
        r"\b(?:take|took|taking|takes|made|make|makes|low|deep|little|slight|stiff|small|"
        r"graceful|polite|formal|courtly|elaborate|mocking|final|ship's|over the|at the|"
        r"in the|port|starboard|short|curt|sweeping|with a) (?:a |another |his |her )?$"
    )(before):
        return "bough"
    return "bough" if _test(r"\b(?:I|you|we|they|and) $")(before) else ""


def _bows(before: str, after: str) -> str:
    bend = _third(before) or _test(r"\b(?:ship's|exchanged|made|the|her|and) $")(before)
    return "" if not bend or _test(r"^ (?:and arrows|in|of ribbon)")(after) else "boughs"


def _sow(before: str, after: str) -> str:
    pig = r"\b(?:a|the|an|old|fat|our|his|her|that|sick|pregnant|great) $"
    return "sau" if _test(pig)(before) else ""


def _wound(before: str, after: str) -> str:
    if _test(r"\b(?:to|will|would|can|could|may|might|not|didn't|don't|did) $")(before):
        return ""
    turning = r"^ (?:up|down|its|his way|her way|their way|around|round|through|along|between|"
    turning += r"tightly|tight|past|the (?:clock|watch|rope|string|wool|scarf|yarn|thread|bandage))"
    if _test(turning)(after):
        return "wownd"
    if _test(
        r"\b(?:he|she|it|I|they|we|road|path|river|stream|lane|trail|street|track|tightly|"
        r"stairs|procession) $"
    )(before) and not _test(r"^(?:[.,;!?]|$)")(after):
        return "wownd"
    return ""


def _dove(before: str, after: str) -> str:
    return (
        "dohv"
        if _after_subject(before)
        or _test(
            r"^ (?:into|in|for|under|down|off|behind|across|through|forward|at|back|headfirst)\b"
        )(after)
        else ""
    )


def _refuse(before: str, after: str) -> str:
    waste = r"\b(?:the|of|kitchen|city|garbage and|rotting|household|with) $"
    return "reffuse" if _test(waste)(before) and not _after_modal(before) else ""


def _separate(before: str, after: str) -> str:
    verb = _after_modal(before) and (_takes(after) or _test(r"^ (?:us|them|from)|^[.!]")(after))
    return "separayt" if verb else ""


def _excuse(before: str, after: str) -> str:
    verb = _takes(after) or (_after_modal(before) and not _test(r"\b(?:a|an|no|any) $")(before))
    return "excuze" if verb else ""


CHOICES: dict[str, Callable[[str, str], str]] = {
    "read": _read, "lead": _lead, "tear": _tear, "tears": _tears, "wind": _wind, "winds": _winds,
    "live": _live, "lives": _lives, "close": _close, "bass": _bass, "row": _row,
    "minute": _minute, "bow": _bow, "bows": _bows, "sow": _sow, "wound": _wound, "dove": _dove,
    "refuse": _refuse, "separate": _separate, "excuse": _excuse,
}  # fmt: skip
"""A word, and what chooses its respelling from the text around it; "" leaves it as it stands."""


def _choose(match: re.Match[str]) -> str | None:
    word = match.group()
    if word.lower() not in CHOICES:
        return None  # a long s counts as an s where case doesn't
    before, after = _around(match)
    said = CHOICES[word.lower()](before, after)
    if not said:
        return None
    return said[:1].upper() + said[1:] if word[0].isupper() else said


HETERONYM = Rule(
    re.compile(rf"(?:{'|'.join(sorted(CHOICES, key=len, reverse=True))})(?![\w'’])", re.IGNORECASE),
    _choose,
)
SPECIAL = frozenset(form for word in CHOICES for form in (word, word.capitalize()))
