"""The heteronyms that every novel has into the sound that is meant: read, lead, live, close."""

from __future__ import annotations

import re

from narrator.verbalizer.english.heteronyms.context import (
    DETERMINER,
    OBJECT,
    PRONOUN,
    after_name,
    asks_for_verb,
    ends,
    is_base_form,
    is_caused,
    is_participle,
    is_short_had,
    matcher,
    no_name,
    opens_sentence,
    takes_object,
    wants_verb,
)

_article = matcher(rf"\b{DETERMINER} $")
_singular = matcher(
    r"\b(?:he|she|it|nobody|everyone|everybody|someone|somebody|no one) (?:\w+ly |just |never |"
    r"ever |always |also |once |even |only |then )?$"
)
_PAST = (
    r"\b(?:yesterday|ago|was|were|had|did|said|went|came|took|sat|looked|asked|stood|found|gave|"
    r"put|saw|told|knew|thought|felt|got|made|held|kept|lay|threw|swore|wept|ate|drank|slept|wrote|"
    r"left|heard|began|ran|rose|fell|swept|drew|bent|bit|blew|caught|flew|froze|spoke|tore|woke|"
    r"brought|bought|paid|sent|met|couldn't|could|would|\w{2,}ed|last (?:night|week|year|month|"
    r"time))\b"
)
_past_near = matcher(_PAST)
_past_adverb = matcher(
    r"^[^.!?]*?\b(?:yesterday|last (?:night|week|year|month|time)|ago|(?:that|this) (?:night|day|"
    r"morning)|in \d{4}|once\b|as a (?:child|boy|girl|kid))"
)
_habit = matcher(
    r"^[^.!?]*?\b(?:every|each|always|usually|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|"
    r"for fun|for a living|too much|a lot)\b"
)
_led_by_verb = matcher(
    r"\b(?:to|will|would|can|could|should|must|might|may|did|didn't|don't|won't|can't|let's|"
    r"please)(?: (?!the |a |an |his |her |my |bed |school |work |town )\w+)(?: \w+){0,4}? and $"
)
_book = matcher(
    r"\b(?:good|great|quick|long|short|fun|hard|easy|decent|interesting|light|heavy|nice|fine|must|"
    r"worthy|worthwhile|close|cracking|proof|best|first|second) $"
)
_after_object = matcher(
    r"\b(?:well|widely|letter|sign|note|it|card|label|headline|message|banner|text|inscription|"
    r"telegram|poster|plaque|page|screen|caption|words|writing) $"
)
_subject_noun = matcher(
    rf"\b{DETERMINER} (?:\w+ ){{0,2}}?(?!(?:well|one|of|to|and|all|then|people|children|men|women|"
    rf"folk|police|never|just)\b)\w*[^s\W] "
    r"(?:\w+ly |once |just |never |always |also |only |even |then |still )?$"
)
_like = matcher(r"^ like (?:an?|the|some\w*|one) ")
"""“The note he had sent read like a threat.”"""
_ticked_off = matcher(r"(?:^|[.!?“\"] ?)(?:seen|sent|opened|delivered|checked|received|signed)\. $")
_done_to = matcher(r"(?:^|[.;!?“\"] ?|, )(?:once|when|if|though|unless) $")
_single_deed = matcher(
    r"(?:^|[^\w ] ?|\b(?!(?:when|whenever|if)\b)\w+ )(?:I|we) (?:\w+ly |just |once )?$|\b(?:they|"
    r"of them|of us) $"
)
_one_thing = matcher(r"^ (?:the|your|that|this|his|her|it|about|somewhere|aloud|each|its)\b")


_quoted = matcher(
    r"[,!?.][”\"'*_]+ $|[*_][,:] $|(?-i:(?:\b[A-Z][A-Z']+[ ,!?.:]+){2,}|\b[A-Z]{4,}[ ,!?.:]+)$"
)
"""After words that stand somewhere, as quotation marks, emphasis or capitals tell."""
_names_thing = matcher(rf"^ {DETERMINER}\b")
_would = matcher(r"'d (?:rather|gladly|happily|still|even|probably|better|sooner|simply) $")


