"""A second opinion on who speaks, by a real chat server on this machine, in all its moods."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import asking_server
import pytest

from narrator import server as server_module
from narrator.attribution.second_opinion import SecondOpinion
from narrator.attribution.second_opinion.chat import PATH, Chat
from narrator.attribution.second_opinion.questions import Question, Speech, find_questions
from narrator.attribution.second_opinion.weighing import TRUST, weigh
from narrator.book import UNKNOWN, Line
from narrator.cache import Cache
from narrator.cli import main
from narrator.errors import EngineError, VoiceMapError
from narrator.pipeline import read_script
from narrator.server import HOME, HOME_KEY, Server, as_it_is
from narrator.voices import OpinionSettings, VoiceMap, find_voice_map, load_voice_map
from narrator.web import Answer, NoAnswer

sys.path.insert(0, str(Path(__file__).parent / "servers"))
from asking import KEY, PART, STORY, UNTAGGED, ask, speech
from chat import ChatServer, people_in
from conftest import KEY_NAME

running, server = (asking_server.running, asking_server.server)


# ---------------------------------------------------------------- as it should be


def test_lines_in_doubt_are_asked_about_together_and_with_their_surroundings(
    server: ChatServer,
) -> None:
    ask(server)
    assert len(server.questions) == 1
    question = server.questions[0]
    assert question.endswith("Who speaks [1], [2], [3]?")
    assert "[1] “You should go now.”\n\n[2] “We know.”" in question
    assert "Nobody laughed." in question
    assert "(Piet:) “It will hold,” said Piet." in question
    assert set(people_in(question)) >= {"Rosa Venn", "Piet", "Doctor Amsel"}
    assert server.asked[-1]["model"] == "tiny"
    assert set(server.asked[-1]) == {"model", "messages", "temperature"}


def test_the_answer_is_evidence_in_words_and_weighed(server: ChatServer) -> None:
    before = speech(read_script("-", VoiceMap(), data=STORY.encode()))
    after = speech(ask(server))
    for text in UNTAGGED:
        named = "Doctor Amsel" if "go" in text else "Piet"
        expected = weigh(before[text].speaker or "", before[text].confidence, named, 3)
        assert f"second opinion of tiny: {named}" in after[text].evidence
        if before[text].speaker == named or after[text].speaker == named:
            assert 0.3 < after[text].confidence <= 0.95
        assert after[text].speaker in (named, before[text].speaker, expected[0])
    for text in ("“Is the mast sound?”", "“It will hold,”"):
        assert after[text].speaker == before[text].speaker
        assert after[text].confidence == before[text].confidence


def test_without_settings_nobody_is_asked(server: ChatServer) -> None:
    read_script("-", VoiceMap(), data=STORY.encode())
    assert not server.headers


def test_nothing_in_doubt_is_nothing_asked(server: ChatServer) -> None:
    ask(server, threshold=0.0)
    assert not server.asked
    assert not ask(server, "There was nobody at all.\n").notes


def test_a_sure_answer_anchors_its_neighbours(server: ChatServer) -> None:
    """What both agree upon goes back to the decision, and the cast is counted anew."""
    script = read_script("-", VoiceMap(), data=STORY.encode())
    told: list[dict[str, str]] = []

    def decide(sure: dict[str, str]) -> tuple[tuple[tuple[Line, ...], ...], object]:
        told.append(dict(sure))
        lines = tuple(
            replace(line, speaker="Piet", confidence=0.6) if line.text in UNTAGGED else line
            for line in script.chapters[0]
        )
        return (lines,), script.cast

    settings = OpinionSettings(server.address, "tiny", threshold=0.7)
    (lines,), cast = SecondOpinion(settings).reconsider(decide)  # type: ignore[arg-type]
    ids = {line.text: line.id for line in lines}
    assert told == [{}, {ids["“We know.”"]: "Piet"}]
    found = {line.text: (line.speaker, line.confidence) for line in lines}
    assert found["“We know.”"] == ("Piet", weigh("Piet", 0.6, "Piet", 3)[1])
    assert found["“You should go now.”"] == (
        "Doctor Amsel",
        weigh("Piet", 0.6, "Doctor Amsel", 3)[1],
    )
    assert {person.name: person.lines for person in cast}["Doctor Amsel"] == 2


def test_corrections_by_hand_stay(server: ChatServer) -> None:
    first = speech(read_script("-", VoiceMap(), data=STORY.encode()))
    line = first["“We know.”"]
    settings = OpinionSettings(server.address, "tiny", threshold=0.95)
    voices = VoiceMap(opinion=settings, corrections={line.id: "Rosa Venn"})
    found = speech(read_script("-", voices, data=STORY.encode()))["“We know.”"]
    assert (found.speaker, found.confidence) == ("Rosa Venn", 1.0)
    assert "We know" not in server.questions[0].partition("Who speaks")[2]
    assert "(Rosa Venn:) “We know.”" in server.questions[0]


def test_long_talks_are_cut_and_every_doubt_is_asked_once(server: ChatServer) -> None:
    talk = "".join(
        f"\n“This is remark number {n}, and it is long {'x' * 90}.”\n" for n in range(60)
    )
    script = ask(server, STORY + talk)
    marked = [
        text
        for question in server.questions
        for text in question.partition("Passage:")[2].split("\n")
        if text.startswith("[")
    ]
    assert len(marked) == len(set(marked))
    doubtful = [line for line in script.lines() if "second opinion" in line.evidence]
    assert {line.text for line in doubtful} <= {text.partition(" ")[2] for text in marked}
    assert f"of {len(marked)} speeches" in script.notes[0]
    assert max(map(len, server.questions)) < 6500
    assert all(question.count("\n[") <= 8 for question in server.questions)


@pytest.mark.parametrize(
    ("reply", "named", "strange"),
    [
        ('{"1": 2}', {0: "Ben"}, 0),
        ('Well, ```json\n{"1": "1", "2": 3}\n```', {0: "Anna", 1: "Cleo"}, 0),
        ('<think>{"1": 9} or so</think>\n{"1": 0, "2": 3}', {1: "Cleo"}, 0),
        ("[1]: 3\n[2] = 1", {0: "Cleo", 1: "Anna"}, 0),
        ('{"1": 4, "2": -1, "3": 1, "99": 2}', {}, 4),
        ('{"1": "Ben", "2": null}', {}, 2),
        ('{"1": true, "2": 1.0, "x": 1}', {}, 2),
        ('{"1": [1]}', {}, 1),
        ("I think that Ben says the first one.", {}, 0),
        ("{{{{", {}, 0),
        ('{"1": 99999999999999999999999}', {}, 1),
    ],
)
def test_only_candidates_count_as_answers(reply: str, named: dict[int, str], strange: int) -> None:
    both = (Speech(("a",), UNKNOWN, 0.1, ""), Speech(("b",), UNKNOWN, 0.1, ""))
    question = Question(both, ("Anna", "Ben", "Cleo"), ())
    assert question.read(reply) == (named, strange)


def test_strange_answers_are_ignored_and_counted(server: ChatServer) -> None:
    server.answer = lambda _: '{"1": 99, "2": "the cat", "17": 1}'
    script = ask(server)
    assert "3 answers of tiny named nobody on the list" in script.notes
    assert not any("second opinion" in line.evidence for line in script.lines())


def test_two_that_agree_are_surer_and_two_that_differ_are_not() -> None:
    for chance in (0.1, 0.3, 0.5, 0.7, 0.9):
        assert weigh("Anna", chance, "Anna", 5)[1] > chance or chance > 0.9
        assert weigh("Anna", chance, "Ben", 5)[1] <= max(TRUST, chance)
    assert weigh(UNKNOWN, 0.1, "Ben", 5) == ("Ben", TRUST)
    assert weigh("Anna", 0.95, "Ben", 2)[0] == "Anna"


@pytest.mark.parametrize(
    "reply", ["\n" * 400_000, "<think>" * 60_000, "." * 400_000, "{" * 400_000, "1:" * 200_000]
)
def test_no_reply_takes_long_to_read(reply: str) -> None:
    """What takes a few hundredths of a second took hours."""
    question = Question((Speech(("a",), UNKNOWN, 0.1, ""),), ("Anna", "Ben"), ())
    start = time.process_time()
    assert question.read(f'{reply}\n{{"1": 2}}') == ({0: "Ben"}, 0)
    assert question.read(reply)[0] in ({}, {0: "Anna"})
    assert time.process_time() - start < 2


def test_whoever_stops_it_waits_for_no_answer(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat(OpinionSettings(server.address, "tiny", connections=2), None)
    under_way, over = threading.Event(), threading.Event()
    told: list[threading.Event] = []

    def obtain(method: str, path: str, asked: dict[str, Any], **how: Any) -> str:
        told.append(how["stopped"])
        if asked["messages"][0]["content"] == "slow":
            under_way.set()
            over.wait(60)
            return "late"
        under_way.wait(60)
        raise KeyboardInterrupt

    monkeypatch.setattr(chat._server, "obtain", obtain)
    try:
        with pytest.raises(KeyboardInterrupt):
            chat.ask_all([({"content": "slow"},), ({"content": "stopped"},), ({"content": "3"},)])
        assert len(told) == 2  # the third was never asked
        assert all(stop.is_set() for stop in told)
    finally:
        over.set()


def test_who_was_stopped_tries_no_more(server: ChatServer) -> None:
    server.always = "broken"
    stopped = threading.Event()
    stopped.set()
    asked = {"model": "tiny", "messages": []}
    with pytest.raises(NoAnswer):
        Server(server.address, mend="").obtain(
            "POST", PATH, asked, read=as_it_is, timeout_s=5, limit=1000, stopped=stopped
        )
    assert len(server.asked) == 1


@pytest.mark.parametrize(("own", "name"), [("sk-1", "NARRATOR_KEY_API_OPENAI_COM"), ("", HOME_KEY)])
def test_the_key_that_was_sent_is_named(
    own: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARRATOR_KEY_API_OPENAI_COM", own)
    monkeypatch.setenv(HOME_KEY, "sk-2")
    monkeypatch.setattr(server_module, "ask", lambda *_, **__: Answer(401, "", "", b""))
    with pytest.raises(EngineError, match=f"does not take the key in {name}$"):
        Server(HOME, mend="").probe("GET", "/v1/models", tries=1, timeout_s=1, limit=1000)


# ---------------------------------------------------------------- nothing is asked twice


def test_the_same_question_is_never_asked_twice(server: ChatServer, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first = ask(server, cache=cache)
    assert len(server.questions) == 1
    again = ask(server, STORY + PART, cache=cache)  # another book with the same talk in it
    assert len(server.questions) == 1
    for script in (first, again):
        for text in UNTAGGED:
            named = "Doctor Amsel" if "go" in text else "Piet"
            assert f"second opinion of tiny: {named}" in speech(script)[text].evidence
    assert "(1 of 1 from before)" in again.notes[0]
    server.headers.clear()
    assert ask(server, cache=cache).chapters == first.chapters
    assert not server.headers  # a finished script needs no server


def test_what_found_no_answer_is_asked_again_next_time(server: ChatServer, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    server.always = "broken"
    assert any("next run asks again" in note for note in ask(server, cache=cache).notes)
    server.always = ""
    assert any("second opinion" in line.evidence for line in ask(server, cache=cache).lines())


# ---------------------------------------------------------------- before work starts


def test_no_server(server: ChatServer) -> None:
    with pytest.raises(EngineError, match=r"no server at 127\.0\.0\.1:9 .*take `attribution` out"):
        ask(server, address="http://127.0.0.1:9")


def test_no_such_model(server: ChatServer) -> None:
    with pytest.raises(EngineError, match=r"no model 'tinny' .*did you mean \"tiny\""):
        ask(server, model="tinny")
    server.known.append("unlisted")  # servers list what is loaded, and have more
    assert ask(server, model="unlisted").notes


def test_the_only_model_needs_no_name(server: ChatServer) -> None:
    assert "second opinion of tiny" in ask(server, model="").notes[0]
    server.models = ["one", "two"]
    with pytest.raises(EngineError, match=r"which model.*it has one, two"):
        ask(server, model="")


def test_a_missing_and_a_wrong_key(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.key = KEY
    with pytest.raises(EngineError, match=f"wants a key; set {KEY_NAME}"):
        ask(server)
    monkeypatch.setenv(KEY_NAME, "sk-wrong-9001")
    with pytest.raises(EngineError, match=f"does not take the key in {KEY_NAME}") as caught:
        ask(server)
    assert "9001" not in str(caught.value)


def test_nobody_sees_the_key(
    server: ChatServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(KEY_NAME, KEY)
    server.key, server.always = KEY, "broken"  # this server repeats it in its complaint
    notes = ask(server, cache=Cache(tmp_path)).notes
    assert any("it broke" in note for note in notes)
    server.always = ""
    script = ask(server, cache=Cache(tmp_path))
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    names = " ".join(map(str, tmp_path.rglob("*")))
    out, err = capfd.readouterr()
    assert KEY not in f"{notes} {script} {names} {out} {err} {caplog.text}"
    assert KEY.encode() not in kept


# ---------------------------------------------------------------- who may ask


def test_a_file_beside_a_book_asks_nobody(tmp_path: Path, server: ChatServer) -> None:
    beside = tmp_path / "voices.yaml"
    beside.write_text(f"attribution:\n  llm: {{address: '{server.address}'}}\n")
    with pytest.raises(VoiceMapError, match=r":1:1: whether a server is asked .*--voices"):
        find_voice_map(tmp_path / "story.txt", None)
    assert load_voice_map(beside).opinion == OpinionSettings(server.address)
    assert not server.headers


def test_your_own_file_counts_for_every_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own" / "voices.yaml"
    own.parent.mkdir()
    own.write_text("attribution: {llm: {address: 'http://127.0.0.1:8080', threshold: 0.5}}\n")
    monkeypatch.setattr("narrator.voices.user_file", lambda: own)
    (tmp_path / "voices.yaml").write_text("characters: {Anna: {gender: female}}\n")
    chosen = tmp_path / "mine.yaml"
    chosen.write_text("attribution: {}\n")
    book = tmp_path / "story.txt"
    expected = OpinionSettings("http://127.0.0.1:8080", threshold=0.5)
    assert find_voice_map(book, None).opinion == expected
    assert find_voice_map(book, chosen).opinion is None  # said to be off


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("attribution: {llm: {model: tiny}}", r":1:15: .*needs a server"),
        ("attribution: {llm: {adress: x}}", r':1:21: unknown key "adress" .*"address"'),
        ("attribution: {lm: {}}", r':1:15: unknown key "lm" .*"llm"'),
        ("attribution: {llm: {address: 'http://a', threshold: 70}}", "between 0 and 1, not 70"),
        ("attribution: {llm: {address: 'http://me:secret@a'}}", "no name or password"),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(VoiceMapError, match=problem) as caught:
        load_voice_map(file)
    assert "secret" not in str(caught.value)


def test_the_command_line_tells_what_came_of_it(
    server: ChatServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    book, voices = tmp_path / "story.txt", tmp_path / "mine.yaml"
    book.write_text(STORY, encoding="utf-8")
    voices.write_text(f"attribution: {{llm: {{address: '{server.address}', threshold: 0.95}}}}\n")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([*arguments])
        return (int(str(left.value.code)), *capfd.readouterr())

    code, out, err = run("script", str(book), "--voices", str(voices), "--json")
    assert code == 0
    assert "note: second opinion of tiny: on 3 of 3 speeches in doubt" in err
    assert "second opinion of tiny" in json.dumps(json.loads(out), ensure_ascii=False)
    voices.write_text("attribution: {llm: {address: 'http://127.0.0.1:9', model: tiny}}\n")
    code, out, err = run("build", str(book), "--voices", str(voices), "-o", str(tmp_path / "out"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "no server at 127.0.0.1:9" in err
    assert not (tmp_path / "out").exists()


def test_no_question_is_longer_than_small_servers_take() -> None:
    story = "“" + "Word " * 3000 + "”\n\n“No,” said Anna Berg to Carl.\n\n“" + "more " * 900 + "”\n"
    script = read_script("-", VoiceMap(), data=story.encode())
    for question in find_questions(script.chapters, script.cast, 1.0):
        assert sum(len(message["content"]) for message in question.messages) < 7000
