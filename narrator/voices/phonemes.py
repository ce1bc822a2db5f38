"""Phonetic transcriptions into respellings, which every engine can read."""

from __future__ import annotations

import unicodedata

SOUNDS = {
    "tʃ": "ch", "dʒ": "j", "t͡ʃ": "ch", "d͡ʒ": "j", "ts": "ts", "aɪ": "eye", "aʊ": "ow",
    "ɔɪ": "oy", "oɪ": "oy", "eɪ": "ay", "oʊ": "oh", "əʊ": "oh", "ɪə": "ear", "ɛə": "air",
    "eə": "air", "ʊə": "oor", "ɑɹ": "ar", "ɔɹ": "or", "ɜɹ": "ur", "əɹ": "er", "ju": "yoo",
    "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "g": "g", "ɡ": "g", "f": "f", "v": "v",
    "θ": "th", "ð": "th", "s": "s", "z": "z", "ʃ": "sh", "ʒ": "zh", "h": "h", "ɦ": "h",
    "m": "m", "n": "n", "ŋ": "ng", "ɱ": "m", "ɲ": "ny", "ʎ": "ly", "l": "l", "ɫ": "l", "ɬ": "l",
    "r": "r", "ɹ": "r", "ɾ": "r", "ʀ": "r", "ʁ": "r", "ɻ": "r", "ɽ": "r", "w": "w", "ʍ": "wh",
    "j": "y", "x": "kh", "χ": "kh", "ç": "hy", "ɣ": "g", "β": "v", "ɸ": "f", "ɕ": "sh",
    "ʑ": "zh", "ʂ": "sh", "ʐ": "zh", "ɟ": "j", "c": "k", "q": "k", "ħ": "h", "ʋ": "v",
    "ɥ": "w", "ʔ": "", "ʕ": "", "ɭ": "l", "ɳ": "n", "ʈ": "t", "ɖ": "d", "ɴ": "ng",
    "ɰ": "w", "ɓ": "b", "ɗ": "d", "ɠ": "g", "ʙ": "b", "ɮ": "l", "ɺ": "l", "ʟ": "l", "ɧ": "sh",
    "i": "ee", "y": "oo", "ɨ": "ee", "u": "oo", "ɯ": "oo", "ʉ": "oo", "ɪ": "ih", "ʏ": "oo",
    "ʊ": "uu", "e": "ay", "ø": "ur", "ɤ": "uh", "o": "oh", "ə": "uh", "ɛ": "eh", "œ": "ur",
    "ɜ": "ur", "ʌ": "uh", "ɔ": "aw", "æ": "a", "ɐ": "uh", "a": "ah", "ɑ": "ah", "ɒ": "o",
    "ɝ": "ur", "ɚ": "er", "ɵ": "uh", "ɘ": "uh", "ɞ": "uh", "ɶ": "ah",
}  # fmt: skip
"""A sound in IPA, and letters that an English reader says so."""
BREAKS = "ˈˌ.-' "
"""Between syllables, or ahead of one with a stress."""
SILENT = "ːˑ̩̯̪̃̆̈̊̍͜͡ʰʲʷˠˤ̥̬̤̰̼̺̻̹̜̟̠̽̚˞ⁿˡ˥˦˧˨˩()‿|‖/[]"
"""Lengths, ties, tones and shades that a respelling has no letters for."""

X_SAMPA = {
    "tS": "tʃ", "dZ": "dʒ", "r\\": "ɹ", "r\\`": "ɻ", "h\\": "ɦ", "J\\": "ɟ", "B\\": "ʙ",
    "s\\": "ɕ", "z\\": "ʑ", "v\\": "ʋ", "p\\": "ɸ", "X\\": "ħ", "R\\": "ʀ", "@`": "ɚ",
    "3`": "ɝ", "t`": "ʈ", "d`": "ɖ", "n`": "ɳ", "s`": "ʂ", "z`": "ʐ", "l`": "ɭ", "r`": "ɽ",
    "N\\": "ɴ", "A": "ɑ", "B": "β", "C": "ç", "D": "ð", "E": "ɛ", "F": "ɱ", "G": "ɣ",
    "H": "ɥ", "I": "ɪ", "J": "ɲ", "K": "ɬ", "L": "ʎ", "M": "ɯ", "N": "ŋ", "O": "ɔ",
    "P": "ʋ", "Q": "ɒ", "R": "ʁ", "S": "ʃ", "T": "θ", "U": "ʊ", "V": "ʌ", "W": "ʍ",
    "X": "χ", "Y": "ʏ", "Z": "ʒ", "1": "ɨ", "2": "ø", "3": "ɜ", "4": "ɾ", "5": "ɫ", "6": "ɐ",
    "7": "ɤ", "8": "ɵ", "9": "œ", "&": "ɶ", "@": "ə", "{": "æ", "}": "ʉ", "?": "ʔ",
    '"': "ˈ", "%": "ˌ", ":": "ː", "_h": "ʰ", "=": "̩", "~": "̃",
}  # fmt: skip
"""X-SAMPA's signs that differ from IPA's; the other letters are the same."""


def respell_ipa(ipa: str) -> str:
    """A word in IPA as a respelling. Raises ValueError naming a sign that isn't one of IPA's.

    >>> respell_ipa("naˈoʊki"), respell_ipa("ʃɪˈvɔːn")
    ('nah-ohkee', 'shih-vawn')
    """
    signs = unicodedata.normalize("NFD", ipa.strip()).replace("c\u0327", "ç")
    plain = "".join(sign for sign in signs if sign not in SILENT)
    syllables, at = [""], 0
    while at < len(plain):
        if plain[at] in BREAKS:
            syllables.append("")
            at += 1
            continue
        for length in (3, 2, 1):
            sound = plain[at : at + length]
            if len(sound) == length and sound in SOUNDS:
                syllables[-1] += SOUNDS[sound]
                at += length
                break
        else:
            raise ValueError(plain[at])
    return "-".join(syllable for syllable in syllables if syllable)


def respell_x_sampa(text: str) -> str:
    """A word in X-SAMPA as a respelling. Raises ValueError naming a sign that isn't one.

    >>> respell_x_sampa('SI"vO:n')
    'shih-vawn'
    """
    ipa, at = "", 0
    while at < len(text):
        for length in (3, 2, 1):
            sign = text[at : at + length]
            if len(sign) == length and sign in X_SAMPA:
                ipa += X_SAMPA[sign]
                at += length
                break
        else:
            ipa += text[at]
            at += 1
    return respell_ipa(ipa)


ALPHABETS = {"ipa": respell_ipa, "x-sampa": respell_x_sampa}
