"""A table into what to do with it: read its cells, or say in a sentence what is skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.readers._trees import whole_text

if TYPE_CHECKING:
    from lxml.etree import _Element

PROSE_WORDS = 25
"""Cells with more words than this on average hold prose, whatever the table is for."""

SENTENCES = {
    "en": "A table is left out here: {rows} rows, {columns} columns.",
    "de": "Hier ist eine Tabelle ausgelassen: {rows} Zeilen, {columns} Spalten.",
    "fr": "Un tableau est omis ici : {rows} lignes, {columns} colonnes.",
    "es": "Aquí se omite una tabla: {rows} filas, {columns} columnas.",
    "it": "Qui è omessa una tabella: {rows} righe, {columns} colonne.",
}
"""What is said in a table's place, by language."""


@dataclass(frozen=True, slots=True)
class Table:
    """The shape of a table."""

    rows: int
    columns: int
    labelled: bool
    """Whether it has header cells or a caption."""
    prose: bool
    """Whether its cells hold paragraphs, other tables, or a play's speakers."""

    def sentence(self, language: str) -> str:
        """What is said in its place.

        >>> Table(3, 2, True, False).sentence("en-GB")
        'A table is left out here: 3 rows, 2 columns.'
        """
        form = SENTENCES.get(language.split("-")[0].lower(), SENTENCES["en"])
        return form.format(rows=self.rows, columns=self.columns)


def describe(element: _Element) -> Table:
    """The shape of a ``<table>``."""
    rows = list(element.iter("tr"))
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    words = sum(len(whole_text(cell).split()) for cell in cells)
    nested = next(element.iterdescendants("table"), None) is not None
    return Table(
        rows=len(rows),
        columns=max(widths, default=0),
        labelled=next(element.iter("th", "caption"), None) is not None,
        prose=nested
        or words > PROSE_WORDS * max(len(cells), 1)
        or any("persona" in str(value) for cell in cells for value in cell.attrib.values())
        or any(len(cell.findall("p")) > 1 for cell in cells),
    )


def is_listing(table: Table) -> bool:
    """Whether a table holds figures or lists that make no sense when read cell by cell."""
    if table.prose or table.columns < 2 or table.rows < 2:
        return False
    return table.labelled or table.columns > 2
