"""Text into pieces: ordinary words pass in long runs, everything else meets a table of rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from narrator.verbalizer.firsts import first_characters
from narrator.verbalizer.pieces import Piece

Say = Callable[[re.Match[str]], str | None]
"""What a match becomes when spoken; None when the rule doesn't mean this place after all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that is tried where a token starts; ``say`` may look around in the whole line."""

    pattern: re.Pattern[str]
    say: Say


@dataclass(frozen=True, slots=True)
class Language:
    """The rules of one language, in the order in which they are tried."""

    digits: Sequence[Rule]
    """For tokens that start with a digit."""
    letters: Sequence[Rule]
    """For words that are not plain, and for those in ``special``."""
    marks: Sequence[Rule]
    """For everything else but spaces."""
    special: frozenset[str]
    """Plain words, as written, that some rule of ``letters`` is about."""
    heads: Sequence[Rule] = ()
    """For what stands at the start of a heading."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """Symbols that are words. They are said only beside a letter or digit."""
    is_several: Callable[[str], bool] = lambda word: False
    """Whether a long plain word is several that are written together."""
    tried: dict[tuple[bool, str], tuple[Rule, ...]] = field(default_factory=dict, compare=False)
    """The rules (those of ``letters``, or of ``marks``) that a character may begin; grows."""

    def rules_for(self, character: str, *, letters: bool) -> tuple[Rule, ...]:
        """The rules whose patterns can start with the character, in their order."""
        rules = self.tried.get((letters, character))
        if rules is None:
            rules = tuple(
                rule
                for rule in (self.letters if letters else self.marks)
                if (firsts := first_characters(rule.pattern)) is None or character in firsts
            )
            if len(self.tried) < MANY_CHARACTERS:
                self.tried[letters, character] = rules
        return rules


MANY_CHARACTERS = 400
LOWER, UPPER = "a-zß-öø-ÿāăąćčďđēęěğīıłńňōőœřśšţťūůűźżž", "A-ZÀ-ÖØ-ÞŒŚŠŻŽŁ"
_WORD = (
    rf"(?:(?:[{UPPER}][{LOWER}]+|[{LOWER}]{{2,}})(?:['’][{LOWER}]+)?|[aAI](?![{LOWER}])"
    rf"|[OyàÀ](?![{LOWER}]| [^\W\d_](?![\w'’])))"  # “y e s”
)
_PLAIN = re.compile(
    rf"{_WORD}(?:[ \n]{_WORD})*(?=[\s,;:!?\"”’)](?![\w*])|[\s]|\.(?:[\s\"”](?!\d)|$)|$)"
)
_WORDS_AND_SPACES = re.compile(r"\s+|\S+")
_THREE_ALIKE = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)
_TOKEN = re.compile(
    r"""
      (?P<space>[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]+)
    | (?P<word>[^\W_]+(?:['’][^\W_]+)*)
    | (?P<ellipsis>(?:\.[ ]?){2,}\.?…*|…[.…]*)
    | (?P<dash>[—–―‒⸺⸻]+|-{2,})
    | (?P<pause>[.,;:!?()¡¿]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ENDLESS = re.compile(r"\d{60,}")
_SIMPLE = re.compile(
    r"[,;:.](?=\s[^\d\s*.])|[“”\"]|[.!?](?=[”\"](?:\s|$))|[.,!?](?=[\n\"”]|$)|[!?](?=\s)"
    r"|(?:-{1,2}|_)(?=[a-z])"
)
QUOTES = '“”„‟"«»‹›「」『』〝〞‘`'
APOSTROPHES = "'’"


def speak_head(text: str, end: int, language: Language) -> Piece | None:
    """What the start of a heading is, where a rule is about it."""
    for rule in language.heads:
        match = rule.pattern.match(text, 0, end)
        if match and (said := rule.say(match)) is not None:
            return Piece(0, match.end(), said)
    return None


def speak(
    text: str, start: int, end: int, language: Language, lexicon: Mapping[str, str]
) -> Iterator[Piece]:
    """Pieces that tile ``text[start:end]``; endless rows of digits are said one by one."""
    at = start
    for row in _ENDLESS.finditer(text, start, end):
        yield from _speak(text, at, row.start(), language, lexicon)
        yield Piece(row.start(), row.end(), " ".join(row.group()))
        at = row.end()
    yield from _speak(text, at, end, language, lexicon)


def _speak(
    text: str, start: int, end: int, language: Language, lexicon: Mapping[str, str]
) -> Iterator[Piece]:
    at = start
    special, respelled = language.special, lexicon.keys()
    is_several = language.is_several
    while at < end:
        plain = _PLAIN.match(text, at, end)
        if plain and (at == start or not _glued(text[at - 1])):
            words = plain.group()
            many = words.split()
            if (
                special.isdisjoint(many)
                and not _THREE_ALIKE.search(words)
                and (not lexicon or respelled.isdisjoint(map(_small, many)))
                and (not lexicon or respelled.isdisjoint(many))
                and (max(map(len, many)) < LONG_WORD or not any(map(is_several, many)))
            ):
                yield Piece(at, plain.end(), words.replace("’", "'"))
                at = plain.end()
                continue
            # One word at a time until the run is through.
            for match in _WORDS_AND_SPACES.finditer(words):
                here, word = at + match.start(), match.group()
                if word.isspace():
                    yield Piece(here, at + match.end(), " ")
                    continue
                if (
                    word not in special
                    and not (len(word) >= LONG_WORD and is_several(word))
                    and not _THREE_ALIKE.search(word)
                    and not (lexicon and (word in lexicon or _small(word) in lexicon))
                ):
                    yield Piece(here, at + match.end(), word.replace("’", "'"))
                    continue
                piece = _one(text, here, end, language, lexicon)
                yield piece
                if piece.end != at + match.end():
                    at = piece.end
                    break
            else:
                at = plain.end()
            continue
        piece = _one(text, at, end, language, lexicon)
        yield piece
        at = piece.end


LONG_WORD = 9
"""Letters from which on a word may be several that are written together."""


def _glued(before: str) -> bool:
    return before.isalnum() or before in "-'’@_*~"


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]


def _one(text: str, at: int, end: int, language: Language, lexicon: Mapping[str, str]) -> Piece:
    """The piece that starts here."""
    token = _TOKEN.match(text, at, end)
    assert token is not None
    kind = token.lastgroup
    if kind == "space":
        return Piece(at, token.end(), " ")
    if kind == "word":
        word = token.group()
        for form in (word, _small(word)):
            if form in lexicon:
                return Piece(at, token.end(), lexicon[form])
        rules = (
            language.digits if word[0].isdecimal() else language.rules_for(word[0], letters=True)
        )
    elif _SIMPLE.match(text, at, end):  # most marks of a book: no rule is about them
        rules = ()
    else:
        rules = language.rules_for(text[at], letters=False)
    for rule in rules:
        match = rule.pattern.match(text, at, end)
        if match and match.end() > at and (said := rule.say(match)) is not None:
            return Piece(at, match.end(), said)
    return Piece(at, token.end(), _KINDS[kind or "other"](token, language))


def _word(token: re.Match[str], language: Language) -> str:
    word = token.group().replace("’", "'")
    if word.isascii():
        return word
    # Letters and digits in fancy dress (𝔘𝔫𝔦, ①) are known to no engine.
    return word if word.isalpha() and max(word) < "\U0001d400" else _undressed(word)


def _undressed(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word)
    return plain if any(c.isalnum() for c in plain) else word


def _pause(token: re.Match[str], language: Language) -> str:
    marks, text = token.group(), token.string
    if "?" in marks:
        marks = marks[: marks.index("?") + 1].replace("!", "").replace("¿", "") + (
            ")" if marks.endswith(")") else ""
        )
        marks = marks.replace(".", "").replace(",", "") if len(marks) > 1 else marks
    elif "!" in marks:
        marks = "!" + (")" if marks.endswith(")") else "")
    marks = marks.replace("¡", "").replace("¿", "")
    after = text[token.end() : token.end() + 1]
    if marks[-1:] in (".", ",", ";", ":", "!", "?") and after.isalpha():
        return marks + " "  # “tired.So” is two sentences
    return marks


def _other(token: re.Match[str], language: Language) -> str:
    character, text = token.group(), token.string
    before, after = text[max(0, token.start() - 1) : token.start()], text[token.end() :][:1]
    if character in language.symbols:
        beside = text[max(0, token.start() - 2) : token.end() + 2]
        return language.symbols[character] if any(c.isalnum() for c in beside) else " "
    if character in APOSTROPHES:
        return "'" if before.isalnum() or after.isalnum() else ""
    if character in QUOTES:
        return "" if before.isspace() or after.isspace() or not (before and after) else " "
    if character == "-":
        return " " if before.isalnum() and after.isalnum() else " , " if _dashes(token) else " "
    if character in "*~":  # marks of emphasis; inside a word they don't part it
        return "" if before.isalnum() and after.isalnum() else " "
    if character.isalnum():
        return _undressed(character)
    if "\u249c" <= character <= "\u24e9":  # letters in circles and brackets
        return _undressed(character).strip("()").lower()
    if "\ufe00" <= character <= "\ufe0f":  # how to draw the emoji before it
        return ""
    return character if unicodedata.category(character).startswith("M") else " "


def _dashes(token: re.Match[str]) -> bool:
    """Whether a hyphen with a space on one side at least stands between two words."""
    text = token.string
    return bool(
        re.search(r"[^\W_]['’”\"]?\s*$", text[max(0, token.start() - 4) : token.start()])
        and re.match(r"\s*['‘“\"]?[^\W_]", text[token.end() : token.end() + 4])
    )


_KINDS: Mapping[str, Callable[[re.Match[str], Language], str]] = {
    "word": _word,
    "ellipsis": lambda token, language: "... ",
    "dash": lambda token, language: ", ",
    "pause": _pause,
    "other": _other,
}
"""What a token becomes that no rule is about."""
