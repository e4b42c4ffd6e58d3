"""From a CSV file, whatever spreadsheet saved it, to questions and families; each row that cannot be one is told."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from lti_tool.authoring.exchange.found import LONGEST_TITLE, BadFile, Found, Note, Reading, bounded
from lti_tool.authoring.exchange.table import columns
from lti_tool.authoring.exchange.table.cells import read_cell
from lti_tool.authoring.family_draft import ACTS, STEMS, FamilyDraft, StemDraft
from lti_tool.authoring.item_draft import LETTERS, ItemDraft, PartDraft
from lti_tool.content.model.items.facts import Bloom
from lti_tool.content.model.items.item import ITEM_TYPES
from lti_tool.errors import N_
from lti_tool.text.plain_text import clean_line, clean_text

LONGEST_CELL = 20_000  # characters; no text of a question may have more than a tenth
DELIMITERS = ",;\t"
MOST_COLUMNS = 200
_MORE = "\0"  # no column is called so
_NOT_ASKED = {  # what a type of question has no place for
    "single": (columns.WORST, *columns.MATCHES, *columns.EXTRAS, columns.POLICY, columns.FAMILY),
    "multi": (columns.WORST, *columns.MATCHES, *columns.EXTRAS, columns.POLICY, columns.FAMILY),
    "best_worst": (*columns.MATCHES, *columns.EXTRAS, columns.POLICY, columns.FAMILY),
    "order": (columns.RIGHT, columns.WORST, *columns.MATCHES, *columns.EXTRAS, columns.POLICY, columns.FAMILY),
    "match": (columns.RIGHT, columns.WORST, columns.POLICY, columns.FAMILY),
    columns.FAMILY_TYPE: (
        columns.WORST,
        *columns.MATCHES,
        *columns.EXTRAS,
        columns.SOURCE,
        *columns.OPTIONS[len(ACTS) :],
        *columns.FEEDBACKS[len(ACTS) :],
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `line` is where it begins in the file, which a cell of several lines moves away from its number."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_table(text: str) -> Reading:
    """All that a table holds. Raises BadFile without a header that we know, TooManyFound."""
    rows, notes = _rows(text)
    found: list[Found] = []
    families: dict[str, list[Row]] = {}
    places: dict[str, int] = {}
    for row in rows:
        if _type(row) == columns.FAMILY_TYPE and row[columns.FAMILY]:
            places.setdefault(row[columns.FAMILY], len(found))
            scenes = families.setdefault(row[columns.FAMILY], [])
            scenes.append(row)
            if len(scenes) == 1:
                found.append(Found(row.line, "", None))  # its place in the file; filled when all its scenes are read
        else:
            found.append(_question(row))
        bounded(row.line, len(found))
    for name, scenes in families.items():
        found[places[name]] = _family(scenes)
    return Reading(tuple(found), tuple(notes))


def _rows(text: str) -> tuple[Iterator[Row], list[Note]]:
    table = _table(text)
    _, header = next(table, (1, []))
    if len(header) > MOST_COLUMNS:
        raise BadFile(N_("Line 1 has %(count)s cells, and is no header of a table."), params={"count": len(header)})
    names = [" ".join(cell.casefold().replace("_", " ").split()) for cell in header]
    _look_at_names(names)
    return (_row(line, names, cells) for line, cells in table if any(cells)), list(_unknown(names))


def _look_at_names(names: Sequence[str]) -> None:
    missing = [name for name in columns.NEEDED if name not in names]
    if missing:
        words = N_("Line 1 must name the columns; these are missing: %(columns)s. Start from the sample file.")
        raise BadFile(words, params={"columns": ", ".join(missing)})
    twice = [name for name, count in Counter(names).items() if name and count > 1]
    if twice:
        raise BadFile(N_("Line 1 names the column “%(column)s” twice."), params={"column": twice[0][:60]})


def _unknown(names: Iterable[str]) -> Iterator[Note]:
    unknown = [name[:60] for name in names if name and name not in columns.COLUMNS]
    if unknown:
        words = N_("These columns are not known and not kept: %(columns)s.")
        yield Note("changed", 1, words, {"columns": ", ".join(unknown)})


def _row(line: int, names: Sequence[str], cells: Sequence[str]) -> Row:
    said = {name: clean_text(read_cell(cell)) for name, cell in zip(names, cells, strict=False)}
    if len(cells) > len(names) and any(cells[len(names) :]):
        said[_MORE] = "more"
    return Row(line, said)


def _table(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on. Raises BadFile where a row cannot be read."""
    first, _, rest = text.partition("\n")
    if first.casefold().startswith("sep=") and len(first) == 5:  # Excel's own line on what separates cells
        yield from ((line + 1, cells) for line, cells in _table_of(rest, first[4]))
        return
    yield from _table_of(text, max(DELIMITERS, key=first.count))


def _table_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise BadFile(N_("Line %(line)s has a cell of more than 20,000 characters."), params={"line": begins})
            yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as problem:
        words = N_("Line %(line)s cannot be read as CSV. Look for a quotation mark that is never closed.")
        raise BadFile(words, params={"line": begins}) from problem


