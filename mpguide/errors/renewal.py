"""Run the programs on every interpreter found: to renew the archive, or to compare with it."""

import os
from collections.abc import Iterable

from mpguide import errors, machine, record
from mpguide.errors import Said


def survey(name: str) -> tuple[Said, ...]:
    """Run a family's program on each interpreter found, under each of its start methods.

    Interpreters that lack what it needs are left out.
    """
    from concurrent.futures import ThreadPoolExecutor

    family = errors.catalogue()[name]
    found = machine.find_interpreters()

    def one(cell: tuple[str, str]) -> Said | None:
        interpreter, method = cell
        outcome = errors.observed(family, method, found[interpreter])
        lacks = [need for need in family.needs if f"No module named '{need}'" in outcome.output]
        return None if lacks else errors.said(family, method, outcome, interpreter)

    cells = [(interpreter, method) for interpreter in found for method in family.here]
    with ThreadPoolExecutor(2 * machine.cores()) as threads:
        return tuple(filter(None, threads.map(one, cells)))


def renew(name: str) -> None:
    """Run a family's program wherever it can be run, and write its archive anew.

    What was archived of other interpreters and platforms stays.
    """
    live = survey(name)
    renewed = {(one.interpreter, one.platform) for one in live}
    kept = [one for one in errors.archived(name) if (one.interpreter, one.platform) not in renewed]
    rank = {interpreter: place for place, interpreter in enumerate(machine.INTERPRETERS)}
    runs = sorted([*kept, *live], key=lambda one: (one.platform, rank[one.interpreter]))
    os.makedirs(errors.ARCHIVE, exist_ok=True)
    record.write_text(os.path.join(errors.ARCHIVE, f"{name}.json"), as_json(runs))


def as_json(runs: Iterable[Said]) -> str:
    """Return an archive's text: each message once, a run a line."""
    import json

    runs = list(runs)
    messages = list(dict.fromkeys(one.message for one in runs))
    entries = [one._asdict() | {"message": messages.index(one.message)} for one in runs]
    told = ",\n".join(f"  {json.dumps(entry)}" for entry in entries)
    texts = ",\n".join(f"  {json.dumps(message)}" for message in messages)
    return f'{{\n "messages": [\n{texts}\n ],\n "runs": [\n{told}\n ]\n}}\n'


def differing(name: str) -> list[str]:
    """Name the interpreters found here on which a family's program says what is not archived."""
    return [line for one in survey(name) if (line := errors.difference(name, one))]
