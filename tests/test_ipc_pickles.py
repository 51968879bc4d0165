"""The program that passes all kinds of objects says of each what becomes of it."""

import re

import pytest

from mpguide import machine, observe

METHODS = machine.start_methods()
LOCK = "a lock of multiprocessing for a lock of threading"


def words(output: str) -> dict[str, str]:
    """Return the word for each thing."""
    return dict(re.findall(r"^(an? [\w -]+): (\w+)", output, re.M))


@pytest.mark.parametrize("method", METHODS)
def test_program_tells_of_each_kind(method: str) -> None:
    """Thirteen kinds and ten remedies, each with one of three words."""
    outcome = observe.run(observe.program("pickled"), start_method=method)
    told = words(outcome.output)

    assert "finished" == outcome.ended
    assert 23 == len(told)
    assert set(told.values()) <= {"arrives", "refused", "dies"}
    assert {"arrives"} == set(list(told.values())[13:])
    assert re.search(r"^__private is sent as (_Counter)?__private$", outcome.output, re.M)


def test_pickle_alone_and_a_child_agree() -> None:
    """A spawned child gets what can be pickled, but for two that a process hands over itself."""
    program = observe.program("pickled")
    plain = words(observe.run(program, "pickle").output)
    child = words(observe.run(program, start_method="spawn").output)
    differ = {thing for thing, word in plain.items() if child[thing] != word}

    assert {"a function below the guard", LOCK} <= differ
    assert differ <= {
        "a function below the guard",
        LOCK,
        "a private method",
    }


@pytest.mark.skipif("fork" not in METHODS, reason="needs fork")
def test_pool_pickles_its_tasks() -> None:
    """A forked pool refuses what a forked child would get."""
    told = words(observe.run(observe.program("pickled"), "pool", start_method="fork").output)

    assert ("refused", "refused") == (told["a lambda"], told[LOCK])
    assert "arrives" == told["a function below the guard"]
