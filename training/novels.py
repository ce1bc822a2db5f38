"""Public-domain novels into Books, from the source trees of Standard Ebooks productions in git."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from lxml import etree

from narrator.book import Book, Chapter, Metadata, Paragraph, Pause, Role

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_INVISIBLE = str.maketrans({"\u2060": "", "\ufeff": "", "\u00a0": " ", "\u200a": "", "\u2009": " "})


def source_list(path: Path) -> list[str]:
    """The repositories named in ``sources.txt``."""
    rows = (row.partition("#")[0].strip() for row in path.read_text("utf-8").splitlines())
    return [row for row in rows if row]


def refuse_excluded(names: list[str], excluded: Path) -> None:
    """Stop when a source carries a title that must stay out. Raises ValueError naming it."""
    titles = [_slug(row) for row in excluded.read_text("utf-8").splitlines() if row[:1] != "#"]
    for name in names:
        title = name.split("/")[-1].split("_")[1]
        if any(banned and (title == banned or _bare(title) == _bare(banned)) for banned in titles):
            raise ValueError(f"{name} is on the list of excluded titles")


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("’", "").replace("'", "")).strip("-")


def _bare(slug: str) -> str:
    return re.sub(r"^(the|a|an)-", "", slug)


def _show(repository: Path, path: str) -> bytes:
    command = ["git", f"--git-dir={repository}", "show", f"HEAD:{path}"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def read_novel(repository: Path, name: str) -> Book:
    """The chapters of a production's body, in the order of its spine."""
    package = etree.fromstring(_show(repository, "src/epub/content.opf"))
    ns = {"o": "http://www.idpf.org/2007/opf"}
    hrefs = {item.get("id"): item.get("href") for item in package.iterfind(".//o:item", ns)}
    chapters: list[Chapter] = []
    parts: list[str] = []
    size = 0
    for reference in package.iterfind(".//o:itemref", ns):
        href = hrefs[reference.get("idref")]
        root = etree.fromstring(_show(repository, f"src/epub/{href}"))
        body = root.find(f"{XHTML}body")
        if body is None or "bodymatter" not in (body.get(EPUB_TYPE) or ""):
            continue
        paragraphs: list[Paragraph] = []
        before = Pause.CHAPTER
        for element in body.iter(f"{XHTML}p", f"{XHTML}hr", *(f"{XHTML}h{n}" for n in range(1, 7))):
            if element.tag == f"{XHTML}hr":
                before = Pause.SCENE
                continue
            for note in element.xpath(".//*[contains(@*[local-name()='type'], 'noteref')]"):
                note.text = ""
            text = re.sub(r"\s+", " ", "".join(element.itertext()).translate(_INVISIBLE)).strip()
            if not any(c.isalnum() for c in text):
                continue
            heading = element.tag != f"{XHTML}p" or element.getparent().tag == f"{XHTML}hgroup"
            role = Role.HEADING if heading else _role(element)
            paragraphs.append(Paragraph(text, size, before, role))
            before = Pause.PARAGRAPH
            parts.append(text)
            size += len(text) + 1
        if paragraphs:
            chapters.append(Chapter("", tuple(paragraphs)))
    return Book("\n".join(parts), tuple(chapters), metadata=Metadata(language="en"), name=name)


def _role(element: etree._Element) -> Role:
    """Letters and verse are not speech."""
    for parent in element.iterancestors():
        kind = parent.get(EPUB_TYPE) or ""
        if "letter" in kind or "correspondence" in kind:
            return Role.LETTER
        if "verse" in kind or "poem" in kind or "song" in kind:
            return Role.VERSE
        if parent.tag == f"{XHTML}blockquote":
            return Role.LETTER
    return Role.TEXT