def _same_speech(before: str, after: str) -> str:
    """What stands around, without what other quotation marks hold."""
    return re.split('[“”"]', before)[-1].rstrip() + " " + re.split('[“”"]', after)[0]


def read(before: str, after: str) -> str:
    """“red” where it is the past."""
    if is_short_had(before):
        return "" if _would(before) else "red"
    if wants_verb(before) or asks_for_verb(before):
        return ""
    if _quoted(before) and _names_thing(after):
        return "red"  # “Keep out,” read the sign
    if is_participle(before):
        return (
            ""
            if matcher(r"\b(?:has|have|had|is|was|'s) (?:a|an|the) (?:\w+ )?$")(before)
            else "red"
        )
    if is_caused(before):
        return ""
    if _article(before) or _book(before):
        return ""
    if _singular(before) or _past_adverb(after):
        return "red"
    if opens_sentence(before):
        return "red" if _ticked_off(before) and matcher(r"^\. ")(after) else ""
    if matcher(r"\b(?:I|you|we|they) $")(before) and matcher(rf"^ {OBJECT}(?: \w+)? wrong\b")(
        after
    ):
        return "red"
    if _after_object(before):
        return "red"
    if after_name(before) and not no_name(before):
        return "red"
    if _done_to(before) and matcher(r"^(?:,| by| aloud| in| correctly| out)")(after):
        return "red"
    near = _same_speech(before, after)
    if matcher(r"\band (?:then )?$|, $")(before):
        if matcher(r"\b(?:be|been|was|were|being) (?:\w+ly )?\w+(?:ed|en|wn) and $")(before):
            return "red"
        return "red" if _past_near(before) and not _led_by_verb(before) else ""
    if _subject_noun(before) or (_like(after) and _past_near(before)):
        return "red"
    if _habit(after):
        return ""
    if _single_deed(before) and _one_thing(after):
        return "red"
    plural = matcher(
        rf"\b{PRONOUN} (?:\w+ly |both |all |just |only |once |even )?$|\w+s (?:\w+ly )?$"
    )
    return "red" if plural(before) and _past_near(near) else ""


_METAL_THING = (
    r"^ (?:pipes?|piping|bullets?|shot|paint\w*|weights?|balls?|roof|poison\w*|glass|coffins?|box|"
    r"slugs?|sinkers?|pencils?|mines?|foil|crystal|sheets?|sheeting|lined|grey|gray|colou?red|"
    r"heavy|free|ore|solder|soldiers?|ingots?|bars?|plates?|apron|acid|type|dust|figurines?|"
    r"levels? in|boots)\b"
)
_made_of = matcher(
    r"(?:\bof|\bmolten|\blike|\bfrom|\binto|\bwith|\bthrough|\bthan|\bthere(?: is| was|\'s)|"
    r"\bliquid|\bpure|\bhot|\bsolid|\bas|\bcold|\b(?:more|much|some|any|enough|no|less|the|"
    r"its) (?:molten |liquid |melted )?|\b(?:melt|pour|mine|smelt|cast|eat|swallow|gild|strip|"
    r"sp[ai]t|bite|absorb)(?:ed|ing|s|en)?|\b(?:covered|clad|cased|encased|sealed|set|wrapped|"
    r"sheathed|roofed|dressed|lined|filled|weighted|turn(?:ed|s|ing)?|chang(?:ed|es|ing)|weigh\w*|"
    r"heavy|heavier|gone|went) (?:\w+ )?(?:in|into|to|with|as|than|like)) $"
)
_mass_noun = matcher(
    r"\b(?:much|molten|melted|liquid|pure|solid|smelted|hot|of|like|eat|ate|pour\w*|melt\w*|its|"
    r"stripped of \w+|as|heavier than|pumped \w+ full of|turn\w* to) $"
)
_being = matcher(
    r"\b(?:was|were|is|are|be|been|felt|feels|feel|turned|it's|they're) (?:all |just |pure )?$"
)
_star = matcher(
    r"^ (?:singer|guitar\w*|role|actor|actress|vocal\w*|character|detective|investigator|in to|"
    r"dancer|dog|horse|ship|car|mare|wolf|by|them|him|her|us|me|you|the|to|story|time)\b"
)


