"""Words that tell speech, thought and writing apart, in tables."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELIDED_AFTER = _words(
    """tis twas twere twill twould twon em im er ere ee ow ouse ome ave ad ud as ead ill cause cos
    cuz coz bout un til till round neath gainst nother nuff kay fraid pon tain twixt mongst scuse
    spose sup y d s t ll re ve m n nd"""
)
"""What follows an apostrophe at a word's start: 'tis, 'em."""

ELIDED_BEFORE = _words("o an th t wi ha ol fro wor fo po de mo d ev lor gi wid soun tha i y")
"""What stands before an apostrophe at a word's end: o' the, an' so, th' other."""

SPEECH_VERBS = _words(
    """said says say saying asked asks ask asking replied replies reply replying answered answers
    answer answering cried cries cry crying exclaimed exclaims exclaiming shouted shouts shout
    shouting whispered whispers whisper whispering murmured murmurs murmuring muttered mutters
    muttering mumbled mumbles mumbling yelled yells yelling screamed screams screaming called calls
    calling continued continues continuing added adds adding returned returns rejoined rejoins
    remarked remarks observed observes repeated repeats repeating inquired inquires enquired
    enquires demanded demands demanding declared declares declaring announced announces announcing
    explained explains explaining began begins beginning interrupted interrupts ejaculated
    responded responds responding retorted retorts suggested suggests insisted insists protested
    protests protesting admitted admits agreed agrees argued argues begged begs begging pleaded
    pleads pleading gasped gasps gasping groaned groans groaning moaned moans sighed sighs sobbed
    sobs sobbing sniffed sniffs sniffled growled growls growling hissed hisses hissing snapped snaps
    snarled snarls barked barks bellowed bellows roared roars shrieked shrieks squealed squeals
    squeaked squeaks stammered stammers stuttered stutters faltered falters panted pants breathed
    breathes croaked croaks rasped rasps choked chokes wailed wails whimpered whimpers whined whines
    whispers laughed laughs chuckled chuckles giggled giggles joked jokes teased teases taunted
    taunts scoffed scoffs snorted snorts grumbled grumbles complained complains urged urges ordered
    orders commanded commands warned warns promised promises vowed vows swore swears confessed
    confesses conceded concedes corrected corrects reminded reminds told tells telling informed
    informs assured assures reassured reassures greeted greets hailed hails apologised apologized
    thanked thanks offered offers prompted prompts pressed presses persisted persists pursued
    pursues proceeded proceeds resumed resumes concluded concludes finished finishes ended ends
    recited recites read reads sang sings chanted chants intoned intones drawled drawls quoth
    echoed echoes reiterated reiterates chimed chimes chirped chirps piped pipes purred purrs cooed
    coos spat spits
    sneered sneers jeered jeers thundered thunders boomed boomed blurted blurts stated states
    noted notes commented comments mused muses wondered wonders mentioned mentions confirmed
    confirms affirmed affirms denied denies countered counters objected objects volunteered
    ventured ventures hazarded queried queries questioned questions quizzed advised advises
    instructed instructs directed cautioned counselled implored implores entreated entreats
    beseeched prayed coaxed soothed soothes consoled comforted encouraged cheered lamented laments
    cursed curses swore gurgled gurgles sputtered sputters spluttered splutters coughed coughs
    lisped lisps slurred slurs quavered quavers trilled bawled bawls hollered hollers howled howls
    yelped yelps cackled cackles rumbled rumbles quipped quips deadpanned insists stipulated
    articulated uttered utters pronounced pronounces proclaimed proclaims yawned yawns shushed
    screeched screeches hummed hums nodded whisper-yelled breathes mouthed signed translated quoted
    quotes dictated summarised summarized"""
)
"""Verbs of speaking, and of sounds that tags use for it."""

THOUGHT_VERBS = _words(
    """thought thinks think thinking wondered wonders wondering mused muses musing reflected
    reflects pondered ponders realised realized realises realizes decided reasoned reminded
    considered"""
)

SPEECH_NOUNS = _words(
    """shout shouts cry cries exclamation exclamations answer answers reply replies murmur murmurs
    whisper whispers scream screams chorus call calls yell yells mutter gasp roar greeting question
    ejaculation chant shriek shrieks"""
)
"""Nouns of speaking: "a shout of “Fire!”"."""

ANSWER_NOUNS = _words(
    """shout shouts cry cries exclamation exclamations answer answers reply replies remark retort
    retorts rejoinder comment"""
)
"""Those of them whose words need no call: "an answer of “Quite so.”"."""

ANSWER_VERBS = _words("answered answers replied replies responded responds retorted")
"""Verbs whose words may be few and low: "had answered “the railway.”"."""

NAMING_VERBS = _words(
    "called calls call calling read reads quoted quotes pronounced mentioned signed"
)
"""Verbs that may name a thing as well as speak: "called “the Hands”"."""

