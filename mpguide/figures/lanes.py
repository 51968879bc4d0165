"""A timeline laid out: a lane per process and thread, spans as bars, marks as ticks."""

from itertools import zip_longest
from typing import TYPE_CHECKING

from mpguide.figures.drawing import Boxes, Drawing, Label, Lines, Point, Rect, Shape, box, line
from mpguide.figures.events import MOST_LANES, Events, kind, span_words
from mpguide.figures.parts import SMALL, grid, legend
from mpguide.figures.text import clean, elide, plural, short, squeeze, width_of
from mpguide.figures.units import round_steps

if TYPE_CHECKING:
    from mpguide.timeline import Lane, Mark, Span

ROW = 22.0
BAR = 18.0
TICK = 17.0
TAIL = 30.0
RIGHT = 26.0

MOST_ROWS = 6
"""The most rows in which a lane's overlapping spans, or marks, are stacked."""

MOST_BARS = 1200
"""The most bars of a crowded picture: where they are more, closer ones are joined."""

MOST_OPEN = 30
"""The most spans of a crowded picture that are drawn with an open end."""


class Sheet:
    """A timeline's picture while it is laid out: where times are, and the layers."""

    def __init__(self, events: Events, left: float, right: float) -> None:
        self.events = events
        self.colours = events.colours
        self.left = left
        self.right = right
        self.bars: list[Shape] = []
        self.crowd: list[tuple[str, Rect]] = []
        self.hollows: list[Shape] = []
        self.labels: list[Label] = []
        self.rims: list[Shape] = []
        self.dropped = False  # whether a text found no place

    def x(self, time: float) -> float:
        """Return where a time is, in pixels."""
        return self.left + (self.right - self.left) * time / (self.events.end or 1.0)


def layout(events: Events, width: float) -> Drawing:
    """Return the picture of a timeline, so many pixels wide."""
    if not events.lanes:
        note = Label(width / 2, 29, "Nothing was recorded.", "muted", anchor="middle")
        return Drawing(width, 48, (note,))
    lanes = list(events.lanes)[:MOST_LANES]
    names = max(width_of(_name(lane), 13) for lane in lanes)
    left = min(names + 16, 0.32 * width)
    sheet = Sheet(events, left, width - RIGHT)
    rules: list[Shape] = []
    bottom, before = 0.0, None
    for lane in lanes:
        if before and before.process_id != lane.process_id:
            bottom += 5
            rules.append(line((0, bottom), (width - RIGHT, bottom), "rule"))
        bottom = _draw_lane(sheet, lane, before, bottom + 4)
        before = lane
    under, bottom = _under(sheet, width, bottom + 4)
    bars = sorted([*_joined(sheet.crowd), *sheet.bars], key=lambda shape: shape.colour)
    labels = sorted(sheet.labels, key=lambda label: label[3:])
    return Drawing(width, bottom, (*rules, *under, *sheet.hollows, *bars, *labels, *sheet.rims))


def _name(lane: "Lane") -> str:
    return clean(lane.process if lane.thread == "MainThread" else f"· {lane.thread}")


def _draw_lane(sheet: Sheet, lane: "Lane", before: "Lane | None", top: float) -> float:
    new = before is None or before.process_id != lane.process_id
    if new and lane.thread != "MainThread":
        sheet.labels.append(Label(0, top + 14, squeeze(clean(lane.process), 13, sheet.left - 8)))
        top += 20
    sheet.labels.append(Label(0, top + 14, squeeze(_name(lane), 13, sheet.left - 8)))
    spans, marks = sheet.events.lanes[lane]
    rows = _stacked(spans)
    for row in rows:
        for span, following in zip_longest(row, row[1:]):
            _draw_span(sheet, span, following, top)
        top += ROW
    if marks:
        top = _draw_marks(sheet, marks, top)
    return top


def _stacked(spans: "list[Span]") -> "list[list[Span]]":
    """Put spans that overlap, such as one inside another, into rows of their own."""
    rows: list[list[Span]] = []
    for span in spans:
        free = (row for row in rows if (end := row[-1].end) is not None and end <= span.start)
        row = next(free, None)
        if row is None and len(rows) < MOST_ROWS:
            rows.append(row := [])
        (rows[-1] if row is None else row).append(span)
    return rows


def _draw_span(sheet: Sheet, span: "Span", following: "Span | None", top: float) -> None:
    colour = sheet.colours[kind(span)]
    x = sheet.x(span.start)
    crowded = sheet.events.crowded
    if span.end is None and not (crowded and len(sheet.hollows) >= MOST_OPEN):
        _draw_open(sheet, span, x, top, colour)
        return
    right = sheet.right if span.end is None else sheet.x(span.end)
    rect = Rect(x, top, max(right - x - 0.75, 1.0), BAR)
    if crowded:
        sheet.crowd.append((colour, rect))
        return
    tip = span_words(sheet.events, span)
    sheet.bars.append(box(rect, colour, tip))
    room = (sheet.x(following.start) if following else sheet.right + RIGHT) - x - rect.width
    _label_bar(sheet, clean(span.text), rect, room)


def _label_bar(sheet: Sheet, text: str, rect: Rect, room: float) -> None:
    """Write a text into its bar, else beside it, else what fits of it into the bar."""
    need = width_of(text, SMALL)
    inside, beside = rect.x + 5, rect.x + rect.width + 5
    y = rect.y + 13
    if need + 9 <= rect.width:
        sheet.labels.append(Label(inside, y, text, "page", SMALL))
    elif need + 9 <= room:
        sheet.labels.append(Label(beside, y, text, "ink", SMALL))
    else:
        sheet.dropped = True
        if cut := elide(text, SMALL, rect.width - 9):
            sheet.labels.append(Label(inside, y, cut, "page", SMALL))


