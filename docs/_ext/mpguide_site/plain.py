"""What a downloaded page says: its directives and roles as plain text and source."""

import re
import textwrap
from collections.abc import Callable

from mpguide_site import measured, shown

ADMONITIONS = (
    "attention", "caution", "danger", "error", "hint", "important", "note", "seealso",
    "tip", "warning",
)  # fmt: skip

VERSIONS = {
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
}

TODAY = {
    "true": "Still true.",
    "corrected": "True with a correction.",
    "outdated": "Outdated.",
    "wrong": "Wrong.",
}
"""What has become of a statement met elsewhere, and how a page says it."""

PLAIN: dict[str, Callable[[str], str]] = {
    "ref": str,
    "term": str,
    "abbr": str,
    "measured": measured.plainly,
}
"""The roles whose text is more than a name, and what becomes of it."""

DIRECTIVE = re.compile(
    r"^(?P<margin> *)\.\. (?P<name>[\w:-]+?):: *(?P<argument>.*)\n?"
    r"(?P<body>(?:(?:(?P=margin) {2,}.*|[ \t]*)(?:\n|\Z))*)",
    re.MULTILINE,
)
OPTIONS = re.compile(r"\A(?::[\w-]+:.*\n?(?:[ \t]+\S.*\n?)*)+")
OPTION = re.compile(r"^:(?P<name>[\w-]+):(?P<text>.*\n?(?:[ \t]+\S.*\n?)*)", re.MULTILINE)
EXPLICIT = re.compile(r"^\.\. (?!\S+::).*\n(?:(?: {2,}.*|[ \t]*)\n)*", re.MULTILINE)
DOCTEST = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)
ROW = re.compile(r"^\* - (?P<cells>.*(?:\n(?!\* - ).*)*)", re.MULTILINE)
ROLE = re.compile(r"(?P<literal>``.+?``(?!`))|:(?P<role>[a-z][\w:+.-]*):`(?P<text>[^`]+)`")
LINK = re.compile(r"`(?P<text>[^`<]+?)\s*<(?P<target>[^`>]+)>`__?")
TITLED = re.compile(r"(?P<title>.+?)\s*<(?P<target>[^>]+)>", re.DOTALL)

Fence = Callable[[str, str], str]


def as_comment(text: str) -> str:
    """Return reStructuredText as it reads best in the comments of a script.

    >>> print(
    ...     as_comment("Ask :func:`os.getpid`, see `PEP 703 <https://peps.python.org/pep-0703>`_.")
    ... )
    Ask ``os.getpid``, see PEP 703 (https://peps.python.org/pep-0703).
    """
    text = _replace(text, lambda code, _: textwrap.indent(code, "    "))
    return LINK.sub(r"\g<text> (\g<target>)", text)


def as_markdown(text: str) -> str:
    """Return the cell of a notebook, in which sphinx-gallery has left some markup.

    >>> print(as_markdown("Ask :func:`~os.getpid`."))
    Ask ``getpid``.
    """

    def fence(code: str, language: str) -> str:
        return f"```{language}\n{code.rstrip()}\n```\n"

    return _replace(DOCTEST.sub(lambda match: fence(match[0], "python"), text), fence)


def _replace(text: str, fence: Fence) -> str:
    text = DIRECTIVE.sub(lambda match: _directive(match, fence), text)
    return ROLE.sub(_role, EXPLICIT.sub("", text))


def _directive(match: re.Match[str], fence: Fence) -> str:
    name, argument = match["name"], match["argument"].strip()
    blank = "\n" if match["body"].endswith("\n\n") or not match["body"].strip() else ""
    options, body = parts(match["body"])
    if name in {"said", "asked"}:
        argument, body = "", _answered(name, options, body)
    elif name == "list-table":
        body = _table(body)
    return textwrap.indent(_plainly(name, argument, body, fence), match["margin"]) + "\n" + blank


def parts(body: str) -> tuple[dict[str, str], str]:
    """Return a directive's options and its content."""
    body = textwrap.dedent(body)
    found = OPTIONS.match(body)
    options = found[0] if found else ""
    named = {option["name"]: option["text"].strip() for option in OPTION.finditer(options)}
    return named, body[len(options) :].strip("\n")


def _answered(name: str, options: dict[str, str], body: str) -> str:
    """Return a statement and what is true of it, or a question and its answer."""
    first, _, rest = body.partition("\n\n")
    today = TODAY.get(options.get("today", ""), "")
    return f"{name.capitalize()}: {first}\n\n{today} {rest.lstrip()}".replace("\n\n ", "\n\n")


def _plainly(name: str, argument: str, body: str, fence: Fence) -> str:
    if name in shown.FOLDERS:
        code = shown.source(name, argument)
        return f"{shown.caption(name, argument)}:\n\n{fence(code, 'python').rstrip()}"
    if name in {"code-block", "code", "sourcecode"}:
        return fence(body, argument or "python").rstrip()
    if name in ADMONITIONS:
        return _said(name.capitalize() if name != "seealso" else "See also", argument, body)
    if name in VERSIONS:
        version, _, rest = argument.partition(" ")
        return _said(f"{VERSIONS[name]} {version}", rest, body)
    if name in {"image", "figure", "only", "raw"}:
        return ""
    return "\n\n".join(part for part in (argument, body) if part)


def _table(body: str) -> str:
    """Return a list-table as Markdown has it, which is also how it reads best in a comment."""
    rows = [
        [" ".join(cell.split()) for cell in re.split(r"\n  - ?", match["cells"])]
        for match in ROW.finditer(body)
    ]
    if not rows:
        return body
    rows.insert(1, ["---"] * len(rows[0]))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(f"| {' | '.join(map(str.ljust, cells, widths))} |" for cells in rows)


def _said(label: str, argument: str, body: str) -> str:
    return f"{label}: " + "\n".join(part for part in (argument, body) if part)


def _role(match: re.Match[str]) -> str:
    if match["literal"]:
        return match["literal"]
    role, text = match["role"].rpartition(":")[2], " ".join(match["text"].split())
    titled = TITLED.fullmatch(text)
    if titled:
        return titled["title"]
    if role == "doc":
        return f"``{text.rpartition('/')[2]}.py``"
    if role in PLAIN:
        return PLAIN[role](text)
    if role in {"pep", "rfc"}:
        return f"{role.upper()} {text}"
    name = text.rpartition(".")[2] if text.startswith("~") else text
    return f"``{name.lstrip('!')}``"
