"""The documentation says what is so: commands, keys, links, examples, messages, modules."""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from building import ROOT, command_line
from pydantic import BaseModel

from narrator.book import Kind, Line, Pause
from narrator.cli import COMMANDS, cli, main
from narrator.verbalizer import verbalize
from narrator.voices import load_voice_map

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "seeds" / "README.md"])
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^ *```$", re.S | re.M)
RUN_FROM = ("README.md", "docs/commands.md", "docs/troubleshooting.md")
"""The pages whose every example is run."""
SLOW = ("pip ", "python3 ", "git ", ".venv/")
"""Commands of the system, which are no examples of ours."""


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# ---------------------------------------------------------------- commands


def _commands() -> Iterator[tuple[str, click.Command]]:
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        yield name, command


def _section(text: str, title: str) -> str:
    """What stands under a heading, up to the next of its level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.S | re.M)
    assert found, f"docs/commands.md has no section “{title}”"
    return found[1]


@pytest.mark.parametrize(("name", "command"), list(_commands()), ids=COMMANDS)
def test_every_option_of_a_command_is_explained_under_it(name: str, command: click.Command) -> None:
    section = _section(_text("docs/commands.md"), f"narrator {name}")
    for option in command.params:
        if isinstance(option, click.Option):
            for spelling in option.opts:
                assert re.search(rf"(?<![\w-]){re.escape(spelling)}(?![\w-])", section), spelling


@pytest.mark.parametrize(("name", "command"), list(_commands()), ids=COMMANDS)
def test_no_option_is_explained_that_is_not_there(name: str, command: click.Command) -> None:
    section = _section(_text("docs/commands.md"), f"narrator {name}")
    known = {spelling for option in command.params for spelling in option.opts} | {"--help", "-h"}
    rows = re.findall(r"^\| (`-[^|]*) \|", section, re.M)
    named = {found for row in rows for found in re.findall(r"`(--?[\w-]+)", row)}
    assert named <= known


def test_every_exit_code_is_explained() -> None:
    section = _section(_text("docs/commands.md"), "Exit codes")
    assert set(re.findall(r"^\| (\d+) \|", section, re.M)) == {"0", "1", "2", "130"}


# ---------------------------------------------------------------- voices.yaml


def _keys() -> set[str]:
    import narrator.voices

    found: set[str] = set()
    for module in pkgutil.iter_modules(narrator.voices.__path__, "narrator.voices."):
        for form in vars(importlib.import_module(module.name)).values():
            if isinstance(form, type) and issubclass(form, BaseModel):
                found |= set(form.model_fields)
    return found


@pytest.mark.parametrize("key", sorted(_keys()))
def test_every_key_of_voices_yaml_is_explained(key: str) -> None:
    assert f"`{key}`" in _text("docs/voices-yaml.md")


# ---------------------------------------------------------------- links and modules


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made on the usual forges."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ +(.*?) *$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", text):
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), f"{_name(page)} links to {target}"
        if anchor and place.suffix == ".md":
            assert anchor in _anchors(place), f"{_name(page)} links to {target}"


def test_every_page_can_be_reached_from_the_index() -> None:
    index = _text("docs/index.md")
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).as_posix()
        assert name == "index.md" or f"]({name})" in index, f"docs/index.md doesn't name {name}"


def test_the_module_map_names_every_module() -> None:
    pages = _text("docs/architecture.md")
    home = ROOT / "narrator"
    for path in sorted(home.iterdir()):
        if path.is_dir() and (path / "__init__.py").is_file():
            assert f"`{path.name}/`" in pages, f"narrator/{path.name}/ is not in the module map"
        elif path.suffix == ".py" and path.name != "__init__.py":
            assert f"`{path.name}`" in pages, f"narrator/{path.name} is not in the module map"


def test_the_module_map_names_no_module_that_is_not_there() -> None:
    text = (
        _text("docs/architecture.md").partition("## Where everything is")[2].partition("\n## ")[0]
    )
    for name in re.findall(r"^\| `([\w./]+)` \|", text, re.M):
        assert (ROOT / "narrator" / name).exists(), name


def test_the_pictures_are_small() -> None:
    pictures = list((DOCS / "pictures").glob("*.png"))
    assert pictures
    assert all(picture.stat().st_size < 150_000 for picture in pictures)


# ---------------------------------------------------------------- examples


class Example:
    """A command in a page, the output that the page shows for it, and the code that it says."""

    def __init__(self, page: str, line: int, command: str) -> None:
        self.page, self.line, self.command = page, line, command
        self.shown: list[str] = []
        self.code = 0

    @property
    def id(self) -> str:
        return f"{self.page}:{self.line}"


def _examples(page: str) -> Iterator[Example]:
    """Commands of ours: lines of ``sh`` blocks, and ``$`` lines of ``console`` blocks."""
    text = _text(page)
    for block in FENCE.finditer(text):
        if block["language"] not in ("sh", "console"):
            continue
        first = text[: block.start("body")].count("\n") + 1
        last: Example | None = None
        for number, raw in enumerate(block["body"].splitlines(), first):
            line = raw.strip()
            command = line.removeprefix("$ ")
            is_command = block["language"] == "sh" or line.startswith("$ ")
            if is_command and command.startswith("narrator "):
                last = Example(page, number, command)
                yield last
            elif is_command:
                last = None
                assert not line or line.startswith("#") or command.startswith(SLOW), line
            elif last and line.startswith("[exit code "):
                last.code = int(line.removeprefix("[exit code ").removesuffix("]"))
            elif last and line and line != "…":
                last.shown.append(line)


