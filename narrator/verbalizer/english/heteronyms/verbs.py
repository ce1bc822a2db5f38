"""Heteronyms that are a verb or something else into which of the two: live, lives, close."""

from __future__ import annotations

from narrator.verbalizer.english.heteronyms.context import (
    DETERMINER,
    after_name,
    asks_for_verb,
    ends,
    is_caused,
    matcher,
    no_name,
    opens_sentence,
    takes_object,
    wants_verb,
)

_live_thing = matcher(
    r"^ (?:shows?|music|bands?|broadcasts?|wires?|ammunition|ammo|rounds?|animals?|bait|audiences?|"
    r"feeds?|streams?|streaming|tv|television|coverage|performances?|concerts?|fish|birds?|coals?|"
    r"albums?|crabs?|chat|recordings?|grenades?|bombs?|mines?|shells?|footage|cameras?|events?|"
    r"versions?|sessions?|chickens?|lobsters?|updates?|reports?|mic|fire|radio|exercise|prey|"
    r"bees)\b"
)
_on_air = matcher(
    r"\b(?:go|goes|going|went|gone|broadcast\w*|streamed|streaming|performed?|performing|performs|"
    r"sung|sang|sing|recorded|filmed|coming|on air|aired?|play\w*(?: \w+)?|'re|is|are|was|were|am|"
    r"been|being|be|real|still not|reporting|shown|watched|speaking|you to|stay\w*|seen|"
    r"heard) (?:\w+ly )?$"
)
_from_stage = matcher(
    r"^,? (?:on (?:tv|television|air|stage|radio|camera|stream|the (?:air|radio|internet|news)|"
    r"national|youtube|cable|channel|screen)|from (?:the|london|new|studio|our)|in (?:concert|"
    r"\w+ seconds|five|three|studio)|that night|tonight|to air|via|over the (?:radio|air))"
)
_some = matcher(
    r"\b(?:a|an|the|some|two|three|four|with|of|real|those|these|his|her|our|their|your|my|its|"
    r"more|any|no|first|own|actual|\w+'s) $"
)
_dwells = matcher(r"\b(?:no more|the more|her own|his own|their own|of those|any more) $")


def live(before: str, after: str) -> bool:
    """Whether it is the verb."""
    if _some(before) and not _dwells(before) and not ends(after):
        return False
    if _live_thing(after) and not matcher(r"\b(?:I|you|we|they|who) $")(before):
        return False
    if (
        is_caused(before)
        or asks_for_verb(before)
        or (wants_verb(before) and not _live_thing(after))
    ):
        return not matcher(r"\bto go $")(before)
    if _on_air(before) or (
        _from_stage(after) and not matcher(r"(?<!to )\b(?:I|you|we|they|to) $")(before)
    ):
        return False
    if ends(after) and matcher(r"\b(?:is|are|was|were)(?:n't)? (?:\w+ ){1,3}$")(before):
        return False
    return not (opens_sentence(before) and matcher(r"^ (?:from|on)\b")(after))


_several = matcher(
    r"\b(?:their|our|your|my|his|its|many|two|three|four|five|six|seven|eight|the|other|of|nine|"
    r"ten|past|innocent|both|more|save[sd]?|saving|lost|lose|losing|take|took|taking|cost|costs|"
    r"claim\w*|ruin\w*|these|those|all|private|double|secret|daily|human|for|new|own|whole|short|"
    r"long|sad|happy|quiet|ordinary|normal|with|in|on|hundreds?|thousands?|millions?|few|several|"
    r"some|no|any|which|what|lived|live|living|risk\w*|change[sd]?|former|previous|everyday|entire|"
    r"\w+s'|people's|women's|men's|children's|and) $"
)
_exist = matcher(
    r"^ (?:were|are|was|had|have|depend\w*|matter\w*|at stake|hang|hung|would|could|will|might|"
    r"in danger|of|that|to|worth|than|must|may|should|shall|together|lost|ahead|again$|"
    r"before(?! the)|apart|changed|ended)\b"
)
_dwelling = matcher(
    r"^ (?:in|at|on|by|with|alone|here|there|next|down|above|below|upstairs|downstairs|near|across|"
    r"under|like|off|among|up|over|only|inside|outside|out|far|just|behind|beyond|somewhere|"
    r"nowhere|anywhere|around|about|within|half|close|two|three|a few|through|as|to|for)\b"
)


