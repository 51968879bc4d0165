"""The index of error messages: by the alphabet, and by what a user notices."""

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from mpguide import errors

SYMPTOMS = {
    "dies": "It dies, or says that something has",
    "hangs": "It hangs",
    "wrong result": "It does not do what it should, and says nothing",
    "warns": "It warns",
    "leaks": "It leaves something behind",
}
"""The symptoms in the words of the index."""

LONGEST = 110
"""As many characters of a message as the index shows."""


class ErrorIndex(SphinxDirective):
    """All messages in the order of the alphabet, then all pages by symptom, and their order."""

    def run(self) -> list[nodes.Node]:
        """Return the two lists, and the hidden table of contents."""
        for name in errors.catalogue():
            for path in errors.files(name):
                self.env.note_dependency(path)
        contents = [".. toctree::", "   :hidden:", "", *(f"   {one}" for one in errors.catalogue())]
        text = "\n".join(["By message", "----------", "", *_by_symptom(), *contents, ""])
        first, *others = self.parse_text_to_nodes(text, allow_section_headings=True)
        assert isinstance(first, nodes.section)
        first += self._by_message()
        return [first, *others]

    def _by_message(self) -> nodes.bullet_list:
        """Return the messages by exception, each with links to the pages that have it."""
        listed = nodes.bullet_list(classes=["error-index"])
        for line, names in by_message():
            short = line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."
            told = nodes.paragraph("", "", self._link(names[0], short))
            for name in names[1:]:
                told += [nodes.Text("; also "), self._link(name)]
            listed += nodes.list_item("", told)
        return listed

    def _link(self, name: str, text: str = "") -> addnodes.pending_xref:
        """Return a link, by the page's title if no text is given.

        A role would end the text at the first angle bracket.
        """
        return addnodes.pending_xref(
            "",
            nodes.inline(text, text, classes=["doc"]),
            refdomain="std",
            reftype="doc",
            reftarget=name,
            refdoc=self.env.docname,
            refexplicit=bool(text),
            refwarn=True,
        )


def by_message() -> Iterator[tuple[str, list[str]]]:
    """Yield the messages by exception, each with the families that have it."""
    found: dict[str, list[str]] = {}
    for family in errors.catalogue().values():
        said = [] if family.right else errors.archived(family.name)
        lines = [line for one in said for line in errors.first_lines(one.message)]
        for line in dict.fromkeys(lines):
            found.setdefault(line, []).append(family.name)
    for line in sorted(found, key=lambda one: (_kind(one), one)):
        yield line, found[line]


def _kind(line: str) -> str:
    """Return the name of the exception that a message begins with, without its module."""
    return line.partition(":")[0].rpartition(".")[2].lower()


def _by_symptom() -> Iterator[str]:
    yield from ("By symptom", "----------", "")
    for symptom, words in SYMPTOMS.items():
        yield from (words, "^" * len(words), "")
        for family in errors.catalogue().values():
            if family.symptom == symptom:
                yield f"- :doc:`{family.name}`"
        yield ""
