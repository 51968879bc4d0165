"""``.. failures::``: the catalogue of the failures lab, with what the archive has of each.

The lab's page lists them by symptom; those that a chapter explains stand on a page of their own.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from mpguide import lab, survey
from mpguide.observe import FAILED, FINISHED, HUNG

FOLDER = "failures"
"""The folder of the pages of the chapters, beside the lab's own page."""

ENDS = {HUNG: "hangs", FAILED: "fails", FINISHED: "ends"}
"""How a program ended, in the words of the catalogue's tables."""

CODE = re.compile(
    r"\"[^\"]+\"|[\w.]*\w\([^()]*\)(?:\.\w+(?:\([^()]*\))?)*|\b\w*_\w+|\b[a-z]\w*(?:\.\w+)+"
    r"|\b[A-Z][a-z]+[A-Z]\w*|(?<!\w)-[a-zA-Z]\b(?: error)?"
)
"""What of a docstring is code: names that only code has, calls, options, and what is quoted."""

Row = tuple[str, str, list[str]]
"""Start methods, arguments, and how the program ended on each interpreter."""


@cache
def observed(command: str) -> str:
    """Return what ``python -m mpguide observe`` says of a program of the lab."""
    done = subprocess.run(
        [sys.executable, "-m", "mpguide", "observe", *command.split()],
        cwd=lab.FOLDER,
        env=os.environ | {"PYTHONPATH": os.path.dirname(os.path.dirname(lab.__file__))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout


class Observed(SphinxDirective):
    """A command that observes a program of the lab, and what it says."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the command and its output."""
        given = self.arguments[0]
        text = f"$ python -m mpguide observe {given}\n{observed(given)}".rstrip()
        for path in lab.files():
            self.env.note_dependency(path)
        return [nodes.literal_block(text, text, language="console")]


class Failures(SphinxDirective):
    """``.. failures:: CHAPTER``: the lab's programs that a chapter explains, one section each.

    Without a chapter, a list of all of them by symptom.
    """

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        for path in lab.files():
            self.env.note_dependency(path)
        lines = _of_chapter(self.arguments[0]) if self.arguments else _by_symptom()
        if not (text := "\n".join(lines)):
            raise self.error(f"failures {self.arguments[0]}: no program is explained there")
        if not self.arguments:
            self._check()
        return self.parse_text_to_nodes(text, allow_section_headings=True)

    def _check(self) -> None:
        for failure in lab.catalogue().values():
            docname = f"{FOLDER}/{failure.chapter}"
            if docname not in self.env.found_docs:
                raise self.error(f"the programs of {failure.page} have no page {docname}.rst")


def _by_symptom() -> Iterator[str]:
    for symptom in lab.SYMPTOMS:
        found = [one for one in lab.catalogue().values() if one.symptom == symptom]
        if found:
            yield from (symptom.capitalize(), "-" * len(symptom), "")
            yield from (f"- :ref:`failure-{failure.name}`" for failure in found)
            yield ""


def _of_chapter(name: str) -> Iterator[str]:
    for failure in lab.catalogue().values():
        if failure.chapter == name:
            yield from _entry(failure)


def _entry(failure: lab.Failure) -> Iterator[str]:
    title = coded(failure.goes_wrong.rstrip("."))
    page = failure.page.replace("/", "_")
    yield from (f".. _failure-{failure.name}:", "", title, "-" * len(title), "")
    yield from (coded(failure.why), "", f"**Do this:** {coded(failure.cure)}", "")
    yield from (f"Explained on :ref:`sphx_glr_gallery_{page}.py`.", "")
    yield from (f".. program:: {failure.name}", "   :folded:", "")
    yield from _table(failure)


def _table(failure: lab.Failure) -> Iterator[str]:
    """Yield a table of a program's endings: a column for each interpreter, equal rows as one."""
    seen = survey.archived(failure.name)
    versions = {one.interpreter: one for one in seen}
    if not seen:
        return
    told = list(rows(failure, seen, list(versions)))
    yield from (".. list-table::", "   :header-rows: 1", "   :class: outcomes", "")
    yield from ("   * - Start method", "     - Arguments")
    for one in versions.values():
        yield f"     - {one.python}{'t' * one.interpreter.endswith('t')}"
    for methods, arguments, endings in told:
        yield from (f"   * - {methods}", f"     - {arguments}")
        yield from (f"     - {ending}" for ending in endings)
    dates = sorted({one.date for one in seen})
    systems = sorted({one.platform for one in seen})
    yield from ("", f"Archived runs on {', '.join(systems)}, {' to '.join(dates)}.", "")


def rows(failure: lab.Failure, seen: tuple[survey.Seen, ...], names: list[str]) -> Iterator[Row]:
    """Yield the rows of a program's table; start methods under which it ends alike share one."""
    found = {(one.interpreter, one.start_method, one.arguments): ending(one) for one in seen}
    for case in failure.cases:
        alike: dict[tuple[str, ...], list[str]] = {}
        for method in dict.fromkeys(one.start_method for one in seen):
            endings = tuple(found.get((name, method, case.given(method)), "") for name in names)
            if any(endings):
                alike.setdefault(endings, []).append(method)
        others = " ".join(given for given in case.arguments if given != lab.METHOD)
        for endings, methods in alike.items():
            yield ", ".join(methods) or "any", others and f"``{others}``", list(endings)


def ending(seen: survey.Seen) -> str:
    """Return how a run ended, with the error's type if it failed by one."""
    error = re.match(r"(?:\w+\.)*(\w+)(?::|$)", seen.last_line) if seen.ended == FAILED else None
    code = seen.exit_code or 0
    by_signal = f" (signal {-code})" if code < 0 else ""
    return ENDS[seen.ended] + (f": ``{error[1]}``" if error else by_signal)


def coded(text: str) -> str:
    """Return a docstring's text as reStructuredText, with its code marked.

    >>> coded("put() of a JoinableQueue returns before its item can be pickled.")
    '``put()`` of a ``JoinableQueue`` returns before its item can be pickled.'
    >>> coded("Pass all arguments to super().__init__().")
    'Pass all arguments to ``super().__init__()``.'
    """
    return CODE.sub(lambda match: f"``{match[0].strip(chr(34))}``", text)