def lives(before: str, after: str) -> bool:
    """Whether it is the verb."""
    if matcher(
        r"\b(?:he|she|it|nobody|everyone|everybody|someone|somebody|anyone|one|who|still|"
        r"where) (?:\w+ly |still |just |now |also |only |never |always )?$"
    )(before):
        return True
    if matcher(r"\bher $")(before):
        return False
    if matcher(r"\b(?:that|which|never|always|also|now) $")(before):
        return not _exist(after)
    if _several(before) and not (
        matcher(r"\band $")(before) and _dwelling(after) and not matcher(r"^ to\b")(after)
    ):
        return False
    if after_name(before) and not no_name(before):
        return not _exist(after)
    noun = matcher(rf"\b{DETERMINER} (?:\w+ ){{0,3}}?\w+ $|\bone of \w+ \w+ $")(before)
    return noun and _dwelling(after) and not _exist(after)


_near = matcher(
    r"^ (?:to|by|enough|together|at (?:hand|heels)|behind|friends?|friendships?|call|calls|range|"
    r"up|as|quarters|shave|famil\w+|against|beside|in|on|upon|fit|fitting|knit|cropped|for comfort|"
    r"relatives?|relations?|watch|eye|look|attention|contact|proximity|inspection|examination|"
    r"allies|ally|second|race|thing|bond|ties|now|but|after|combat|fighting|confidants?|"
    r"companions?|one|personal|that|than|set|ranks of|observation|study|reading|air|space|cousin|"
    r"neighbou?rs?|brush|run|game)\b"
)
_degree = matcher(
    r"\b(?:so|too|very|how|that|this|as|quite|more|real|pretty|is|was|were|are|be|been|being|come|"
    r"came|comes|coming|get|got|getting|gets|draw|drew|draws|drawing|stay|stayed|keep|kept|keeping|"
    r"hold|held|holding|up|stood|sat|pulled|pull|leaned|leans|leaning|leant|moved|move|lay|him|her|"
    r"me|them|us|you|stand|sit|followed|follow|following|step\w*|lean|a|the|his|my|our|their|your|"
    r"her|such|any|some|no|not|dangerously|uncomfortably|painfully|really|fairly|'s|'re|'m|huddled|"
    r"pressed|huddle|press|two|few|other|in|at|with|feel|felt|look\w*|seem\w*|grew|grow\w*|"
    r"remain\w*|brought|bring|live|lives|lived|ran|run|of|have|had|from|of|under|nestled|snuggled|"
    r"tucked|crept|crouched|edged) $"
)
_shutters = matcher(
    r"\b(?:doors?|eyes|eyelids?|windows?|gates?|shops?|lids?|curtains?|shutters?|jaws?|lips|hands?|"
    r"fingers|walls?|blinds|schools?|wounds?|waters?|ranks|mouths?|throat|stores?|bars?|pubs?|"
    r"banks?|roads?|ports?|fist|petals|flowers|portals?|elevators?|lifts?|drawers?|books?|hatch|"
    r"jaw) $"
)


def close(before: str, after: str) -> bool:
    """Whether it is the verb, or the end of something."""
    if matcher(r"\b(?:to|came to|drew to|draws? to|drawing to|bring\w* \w+ to|brought \w+ to) a $")(
        before
    ) and not (
        matcher(r"^ [a-z]+")(after)
        and not matcher(r"^ (?:and|at|when|as|in|on|with|by|that|for)\b")(after)
    ):
        return True
    if matcher(r"\b(?:the|a) $")(before) and matcher(r"^ of\b")(after):
        return True
    object_before = matcher(r"\b(?:me|him|her|us|them|you|it) $")(before)
    if wants_verb(before) and not matcher(r"\b(?:so|too|very|as|how) $")(before):
        return not matcher(
            r"^ (?:friends?|famil\w+|relatives?|quarters|range|proximity|by|enough|inspection|"
            r"combat)\b"
        )(after)
    if is_caused(before) and object_before:
        return matcher(
            r"^ (?:the|his|her|my|your|its|their|that|this|a|it|up shop)\b(?! (?:whole|entire|all))"
        )(after)
    if (is_caused(before) or asks_for_verb(before)) and not object_before:
        return _shutters(before) or (takes_object(after) and not _degree(before))
    if _shutters(before) and not matcher(r"^ (?:to|together|against)\b")(after):
        return not matcher(r"\b(?:is|was|were|are|with|the|by) \w+ $")(before) or not _near(after)
    if opens_sentence(before):
        return takes_object(after) or matcher(r"^ (?:your|every|all|up\b(?! (?:to|and)))")(after)
    if matcher(
        r"(?:^|[^\w ] ?|\b(?:and|but|so|when|if|that|because|until|before) )(?:I|we|they|you) $"
    )(before) and not matcher(r"^ (?:to|by|friends?|enough)\b")(after):
        return True
    if _degree(before) and not (object_before and takes_object(after)):
        return False
    if _near(after):
        return False
    if takes_object(after):
        return True
    return matcher(r"\b(?:I|you|we|they) (?:\w+ly |just |then |always )?$")(before) or (
        matcher(r"\band $")(before)
        and matcher(r"\b(?:open(?:ed|s)?|shut|lock|swing|slide) and $")(before)
    )
