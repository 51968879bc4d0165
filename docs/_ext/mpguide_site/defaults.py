"""``.. by-default:: PROGRAM``: what becomes of it where the version's default start method is."""

from collections.abc import Iterator

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from mpguide import lab, survey
from mpguide_site.failures import ENDS

VERSIONS = ("3.13", "3.14", "3.15")
"""The last version whose default on Linux was ``fork``, and those since."""


class ByDefault(SphinxDirective):
    """A program of the lab, and on each version how it ends and what it says last.

    Its first case counts, unless arguments other than the start method follow.
    """

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the program, folded, and the table, made from the archive."""
        name, *arguments = self.arguments[0].split()
        for path in lab.files():
            self.env.note_dependency(path)
        found = list(by_default(survey.archived(name), arguments))
        if [one.interpreter for one in found] != list(VERSIONS):
            message = f"by-default: the archive lacks {self.arguments[0]} on {', '.join(VERSIONS)}"
            return [self.state.document.reporter.warning(message, line=self.lineno)]
        shown = [f".. program:: {name}", "   :folded:", "", *_table(found)]
        return self.parse_text_to_nodes("\n".join(shown))


def default(version: tuple[int, ...]) -> str:
    """Return the default start method on Linux, where the archived runs are from."""
    return "forkserver" if version >= (3, 14) else "fork"


def by_default(seen: tuple[survey.Seen, ...], arguments: list[str]) -> Iterator[survey.Seen]:
    """Yield the runs under the default start method, a version each, of the case meant."""
    for name in VERSIONS:
        for one in seen:
            others = [given for given in one.arguments if given != one.start_method]
            meant = others == arguments if arguments else True
            if one.interpreter == name and one.start_method == default(one.version) and meant:
                yield one
                break


def _table(seen: list[survey.Seen]) -> Iterator[str]:
    yield from (".. list-table::", "   :class: by-default", "   :header-rows: 1", "")
    yield from ("   * - Python, default", "     - What becomes of it")
    for one in seen:
        words = one.last_line or " ".join(one.at)
        said = f": ``{words}``" if words else ""
        yield f"   * - {one.python} ``{one.start_method}``"
        yield f"     - {ENDS[one.ended]}{said}"
