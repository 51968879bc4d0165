"""How much memory a forked child has of its own, by what it does with its parent's objects."""

import sys

from mpguide.experiments.talking import talking

TASKS = ("idle", "collect", "loop", "add up")
"""What a child does: nothing, collect garbage, loop over the objects, add up an array."""


def private_memory(objects: int) -> dict[str, int]:
    """Return the private dirty bytes of one child for each task, of a parent with so many lists.

    The array takes as much memory as the lists do.  The tasks come again as
    ``freeze, collect`` and ``freeze, loop`` after ``gc.freeze()`` in the parent.
    """
    with talking("forked_memory", str(objects)) as program:
        found = {task: int(program.ask(task)) for task in TASKS}
        program.ask("freeze")
        for task in ("collect", "loop"):
            found[f"freeze, {task}"] = int(program.ask(task))
    return found


def size_of(objects: int) -> int:
    """Return the bytes that so many lists take by themselves."""
    return objects * sys.getsizeof([])