SINGING_VERBS = _words("sang sings sing singing sung recited recites hummed hums humming chanted")
"""Verbs with a song's title: "sang “The Long Way Over.”"."""

MENTION_WORDS = _words(
    """called named termed entitled titled dubbed styled nicknamed labelled labeled word words term
    phrase expression name title so-called known the a an this that these those his her their its my
    your our some any no of in on for by with as like about from to at into or and but such than
    headed marked inscribed lettered printed painted addressed signed
    being was were is are be been old little own very quite rather more most so called
    upon between through over under against without within during"""
)
"""Words after which a quotation in mid-sentence is mostly a name or a borrowed word."""

MANNERS = {
    "whispered": "whispered", "whispers": "whispered", "whispering": "whispered",
    "breathed": "whispered", "breathes": "whispered", "mouthed": "whispered",
    "murmured": "muttered", "murmurs": "muttered", "muttered": "muttered", "mutters": "muttered",
    "mumbled": "muttered", "mumbles": "muttered", "muttering": "muttered",
    "murmuring": "muttered", "mumbling": "muttered", "grumbled": "muttered",
    "shouted": "shouted", "shouts": "shouted", "shouting": "shouted", "yelled": "shouted",
    "yells": "shouted", "yelling": "shouted", "screamed": "shouted", "screams": "shouted",
    "screaming": "shouted", "bellowed": "shouted", "bellows": "shouted", "roared": "shouted",
    "roars": "shouted", "shrieked": "shouted", "shrieks": "shouted", "bawled": "shouted",
    "hollered": "shouted", "screeched": "shouted", "thundered": "shouted", "barked": "shouted",
}  # fmt: skip
"""Verb of the tag -> how the line is said."""

SENTENCE_END = re.compile(r"[.!?…]+[”’\"'»)\]]*(?=\s+[“‘\"'«„¿¡(\[]*[A-ZÀ-ÞА-Я0-9…])")

PAST_VERBS = _words(
    """was were had did said went came took saw felt knew thought stood held made gave found told
    left kept began ran sat fell rose spoke drew grew threw caught brought bought fought taught
    heard met lay led flew drove rode wore tore swore bore shook broke woke chose froze wrote swam
    sank rang sang sprang drank shrank stuck struck swung hung clung flung slid bent sent spent lost
    shot slept wept swept crept leapt meant dealt dreamt built burnt paid laid understood became
    forgot got wasn’t weren’t hadn’t didn’t wasn't weren't hadn't didn't"""
)
"""Past forms without -ed."""

PRESENT_VERBS = _words(
    """is are am has does isn’t aren’t isn't aren't hasn’t hasn't can can’t can't will won’t won't
    needs wants knows thinks feels seems looks deserves matters cares hates loves"""
)
"""Forms that only the present has."""

NOT_PAST = _words(
    """need indeed speed bleed feed seed weed breed greed shed hundred sacred naked wicked aged
    kindred deed reed succeed proceed exceed supposed tired scared worried used bored embarrassed
    confused exhausted pleased relieved interested married"""
)
"""Words in -ed that tell nothing past."""

FOREIGN_SPEECH_VERBS = _words(
    """dit dis dirent disait répondit répond répondis répliqua réplique demanda demande demandai
    murmura murmure cria crie s’écria s'écria écria chuchota chuchote souffla souffle ajouta ajoute
    reprit reprend continua continue fit fis fait lança lance interrogea expliqua explique grogna
    soupira soupire hurla hurle balbutia bredouilla protesta insista déclara affirma annonça avoua
    admit conclut coupa interrompit ordonna supplia gronda ricana rétorqua remarqua observa
    constata questionna pensa songea
    dijo dije dice digo respondió respondí contestó contesté preguntó pregunté gritó exclamó murmuró
    susurró añadió replicó repuso continuó explicó insistió suspiró gruñó ordenó pensó dijeron
    sagte sagt fragte fragt antwortete rief flüsterte murmelte schrie erwiderte meinte entgegnete
    brummte seufzte zischte stammelte bemerkte erklärte fügte dachte
    disse dice chiese rispose gridò mormorò sussurrò esclamò aggiunse replicò continuò domandò
    respondeu perguntou gritou murmurou exclamou
    sa sade frågade svarade ropade viskade sagde spurgte svarede sier sa spurte svarte hvisket
    zei zegt vroeg antwoordde riep fluisterde powiedział powiedziała zapytał zapytała odparł odparła
    сказал сказала спросил спросила ответил ответила крикнул крикнула прошептал прошептала
    воскликнул воскликнула произнёс произнесла добавил добавила пробормотал пробормотала подумал
    подумала говорит говорил говорила"""
)
"""The same in other languages, as their books put them beside speech."""

NOT_NAMES = _words(
    """note notes warning warnings summary ps nb rating date time place title author chapter part
    disclaimer tags pairing genre words status scene setting characters author’s beta edit update
    subject from to cc re http https"""
)
"""What stands ahead of a colon and is nobody."""
