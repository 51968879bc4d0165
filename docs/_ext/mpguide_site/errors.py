"""The pages of error messages: ``.. message::``, ``.. reproduction::``, ``.. fix::``.

What a page shows of this interpreter is run while the pages are read, several at a time;
the build fails if it says anything but what is archived, or if a fix does not mend it.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from mpguide import errors, machine
from mpguide.observe import FINISHED, HUNG, Outcome
from mpguide_site import shown, visit

FOLDER = "errors/"
"""The folder of the pages; a page's name is its family's."""

LONG = 5
"""A part of a message that has more further lines is long."""

FOLDED = 12
"""An output of more lines is behind a line to open it."""


class Live(NamedTuple):
    """What was run for a page: under which method, what goes wrong, and the fix."""

    method: str
    wrong: Outcome
    right: Outcome


_runs: dict[tuple[int, str], Future[Live]] = {}


def begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Start to run what the pages show that are to be read."""
    _runs.clear()
    if not app.config.sphinx_gallery_conf["plot_gallery"]:
        return
    names = [name.removeprefix(FOLDER) for name in docnames if name.startswith(FOLDER)]
    families = [errors.catalogue()[name] for name in names if name in errors.catalogue()]
    threads = ThreadPoolExecutor(2 * machine.cores())
    for family in sorted(families, key=lambda one: one.symptom != "hangs"):  # these take longest
        if not family.lacking:
            _runs[os.getpid(), family.name] = threads.submit(_live, family)
    threads.shutdown(wait=False)


def _live(family: errors.Family) -> Live:
    here = family.here
    method = visit.START_METHOD if visit.START_METHOD in here else here[0]
    return Live(method, errors.observed(family, method), errors.mended(family, method))


def live(family: errors.Family) -> Live | None:
    """Return what was run for a family in this build, if anything was."""
    run = _runs.get((os.getpid(), family.name))
    return run.result() if run else None


def faults(family: errors.Family, run: Live) -> Iterator[str]:
    """Name what a run of this build shows that it must not."""
    said = errors.said(family, run.method, run.wrong, machine.python_name())
    if differs := errors.difference(family.name, said):
        yield f"{differs}; if that is right: python -m mpguide.survey --write {family.name}"
    if run.right.ended != FINISHED or errors.message(family, run.right.output):
        yield f"{family.fix}: does not mend {family.name}:\n{run.right}"


class ErrorDirective(SphinxDirective):
    """A part of a family's page; the page's name says which family."""

    @property
    def family(self) -> errors.Family:
        """The page's family."""
        name = self.env.docname.removeprefix(FOLDER)
        if name not in errors.catalogue():
            raise self.error(f"{name}: no such family in mpguide/programs/errors/catalogue.toml")
        for path in errors.files(name):
            self.env.note_dependency(path)
        return errors.catalogue()[name]


class Message(ErrorDirective):
    """What the program says, on which versions and under which start methods."""

    def run(self) -> list[nodes.Node]:
        """Return each message with where it was seen, and when."""
        family = self.family
        archived = errors.archived(family.name)
        box = nodes.container(classes=["messages"])
        above: set[str] = set()
        for where, (hung, message) in groups(archived):
            begins = "" if message else "It hangs: " if hung else "All goes well: "
            box += nodes.paragraph("", begins + where, classes=["message-where"])
            if message:
                box += _block(_not_twice(message, above))
        exact = list(dict.fromkeys(f"{one.python}{_free(one)}" for one in archived))
        systems = sorted({one.platform for one in archived})
        dates = list(dict.fromkeys(sorted(one.date for one in archived)))
        when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
        told = f"Caught on {', '.join(systems)}, {when}, with Python {_listed(exact)}."
        box += nodes.paragraph("", told, classes=["message-when"])
        return [box]


class Reproduction(ErrorDirective):
    """The program that shows it, and what it says here."""

    def run(self) -> list[nodes.Node]:
        """Return the source and the output; complain of what must not be."""
        family = self.family
        parts = self.parse_text_to_nodes(f".. program:: {family.program}\n")
        run = live(family)
        if run is None:
            return parts
        for fault in faults(family, run):
            parts.append(self.state.document.reporter.warning(fault, line=self.lineno))
        return [*parts, *_output(run.wrong, run.method)]


