"""``.. decisions::``: the questions of a decision guide, each with its answers, drawn as a tree.

A section labelled ``tool-...`` is a question if its title is one, else a tool.  The answers
are a question's definition list: the term is the answer, the last link to such a section
in what follows is where it leads.  A tool's link to a question leads on, too.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LABEL = "tool-"
"""How the labels of questions and tools begin."""

MOST = 5
"""As many questions lead to a tool, at most."""

logger = logging.getLogger(__name__)


class decisions(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Where the tree stands, until the whole document is read."""


class Step(NamedTuple):
    """A question or a tool: its title, its answers with where each leads, its claims."""

    title: str
    answers: tuple[tuple[str, str], ...]
    claims: int

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.title.endswith("?")


class Decisions(SphinxDirective):
    """The tree of the questions of this document."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the tree."""
        return [decisions()]


def plant(app: Sphinx, doctree: nodes.document) -> None:
    """Put the tree where its place is, and warn of what is wrong with it."""
    for place in list(doctree.findall(decisions)):
        found = steps(doctree)
        for fault in faults(found):
            logger.warning("decisions: %s", fault, location=place)
        place.replace_self(_drawn(found, next(iter(found))) if found else [])


def steps(doctree: nodes.document) -> dict[str, Step]:
    """Return the questions and tools of a document by their labels, in its order."""
    found = {}
    for section in doctree.findall(nodes.section):
        for label in (name for name in section["names"] if name.startswith(LABEL)):
            title = next(section.findall(nodes.title)).astext()
            found[label] = Step(title, tuple(_answers(section)), len(_links(section, "claim")))
    asking = {label for label, step in found.items() if step.asks}
    for section in doctree.findall(nodes.section):
        for label in found.keys() - asking & {*section["names"]}:
            onward = {link["reftarget"] for link in _links(section, "ref")} & asking
            found[label] = found[label]._replace(answers=tuple(("", one) for one in onward))
    return found


def _answers(section: nodes.section) -> Iterator[tuple[str, str]]:
    for item in section.findall(nodes.definition_list_item):
        term = next(item.findall(nodes.term)).astext()
        targets = [link["reftarget"] for link in _links(item, "ref")]
        yield term, next((label for label in reversed(targets) if label.startswith(LABEL)), "")


def _links(node: nodes.Element, kind: str) -> list[addnodes.pending_xref]:
    return [link for link in node.findall(addnodes.pending_xref) if link["reftype"] == kind]


def faults(found: Mapping[str, Step]) -> Iterator[str]:
    """Name each answer that leads nowhere, step that nothing leads to or that lacks claims."""
    if not found:
        yield "there is no question"
        return
    first, *others = found
    for label, step in found.items():
        if not step.claims:
            yield f"{label}: no claim supports it"
        if step.asks and not step.answers:
            yield f"{label}: has no answer"
        for answer, target in step.answers:
            if target not in found:
                yield f"{label}: the answer {answer!r} leads nowhere"
    reached = {target for step in found.values() for _, target in step.answers}
    yield from (f"{label}: no answer leads there" for label in others if label not in reached)
    for path in _long(found, (first,)):
        yield f"{path[-1]}: more than {MOST} questions lead there: {', '.join(path)}"


def _long(found: Mapping[str, Step], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield each path that has more questions than it may."""
    if sum(found[label].asks for label in path) > MOST:
        yield path
        return
    for _, target in found[path[-1]].answers:
        if target in found:
            yield from _long(found, (*path, target))


def _drawn(found: Mapping[str, Step], label: str) -> nodes.bullet_list:
    """Return a question and all that its answers lead to, as lists in lists of links."""
    return nodes.bullet_list("", _branch(found, label, "", (label,)), classes=["decisions"])


def _branch(
    found: Mapping[str, Step], label: str, answer: str, path: tuple[str, ...]
) -> nodes.list_item:
    step = found[label]
    link = nodes.reference("", step.title, refid=nodes.make_id(label), internal=True)
    said = [nodes.inline("", answer, classes=["answer"]), nodes.Text(": ")] if answer else []
    item = nodes.list_item("", nodes.paragraph("", "", *said, link))
    item["classes"].append("question" if step.asks else "tool")
    if step.asks:
        onward = [one for one in step.answers if one[1] in found and one[1] not in path]
        branches = [_branch(found, target, said, (*path, target)) for said, target in onward]
        item += nodes.bullet_list("", *branches)
    return item
