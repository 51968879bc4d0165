"""The numbers of some code: the parameters of an experiment, and the factors that it claims."""

import ast
from collections.abc import Iterator
from functools import cache
from operator import add, mul, sub
from pathlib import Path
from typing import NamedTuple

from mpguide_site.quantities import find

WAITS = {"acquire", "dump_traceback_later", "get", "join", "nap", "result", "sleep", "wait"}
"""The calls whose arguments are times."""

CLOCKS = {"monotonic", "perf_counter", "time"}

OPERATIONS = {ast.Add: add, ast.Sub: sub, ast.Mult: mul}
LARGEST = 1e15


class Numbers(NamedTuple):
    """The numbers of some code: all of them, and those by which it multiplies or compares."""

    all: frozenset[float]
    factors: frozenset[float]


@cache
def numbers(code: frozenset[Path]) -> Numbers:
    """Return the numbers of some files."""
    every = [_numbers(path) for path in code]
    none: frozenset[float] = frozenset()
    return Numbers(
        none.union(*(one.all for one in every)), none.union(*(one.factors for one in every))
    )


@cache
def _numbers(path: Path) -> Numbers:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = [*ast.walk(tree)]
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    named = {value for node in nodes for value in _named(node)}
    found = {value for node in nodes if (value := _value(node)) and not _is_common(value)}
    factors = {value for node in nodes for value in _factors(node)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            stated = [*find(node.value)]
            found |= {value for one in stated for value in one.values}
            factors |= {value for one in stated if one.factor for value in one.values}
    return Numbers(frozenset(found | named), frozenset(factors))


def _is_common(value: float) -> bool:
    """Return whether a number stands in any code: then it must have a name to be a parameter."""
    return value in range(10)


def _named(node: ast.AST) -> Iterator[float]:
    """Yield the numbers to which a node gives a name, or for which it waits."""
    inner: list[ast.expr | None] = []
    if isinstance(node, ast.keyword | ast.Assign | ast.AnnAssign):
        inner = [*node.value.elts] if isinstance(node.value, ast.Tuple) else [node.value]
    elif isinstance(node, ast.arguments):
        inner = [*node.defaults, *node.kw_defaults]
    elif _calls(node, WAITS) and isinstance(node, ast.Call):
        inner = [*node.args]
    elif isinstance(node, ast.BinOp) and _calls(node.left, CLOCKS):
        inner = [node.right]
    yield from (value for one in inner if one and (value := _value(one)) is not None)


def _calls(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names


def _value(node: ast.AST) -> float | None:
    """Return the number that an expression of constants is, if it is one."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        value = float(str(node.value))
        return round(value, 12) if value < LARGEST else None
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        left, right = _value(node.left), _value(node.right)
        if left is not None and right is not None:
            return float(OPERATIONS[type(node.op)](left, right))
    return None


def _is_number(node: ast.AST) -> bool:
    return _value(node) is not None


def _factors(node: ast.AST) -> Iterator[float]:
    """Yield the numbers that a node multiplies or divides by, or compares by as a question."""
    inner: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
        inner = [node.left, node.right]
    elif isinstance(node, ast.Tuple) and [*map(_is_number, node.elts)] == [False, True, False]:
        inner = [node.elts[1]]
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper():
        inner = [node.value]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("ratio", "answer")):
        inner = node.args
    yield from (value for one in inner if (value := _value(one)) is not None)
