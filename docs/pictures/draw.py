"""Draws the pictures of this folder from what the commands really print and write.

    python docs/pictures/draw.py        in the project's environment, on Linux or macOS

A terminal's picture is what a command sends to a pseudo-terminal, put into cells and then into
pixels. It needs a monospaced font with box characters, such as DejaVu Sans Mono.
"""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FONT = "DejaVuSansMono.ttf"
SIZE = 15
PAPER, INK, DIM = "#1b1e24", "#d7dae0", "#7d8490"
COLOURS = ("#1b1e24", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#f92672", "#56b6c2", "#d7dae0")
BRIGHT = ("#5c6370", "#ff7a85", "#a8d98a", "#ffd68a", "#79bfff", "#d68aef", "#6ed0dd", "#ffffff")


@dataclass
class Screen:
    """A terminal's cells: enough of its escape codes for a progress bar."""

    columns: int
    rows: list[list[tuple[str, str]]] = field(default_factory=lambda: [[]])
    row: int = 0
    column: int = 0
    ink: str = INK

    def feed(self, text: str) -> None:
        """Take what a program sent."""
        for escape, codes, action, plain in re.findall(
            r"(\x1b\[\??([\d;]*)([A-Za-z]))|([^\x1b]|\x1b(?!\[))", text
        ):
            if not escape:
                self._put(plain)
            elif action == "m":
                self._colour([int(code or 0) for code in codes.split(";")])
            elif action == "A":
                self.row = max(0, self.row - int(codes or 1))
            elif action == "K":
                self.rows[self.row] = [] if codes == "2" else self.rows[self.row][: self.column]

    def _put(self, character: str) -> None:
        if character == "\n":
            self.row, self.column = self.row + 1, 0
            while len(self.rows) <= self.row:
                self.rows.append([])
        elif character == "\r":
            self.column = 0
        else:
            if self.column >= self.columns:
                self._put("\n")
            line = self.rows[self.row]
            line += [(" ", INK)] * (self.column + 1 - len(line))
            line[self.column] = (character, self.ink)
            self.column += 1

    def _colour(self, codes: list[int]) -> None:
        while codes:
            code = codes.pop(0)
            if code == 0 or code == 39:
                self.ink = INK
            elif 30 <= code <= 37:
                self.ink = COLOURS[code - 30]
            elif 90 <= code <= 97:
                self.ink = BRIGHT[code - 90]
            elif code == 38 and codes[:1] == [2]:
                self.ink = "#{:02x}{:02x}{:02x}".format(*codes[1:4])
                del codes[:4]
            elif code == 38 and codes[:1] == [5]:
                self.ink = _indexed(codes[1])
                del codes[:2]


def _indexed(number: int) -> str:
    """One of a terminal's 256 colours."""
    if number < 16:
        return (COLOURS + BRIGHT)[number]
    if number >= 232:
        return "#{0:02x}{0:02x}{0:02x}".format(8 + 10 * (number - 232))
    number -= 16
    levels = (0, 95, 135, 175, 215, 255)
    return f"#{levels[number // 36]:02x}{levels[number // 6 % 6]:02x}{levels[number % 6]:02x}"


def record(
    command: str, folder: Path, columns: int, *, until: str = "", environment: dict[str, str]
) -> Screen:
    """A shell command's screen when the text on it first matches ``until``, or at its end."""
    screen = Screen(columns)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        command = f"stty columns {columns}; {command}"
        os.execvpe("bash", ["bash", "-c", command], os.environ | environment)
    rest, stopped = b"", False
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            data = os.read(terminal, 4096) if ready else b""
        except OSError:
            data = b""
        if not data:
            break
        if stopped:
            continue  # let it end by itself; the picture is taken
        text = (rest + data).decode("utf-8", "ignore")
        kept = re.search(r"\x1b\[?[\d;?]*$", text)
        rest = text[kept.start() :].encode() if kept else b""
        screen.feed(text[: kept.start()] if kept else text)
        rows = ["".join(cell for cell, _ in row) for row in screen.rows]
        stopped = bool(until and re.search(until, "\n".join(rows), re.DOTALL))
    os.close(terminal)
    os.waitpid(pid, 0)
    return screen


def draw_terminal(lines: list[list[tuple[str, str]]], path: Path) -> None:
    """Cells into a picture of a terminal."""
    font = ImageFont.truetype(FONT, SIZE)
    wide, high = font.getlength("M"), round(SIZE * 1.4)
    while lines and not lines[-1]:
        lines.pop()
    columns = max(len(line) for line in lines)
    page = Image.new("RGB", (round(columns * wide) + 40, len(lines) * high + 66), PAPER)
    brush = ImageDraw.Draw(page)
    for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        brush.ellipse((20 + 22 * number, 16, 32 + 22 * number, 28), fill=colour)
    for row, line in enumerate(lines):
        for column, (character, ink) in enumerate(line):
            if character.strip():
                brush.text((20 + column * wide, 46 + row * high), character, font=font, fill=ink)
    page.quantize(256).save(path, optimize=True)


def prompt(command: str) -> list[tuple[str, str]]:
    return [("$", COLOURS[2]), (" ", INK), *[(c, "#ffffff") for c in command]]


def draw_build(work: Path, environment: dict[str, str]) -> None:
    """Five books, one after the other; the picture is taken in the middle of the fourth."""
    command = "narrator build seeds/*.txt"
    until = r"(of sound: .*){3}rendering [^\n]*[4-7]\d%"
    screen = record(command, work, 104, until=until, environment=environment)
    lines = [row for row in screen.rows if row]
    draw_terminal([prompt(command), *lines], HERE / "build.png")


def draw_script(work: Path, environment: dict[str, str]) -> None:
    """The beginning of a story as the script shows it."""
    command = "narrator script seeds/the-marrow-prize.txt"
    screen = record(command, work, 116, environment=environment)
    draw_terminal([prompt(command), *screen.rows[:30], [("…", INK)]], HERE / "script.png")


def draw_voices(work: Path) -> None:
    """Who speaks when, from the subtitles that the build wrote."""
    (path,) = work.rglob("001 - The Marrow Prize.vtt")
    cues = re.findall(
        r"([\d:.]+) --> ([\d:.]+)\n(?:<v ([^>]*)>)?", path.read_text(encoding="utf-8")
    )
    spans = [(_seconds(start), _seconds(end), who or "Narrator") for start, end, who in cues]
    people = list(dict.fromkeys(who for _, _, who in spans))
    people.sort(key=lambda who: (who != "Narrator", -sum(b - a for a, b, w in spans if w == who)))
    total, left, wide, high = spans[-1][1], 190, 1000, 34
    page = Image.new("RGB", (left + wide + 30, len(people) * high + 70), PAPER)
    brush, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, SIZE)
    for minute in range(int(total // 60) + 1):
        x = left + minute * 60 / total * wide
        brush.line((x, 14, x, len(people) * high + 24), fill="#343a45")
        brush.text((x - 4, len(people) * high + 32), f"{minute} min", font=font, fill=DIM)
    for row, who in enumerate(people):
        y, colour = 20 + row * high, DIM if who == "Narrator" else BRIGHT[1 + (row - 1) % 6]
        brush.text((20, y + 3), who, font=font, fill=colour)
        for start, end, speaker in spans:
            if speaker == who:
                x = (left + start / total * wide, left + end / total * wide)
                brush.rectangle((x[0], y, max(x[1], x[0] + 2), y + high - 10), fill=colour)
    page.quantize(256).save(HERE / "voices.png", optimize=True)


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


def draw_cover(work: Path) -> None:
    (path,) = work.rglob("The Marrow Prize/cover.jpg")
    Image.open(path).resize((320, 320), Image.Resampling.LANCZOS).quantize(128).save(
        HERE / "cover.png", optimize=True
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "seeds").symlink_to(ROOT / "seeds")
        environment = {
            "NARRATOR_CACHE": str(work / "cache"),
            "XDG_CONFIG_HOME": str(work / "config"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "TERM": "xterm-256color",
        }
        started = time.monotonic()
        draw_build(work, environment)
        draw_script(work, environment)
        draw_voices(work)
        draw_cover(work)
        print(f"drawn in {time.monotonic() - started:.0f} s")
    for picture in sorted(HERE.glob("*.png")):
        print(f"{picture.name}: {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
