"""The downloads of a built site: whole, readable without Sphinx, their code cells untouched."""

import ast
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sphinx.application import Sphinx

from mpguide_site import order
from mpguide_site.plain import as_comment, as_markdown
from mpguide_site.shown import SourceError

TEXT = re.compile(r"^(?P<head># ?%%.*|#{20,}.*)\n(?P<text>(?:#.*(?:\n|\Z))*)", re.MULTILINE)
"""A text block of a page: the line that opens it, then comment lines."""

MADE = (1980, 1, 1, 0, 0, 0)
"""When each file of an archive was made: the earliest time that a zip file can tell."""

UNIX = 3
"""The system whose permissions a zip file has, by the number that the format gives it."""


def rewrite(app: Sphinx, exception: Exception | None) -> None:
    """Rewrite what the site offers for download; a second time changes nothing."""
    if exception is not None or app.builder.format != "html":
        return
    generated = app.config.sphinx_gallery_conf["gallery_dirs"]
    names = {page.name for page in order.pages(app.config.sphinx_gallery_conf)}
    for source, (_, name) in app.env.dlfiles.items():
        path = Path(app.outdir) / "_downloads" / name
        if Path(source).parts[0] == generated and path.is_file():
            _replace(path, names)


def _replace(path: Path, names: set[str]) -> None:
    before = path.read_bytes()
    after = rewritten(path.name, before, names)
    if after != before:
        path.write_bytes(after)


def rewritten(name: str, content: bytes, names: set[str]) -> bytes:
    """Return a download of one of the named pages as it is offered, any other as it is."""
    path = Path(name)
    if path.suffix == ".zip":
        return archive(content, names)
    if path.stem not in names or path.suffix not in {".py", ".ipynb"}:
        return content
    rewrite_text = script if path.suffix == ".py" else notebook
    try:
        return rewrite_text(content.decode()).encode()
    except SourceError:
        return content  # the page itself has warned of it


def script(source: str) -> str:
    """Return a page's script with its text blocks in plain text."""
    tree = ast.parse(source)
    [opening, *_] = tree.body
    docstring = ast.get_source_segment(source, opening)
    if docstring is None or opening.end_lineno is None:
        return source
    lines = source.splitlines(keepends=True)
    rest = "".join(lines[opening.end_lineno :])
    whole = as_comment(docstring) + "\n" + TEXT.sub(_text, rest)
    if _code(ast.parse(whole)) != _code(tree):
        raise AssertionError("rewriting the text of a page has changed its code")
    return whole


def _code(tree: ast.Module) -> list[str]:
    return [ast.dump(statement) for statement in tree.body[1:]]


def _text(match: re.Match[str]) -> str:
    lines = [line.removeprefix("#") for line in match["text"].splitlines(keepends=True)]
    text = as_comment(textwrap.dedent("".join(lines))).rstrip() + "\n"
    commented = textwrap.indent(text, "# ", lambda line: True)
    return f"{match['head']}\n" + re.sub(r"^# $", "#", commented, flags=re.MULTILINE)


def notebook(source: str) -> str:
    """Return a page's notebook with its text cells free of reStructuredText."""
    content = json.loads(source)
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = [as_markdown("".join(cell["source"]))]
    return json.dumps(content, indent=2)


def archive(content: bytes, names: set[str]) -> bytes:
    """Return a zip file with each script and notebook in it rewritten."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    return packed(
        {name: rewritten(Path(name).name, member, names) for name, member in members.items()}
    )


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a zip file of these files, the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in sorted(members):
            member = zipfile.ZipInfo(name, MADE)
            member.create_system = UNIX
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, members[name])
    return out.getvalue()
