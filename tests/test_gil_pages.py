"""The experiments, workers and programs of the pages on counting, C code, cores and BLAS."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from mpguide import machine, observe
from mpguide.experiments import how_many_workers, speedup, threads_times_processes
from mpguide.workers import gil_c_code
from mpguide.workers.gil_counting import count

HAS_AFFINITY = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs affinity")


def test_count_adds_up() -> None:
    """The work is a plain sum."""
    assert 4950 == count(100)


@pytest.mark.parametrize(
    "work",
    [
        gil_c_code.hash_block,
        gil_c_code.hash_pieces,
        gil_c_code.compress,
        gil_c_code.dump,
        gil_c_code.sort_array,
        gil_c_code.sort_list,
    ],
)
def test_c_code_works(work: Callable[[int], None]) -> None:
    """Each job can be done, none at all too."""
    work(0)
    work(1)


# ---------------------------------------------------------------- how_many_workers


@pytest.mark.parametrize("condition", how_many_workers.conditions())
def test_a_pool_follows_what_is_told(condition: str) -> None:
    """A pool has as many workers as the newest way of asking tells."""
    told = how_many_workers.told(condition)

    asked = told.get("process_cpu_count()", told["cpu_count()"])
    assert asked == told["Pool()"]


@HAS_AFFINITY
def test_one_core_is_given_up_to() -> None:
    """A program that keeps off all cores but one is allowed one."""
    assert 1 == how_many_workers.told("one core allowed")["affinity"]


def test_plain_run_ignores_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told as it is does not come from a variable that happens to be set."""
    before = how_many_workers.told("as it is")
    monkeypatch.setenv("PYTHON_CPU_COUNT", "7")

    assert before == how_many_workers.told("as it is")


def test_conditions_are_those_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without affinity there is no run on one core, and all cores are tried."""
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    monkeypatch.setattr(machine, "cores", lambda: 12)

    assert "one core allowed" not in how_many_workers.conditions()
    assert 12 == speedup.few_cores()


@HAS_AFFINITY
def test_four_cores_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """With affinity four cores are enough."""
    monkeypatch.setattr(machine, "cores", lambda: 12)

    assert 4 == speedup.few_cores()


@HAS_AFFINITY
@pytest.mark.parametrize("method", machine.start_methods())
def test_crews_do_a_share_each(method: str) -> None:
    """Each crew does as many shares as it has workers, on as many cores as it should."""
    code = (
        "import json, os, sys\n"
        "from functools import partial\n"
        "from mpguide.experiments import how_many_workers, speedup, threads_times_processes\n"
        "from mpguide.workers.gil_counting import count\n"
        "work = partial(count, 300_000)\n"
        "if __name__ == '__main__':\n"
        "    how = {'cores': 1, 'workers': [1, 3]}\n"
        "    for call in how_many_workers.crews(sys.argv[1], work, **how):\n"
        "        print(json.dumps([call(), len(os.sched_getaffinity(0))]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, method], capture_output=True, text=True, timeout=60, check=True
    )
    took, cores = json.loads(done.stdout)

    assert 1 == cores
    assert {"1", "1 cpu", "3", "3 cpu", "fastest", "slowest"} == took.keys()
    assert took["3 cpu"] > 1.5 * took["1 cpu"]
    assert took["3 cpu"] < 1.05 * took["3"]


def test_gains_without_a_free_core_count_all() -> None:
    """Where no round had free cores, the gains are those of all rounds."""
    values = {"crews.1": [1.0, 1.0, 1.0], "crews.2": [1.0, 2.0, 1.0]}
    alike = {"crews.fastest": [1.0] * 3, "crews.slowest": [2.0] * 3}

    assert {2: (1.5, 2.0, 2.0)} == how_many_workers.gains(values | alike, [2])


# ---------------------------------------------------------------- threads_times_processes


@pytest.mark.parametrize("method", machine.start_methods())
@pytest.mark.parametrize("remedy", ["OPENBLAS_NUM_THREADS=1", "limit in each worker"])
def test_a_remedy_leaves_one_thread(remedy: str, method: str) -> None:
    """What gives each worker one thread does so under every start method."""
    assert [[1], [1]] == threads_times_processes.told(remedy, method)


def test_reader_s_variables_are_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing done, a variable that happens to be set does not count."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    cores = threads_times_processes.cores()

    assert [[cores]] * 2 == threads_times_processes.told("nothing", machine.start_method())


def test_a_fork_copies_the_threads() -> None:
    """A variable that is set when numpy is there does not reach a forked child's BLAS."""
    if "fork" not in machine.start_methods() or threads_times_processes.cores() < 2:
        pytest.skip("needs fork and two cores")

    late = threads_times_processes.told("variable after numpy", "fork")

    assert [[threads_times_processes.cores()]] * 2 == late


def test_crew_has_the_threads_it_is_given() -> None:
    """Each worker of a crew multiplies with as many threads as asked, not less than cores."""
    code = (
        "import sys\n"
        "from functools import partial\n"
        "from mpguide.workers import gil_blas\n"
        "from threadpoolctl import threadpool_info\n"
        "gil_blas.limit(3)\n"
        "gil_blas.multiply(1, 20)\n"
        "print(*[blas['num_threads'] for blas in threadpool_info()])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert "3" == done.stdout.strip()


def test_crew_multiplies() -> None:
    """A crew does a share each time it is called."""
    how = {"workers": 1, "threads": 1, "turns": 1}
    crew = threads_times_processes.crew(machine.start_method(), **how)

    assert [1, 1] == [len(do()) for do in crew for _ in range(2)]


# ---------------------------------------------------------------- programs


def test_program_tells_what_it_uses() -> None:
    """The short program names as many workers as the guide counts cores."""
    outcome = observe.run(observe.program("how_many_workers"), quiet=None, deadline=60)

    assert f"[3, 2, 1, 0, 1, 2] by {machine.cores()} worker(s)" == outcome.output.strip()
