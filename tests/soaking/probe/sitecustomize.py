"""Notes in a page's own process what the page leaves changed when it has come to its end.

The variable ``MPGUIDE_SOAK`` holds the start method that was asked for, if one was, and
the file for the notes.  Only the first process sees it: no child has anything of this.
"""

import os
import sys
from importlib import import_module

VARIABLE = "MPGUIDE_SOAK"


def settings() -> dict[str, str]:
    """Return what a program may change in its process and has to put back, by name."""
    import _signal  # the module signal brings enum, which a page need not have loaded

    found = {f"environment variable: {name}": text for name, text in os.environ.items()}
    for number in _signal.valid_signals():
        found[f"handler of a signal: {number}"] = repr(_signal.getsignal(number))
    with open("/proc/self/status", encoding="utf-8", errors="replace") as lines:
        found |= {line[:5].lower(): line[6:].strip() for line in lines if line.startswith("Umask")}
    try:
        found["working directory"] = os.getcwd()
    except FileNotFoundError:
        found["working directory"] = "removed"
    return found


def changed(before: dict[str, str], method: str) -> list[str]:
    """Name the threads that run on, and the settings that are not as they were."""
    import threading

    main, now = threading.main_thread(), settings()
    left = [
        f"thread: {thread.name}"
        for thread in threading.enumerate()
        if thread is not main and not thread.daemon
    ]
    left += [name for name in sorted({**before, **now}) if before.get(name) != now.get(name)]
    if "multiprocessing" in sys.modules:
        import multiprocessing

        asked = {None, method or multiprocessing.get_all_start_methods()[0]}
        if (found := multiprocessing.get_start_method(allow_none=True)) not in asked:
            left.append(f"start method: {found}")
    return left


def watch(method: str, place: str) -> None:
    """Note what is changed when the script has ended, before its threads are joined."""
    import threading

    before, own, join_threads = settings(), os.getpid(), threading._shutdown

    def shutdown() -> None:
        if os.getpid() == own:  # a forked child ends by this, too
            import json

            with open(place, "x", encoding="utf-8") as file:
                json.dump(changed(before, method), file)
        join_threads()

    threading._shutdown = shutdown


def forget(folder: str) -> None:
    """Let neither this process nor its children find this module again."""
    sys.path[:] = [path for path in sys.path if path != folder]
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path != folder)


forget(os.path.dirname(__file__))
here = sys.modules.pop("sitecustomize")
try:
    import_module("sitecustomize")  # that of the environment, if it has one
except ModuleNotFoundError as error:
    if error.name != "sitecustomize":
        raise
    sys.modules["sitecustomize"] = here
if VARIABLE in os.environ:
    watch(*os.environ.pop(VARIABLE).split(":", 1))