EXAMPLES = [example for page in RUN_FROM for example in list(_examples(page))]


def _shortened(text: str) -> str:
    """A manuscript's title and the first few paragraphs of each chapter."""
    kept: list[str] = []
    left = 0
    for paragraph in text.split("\n\n"):
        heading = len(paragraph) < 60 and not paragraph.rstrip().endswith(tuple(".!?”’\"'*"))
        left = 4 if heading or not kept else left - 1
        if left > 0:
            kept.append(paragraph)
    return "\n\n".join(kept) + "\n"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the examples name: the seeds, shortened, and some broken files."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "seeds").mkdir()
    for seed in (ROOT / "seeds").iterdir():
        if seed.suffix in (".txt", ".md") and seed.name != "README.md":
            text = _shortened(seed.read_text(encoding="utf-8"))
            (folder / "seeds" / seed.name).write_text(text, encoding="utf-8")
    story = (folder / "seeds" / "the-marrow-prize.txt").read_text(encoding="utf-8")
    (folder / "story.txt").write_text(story, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    (folder / "broken.epub").write_bytes(b"PK\x03\x04 this is where it ends")
    (folder / "stars.txt").write_text("***\n\n***\n", encoding="utf-8")
    (folder / "folder").mkdir()
    for page in RUN_FROM:  # files that a page shows: a yaml block after “`name.yaml`:”
        for name, body in re.findall(r"`([\w-]+\.yaml)`:\n\n```yaml\n(.*?)```", _text(page), re.S):
            (folder / name).write_text(body, encoding="utf-8")
    return folder


def _make_what_it_names(example: Example) -> None:
    """Run the examples that write what this one reads; others may run elsewhere."""
    named = shlex.split(example.command, comments=True)
    for other in EXAMPLES:
        words = shlex.split(other.command, comments=True)
        made = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-o", "--write")]
        missing = [path for path in made if path in named and not Path(path).exists()]
        if other is not example and missing and "<" not in words:
            with pytest.raises(SystemExit):
                main(words[1:])


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_every_example_runs(
    example: Example, shelf: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.chdir(shelf)
    _make_what_it_names(example)
    capfd.readouterr()
    _, *words = shlex.split(example.command, comments=True)
    data = b""
    if "<" in words:
        at = words.index("<")
        data = Path(words[at + 1]).read_bytes()
        del words[at : at + 2]
    kept = Path(words[-1]) if words[-2:-1] == [">"] else None
    words = words[:-2] if kept else words
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with pytest.raises(SystemExit) as left:
        main(words)
    out, err = capfd.readouterr()
    if kept:
        kept.write_text(out, encoding="utf-8")
    assert left.value.code == example.code, out + err
    said = " ".join((out + err).split())
    for line in example.shown:
        assert " ".join(line.split()) in said, f"the page shows {line!r}, and it said: {said}"


def test_the_voices_yaml_of_the_readme_casts_its_story(shelf: Path, tmp_path: Path) -> None:
    (block,) = (each for each in FENCE.finditer(_text("README.md")) if each["language"] == "yaml")
    story = tmp_path / "the-marrow-prize.txt"
    story.write_bytes((ROOT / "seeds" / story.name).read_bytes())
    (tmp_path / "voices.yaml").write_text(block["body"], encoding="utf-8")
    wished = load_voice_map(tmp_path / "voices.yaml").characters
    done = command_line("cast", story, "--json")
    assert done.returncode == 0, done.stderr
    people = {person["name"]: person for person in json.loads(done.stdout)["characters"]}
    assert set(wished) <= set(people)
    for name, wish in wished.items():
        if wish.voice:
            assert people[name]["voice"] == f"{wish.engine}:{wish.voice}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_yaml_block_that_is_shown_as_right_can_be_read(page: Path, tmp_path: Path) -> None:
    if page.name == "troubleshooting.md":
        return  # those are wrong on purpose, and have a test above
    for number, block in enumerate(FENCE.finditer(page.read_text(encoding="utf-8"))):
        if block["language"] == "yaml":
            path = tmp_path / f"{number}.yaml"
            path.write_text(block["body"], encoding="utf-8")
            load_voice_map(path)


def _spoken_rows() -> list[tuple[str, str]]:
    table = _text("docs/speaking.md").partition("| written | spoken |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (.*?) \| ?(.*?) ?\|$", table, re.M)
    return [row for row in rows if row[0].strip("-| ")]


@pytest.mark.parametrize(("written", "spoken"), _spoken_rows())
def test_what_is_said_to_be_spoken_is_spoken(written: str, spoken: str) -> None:
    assert verbalize(Line(Kind.NARRATION, written, 0, Pause.NONE, 0)).text == spoken


def test_the_engine_of_the_guide_builds_a_book(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _text("docs/adding-an-engine.md")
    blocks = {each["language"]: each["body"] for each in FENCE.finditer(page)}
    (tmp_path / "narrator_hum.py").write_text(blocks["python"], encoding="utf-8")
    facts = tmp_path / "narrator_hum-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: narrator-hum\nVersion: 1.0\n")
    points = blocks["toml"].replace("[project.entry-points.", "[").replace('"', "")
    (facts / "entry_points.txt").write_text(points)
    others = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(tmp_path), others])))
    listed = command_line("voices", "--engine", "hum")
    assert "hum:alto" in listed.stdout, listed.stderr
    story, output = shelf / "story.txt", tmp_path / "audio"
    done = command_line("build", story, "--engine", "hum", "-o", output, "--jobs", "1", "--json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)
    assert report["seconds"] > 20
