"""Tables of the site's own: built from nodes, so that no text of a claim is taken for markup."""

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.osutil import relative_uri

Cell = str | nodes.Node | Sequence[nodes.Node]


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[int],
    classes: Sequence[str] = (),
    row_classes: Iterable[Sequence[str]] = (),
) -> nodes.table:
    """Return a table with a head; a cell is a text, or what stands in it."""
    group = nodes.tgroup(cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row(head))
    body = [_row(row) for row in rows]
    for row, names in zip(body, row_classes, strict=False):
        row["classes"] += names
    group += nodes.tbody("", *body)
    return nodes.table("", group, classes=["colwidths-given", *classes])


def _row(cells: Sequence[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *_content(cell)) for cell in cells))


def _content(cell: Cell) -> list[nodes.Node]:
    if isinstance(cell, str):
        return [nodes.paragraph("", cell)]
    inner = [cell] if isinstance(cell, nodes.Node) else [*cell]
    inline = all(isinstance(node, nodes.Text | nodes.Inline) for node in inner)
    return [nodes.paragraph("", "", *inner)] if inline else inner


def link(
    directive: SphinxDirective | SphinxRole, docname: str, text: str, anchor: str = ""
) -> nodes.reference:
    """Return a link to a page of the site, or to a claim on it."""
    target = address(directive.env.docname, docname) + (f"#{anchor}" if anchor else "")
    return nodes.reference("", text, internal=True, refuri=target)


def address(here: str, docname: str) -> str:
    """Return the address of a page as seen from another one.

    A builder would give its own; but what one builder has read, the next one writes.
    """
    return relative_uri(f"{here}.html", f"{docname}.html")
