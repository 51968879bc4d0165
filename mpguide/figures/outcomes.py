"""Outcomes or findings as a table: what each row does in each column, in words.

On a page it is an HTML table and not an SVG: a screen reader walks its cells with
their headings, it copies as a table, and its texts wrap on a narrow screen.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from mpguide.figures.drawing import SERIES, Boxes, Drawing, Label, Rect, Shape, box, line
from mpguide.figures.parts import SMALL
from mpguide.figures.text import clean, elide, plural, short, some, squeeze, width_of


class Look(NamedTuple):
    """How a state is shown: by a sign and a colour, beside its word."""

    sign: str
    colour: str


STATES = {
    "works": Look("✓", "3"),
    "fails": Look("✗", "2"),
    "hangs": Look("∞", "4"),
    "silent": Look("∅", "5"),
    "not run": Look("·", "6"),
}
"""The states of a cell; ``silent`` is wrong without a word of it."""

NOT_RUN = "not run"

TINT = 0.15
"""How much of its colour a drawn cell has: seen also where its words are too small."""

Cell = tuple[str, str]


class Table(NamedTuple):
    """The table, and its cells row by row."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    looks: Mapping[str, Look]


def read(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], Cell]
) -> Table:
    """Return the table; a cell that is missing was not run."""
    return _read(rows, columns, cells, STATES)


def read_found(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], str | Cell]
) -> Table:
    """Return the table of what is found in each cell; the same word has the same colour."""
    pairs = {place: (cell, "") if isinstance(cell, str) else cell for place, cell in cells.items()}
    told = {place: (clean(word), text) for place, (word, text) in pairs.items()}
    found = list(dict.fromkeys(word for word, _ in told.values()))
    if len(found) > len(SERIES):
        raise ValueError(
            f"{len(found)} different cells, but at most {len(SERIES)} can be told apart: "
            f"word some alike of {', '.join(map(repr, found))}"
        )
    looks = {text: Look("", colour) for text, colour in zip(found, SERIES, strict=False)}
    return _read(rows, columns, told, {**looks, NOT_RUN: STATES[NOT_RUN]})


def _read(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
    looks: Mapping[str, Look],
) -> Table:
    if not rows or not columns:
        raise ValueError("a table of outcomes needs at least one row and one column")
    for place, (state, _) in cells.items():
        if place[0] not in rows or place[1] not in columns:
            raise ValueError(f"{place!r} is no cell: rows {list(rows)}, columns {list(columns)}")
        if state not in looks:
            raise ValueError(f"{place!r}: {state!r} is no state: {', '.join(looks)}")
    lines = ((cells.get((row, column), (NOT_RUN, "")) for column in columns) for row in rows)
    texts = tuple(tuple((state, clean(text)) for state, text in cells) for cells in lines)
    return Table(tuple(map(clean, rows)), tuple(map(clean, columns)), texts, looks)


def words(table: Table) -> str:
    """Return what the table shows, in words."""
    states = [state for cells in table.cells for state, _ in cells]
    counts = (f"{states.count(state)} {state}" for state in table.looks if state in states)
    size = f"{plural(len(table.rows), 'row')} by {plural(len(table.columns), 'column')}"
    told = (f"{short(row)}: {_row_words(table, row)}" for row in table.rows)
    return f"Table of {size}: {', '.join(counts)}. {some(told, 9)}."


def _row_words(table: Table, row: str) -> str:
    states: dict[str, list[str]] = {}
    cells = table.cells[table.rows.index(row)]
    for column, (state, _) in zip(table.columns, cells, strict=True):
        states.setdefault(state, []).append(short(column))
    return ", ".join(f"{state} ({some(columns, 8, ', ')})" for state, columns in states.items())


def html(table: Table) -> str:
    """Return the table as HTML."""
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = zip(table.rows, table.cells, strict=True)
    return "\n".join(
        (
            '<table class="mp-outcomes">',
            f"<thead><tr><td></td>{heads}</tr></thead>",
            "<tbody>",
            *(
                f"<tr>{_html_head(row)}"
                + "".join(_html_cell(cell, table.looks[cell[0]]) for cell in cells)
                + "</tr>"
                for row, cells in rows
            ),
            "</tbody>",
            "</table>",
        )
    )


def _html_head(row: str) -> str:
    return f'<th scope="row">{escape(row)}</th>'


def _html_cell(cell: Cell, look: Look) -> str:
    state, text = cell
    sign = f'<span aria-hidden="true">{look.sign}</span> ' if look.sign else ""
    rest = f" <span>{escape(text)}</span>" if text else ""
    return f'<td class="mp-state-{look.colour}"><strong>{sign}{escape(state)}</strong>{rest}</td>'


def layout(table: Table, width: float) -> Drawing:
    """Return the table drawn for a window or a thumbnail, so many pixels wide."""
    left = min(max(width_of(row, 13) for row in table.rows) + 16, 0.3 * width)
    room = (width - left) / len(table.columns)
    shapes: list[Shape] = [
        Label(left + room * at + 10, 18, squeeze(column, 13, room - 12))
        for at, column in enumerate(table.columns)
    ]
    for down, (row, cells) in enumerate(zip(table.rows, table.cells, strict=True)):
        top = 28 + 44 * down
        shapes.append(line((0, top), (width, top), "rule"))
        shapes.append(Label(0, top + 19, squeeze(row, 13, left - 8)))
        for across, cell in enumerate(cells):
            shapes += _cell(cell, table.looks[cell[0]], Rect(left + room * across, top, room, 44))
    return Drawing(width, 28 + 44 * len(table.rows), tuple(shapes))


def _cell(cell: Cell, look: Look, place: Rect) -> list[Shape]:
    state, text = cell
    x, top, room, _ = place
    edge = box(Rect(x, top + 5, 3, 34), look.colour)
    tint = Boxes((Rect(x, top + 5, room - 8, 34),), look.colour, TINT)
    whole = f"{look.sign} {state}".lstrip()
    if look.sign and width_of(whole, 13) > room - 12:
        return [tint, edge, Label(x + 9, top + 29, look.sign, look.colour, 20)]
    label = Label(x + 10, top + 19, elide(whole, 13, room - 12), look.colour)
    shapes: list[Shape] = [tint, edge, label]
    if cut := elide(text, SMALL, room - 12):
        shapes.append(Label(x + 10, top + 35, cut, "ink", SMALL))
    return shapes
