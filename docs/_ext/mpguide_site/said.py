"""``.. said::`` and ``.. asked::``: what is said and asked elsewhere, answered by claims."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from mpguide.record import Record
from mpguide_site import order
from mpguide_site.plain import DIRECTIVE, TODAY, parts

ROWS = {"said": re.compile(r"[A-E]\d+[a-c]?"), "asked": re.compile(r"\d+")}
"""The names of the statements, by the letter of their source, and of the users' questions."""

COMMENT = re.compile(r"^# ?", re.MULTILINE)


class Answer(NamedTuple):
    """A statement or question that a page answers, and the claims that prove the answer."""

    kind: str
    rows: tuple[str, ...]
    today: str
    proofs: tuple[str, ...]
    text: str
    answer: str


def answers(script: str) -> Iterator[Answer]:
    """Yield what a page's source answers."""
    for match in DIRECTIVE.finditer(COMMENT.sub("", script)):
        if match["name"] in ROWS:
            options, body = parts(match["body"])
            proofs = tuple(_lines(options.get("proof", "")))
            rows = tuple(match["argument"].split())
            text, _, answer = body.partition("\n\n")
            yield Answer(match["name"], rows, options.get("today", ""), proofs, text, answer)


def unproven(pages: list[order.Page], whole: Record) -> Iterator[str]:
    """Yield a line for each answer that rests on what the page does not claim."""
    claimed = {(claim.page, claim.text) for claim in whole.claims}
    for page in pages:
        for answer in answers(page.script.read_text(encoding="utf-8")):
            for proof in answer.proofs:
                if (page.name, proof) not in claimed:
                    rows = " ".join(answer.rows)
                    yield f"{page.name}: {rows} rests on {proof!r}, which the page does not claim"


def _lines(text: str) -> Iterator[str]:
    return filter(None, map(str.strip, text.splitlines()))


class Said(SphinxDirective):
    """A statement met elsewhere, what is true of it today, and the claims that prove it."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {
        "today": lambda text: directives.choice(text, tuple(TODAY)),
        "proof": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the box."""
        kind, rows = self.name.rpartition(":")[2], self.arguments[0].split()
        paragraphs = self.parse_content_to_nodes()
        proofs = list(_lines(self.options.get("proof", "")))
        if fault := self._fault(kind, rows, paragraphs, proofs):
            message = f"{kind} {' '.join(rows)}: {fault}"
            return [self.state.document.reporter.warning(message, line=self.lineno)]
        ids = [f"{kind}-{row.lower()}" for row in rows]
        box = nodes.container("", *paragraphs, classes=["said"], ids=ids)
        self.state.document.note_explicit_target(box)
        begin(paragraphs[0], f"{kind.capitalize()}:")
        if kind == "said":
            begin(paragraphs[1], TODAY[self.options["today"]])
        box += _proven_by(proofs)
        return [box]

    def _fault(
        self, kind: str, rows: list[str], paragraphs: list[nodes.Node], proofs: list[str]
    ) -> str:
        if not all(ROWS[kind].fullmatch(row) for row in rows):
            return "no such name of a statement or question"
        if [type(node) for node in paragraphs[:2]] != [nodes.paragraph] * 2:
            return f"needs a paragraph with what is {kind}, then the answer"
        if ("today" in self.options) != (kind == "said"):
            return "a statement needs :today:, a question has none"
        return "" if proofs else "needs the claims that prove it as :proof:"


def claim_id(text: str) -> str:
    """Return the anchor of a claim on its page."""
    return nodes.make_id(f"claim {text}")


def claim_ids(texts: Iterable[str]) -> Iterator[str]:
    """Yield the anchors of a page's claims, in their order; one that comes again has a number.

    >>> list(claim_ids(["Three of three", "Four", "Three of three!"]))
    ['claim-three-of-three', 'claim-four', 'claim-three-of-three-2']
    """
    seen = Counter[str]()
    for anchor in map(claim_id, texts):
        seen[anchor] += 1
        yield anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"


def begin(paragraph: nodes.Node, label: str, *before: nodes.Node) -> None:
    """Begin a paragraph with a label."""
    assert isinstance(paragraph, nodes.Element)
    paragraph[0:0] = [*before, nodes.strong("", label), nodes.Text(" ")]


def _proven_by(proofs: list[str]) -> nodes.paragraph:
    """Return the links to the claims."""
    links: list[nodes.Node] = [nodes.Text("Proof: ")]
    for proof in proofs:
        links += [
            nodes.reference("", proof, refid=claim_id(proof), internal=True),
            nodes.Text("; "),
        ]
    return nodes.paragraph("", "", *links[:-1], classes=["claim-evidence"])