_is_stuff = matcher(
    r"^ (?:is|was|isn't|wasn't) (?:so |very |too |a |not |as )?(?:heavy|heavier|soft|toxic|dense|"
    r"grey|gray|cheap|poison\w*|metal|dull|malleable|used|melted|denser)\b"
)
_clause_opens = matcher(r"(?:^|[.,;!?“\"] ?|\b(?:and|but|that|because|as|though|when|if|while) )$")


_leash = matcher(
    r"\b(?:dogs?|puppy|hound|terrier|leash|pony|horse|strain\w*|tugg?\w*|pull\w*|clipped|yank\w*)\b"
    r"[^.!?]{0,25} (?:at|on|to|off|by) (?:the|a|its|his|her|their|my) $"
)


def lead(before: str, after: str) -> str:
    """“led” where it is the metal."""
    if _leash(before):
        return ""
    if matcher(_METAL_THING)(after) and not matcher(r"\b(?:will|would|can|could|did) $")(before):
        return "" if matcher(r"\b(?:take|took|taking|in|into) the $")(before) else "led"
    if matcher(
        r"\b(?:take|takes|took|taking|in|into|follow\w*|had|lost|on|off|has|have|gain\w*|kept|keep|"
        r"the|a|an) (?:a |the |his |her |its |my |their )$"
    )(before):
        return ""
    if matcher(
        r"^ (?:in|from|on) (?:the|your|our|his|its|those|old) (?:\w+ )?(?:pipes?|paint|water|roof|"
        r"petrol|gasoline|bullets?|pencils?|blood)\b"
    )(after):
        return "led"
    if matcher(
        r"\b(?:ripped|stripped|stole|steal\w*|tore|strip\w*|rip\w*|melt\w*|" r"mined?) the $"
    )(before):
        return "led"
    if _star(after):
        return ""
    if _is_stuff(after) and _clause_opens(before):
        return "led"
    if _mass_noun(before):
        return "led"
    if _being(before) and (ends(after) or matcher(r"^ (?:and|in|or|now)\b")(after)):
        return "led"
    close = ends(after) or matcher(r"^ (?:in|and|or|for|inside|on|from|under|around|over|at)\b")(
        after
    )
    return "led" if close and _made_of(before) and not wants_verb(before) else ""


_CLOTH = r"(?! (?:\w+ )?(?:eyes?|corners?|silence)\b)"
_noun_place = matcher(
    r"\b(?:a|an|the|this|that|his|her|my|their|your|one|single|another|each|every|first|last|lone|"
    r"no|of|hot|silent|solitary|stray|little|shed|with|and|single|fat|big) $"
)
_damage = matcher(
    r"\b(?:wear and|(?:long|small|ragged|jagged|nasty|new|tiny|huge|gaping|wide|neat|bad|mend\w*|"
    r"sew\w*|patch\w*|stitch\w*|repair\w*|ripped|hole or|rip or)(?: up)?(?: a| the| that| this)?) $"
)
_in_cloth = matcher(
    rf"^ (?:in|across|along|down|through) (?:the|his|her|my|its|their|your|our|one|a|space\w*|"
    rf"reality|time|fabric|cloth|canvas|curtains?|paper|leather|denim)\b{_CLOTH}"
)
_crying = matcher(
    r"^ (?:drops?|stained|streaked|filled|gas|ducts?|tracks?|ran|rolled|slid|fell|trickled|slipped|"
    r"dripped|escaped|glistened|hung|on|from|jerker|soaked|stains?|blind\w*)\b"
)
_rip_on = matcher(
    r"^ (?:apart|away|through|open|into|at|out|along|across|up|down|off|from|past|after|around|"
    r"free|loose|itself|themselves)\b"
)


def tear(before: str, after: str) -> str:
    """“tair” where something rips."""
    if _crying(after) and not wants_verb(before):
        return ""
    noun = _noun_place(before) and not wants_verb(before)
    if noun or _damage(before):
        torn = _damage(before) or matcher(r"\b(?:a|the|that|this|one|another|first|big|little) $")(
            before
        )
        cheek = matcher(r"^ (?:down|along|across) \w+ (?:\w+ )?(?:cheek|face|nose|chin|skin)")(
            after
        )
        wear = matcher(r"\bwear and $")(before)
        return "tair" if wear or (torn and not cheek and _in_cloth(after)) else ""
    if matcher(r"\beyes? (?:\w+ ){0,3}(?:to |would )?$")(before) and not takes_object(after):
        return "teer"
    if is_base_form(before) or takes_object(after) or _rip_on(after):
        return "tair"
    return "tair" if matcher(r"\b(?:I|you|we|they) $")(before) else ""


