"""What an output tells of exceptions and warnings, without what differs from run to run."""

import re
from collections.abc import Iterator
from itertools import takewhile

from mpguide.observe.transcript import PATH

FIRST = re.compile(
    r"^(?:[^\s:]+:\d+: )?"
    r"((?:\w+\.)*(?:[A-Z]\w*)?(?:Error|Exception|Warning|Interrupt|Pool|Empty|Full)(?::.*)?)$"
)
"""The line of a traceback that names the exception, or the first line of a warning."""

MORE = re.compile(r"^(?:\s|$|when serializing )")
"""A further line of a message."""

SOURCE = re.compile(r"^\S+:\d+: ")
"""How a warning begins, whose second line is the source's."""

VARYING = {
    re.compile(r"\b0x[0-9a-f]+\b"): "0x...",
    re.compile(r"\b(psm_|wnsm_|pymp-|listener-|mp-)\w+"): r"\1...",
    re.compile(r"\b(pid=|parent=|Process )\d+\b"): r"\1...",
}
"""What differs from run to run, and what stands for it."""


def fixed(output: str) -> str:
    """Return a text without what differs from run to run: folders, ids, addresses.

    >>> fixed("/tmp/a/b.py:3: lost <function f at 0x7f25ef> (pid=4711)")
    'b.py:3: lost <function f at 0x...> (pid=...)'
    """
    text = PATH.sub("", output)
    for varying, stands in VARYING.items():
        text = varying.sub(stands, text)
    return text


def blocks(text: str) -> Iterator[str]:
    """Yield each exception and each warning of an output with the lines that belong to it."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        first = FIRST.match(line)
        if first:
            rest = [] if SOURCE.match(line) else lines[number + 1 :]
            block = [first[1], *takewhile(MORE.match, rest)]
            yield "\n".join(map(str.rstrip, block)).rstrip()


def first_lines(message: str) -> list[str]:
    r"""Return what an index lists of a message: each exception in one line.

    >>> first_lines(
    ...     "RuntimeError:\n    too\n    late\n\n    More.\nOSError: gone\nwhen serializing x"
    ... )
    ['RuntimeError: too late', 'OSError: gone']
    """
    found: list[str] = []
    for block in blocks(message):
        first, *more = block.splitlines()
        if first.endswith(":"):
            said = takewhile(str.strip, more)
            first = " ".join([first, *map(str.strip, said)])
        found.append(first)
    return found
