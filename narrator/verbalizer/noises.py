"""Sounds that are written without a vowel, and how they are said."""

from __future__ import annotations

from narrator.verbalizer.words import as_words

VOICELESS = {
    "gr": "gurr", "br": "burr", "sh": "shush", "pf": "pift", "pft": "pift", "ps": "pist",
    "pst": "pist", "z": "zuzz", "tsk": "tisk", "ts": "tisk", "tch": "tut", "hm": "hmm", "m": "hmm",
    "mhm": "mm-hmm", "mh": "hmm", "hmph": "humph", "hmpf": "humph", "ngh": "nguh", "ng": "nguh",
    "hng": "hung", "hngh": "hung", "nng": "nung", "s": "sizz", "f": "fuff", "r": "urr", "gh": "gah",
    "psh": "pish", "pfh": "puff", "mph": "mumph", "hnn": "hun", "hn": "hun", "n": "nuh", "k": "kuh",
    "t": "tut", "h": "huh", "tss": "tiss", "ks": "kiss", "krs": "kursh", "krsh": "kursh",
    "vr": "vurr", "vrm": "vroom", "thp": "thup", "fwp": "fwup", "g": "guh", "mrw": "mrow",
    "tr": "turr", "hr": "hurr", "kr": "kurr", "ksh": "kush", "fs": "fizz", "bzt": "buzzt",
    "bz": "buzz", "pfs": "puffs", "thd": "thud", "tk": "tick", "tst": "tist", "nh": "nuh",
    "thwp": "thwup", "fwsh": "fwush", "crk": "crick", "krk": "crick", "skrt": "skirt",
    "hrk": "hurk",
    "hngk": "hunk", "mrp": "murp", "prt": "purt", "brt": "burt", "brp": "burp", "kch": "kuch",
    "zt": "zit", "gnk": "gunk", "grk": "gurk", "glk": "gulk", "psht": "pisht",
    "thwk": "thwack", "snkt": "snickt", "fsh": "fush", "krch": "crutch", "shk": "shick",
}  # fmt: skip
"""Each letter once, and what can be said for it."""

VOICELESS_WORDS = as_words(
    """
    shh Shh grr Grr brr Brr pfft Pfft psst Psst tsk Tsk pff Pff tch Tch hmph Hmph mmhmm
    Mmhmm mhm Mhm ngh Ngh psh Psh hng Hng hngh Hngh mmph Mmph tss Tss bzzt Bzzt pst Pst hmpf
    Hmpf mm Mm mhmm Mhmm kssh Kssh ksh Ksh krsh Krsh krrsh Krrsh vrrm Vrrm thwp Thwp fwsh Fwsh
    fwp Fwp crrk Crrk krrk Krrk skrrt Skrrt skrt Skrt nngh Nngh hrk Hrk hrrk Hrrk hngk Hngk mrrp
    Mrrp prrt Prrt brrt Brrt brrp Brrp kch Kch zzt Zzt bzz Bzz gnk Gnk grk Grk grrk Grrk glk Glk
    psht Psht pssht Pssht thwk Thwk snkt Snkt fssh Fssh krch Krch krrch Krrch tss Tss
    """
)
"""Those without three of a letter, which would pass as plain words."""
