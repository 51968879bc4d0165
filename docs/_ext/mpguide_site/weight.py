"""How much a page makes a browser fetch: one style sheet, and one or two scripts."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from furo import get_pygments_stylesheet  # type: ignore[import-untyped]  # ships no types
from sphinx.application import Sphinx

SHEET = "guide.css"
"""All style sheets of the theme, of extensions and of the guide in one."""

FOR_OTHERS = {"styles/furo-extensions.css", "sg-tags.js"}
"""What the theme and the gallery bring for extensions and tags that the guide has not."""

FOR_CODE = "code.js"

SCRIPTS = {
    "guide.js": (
        "documentation_options.js",
        "doctools.js",
        "sphinx_highlight.js",
        "scripts/furo.js",
    ),
    FOR_CODE: ("clipboard.min.js", "copybutton.js"),
}
"""The scripts that pages share, those of pages with code in a file of their own."""

MAPPED = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
"""Where a script names what it was made of, line by line: of all in one that is not true."""

RULE = re.compile(r"(?P<where>.*\.highlight) (?P<name>\.\w+) \{ (?P<look>[^}]*) \}(?: /\*.*\*/)?")
"""A line of the style sheet of code that says how one kind of token looks."""

UNUSED = re.compile(
    r'(?<=<tr) class="row-(?:odd|even)"(?=>)|(?<=<pre tabindex="0">)<span></span>(?!\n)'
)
"""What tells rows apart by their number, and what begins code: no style sheet asks for them."""

UNSTYLED = re.compile(r'<span class="(?:n|p|w)">([^<]*)</span>')
"""Names, punctuation and white space in code: they have the colour of all text, in every scheme."""


def fold_contents(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Let the contents beside a page list what is near it, and of the rest the first level."""
    if contents := context.get("toctree"):
        context["toctree"] = lambda **options: contents(**{**options, "collapse": True})


def lighten(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Replace the style sheets by one and the scripts by two, without those of no use."""
    static = Path(app.outdir, "_static")
    sheets = {_name(one): one for one in sorted(context["css_files"], key=lambda one: one.priority)}
    own = sheets.pop(SHEET)
    _merge_sheets(static, tuple(name for name in sheets if name not in FOR_OTHERS))
    context["css_files"] = [own]
    _merge_scripts(static)
    unused = FOR_OTHERS.union(*SCRIPTS.values())
    if "<pre" not in context.get("body", ""):
        unused |= {FOR_CODE}
    context["script_files"] = [one for one in context["script_files"] if _name(one) not in unused]
    for script in context["script_files"]:  # all pages share them
        script.attributes.pop("defer", None)
        if pagename != "search":  # it has scripts in its text that use these
            script.attributes["defer"] = "defer"
    if "body" in context:
        context["body"] = UNUSED.sub("", UNSTYLED.sub(r"\1", context["body"]))


def _name(asset: Any) -> str:
    """Return the name of a style sheet or script among the static files."""
    return str(asset.filename).removeprefix("_static/")


@cache  # so once a build
def _merge_sheets(static: Path, names: tuple[str, ...]) -> None:
    texts = (
        # furo writes its own only when the build ends
        condensed(get_pygments_stylesheet())
        if name == "pygments.css"
        else (static / name).read_text(encoding="utf-8")
        for name in names
    )
    (static / SHEET).write_text(squeezed("\n".join(texts)), encoding="utf-8")


@cache
def _merge_scripts(static: Path) -> None:
    for name, parts in SCRIPTS.items():
        texts = ((static / part).read_text(encoding="utf-8") for part in parts)
        whole = MAPPED.sub("", "\n".join(texts))
        (static / name).write_text(whole, encoding="utf-8")


def condensed(css: str) -> str:
    r"""Return the style sheet of code with one rule for all that has the same look.

    Lines have no numbers here, so that nothing says how these look.

    >>> condensed(".highlight .k { color: red } /* Keyword */\n.highlight .o { color: red }")
    '.highlight :is(.k,.o){color: red}'
    """
    done: list[str] = []
    alike: dict[tuple[str, str], list[str]] = {}
    for line in [*css.splitlines(), ""]:
        if "linenos" in line:
            continue
        if rule := RULE.fullmatch(line):
            alike.setdefault((rule["where"], rule["look"]), []).append(rule["name"])
            continue
        for (where, look), names in alike.items():
            done.append(f"{where} :is({','.join(names)}){{{look}}}")
        alike.clear()
        done.append(line)
    return "\n".join(done).strip()


def squeezed(css: str) -> str:
    r"""Return a style sheet without its comments and without most of its white space.

    >>> squeezed("a > b {  /* why */\n  color: red;\n}\n")
    'a > b{color:red}'
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()
    css = re.sub(r"(?<=[{;])([\w-]+): ", r"\1:", css)  # no colon of a selector
    return re.sub(r"(?<=[ :,(])0\.(?=\d)", ".", css)


def setup(app: Sphinx) -> None:
    """Act before the theme makes the contents, and after all have added what they need."""
    app.add_css_file(SHEET)
    for name in SCRIPTS:
        app.add_js_file(name, priority=200)
    app.connect("html-page-context", fold_contents, priority=400)
    app.connect("html-page-context", lighten, priority=990)
