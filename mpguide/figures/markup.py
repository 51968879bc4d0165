"""Shapes as inline SVG in a page's own font and colours.

No element has an ``id``, so any number of pictures may stand on one page.
"""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from types import MappingProxyType

from mpguide.figures.drawing import COLOURS, Boxes, Drawing, Label, Lines, Shape

HALO = f";stroke:var(--mp-page,{COLOURS['page']});stroke-width:3;paint-order:stroke"
"""What keeps a text readable where a line runs behind it."""


def figure(title: str, content: str, words: str) -> str:
    """Return the figure element: title, scrolling content, and the words for everyone."""
    return "\n".join(
        (
            '<figure class="mp-figure">',
            f"<figcaption>{escape(title)}</figcaption>",
            f'<div class="mp-scroll" role="region" tabindex="0" aria-label="{escape(title)}">',
            content,
            "</div>",
            f"<details><summary>In words</summary><p>{escape(words)}</p></details>",
            "</figure>",
        )
    )


def svg(
    drawing: Drawing, title: str, words: str, more: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the drawing as an SVG element that a screen reader announces as an image.

    ``more`` are attributes beyond those that every picture has.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    added = "".join(f' {name}="{escape(value)}"' for name, value in more.items())
    groups = groupby(drawing.shapes, _style)
    return "\n".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {width} {height}"{added}>',
            f"<title>{escape(title)}</title><desc>{escape(words)}</desc>",
            *(f'<g style="{style}">{_elements(shapes)}</g>' for style, shapes in groups),
            "</svg>",
        )
    )


def pictogram(drawing: Drawing, title: str, *, labels: bool) -> str:
    """Return the drawing as an SVG element that stands for it where there is little room.

    Its shapes have no tips, and those of one look are one element.
    """
    shapes = [shape for shape in drawing.shapes if labels or not isinstance(shape, Label)]
    groups = ((style, list(alike)) for style, alike in groupby(shapes, _style))
    size = f"{_number(drawing.width)} {_number(drawing.height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {size}">{"".join(_merged(*group) for group in groups)}</svg>'
    )


def _merged(style: str, shapes: Iterable[Shape]) -> str:
    paths = "".join(_path(shape) for shape in shapes if not isinstance(shape, Label))
    if paths:
        return f'<path style="{style}" d="{paths}"/>'
    return f'<g style="{style}">{_elements(shapes)}</g>'


def colour(name: str) -> str:
    """Return a colour of the page, with the light one where no style sheet sets it.

    >>> colour("ink")
    'var(--mp-ink,#1c1f23)'
    """
    return f"var(--mp-{name},{COLOURS[name]})"


def _style(shape: Shape) -> str:
    match shape:
        case Boxes(opacity=1.0):
            return f"fill:{colour(shape.colour)}"
        case Boxes(opacity=opacity):
            return f"fill:{colour(shape.colour)};opacity:{_number(opacity)}"
        case Lines(width=width, dashed=dashed):
            stroke = f"fill:none;stroke:{colour(shape.colour)};stroke-width:{_number(width)}"
            return stroke + ";stroke-dasharray:6 4" * dashed
        case Label(size=size, anchor=anchor):
            font = f"font-size:{_number(size)}px;text-anchor:{anchor}"
            return f"fill:{colour(shape.colour)};{font}{HALO * (shape.colour != 'page')}"


def _elements(shapes: Iterable[Shape]) -> str:
    return "".join(map(_element, shapes))


def _element(shape: Shape) -> str:
    if isinstance(shape, Label):
        return f'<text x="{_number(shape.x)}" y="{_number(shape.y)}">{escape(shape.text)}</text>'
    tip = f"<title>{escape(shape.tip)}</title>" if shape.tip else ""
    return f'<path d="{_path(shape)}">{tip}</path>' if tip else f'<path d="{_path(shape)}"/>'


def _path(shape: Boxes | Lines) -> str:
    if isinstance(shape, Boxes):
        corners = (tuple(map(_number, rect)) for rect in shape.rects)
        return "".join(f"M{x} {y}h{width}v{height}h-{width}z" for x, y, width, height in corners)
    lines = ((f"{_number(x)} {_number(y)}" for x, y in path) for path in shape.paths)
    return "".join(f"M{'L'.join(points)}" for points in lines)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
