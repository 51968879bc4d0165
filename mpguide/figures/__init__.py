"""The pictures of the guide: timelines, distributions, costs, tables of outcomes.

Each ``draw_*`` makes a `Picture` from data and shows it: handed to the site when
it collects them, else in a window or notebook, else as its words in the terminal.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mpguide.figures import costs, distributions, events, lanes, outcomes
from mpguide.figures.drawing import Drawing
from mpguide.figures.markup import figure, svg
from mpguide.figures.text import clean
from mpguide.figures.units import Unit, choose_unit

if TYPE_CHECKING:
    from mpguide.bench import Samples
    from mpguide.timeline import Timeline

WIDTH = 680
"""Width of a picture on a page, in its own pixels; it scales down, not up."""

THUMBNAIL = (400, 280)
"""Width and height of a thumbnail in pixels."""

LIMIT = 60_000
"""The most bytes that a picture's markup may take."""


class Picture(NamedTuple):
    """What a ``draw_*`` made: markup for a page, words, a thumbnail."""

    svg: str
    """The figure element to inline: the title with an SVG or a table, and the words."""
    alt: str
    """The text alternative: what is in the picture, in one to five sentences."""
    title: str
    draw: Callable[[float], Drawing]
    """The picture laid out for a width in pixels."""

    @property
    def png(self) -> bytes:
        """The thumbnail, painted when asked for."""
        from mpguide.figures import paint

        drawings = [self.draw(width) for width in (300, 400, 520, WIDTH)]
        wide = THUMBNAIL[0] / THUMBNAIL[1]
        fit = next((d for d in drawings if d.width >= d.height * wide), drawings[-1])
        return paint.thumbnail(fit, *THUMBNAIL)

    def __repr__(self) -> str:
        return f"<Picture {self.title!r}>"


collect: list[Picture] | None = None
"""Where the site gathers pictures; while it is a list, nothing is shown."""


def draw_timeline(timeline: "Timeline", title: str) -> Picture:
    """Draw a lane per process and thread: spans as bars, marks as ticks.

    A span that never ended has an open end.  Beyond 300 spans and marks they
    lose their labels, and bars too close to tell apart are joined.
    """
    found = events.read(timeline)
    picture = _draw_events(found, title)
    if _size(picture) > LIMIT:
        picture = _draw_events(found._replace(crowded=True), title)
    return _show(picture)


def draw_distributions(
    samples: "Samples", title: str, names: Sequence[str] | None = None
) -> Picture:
    """Draw how the times of each alternative are distributed, on a log axis.

    ``names`` picks alternatives and their order.  Raises `ValueError` for a name
    that the samples lack or an alternative without times.
    """
    rows = distributions.read(samples, names)
    return _show(_picture(title, distributions.words(rows), partial(distributions.layout, rows)))


def draw_costs(bars: Mapping[str, Mapping[str, float]], title: str) -> Picture:
    """Draw what each total is made of: ``{label: {part: seconds}}`` as stacked bars.

    Raises `ValueError` for more than six parts, or a cost that is no time.
    """
    rows = costs.read(bars)
    return _show(_picture(title, costs.words(rows), partial(costs.layout, rows)))


def draw_outcomes(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], tuple[str, str]],
    title: str,
) -> Picture:
    """Draw a table of outcomes: ``{(row, column): (state, text)}``.

    A state is one of ``works``, ``fails``, ``hangs``, ``silent`` and ``not run``;
    a missing cell was not run.  Raises `ValueError` for another state or place.
    """
    table = outcomes.read(rows, columns, cells)
    draw = partial(outcomes.layout, table)
    return _show(_picture(title, outcomes.words(table), draw, outcomes.html(table)))


def draw_table(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], str],
    title: str,
) -> Picture:
    """Draw a table of what was found: ``{(row, column): text}``, without a judgement.

    Equal texts have the same colour; a missing cell was not run.  Raises
    `ValueError` for another place and for more than six different texts.
    """
    table = outcomes.read_found(rows, columns, cells)
    draw = partial(outcomes.layout, table)
    return _show(_picture(title, outcomes.words(table), draw, outcomes.html(table)))


def _draw_events(found: events.Events, title: str) -> Picture:
    return _picture(title, events.words(found), partial(lanes.layout, found))


def _picture(title: str, words: str, draw: Callable[[float], Drawing], table: str = "") -> Picture:
    title = clean(title)
    if not title:
        raise ValueError("a picture needs a title: it is the name that is read aloud")
    content = table or svg(draw(WIDTH), title, words)
    return Picture(figure(title, content, words), words, title, draw)


def _size(picture: Picture) -> int:
    return len(picture.svg.encode())


def _show(picture: Picture) -> Picture:
    if _size(picture) > LIMIT:
        raise ValueError(
            f"{picture.title!r} takes {_size(picture)} bytes, at most {LIMIT}: draw less"
        )
    if collect is not None:
        collect.append(picture)
        return picture
    from mpguide.figures import paint

    if paint.can_show():
        paint.show(picture.draw(WIDTH), picture.title)
    else:
        print(f"{picture.title}: {picture.alt}")
    return picture


__all__ = [
    "LIMIT",
    "THUMBNAIL",
    "WIDTH",
    "Drawing",
    "Picture",
    "Unit",
    "choose_unit",
    "collect",
    "draw_costs",
    "draw_distributions",
    "draw_outcomes",
    "draw_table",
    "draw_timeline",
]