class Fix(ErrorDirective):
    """The program that does it right, what it says here, and the page that explains it."""

    def run(self) -> list[nodes.Node]:
        """Return the source with its new lines marked, the output and the link."""
        family = self.family
        changed = new_lines(family)
        text = [f".. program:: {family.fix}"]
        text += [f"   :emphasize-lines: {changed}"] if changed else []
        parts = self.parse_text_to_nodes("\n".join([*text, ""]))
        if run := live(family):
            parts += _output(run.right, run.method)
        chapter, page = family.page.split("/")
        link = f"See also: :ref:`sphx_glr_gallery_{chapter}_{page}.py`."
        return parts + self.parse_text_to_nodes(link)


def groups(archived: tuple[errors.Said, ...]) -> Iterator[tuple[str, tuple[bool, str]]]:
    """Yield each outcome once, with where it was seen; those that went well come last."""
    names = list(dict.fromkeys(one.interpreter for one in archived))
    methods = list(dict.fromkeys(one.method for one in archived))
    seen: dict[tuple[bool, str], dict[str, list[str]]] = {}
    for one in reversed(archived):  # what the newest version says comes first
        seen.setdefault(one.outcome, {}).setdefault(one.method, []).append(one.interpreter)
    for outcome, found in sorted(seen.items(), key=lambda item: item[0] == (False, "")):
        alike: dict[tuple[str, ...], list[str]] = {}
        for method in filter(found.__contains__, methods):
            alike.setdefault(tuple(n for n in names if n in found[method]), []).append(method)
        told = (f"Python {spans(who, names)}{_under(how, methods)}" for who, how in alike.items())
        yield "; ".join(told), outcome


def spans(some: tuple[str, ...], names: list[str]) -> str:
    """Return interpreters in words; a free-threaded build goes with its version.

    >>> spans(("3.12", "3.13", "3.13t"), ["3.11", "3.12", "3.13", "3.13t", "3.14"])
    '3.12 and 3.13'
    >>> spans(("3.11", "3.13", "3.14", "3.15"), ["3.11", "3.12", "3.13", "3.14", "3.15"])
    '3.11 and 3.13 to 3.15'
    """
    if all((name in some) == (f"{name}t" in some) for name in names if f"{name}t" in names):
        names = [name for name in names if not name.endswith("t")]
    runs: list[list[str]] = [[]]
    for name in names:
        if name in some:
            runs[-1].append(name)
        elif runs[-1]:
            runs.append([])
    told = [" to ".join(dict.fromkeys((run[0], run[-1]))) for run in runs if len(run) > 2]
    short = [name for run in runs if len(run) < 3 for name in run]
    return _listed(sorted([*told, *short], key=lambda one: names.index(one.split()[0])))


def _under(methods: list[str], known: list[str]) -> str:
    if methods == [""]:
        return ""
    return " under " + (_listed(methods) if len(methods) < len(known) else _every(known))


def _every(known: list[str]) -> str:
    return "every start method" if len(known) > 1 else known[0]


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _free(one: errors.Said) -> str:
    return "t" * one.interpreter.endswith("t")


def new_lines(family: errors.Family) -> str:
    """Return the numbers of the fix's lines that the program lacks, as a directive wants them."""
    old, new = (
        Path(errors.path(name)).read_text(encoding="utf-8").splitlines()
        for name in (family.program, family.fix)
    )
    found = [
        number
        for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind in {"insert", "replace"}
        for number in range(start, end)
        if new[number].strip() and not new[number].startswith('"""')
    ]
    return ",".join(str(number + 1) for number in found)


def _output(outcome: Outcome, method: str) -> list[nodes.Node]:
    """Return how a program ended here, and what it wrote; much of that is folded."""
    ends = "hangs" if outcome.ended == HUNG else f"ends with {outcome.evidence}"
    text = errors.fixed(outcome.output).strip()
    says = ":" if text else ", and says nothing."
    told = f"Run by Python {outcome.python}{f' under {method}' * bool(method)}, it {ends}{says}"
    block = nodes.literal_block(text, text, language="none", classes=["sphx-glr-script-out"])
    blocks: list[nodes.Node] = [block] if text else []
    if text.count("\n") > FOLDED:
        blocks = shown.folded(blocks, "All that it writes")
    return [nodes.paragraph("", told), *blocks]


def _not_twice(message: str, above: set[str]) -> str:
    """Return a message with the long parts cut short that stand above, and note its parts."""
    parts = [*errors.blocks(message)]
    told = [
        f"{part.splitlines()[0]} [as above]" if part in above and part.count("\n") > LONG else part
        for part in parts
    ]
    above.update(parts)
    return "\n".join(told) or message


def _block(message: str) -> nodes.literal_block:
    return nodes.literal_block(message, message, language="none")
