"""Heteronyms that are met now and then into the sound that is meant: bass, row, minute, bow."""

from __future__ import annotations

from narrator.verbalizer.english.heteronyms.context import (
    PRONOUN,
    ends,
    matcher,
    opens_sentence,
    takes_object,
    wants_verb,
)

_fishing = matcher(
    r"\b(?:sea|caught|catch\w*|fish\w*|striped|\w+mouth|grilled|fried|baked|smoked|fresh|lakes?|"
    r"rivers?|ponds?|hook\w*|rods?|trout|perch|pike|fillets?|lemon|net|nets|swam|swim\w*|bait|"
    r"reel\w*|gills?|scales|shoals?|anglers?|pound|ate|eat|eating|supper|pan|boat|water|leapt|"
    r"jump\w*|splash\w*|bit|bite|biting|flopp\w*|es)\b"
)
_playing = matcher(
    r"\b(?:guitar\w*|play\w*|sing\w*|sang|sung|bands?|drum\w*|voices?|amps?|music\w*|songs?|notes?|"
    r"beats?|strings?|clef|lines?|loud|tenors?|choir|treble|solo\w*|speakers?|bars?|jazz|thump\w*|"
    r"drops?|riffs?|deep|double|turn\w*|club|boom\w*|part|drone|rumble\w*|pedal|tuba|pipes?|"
    r"chords?)\b"
)


def bass(before: str, after: str) -> str:
    """“bas” for the fish, “base” for what is low."""
    if matcher(r"^ (?:guitar|player|drum|voice|line|notes?|clef|string|amp|solo|riff|part)")(after):
        return "base"
    near = before.rpartition(".")[2] + " bass " + after.partition(".")[0]
    fish = _fishing(near) and not _playing(near)
    several = matcher(r"\b(?:two|three|four|five|six|ten|dozen|striped|\w+mouth|sea|black) $")(
        before
    )
    return "bas" if fish or (several and not _playing(near)) else "base"


_line_row = matcher(
    r"\b(?:in a|in the|front|back|first|second|third|fourth|fifth|last|next|top|bottom|middle|"
    r"death|skid|every|each|single|neat|whole|long|double|straight|one|per|by|of seats|corn|upon|"
    r"after|rear|orderly|tidy|same|two|three|four|five|another row after) $"
)
_quarrelling = matcher(
    r"\b(?:had|having|have|has|big|blazing|flaming|terrible|awful|furious|almighty|dreadful|"
    r"violent|family|hell of|fearful|making|make|made|such|started|huge|flaming|right|raging|"
    r"blistering|frightful|stupid|stand-up|up|real|proper|pick\w*|constant|loud|late-night|bitter|"
    r"ugly|noisy|vicious|screaming|drunken|marital|lovers'|diplomatic|latest|infernal|ungodly|"
    r"kicking up) (?:a |an |another |this |that |the |some )?(?:\w+ing )?$"
    r"|\b(?:had|have|having|has) (?:an?|another) [a-z-]+ $"
)
_noise = matcher(
    r"\b(?:all (?:this|that|the)|(?:stop|end|after|during|despite|over|about|start\w*|hear\w*|"
    r"avoid\w*|cause\w*|patch\w* up|remember\w*|forget|hate\w*|risk\w*|fear\w*|want\w*|of|like|"
    r"love) (?:that|this|the|a|another|their|our|last night's)|what(?:'s| is|"
    r" was) (?:all )?(?:this|that|the)|what a|there (?:was|is|will be|would be) (?:a|another)|"
    r"there'd been a|be another) $"
)
_fought = matcher(
    r"^ (?:about|over|broke|erupted|between|with|going on|started|last night|again$|again[.,!?]|"
    r"flared|lasted|began|ended|went on|continued|subsided|died down|got worse|blew|was about|"
    r"had been about|they'd had|downstairs|next door|that followed|that ensued)\b"
)
_article = matcher(r"\b(?:a|the|that|this|their|our|his|her|another|such|no|any|some) (?:\w+ )?$")


def row(before: str, after: str) -> str:
    """“rau” for a quarrel."""
    if matcher(r"^ (?:of|upon|after|houses?|boats?)\b")(after) or _line_row(before):
        return ""
    if wants_verb(before):
        return ""
    if _quarrelling(before) or (
        _noise(before) and not matcher(r"^ (?:behind|ahead|in front|to)\b")(after)
    ):
        return "rau"
    return "rau" if _fought(after) and _article(before) else ""


_tiny = matcher(
    r"^ (?:specks?|particles?|details?|amounts?|traces?|quantit\w+|fragments?|changes?|"
    r"differences?|creatures?|cracks?|print|handwriting|letters|scratch\w*|insects?|holes?|"
    r"examination|inspection|attention|stitches|writing|drops?|grains?|description|portions?|"
    r"flaws?|movements?|adjustments?|tremors?|shifts?|hesitation|pause in|variations?|nod|"
    r"twitch\w*|shudder|fraction|increase|decrease|degree|spots?|flecks?|pieces?|splinters?|"
    r"crumbs?|room|kitchen|flat|garden|margin|chance|scrap|script|lettering|shake|smile|gap|dot|"
    r"stain|insect|spider|figure|tear|frown|bow|flicker|improvement|precision|care|scrutiny|"
    r"observation)\b"
)
_plural = matcher(
    r"^ (?!(?:was|is|has|his|this|as|us|hers|its|yes|always|passes|ticks|unless|hands|others|"
    r"perhaps|across|besides|less|past|drags|feels|seems|\w+ss)\b)[a-z]{3,}s\b"
)
_counted = matcher(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|last|first|next|this|"
    r"that|any|every|each|another|per|more|few|half|wait|just|final|single|spare|split|whole|full|"
    r"extra|long|by|(?:the|this|that) very|passing|waking|new|\d+) (?:a |an |more )?$"
)


