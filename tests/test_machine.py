"""What the machine can do: asked, never assumed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mpguide import machine


def test_cores_follow_affinity() -> None:
    """A process pinned to one core may use one core."""
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("needs an affinity mask")
    core = min(os.sched_getaffinity(0))
    code = (
        f"import os; os.sched_setaffinity(0, [{core}])\n"
        "from mpguide import machine; print(machine.cores())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert "1" == done.stdout.strip()


def test_start_methods_are_those_of_the_platform() -> None:
    """The start methods are all that multiprocessing knows here, cheapest first."""
    code = "import multiprocessing as m; print(*sorted(m.get_all_start_methods()))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.split() == sorted(machine.start_methods())
    assert "spawn" == machine.start_methods()[-1]


def test_asking_for_the_start_method_does_not_fix_it() -> None:
    """After asking, another start method can still be set."""
    code = (
        "import multiprocessing\nfrom mpguide import machine\n"
        "machine.start_method(); multiprocessing.set_start_method('spawn')\n"
        "print(machine.start_method())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert "spawn" == done.stdout.strip()


@pytest.mark.parametrize(
    ("version", "preloads"),
    [
        ((3, 11, 7), False),
        ((3, 13, 7), False),
        ((3, 13, 8), True),
        ((3, 14, 0), False),
        ((3, 14, 1), True),
        ((3, 15, 0), True),
    ],
)
def test_preloading_follows_the_micro_version(version: tuple[int, ...], preloads: bool) -> None:
    """The fork server preloads main from 3.13.8 and from 3.14.1 on."""
    assert preloads == machine.forkserver_preloads_main(version)


def test_default_start_method_is_what_a_fresh_interpreter_has() -> None:
    """An interpreter that was told nothing has the start method that is said to be its default."""
    code = "import multiprocessing; print(multiprocessing.get_start_method())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert machine.default_start_method() == done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it has not changed")
def test_default_start_method_follows_the_version() -> None:
    """Linux forks by default up to 3.13."""
    versions = [(3, 11, 0), (3, 13, 99), (3, 14, 0), (3, 15, 2)]
    found = [machine.default_start_method(version) for version in versions]

    assert ["fork", "fork", "forkserver", "forkserver"] == found


def test_lazy_imports_are_told(tmp_path: Path) -> None:
    """Where imports can be lazy, a module named so is not imported before it is used."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n__lazy_modules__ = ['wave']\nimport wave\nprint('wave' not in sys.modules)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, check=True
    )

    assert str(machine.imports_lazily()) == done.stdout.strip()


def test_this_interpreter_is_found() -> None:
    """The interpreter that runs is among those found."""
    assert sys.executable == machine.find_interpreters()[machine.python_name()]


def test_circumstances_name_no_one() -> None:
    """The circumstances hold neither the host's nor the user's name nor a home path."""
    import getpass
    import json
    import platform

    text = json.dumps(machine.circumstances(["pytest"]))

    assert "pytest" in text
    assert os.path.expanduser("~") + os.sep not in text
    assert f'"{platform.node()}"' not in text
    assert f'"{getpass.getuser()}"' not in text


def test_differences_name_what_differs() -> None:
    """Only circumstances that make timings incomparable are compared."""
    mine = machine.circumstances()

    assert [] == machine.differences(mine, mine | {"date": "another"})
    assert ["cores: 2 against 64"] == machine.differences(mine | {"cores": 2}, mine | {"cores": 64})