def _type(row: Row) -> str:
    """What the row says it is; without a word, what its other cells say."""
    said = row[columns.TYPE].casefold().replace(" ", "_").replace("-", "_").replace("/", "_")
    if said:
        return said
    if row[columns.FAMILY]:
        return columns.FAMILY_TYPE
    return "multi" if len(_letters(row[columns.RIGHT])) > 1 else "single"


def _question(row: Row) -> Found:
    kind, notes = _type(row), _row_notes(row)
    title = clean_line(row[columns.QUESTION])[:LONGEST_TITLE]
    if kind == columns.FAMILY_TYPE:
        notes.append(Note("error", row.line, N_("The row of a family needs a name in the column “family”.")))
    elif kind not in ITEM_TYPES:
        words = N_("“%(kind)s” is no type: write single, multi, best_worst, order, match or family.")
        notes.append(Note("error", row.line, words, {"kind": row[columns.TYPE][:60]}))
    if any(note.severity == "error" for note in notes):
        return Found(row.line, title, None, tuple(notes))
    draft = ItemDraft(
        type=kind,
        stem=row[columns.QUESTION],
        competency=row[columns.SKILL],
        bloom=_level(row),
        source=row[columns.SOURCE],
        lesson=row[columns.LESSON],
        parts=tuple(_part(row, kind, place) for place in range(len(LETTERS))),
        extras=tuple(row[each] for each in columns.EXTRAS if row[each]) if kind == "match" else (),
    )
    return Found(row.line, title, draft, tuple(notes))


def _part(row: Row, kind: str, place: int) -> PartDraft:
    is_right, is_worst = (LETTERS[place] in _letters(row[column]) for column in (columns.RIGHT, columns.WORST))
    return PartDraft(
        row[columns.OPTIONS[place]],
        row[columns.FEEDBACKS[place]],
        row[columns.MATCHES[place]] if kind == "match" else "",
        key=kind in ("single", "multi") and is_right,
        best=kind == "best_worst" and is_right,
        worst=kind == "best_worst" and is_worst,
    )


def _row_notes(row: Row) -> list[Note]:
    """What keeps a row from being a question, and what of it has no place."""
    notes = []
    if row[_MORE]:
        words = N_("The row has more cells than the header: a separator inside a text needs quotation marks around it.")
        notes.append(Note("error", row.line, words))
    if row[columns.LEVEL] and row[columns.LEVEL].casefold() not in get_args(Bloom):
        words = N_("“%(level)s” is no level: write understand, apply, analyse or evaluate.")
        notes.append(Note("error", row.line, words, {"level": row[columns.LEVEL][:60]}))
    notes += _strange_letters(row)
    lost = [column for column in _NOT_ASKED.get(_type(row), ()) if row[column]]
    if lost:
        words = N_("These cells have no place in this type of question and are not kept: %(columns)s.")
        notes.append(Note("changed", row.line, words, {"columns": ", ".join(lost)}))
    return notes


def _strange_letters(row: Row) -> Iterator[Note]:
    known = LETTERS
    words = N_("“%(letters)s” in the column “%(column)s” is no letter of an option: write a, b, c, d, e or f.")
    if _type(row) == columns.FAMILY_TYPE:
        known = ACTS
        words = N_("“%(letters)s” in the column “%(column)s” is no letter of a family's option: a, b, c or d.")
    for column in (columns.RIGHT, columns.WORST):
        if strange := set(_letters(row[column])) - set(known):
            yield Note("error", row.line, words, {"letters": " ".join(sorted(strange))[:60], "column": column})


def _letters(cell: str) -> list[str]:
    return cell.casefold().replace(",", " ").replace(";", " ").replace("+", " ").split()


def _level(row: Row) -> str:
    return row[columns.LEVEL].casefold()


def _family(scenes: Sequence[Row]) -> Found:
    first = scenes[0]
    notes = [note for row in scenes for note in _row_notes(row)]
    notes += _differences(first, scenes[1:])
    if len(scenes) > STEMS:
        words = N_("The family has %(count)s scenes; here, one has four at most, each with another right option.")
        notes.append(Note("error", scenes[STEMS].line, words, {"count": len(scenes)}))
    title = clean_line(first[columns.QUESTION])[:LONGEST_TITLE]
    if any(note.severity == "error" for note in notes):
        return Found(first.line, title, None, tuple(notes))
    draft = FamilyDraft(
        competency=first[columns.SKILL],
        lesson=first[columns.LESSON],
        card=first[columns.POLICY],
        acts=tuple(first[column] for column in columns.OPTIONS[: len(ACTS)]),
        stems=tuple(map(_scene, scenes)),
    )
    return Found(first.line, title, draft, tuple(notes))


def _scene(row: Row) -> StemDraft:
    return StemDraft(
        row[columns.QUESTION],
        tuple(letter for letter in ACTS if letter in _letters(row[columns.RIGHT])),
        _level(row),
        tuple(row[column] for column in columns.FEEDBACKS[: len(ACTS)]),
    )


def _differences(first: Row, others: Iterable[Row]) -> Iterator[Note]:
    """A scene may leave out what its family shares; where it says something else, nobody knows which is meant."""
    for row in others:
        for column in (*columns.OPTIONS, columns.SKILL, columns.LESSON, columns.POLICY):
            if row[column] and row[column] != first[column]:
                words = N_("Column “%(column)s” differs from line %(other)s, but a family shares it.")
                yield Note("error", row.line, words, {"column": column, "other": first.line})
