"""Lines in doubt into lines with a second opinion: a chat server is asked who speaks.

Off unless the user names a server. Only speech is asked about of which attribution is in doubt,
with a few paragraphs around it, and only a person on the list that goes with the question counts
as an answer. It is evidence, weighed against what was thought before; where the two together are
sure, the neighbours are decided again from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from narrator.attribution.second_opinion.chat import Chat
from narrator.attribution.second_opinion.questions import Question, Speech, find_questions
from narrator.attribution.second_opinion.weighing import weigh
from narrator.attribution.tally import count_speech
from narrator.book import Cast, Lines
from narrator.cache import Cache
from narrator.voices import OpinionSettings

SURE = 0.85
"""From here on an answer is an anchor for the lines around it."""

Decided = tuple[tuple[Lines, ...], Cast]
Decide = Callable[[Mapping[str, str]], Decided]
"""Line id -> speaker, beyond doubt; the book decided from these."""


class SecondOpinion:
    """One server's opinion on one book, and what came of asking for it."""

    def __init__(self, settings: OpinionSettings, cache: Cache | None = None) -> None:
        """Asks whether the server is there. Raises EngineError."""
        self._threshold = settings.threshold
        self._chat = Chat(settings, cache)
        self._speeches = self._answered = self._strange = self._changed = 0
        self.complete = True
        """Whether every question has found an answer; if not, the next run may ask again."""

    def reconsider(self, decide: Decide) -> Decided:
        """What ``decide`` says of the book, with the server's help. Raises EngineError."""
        chapters, cast = decide({})
        questions = find_questions(chapters, cast, self._threshold)
        if not questions:
            return chapters, cast
        answers = self._ask(questions)
        sure: dict[str, str] = {}
        beliefs: dict[str, tuple[str, float]] = {}
        for speech, name, rivals in answers:
            found = weigh(speech.speaker, speech.confidence, name, rivals)
            if found[1] >= SURE:
                sure |= dict.fromkeys(speech.ids, found[0])
                beliefs |= dict.fromkeys(speech.ids, found)
        if sure:
            chapters, cast = decide(sure)
        return self._retell(chapters, cast, answers, beliefs)

    def notes(self) -> list[str]:
        """What came of it, in words for people."""
        if not self._speeches:
            return []
        chat = self._chat
        kept = f" ({chat.kept} of {chat.asked + chat.kept} from before)" if chat.kept else ""
        notes = [
            f"second opinion of {chat.model}: on {self._answered} of {self._speeches} speeches in "
            f"doubt{kept}; {self._changed} changed their speaker"
        ]
        if self._strange:
            notes.append(f"{self._strange} answers of {chat.model} named nobody on the list")
        if chat.failed:
            notes.append(
                f"{chat.failed} questions found no answer ({chat.problem}); those lines stay as "
                "they were, and the next run asks again"
            )
        return notes

    def _ask(self, questions: Sequence[Question]) -> list[tuple[Speech, str, int]]:
        """Each speech with an opinion: whom it names, and how many were to choose from."""
        told: list[tuple[Speech, str, int]] = []
        replies = self._chat.ask_all([question.messages for question in questions])
        for question, reply in zip(questions, replies, strict=True):
            self._speeches += len(question.speeches)
            if reply is None:
                self.complete = False
                continue
            named, strange = question.read(reply)
            self._strange += strange
            self._answered += len(named)
            rivals = len(question.candidates)
            told += [(question.speeches[i], name, rivals) for i, name in named.items()]
        return told

    def _retell(
        self,
        chapters: tuple[Lines, ...],
        cast: Cast,
        answers: Sequence[tuple[Speech, str, int]],
        beliefs: dict[str, tuple[str, float]],
    ) -> Decided:
        """The lines with their new speakers, and the opinion among the evidence."""
        opinions = {key: (speech, name, n) for speech, name, n in answers for key in speech.ids}
        changed: set[str] = set()
        done = []
        for lines in chapters:
            out = []
            for line in lines:
                if line.id in opinions:
                    speech, name, rivals = opinions[line.id]
                    who, chance = beliefs.get(line.id) or weigh(
                        line.speaker or "", line.confidence, name, rivals
                    )
                    before = speech.evidence if line.id in beliefs else line.evidence
                    said = f"second opinion of {self._chat.model}: {name}"
                    why = f"{said}; {before}" if who == name else f"{before}; {said}"
                    if who != speech.speaker:
                        changed.add(speech.ids[0])
                    line = replace(line, speaker=who, confidence=chance, evidence=why)
                out.append(line)
            done.append(tuple(out))
        self._changed = len(changed)
        return tuple(done), count_speech(done, cast)


__all__ = ["SecondOpinion"]
