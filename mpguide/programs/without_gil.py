"""What two threads gain, and what they lose: as this interpreter is, or with "gil=1" under a GIL.

Prints what it has measured, as JSON, and then what it has found.
"""

import hashlib
import json
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

NUMBER, TIMES = 200_000, 50_000
FEW, MANY = [TIMES] * 2, [TIMES] * 20 + [20 * TIMES] * 5
BLOCK = bytes(3_000_000)
lock = threading.Lock()


def count(_):
    for _ in range(NUMBER):
        pass


def hash_block(_):
    hashlib.sha256(BLOCK).digest()  # C code that runs without the GIL on every build


def add(counter):
    for _ in range(counter.times):
        counter.value += 1


def add_by_call(counter):
    for _ in range(counter.times):
        counter.value = next_to(counter.value)


def next_to(number):
    return number + 1


def add_locked(counter):
    for _ in range(counter.times):
        with lock:
            counter.value += 1


def append(counter):
    for _ in range(counter.times):
        counter.items.append(0)


def side_by_side(work, shared=None):
    """Let two threads work; return the seconds until both are done, and those they had a core."""
    together, took = threading.Barrier(2), []

    def clocked():
        together.wait(30)
        begun, before = time.perf_counter(), time.thread_time()
        work(shared)
        had = time.thread_time() - before
        took.append((begun, time.perf_counter(), had))

    threads = [threading.Thread(target=clocked) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    begun, ended, had = zip(*took, strict=True)
    return max(ended) - min(begun), sum(had)


def lost(work, tries):
    """Return how many updates of two threads are lost in the first try that loses any."""
    for times in tries:
        counter = SimpleNamespace(value=0, items=[], times=times)
        side_by_side(work, counter)
        if missing := 2 * times - counter.value - len(counter.items):
            return missing
    return 0


def one_round():
    """Return what two threads gain: "free" by C code, before and after, the others by counting."""
    hashed = in_turn(hash_block)
    free, _ = side_by_side(hash_block)
    loop = in_turn(count)
    threads, had = side_by_side(count)
    still_free, _ = side_by_side(hash_block)
    free = hashed / max(free, still_free)
    found = {"loop": loop, "threads": threads, "cores": had / threads, "free": free}
    return {name: round(value, 5) for name, value in found.items()}


def in_turn(work):
    """Return the seconds for which doing the work twice has the core: no others count."""
    before = time.thread_time()
    for _ in range(2):
        work(None)
    return time.thread_time() - before


def rounds_of(gil):
    """Return five rounds; without a GIL go on for 2 s until in five the threads had two cores."""
    rounds, until = [], time.monotonic() + 2
    while len(rounds) < 5 or (not gil and time.monotonic() < until and on_two(rounds) < 5):
        rounds.append(one_round())
    return rounds


def on_two(rounds):
    return sum(each["cores"] > 1.5 for each in rounds)


if __name__ == "__main__":
    if sys.argv[1:] == ["gil=1"]:
        sys.exit(subprocess.run([sys.executable, "-X", "gil=1", __file__], timeout=60).returncode)
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    rounds = rounds_of(gil)
    sys.setswitchinterval(1e-4)  # with a GIL, threads take turns more often
    found = {
        "+=": lost(add, FEW if gil else MANY),
        "call": lost(add_by_call, MANY),
        "lock": lost(add_locked, FEW),
        "append": lost(append, FEW),
    }
    print(json.dumps({"gil": gil, "rounds": rounds, "lost": found}))
    told = ", ".join(f"{name}: {'some' if missing else 'none'}" for name, missing in found.items())
    print(f"GIL {'on' if gil else 'off'}; lost by {told}")