def minute(before: str, after: str) -> str:
    """“my newt” where something is tiny."""
    if _counted(before) and not (
        _tiny(after) and matcher(r"\b(?:each|every|any|this|that|another) $")(before)
    ):
        return ""
    if _tiny(after) or _plural(after):
        return "my newt"
    degree = matcher(
        r"\b(?:so|very|too|most|such|in|almost|infinitely|was|were|is|are|but|though|however|and|"
        r"grew|looked|seemed|looking|how|quite|rather|extremely|incredibly|impossibly|absurdly|"
        r"as) $"
    )(before)
    alone = ends(after) or matcher(r"^ (?:and|but|that|as|to|compared|beside|beneath|against)\b")(
        after
    )
    return "my newt" if degree and alone else ""


def bow(before: str, after: str) -> str:
    """“bough” where somebody bends, or a ship does."""
    weapon = r"\b(?:his|her|my|their) $"
    if matcher(r"^ of (?:the|a|his|her|our|their) (?:ship|boat|canoe|vessel|ferry|yacht)")(after):
        return "bough"
    if matcher(r"^ (?:and (?:his |her |the )?arrows?|string|tie|tied|in (?:her|his) hair|legged)")(
        after
    ) or matcher(r"\b(?:long|cross|hunting|ribbon|violin|rain|fiddle|drawn|bent|strung) ?$")(
        before
    ):
        return ""
    if wants_verb(before) or (
        matcher(r"^ (?:to|before|low|down|deeply|my|your|his|her|their|out)\b")(after)
        and not matcher(weapon)(before)
    ):
        return "bough"
    if matcher(
        r"\b(?:take|took|taking|takes|made|make|makes|low|deep|little|slight|stiff|small|graceful|"
        r"polite|formal|courtly|elaborate|mocking|final|ship's|over the|at the|in the|port|"
        r"starboard|short|curt|sweeping|with a) (?:a |another |his |her )?$"
    )(before):
        return "bough"
    return "bough" if matcher(r"\b(?:I|you|we|they|and) $")(before) else ""


def bows(before: str, after: str) -> str:
    """“boughs” where somebody bends."""
    bend = matcher(r"\b(?:he|she|it|nobody|everyone|everybody|someone|who)(?: (?:\w+ly|just))? $")(
        before
    ) or matcher(r"\b(?:ship's|exchanged|made|the|her|and) $")(before)
    return "" if not bend or matcher(r"^ (?:and arrows|in|of ribbon)")(after) else "boughs"


def sow(before: str, after: str) -> str:
    """“sau” for the pig."""
    pig = r"\b(?:a|the|an|old|fat|our|his|her|that|sick|pregnant|great) $"
    return "sau" if matcher(pig)(before) else ""


def wound(before: str, after: str) -> str:
    """“wownd” where something turned."""
    if matcher(r"\b(?:to|will|would|can|could|may|might|not|didn't|don't|did) $")(before):
        return ""
    turning = r"^ (?:up|down|its|his way|her way|their way|around|round|through|along|between|"
    turning += r"tightly|tight|past|the (?:clock|watch|rope|string|wool|scarf|yarn|thread|bandage))"
    if matcher(turning)(after):
        return "wownd"
    if matcher(
        r"\b(?:he|she|it|I|they|we|road|path|river|stream|lane|trail|street|track|tightly|stairs|"
        r"procession) $"
    )(before) and not matcher(r"^(?:[.,;!?]|$)")(after):
        return "wownd"
    return ""


def dove(before: str, after: str) -> str:
    """“dohv” where somebody leapt."""
    return (
        "dohv"
        if matcher(rf"\b{PRONOUN}(?: (?:\w+ly|both|all|just))? $")(before)
        or matcher(
            r"^ (?:into|in|for|under|down|off|behind|across|through|forward|at|back|headfirst)\b"
        )(after)
        else ""
    )


def refuse(before: str, after: str) -> str:
    """“reffuse” where it is waste."""
    waste = r"\b(?:the|of|kitchen|city|garbage and|rotting|household|with) $"
    return "reffuse" if matcher(waste)(before) and not wants_verb(before) else ""


def separate(before: str, after: str) -> str:
    """“separayt” where it is done."""
    verb = wants_verb(before) and (
        takes_object(after) or matcher(r"^ (?:us|them|from)|^[.!]")(after)
    )
    order = opens_sentence(before) and takes_object(after)
    return "separayt" if verb or order else ""


def excuse(before: str, after: str) -> str:
    """“excuze” where it is done."""
    verb = takes_object(after) or (
        wants_verb(before) and not matcher(r"\b(?:a|an|no|any) $")(before)
    )
    return "excuze" if verb else ""
