"""A picture: what a ``draw_*`` makes, and where it goes."""

from collections.abc import Callable
from typing import NamedTuple

from mpguide.figures.drawing import Drawing
from mpguide.figures.markup import figure, pictogram, svg
from mpguide.figures.text import clean

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

        return paint.thumbnail(self._small, *THUMBNAIL)

    def thumbnail(self, *, labels: bool) -> str:
        """Return the thumbnail as an SVG element; its texts are there if they can be read."""
        legible = self._small.width <= THUMBNAIL[0]
        return pictogram(self._small, self.title, labels=labels and legible)

    @property
    def _small(self) -> Drawing:
        drawings = [self.draw(width) for width in (300, 400, 520, WIDTH)]
        wide = THUMBNAIL[0] / THUMBNAIL[1]
        return next((d for d in drawings if d.width >= d.height * wide), drawings[-1])

    def __repr__(self) -> str:
        return f"<Picture {self.title!r}>"


collect: list[Picture] | None = None
"""Where the site gathers pictures; while it is a list, nothing is shown."""


def made(title: str, words: str, draw: Callable[[float], Drawing], content: str = "") -> Picture:
    """Return a picture: its title, its words, how it is drawn, and its markup if that is no SVG.

    Raises `ValueError` for one without a title.
    """
    title = clean(title)
    if not title:
        raise ValueError("a picture needs a title: it is the name that is read aloud")
    shown = content or svg(draw(WIDTH), title, words)
    return Picture(figure(title, shown, words), words, title, draw)


def size(picture: Picture) -> int:
    """Return the bytes that a picture's markup takes."""
    return len(picture.svg.encode())


def show(picture: Picture) -> Picture:
    """Hand a picture to the site, or show it, and return it.

    Raises `ValueError` for one that takes more than `LIMIT`.
    """
    if size(picture) > LIMIT:
        raise ValueError(
            f"{picture.title!r} takes {size(picture)} bytes, at most {LIMIT}: draw less"
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
