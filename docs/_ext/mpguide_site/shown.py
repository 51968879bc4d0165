"""``.. worker::``, ``.. experiment::`` and ``.. program::`` show the very file that ran."""

import os
from functools import cache
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.directives.code import LiteralInclude
from sphinx.pycode import ModuleAnalyzer

import mpguide
from mpguide import observe
from mpguide_site.visit import START_METHOD

FOLDERS = {"worker": "workers", "experiment": "experiments", "program": "programs"}

PACKAGE = Path(mpguide.__file__).parent


class SourceError(Exception):
    """A source that can't be shown: the message says which and why."""


def locate(kind: str, argument: str) -> tuple[Path, str]:
    """Return the file and the object in it that a directive names.

    ``start.nap`` is ``nap`` of ``start.py``; without a dot it is the whole file,
    and the object is ``""``.  A program may be among the failures or errors.
    Raises `SourceError` when there is no such file.
    """
    module, _, name = argument.strip().partition(".")
    for folder in ("", "failures", "errors"):
        path = PACKAGE / FOLDERS[kind] / folder / f"{module}.py"
        if path.is_file():
            return path, name
    raise SourceError(f"{kind} {argument}: there is no mpguide/{FOLDERS[kind]}/{module}.py")


def source(kind: str, argument: str) -> str:
    """Return the source that a directive shows.

    Raises `SourceError` when there is none of that name.
    """
    path, name = locate(kind, argument)
    text = path.read_text(encoding="utf-8")
    if not name:
        return text
    tags = ModuleAnalyzer.for_file(path, path.stem).find_tags()
    if name not in tags:
        raise SourceError(f"{kind} {argument}: {path.name} has no {name}")
    _, start, end = tags[name]
    return "".join(text.splitlines(keepends=True)[start - 1 : end])


def caption(kind: str, argument: str) -> str:
    """Return where the source comes from: ``mpguide/workers/start.py``."""
    path, _ = locate(kind, argument)
    return path.relative_to(PACKAGE.parent).as_posix()


@cache
def prints(program: Path) -> str:
    """Return what a program prints, run under the start method that the site is built with.

    Raises `SourceError` when it does not end well.
    """
    outcome = observe.run(program, start_method=START_METHOD, deadline=30, quiet=None)
    if outcome.ended != observe.FINISHED:
        raise SourceError(f"program {program.stem}: does not end well:\n{outcome}")
    return outcome.output


class Shown(LiteralInclude):
    """A source of mpguide as a code block, captioned by a link to where it lives.

    With ``:prints:``, followed by what it prints; with ``:folded:``, behind a line to open it.
    """

    option_spec: ClassVar = {
        "emphasize-lines": directives.unchanged_required,
        "folded": directives.flag,
        "prints": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the code block."""
        kind, argument = self.name.rpartition(":")[2], self.arguments[0]
        try:
            path, name = locate(kind, argument)
            out = [_out(prints(path).rstrip())] if "prints" in self.options else []
        except SourceError as error:
            return [self.state.document.reporter.warning(str(error), line=self.lineno)]
        place = "/" + Path(os.path.relpath(path, self.env.srcdir)).as_posix()
        shown = caption(kind, argument)
        self.arguments[0] = place
        self.options["language"] = "python"
        self.options["caption"] = f":download:`{shown} <{place}>`"
        if name:
            self.options["pyobject"] = name
        block = super().run()
        if "folded" in self.options:
            return folded(block, Path(shown).name)
        return [*block, *out]


def folded(block: list[nodes.Node], name: str) -> list[nodes.Node]:
    """Return blocks behind a line that opens them."""
    opening = nodes.raw("", f"<details><summary>{name}</summary>", format="html")
    return [opening, *block, nodes.raw("", "</details>", format="html")]


def _out(text: str) -> nodes.literal_block:
    """Return an output as the outputs of a page's cells look."""
    return nodes.literal_block(text, text, language="none", classes=["sphx-glr-script-out"])