def _draw_open(sheet: Sheet, span: "Span", x: float, top: float, colour: str) -> None:
    """Draw a span that never ended: hollow, its end open and hatched."""
    right, bottom = sheet.right + RIGHT - 8, top + BAR
    rim = ((right, top + 1), (x + 1, top + 1), (x + 1, bottom - 1), (right, bottom - 1))
    rect = Rect(x, top + 1, right - x, BAR - 2)
    hatch = _hatch(max(right - TAIL, x + 4), top + 1, right, bottom - 1)
    text = f"{short(clean(span.text))} (never ended)"
    sheet.hollows.append(box(rect, "page"))
    sheet.rims += (Lines((rim,), colour, 2.0, tip=text), Lines(hatch, colour))
    if width_of(text, SMALL) + 12 <= right - TAIL - x:
        sheet.labels.append(Label(x + 7, top + 13, text, "ink", SMALL))
    else:
        sheet.dropped = True


def _hatch(left: float, top: float, right: float, bottom: float) -> tuple[tuple[Point, ...], ...]:
    height, step = bottom - top, 6
    feet = range(round(left), round(right), step)
    return tuple(
        ((x, bottom), (min(x + height, right), max(bottom - right + x, top)))
        for x in map(float, feet)
    )


def _draw_marks(sheet: Sheet, marks: "list[Mark]", top: float) -> float:
    """Draw marks as ticks, in as many rows as it takes to give each text its place."""
    if sheet.events.crowded:
        sheet.crowd += (("ink", Rect(sheet.x(mark.time), top + 2, 1, 12)) for mark in marks)
        return top + TICK
    ends = [sheet.left - 4] * MOST_ROWS
    used = 0
    for mark in marks:
        text, x = short(clean(mark.text)), sheet.x(mark.time)
        need = width_of(text, SMALL) + 5
        back = x + need > sheet.right + RIGHT
        start = x - need if back else x - 2
        row = next((row for row, end in enumerate(ends) if end < start), None)
        y, height = (top - 1, 4.0) if row is None else (top + TICK * row + 2, 12.0)
        tip = f"{text} at {sheet.events.unit.text(mark.time, sheet.events.end)}"
        sheet.bars.append(Lines((((x, y), (x, y + height)),), "ink", 2.0, tip=tip))
        if row is None:
            continue
        used = max(used, row)
        ends[row] = x + 3 if back else x + need + 3
        at, anchor = (x - 4, "end") if back else (x + 4, "start")
        sheet.labels.append(Label(at, y + 10, text, "ink", SMALL, anchor))
    return top + TICK * (used + 1)


def _under(sheet: Sheet, width: float, bottom: float) -> tuple[list[Shape], float]:
    """Return the grid and, if texts were dropped, what the colours mean."""
    unit, end = sheet.events.unit, sheet.events.end
    times = round_steps(end, max(3, int((sheet.right - sheet.left) / 60)))
    last = len(times) - 1
    ticks = [
        (sheet.x(time), unit.tick(time) + f" {unit.name}" * (at == last))
        for at, time in enumerate(times)
    ]
    shapes = grid(ticks, 2.0, bottom)
    bottom += 26
    if (sheet.dropped or sheet.events.crowded) and len(sheet.colours) > 1:
        keys = legend(_meanings(sheet.colours), sheet.left, width, bottom)
        shapes += keys.shapes
        bottom = keys.bottom
    over = len(sheet.events.lanes) - MOST_LANES
    if over > 0:
        shapes.append(
            Label(0, bottom + 14, f"{plural(over, 'lane')} more not drawn.", "muted", SMALL)
        )
        bottom += 22
    return shapes, bottom


def _meanings(colours: dict[str, str]) -> list[tuple[str, str]]:
    texts: dict[str, list[str]] = {}
    for text, colour in colours.items():
        texts.setdefault(colour, []).append(text)
    return [(c, short(t[0], 24) if len(t) == 1 else "others") for c, t in texts.items()]


def _joined(crowd: list[tuple[str, Rect]]) -> list[Shape]:
    """Return a crowd's bars, a shape for each colour, as fine as their number allows."""
    step = 1
    while len(bars := _binned(crowd, step)) > MOST_BARS:
        step += 1 + step // 2
    colours = dict.fromkeys(colour for colour, _ in bars)
    return [Boxes(tuple(r for c, r in bars if c == colour), colour) for colour in colours]


def _binned(crowd: list[tuple[str, Rect]], step: int) -> list[tuple[str, Rect]]:
    """Return one bar for each run of places that one colour covers most of."""
    cover: dict[tuple[float, float, int], dict[str, float]] = {}
    for colour, (x, y, width, height) in crowd:
        for place in range(int(x // step), int((x + width) // step) + 1):
            held = cover.setdefault((y, height, place), {})
            covered = min(x + width, (place + 1) * step) - max(x, place * step)
            held[colour] = held.get(colour, 0.0) + covered
    bars: list[tuple[str, Rect]] = []
    for (y, height, place), held in sorted(cover.items()):
        colour, rect = max(held, key=lambda name: held[name]), Rect(place * step, y, step, height)
        before, last = bars[-1] if bars else ("", rect)
        if before == colour and (last.x + last.width, last.y) == (rect.x, y):
            bars[-1] = colour, last._replace(width=last.width + step)
        else:
            bars.append((colour, rect))
    return bars
