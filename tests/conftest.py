"""What all tests share: folders of their own, and engines that misbehave on purpose."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import FAKE_ENGINES, InlinePool, Outcome
from hypothesis import HealthCheck, settings

import narrator.processes
import narrator.renderer
import narrator.server

# What a test says must not hang on how busy the machine is.
settings.register_profile(
    "calm", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("calm")

BOOKS = Path(__file__).parent / "cases" / "books"
SEEDS = Path(__file__).parents[1] / "seeds"
KEY_NAME = "NARRATOR_KEY_127_0_0_1"
"""Where the key for a server of ours is looked for."""
STORY = "Hello there.\n\n“Who is it?” asked Ann.\n"


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the user's is read or written: neither their cache nor their voices."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NARRATOR_CACHE", str(home / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("NO_COLOR", "1")
        yield


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for this test alone."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("NARRATOR_CACHE", str(folder))
    return folder


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between tries at a server are short, and nobody's keys are in the environment."""
    monkeypatch.setattr(narrator.server, "WAITS_S", (0.02, 0.02, 0.02, 0.02))
    for name in (KEY_NAME, "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fresh_engines() -> Iterator[None]:
    """Engines opened in this process are closed: a second espeak would share the first's state."""
    yield
    for engine in narrator.renderer._engines.values():
        engine.close()
    narrator.renderer._engines.clear()


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch, fresh_engines: None) -> None:
    """Work is done in this process: starting others costs half a second each."""
    monkeypatch.setattr(narrator.processes, "ProcessPoolExecutor", InlinePool)


@pytest.fixture
def fake_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another package's engines, found by their entry points, also in worker processes."""
    folder = tmp_path / "site"
    shutil.copytree(FAKE_ENGINES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    facts = folder / "misbehaving-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: misbehaving\nVersion: 1.0\n")
    names = ("stumbling", "slow", "crashing", "changeable")
    points = "".join(f"{name} = misbehaving:{name.title()}\n" for name in names)
    (facts / "entry_points.txt").write_text(f"[narrator.engines]\n{points}")
    monkeypatch.syspath_prepend(folder)
    others = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *others]))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test may write a ``voices.yaml``."""
    return tmp_path / "voices.yaml"


@pytest.fixture
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's own file would be; there is none."""
    path = tmp_path / "config" / "voices.yaml"
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(path.parent))
    return path


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str],
    inline: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Outcome]:
    """The command line in this process, in a folder with a short story."""
    from narrator.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")

    def call(*args: str | Path) -> Outcome:
        with pytest.raises(SystemExit) as stopped:
            main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Outcome(int(stopped.value.code or 0), out, err)

    return call
