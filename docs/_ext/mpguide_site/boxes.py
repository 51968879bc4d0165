"""The directive that shows a claim; the scraper writes it."""

import json

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from mpguide.record import HELD, NOT_TESTABLE, REFUTED, UNDECIDED
from mpguide_site.said import claim_id

SYMBOLS = {HELD: "\N{CHECK MARK}", REFUTED: "\N{BALLOT X}", UNDECIDED: "?", NOT_TESTABLE: "-"}
"""What stands before the verdict, which is also said in words."""


class ClaimBox(SphinxDirective):
    """A claim as it is: verdict, sentence, evidence; with an anchor of its own."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the box."""
        claim: dict[str, str] = json.loads("".join(self.content))
        anchor = self._anchor(claim["text"])
        verdict = nodes.make_id(claim["verdict"])
        box = nodes.container(classes=["claim", f"claim-{verdict}"], ids=[anchor])
        self.state.document.note_explicit_target(box)
        box += [_sentence(claim, anchor), _evidence(claim)]
        return [box]

    def _anchor(self, text: str) -> str:
        known = self.state.document.ids
        wanted = claim_id(text)
        others = (f"{wanted}-{number}" for number in range(2, len(known) + 3))
        return next(name for name in [wanted, *others] if name not in known)


def _sentence(claim: dict[str, str], anchor: str) -> nodes.paragraph:
    verdict = claim["verdict"]
    symbol = nodes.inline("", SYMBOLS[verdict], classes=["claim-symbol"])
    word = nodes.inline("", verdict.capitalize(), classes=["claim-verdict"])
    text = nodes.inline("", claim["text"], classes=["claim-text"])
    link = nodes.reference("", "\N{PILCROW SIGN}", refid=anchor, classes=["headerlink"])
    link["internal"], link["reftitle"] = True, "Link to this claim"
    space = nodes.Text(" ")
    return nodes.paragraph("", "", symbol, space, word, nodes.Text(": "), text, link)


def _evidence(claim: dict[str, str]) -> nodes.paragraph:
    label = f"{claim['kind'].capitalize()} claim. "
    kind = nodes.inline("", label, classes=["claim-kind"])
    return nodes.paragraph("", "", kind, nodes.Text(claim["evidence"]), classes=["claim-evidence"])