def tears(before: str, after: str) -> str:
    """“tairs” where something rips."""
    if _noun_place(before) and not matcher(r"\band $")(before):
        in_cloth = matcher(r"^ in (?:the|his|her|its|my|their) (?!\w+ ?eyes?\b|eyes?\b)")(after)
        return "tairs" if in_cloth and not matcher(r"\b(?:in|into|of|with) $")(before) else ""
    verb = matcher(
        r"\b(?:he|she|it|who|which|that|and|then|wind|\w+'s) "
        r"(?:\w+ly |always |never |just |even |often |only |also )?$"
    )(before) or after_name(before)
    goes_on = matcher(r"^ (?:through|apart|away|open|into|off|out|up|down|at|across|past)\b")(after)
    return "tairs" if verb and (takes_object(after) or goes_on) else ""


_wound_thing = (
    r"(?:clock|watch|wool|rope|string|handle|yarn|thread|bandage|scarf|wire|cord|tape|film|crank|"
    r"spring|toy|alarm|car window|window|cable|reel|rag|cloth|ribbon|bobbin|hose)"
)
_windy = matcher(
    rf"\b(?:{DETERMINER}|of|with|in|strong|cold|old|north|south|east|west|high|warm|hot|icy|night|"
    r"sea|wild|howling|by|from|against|single|little|small|into|bitter|rising|and|like|biting|"
    r"second|head|tail|desert|autumn|winter|spring|summer|got|get|gets|break|broke|what|through) $"
)
_ways = matcher(
    r"\b(?:paths?|roads?|rivers?|streets?|lanes?|trails?|stairs?|steps|tracks?|streams?|alleys|"
    r"corridors|tunnels|passages|vines|ways|canals|queues|lines?) $"
)
_along = matcher(
    r"^ (?:through|along|around|round|down|up|its|their|between|across|past|towards?|among|into|"
    r"over|back|away|upwards?|downwards?|in and out|out of|from)\b"
)


def wind(before: str, after: str) -> str:
    """“wined” where something turns."""
    if _ways(before) and _along(after):
        return "wined"
    thing = matcher(
        rf"^ (?:{DETERMINER} (?:\w+ )?{_wound_thing}s?|it|them|him|herself|himself|me)\b"
    )(after)
    blown = matcher(
        r"^ (?:and (?:the )?(?:rain|snow|sun|sea|sand|waves?|weather|cold|tide|fire|water)|or|blew|"
        r"was|howled|is)\b"
    )(after)
    if wants_verb(before) and not blown:
        exposed = matcher(
            r"\b(?:exposed|used|due|open|bent|bow\w*|according|thanks|naked|blown|lost|turned|"
            r"listen\w*) to $"
        )(before)
        return "" if exposed else "wined"
    if _windy(before) and not (thing and matcher(r"\band $")(before)):
        return ""
    if matcher(r"\b(?:I|you|we|they|who) (?:\w+ly |always |all |just )?$")(before):
        return "wined"
    if asks_for_verb(before):
        return "wined" if thing or matcher(r"^ (?:up|down)\b")(after) else ""
    if thing:
        return "wined"
    up = matcher(r"^ up\b(?! (?:and|was|had|is))|^ down (?:now|for|after|before|with|at)\b")(after)
    return "wined" if up else ""


_turns = matcher(
    r"\b(?:road|path|river|stream|lane|trail|street|stair\w*|he|she|it|track|way|who|which|that|"
    r"corridor|tunnel|passage|snake|line|queue|alley|valley|procession) (?:\w+ly |then |also )?$"
)


def winds(before: str, after: str) -> str:
    """“wines” where something turns."""
    thing = matcher(rf"^ (?:{DETERMINER} (?:\w+ )?{_wound_thing}|it|them|him|himself|herself)\b")(
        after
    )
    return "wines" if (_turns(before) or after_name(before)) and (thing or _along(after)) else ""
