"""The rules that every page of the gallery keeps, as one function from source to faults."""

import ast
import re
import sys
from collections.abc import Iterator

COLUMNS = 79
CODE_LINES = 72
WAITS = {"acquire", "communicate", "get", "join", "recv", "result", "wait"}
LIGHT = {"bench", "claims", "experiments", "machine", "observe", "survey", "timeline", "workers"}
DRAWING = {"figures"}


def faults(source: str) -> list[str]:
    """Return what a page's source does against the rules, a line each."""
    tree = ast.parse(source)
    checks = (_title, _columns, _top_level, _cells, _imports, _calls, _length, _ending)
    return [fault for check in checks for fault in check(tree, source)]


def _title(tree: ast.Module, source: str) -> Iterator[str]:
    lines = [*(ast.get_docstring(tree) or "").splitlines(), "", "", ""]
    words = lines[0].split()
    if not 1 <= len(words) <= 8:
        yield f"title: {len(words)} words; a finding has one to eight"
    if re.search(r"\b(demo|example)\b", lines[0], re.IGNORECASE):
        yield "title: says demo or example; say what is found"
    if set(lines[1]) != {"="} or len(lines[1]) != len(lines[0]):
        yield "title: not underlined with = from end to end"


def _columns(tree: ast.Module, source: str) -> Iterator[str]:
    for number, line in enumerate(source.splitlines(), 1):
        if len(line) > COLUMNS:
            yield f"line {number}: {len(line)} columns; at most {COLUMNS}"


def _is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def _top_level(tree: ast.Module, source: str) -> Iterator[str]:
    for node in tree.body[1:]:
        if not isinstance(node, ast.Import | ast.ImportFrom) and not _is_guard(node):
            yield f"line {node.lineno}: at top level stand imports and guarded blocks only"


def _cells(tree: ast.Module, source: str) -> Iterator[str]:
    guards = sum(_is_guard(node) for node in tree.body)
    if guards < 2:
        yield f"cells: {guards} guarded code cells; at least two"
    if not re.search(r"\bclaims\.\w+\(", source):
        yield "claims: the page makes none"


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if node.module == "mpguide":
        return [f"mpguide.{name.name}" for name in node.names]
    return [node.module or "."]


def _imports(tree: ast.Module, source: str) -> Iterator[str]:
    guarded = {id(inner) for node in tree.body if _is_guard(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for name in _modules(node):
            top, _, rest = name.partition(".")
            part = rest.partition(".")[0]
            inside = id(node) in guarded
            if top in sys.stdlib_module_names or (top == "mpguide" and part in LIGHT):
                continue
            if top != "mpguide" and inside:
                continue
            if not (part in DRAWING and inside):
                yield f"line {node.lineno}: {name} can't be imported {_where(inside)}"


def _where(inside: bool) -> str:
    return "by a page" if inside else "at the top of a page: each spawned child would import it"


def _calls(tree: ast.Module, source: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        name = called.rpartition(".")[2]
        if name == "set_start_method":
            yield f"line {node.lineno}: set_start_method changes every page after; use get_context"
        if "." in called and name in WAITS and not node.args and not node.keywords:
            yield f"line {node.lineno}: {called}() waits without a timeout"


def _length(tree: ast.Module, source: str) -> Iterator[str]:
    begin = tree.body[0].end_lineno or 0
    code = [line for line in source.splitlines()[begin:] if line.strip() and line[0] != "#"]
    if len(code) > CODE_LINES:
        yield f"length: {len(code)} lines of code; at most {CODE_LINES}"


def _ending(tree: ast.Module, source: str) -> Iterator[str]:
    if "\n# Next: " not in source.rpartition("\n# %%")[2]:
        yield "ending: the last cell does not begin with Next:"
