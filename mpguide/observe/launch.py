"""What it takes to run a program under observation: its interpreter, command and environment."""

import functools
import os
import signal
import sys
from collections.abc import Mapping, Sequence

from mpguide import machine
from mpguide.observe.errors import ObserveError

TOKENS = "MPGUIDE_OBSERVED"
"""The variable by which every process of an observed program is known, however it got there."""

PAGE_ONLY = ("MPGUIDE_RECORD", "MPGUIDE_PAGE", "PYTHONUNBUFFERED")
"""What the program doesn't inherit: the page's record is not its own, buffering is behaviour."""

# ``python script.py`` under a start method: the script runs in the real __main__, from its own
# file, which children import again.  A traceback begins at the script, as it does without us.
BOOTSTRAP = """
def run(main):
    import multiprocessing, os, runpy, sys
    from importlib.machinery import SourceFileLoader

    def show(kind, error, trace):
        while trace and trace.tb_frame.f_code.co_filename == "<string>":
            trace = trace.tb_next
        sys.__excepthook__(kind, error.with_traceback(trace), trace)

    _, method, kind, target, *args = sys.argv
    multiprocessing.set_start_method(method)
    sys.excepthook = show
    sys.argv[:] = target, *args
    del main["run"]
    if sys.path[:1] == [""]:
        sys.path[0] = os.getcwd() if kind == "module" else os.path.dirname(target)
    if kind == "module":
        return runpy._run_module_as_main(target)
    main.update(__file__=target, __loader__=SourceFileLoader("__main__", target))
    if sys.version_info < (3, 15):
        main["__cached__"] = None
    with open(target, "rb") as file:
        exec(compile(file.read(), target, "exec", dont_inherit=True), main)

run(globals())
"""

# Each thread can be asked for its own stack; any other sitecustomize still gets its turn.
SITECUSTOMIZE = """
import faulthandler, os, sys
faulthandler.register({signal}, all_threads=False, chain=False)
sys.path.remove(os.path.dirname(__file__))
here = sys.modules.pop("sitecustomize")
try:
    import sitecustomize
except ModuleNotFoundError as error:
    if error.name != "sitecustomize":
        raise
    sys.modules["sitecustomize"] = here
"""


class Interpreter:
    """A Python to run programs with."""

    def __init__(self, path: str, version: str, free_threaded: bool) -> None:
        self.path = path
        self.version = version
        self.free_threaded = free_threaded

    @property
    def shows_all_threads(self) -> bool:
        """Whether one signal gets the stacks of all threads: not on free-threaded 3.14."""
        major, minor = self.version.split(".")[:2]
        return not self.free_threaded or (int(major), int(minor)) < (3, 14)

    @property
    def per_thread(self) -> bool:
        """Whether each thread must be asked for its stack."""
        return sys.platform == "linux" and not self.shows_all_threads


@functools.cache
def interpreter(python: str) -> Interpreter:
    """Return the interpreter at a path, or of a name such as ``3.13`` that is found on the PATH.

    Raises `ObserveError` when there is none or when it can't be run.
    """
    if python == sys.executable:
        return Interpreter(python, sys.version.split()[0].rstrip("+"), machine.free_threaded())
    import shutil
    import subprocess

    path = shutil.which(python) or machine.find_interpreters((python,)).get(python)
    if not path:
        raise ObserveError(
            f"{python}: no Python to run there; give an interpreter's path, or a version that is "
            f"installed ({', '.join(machine.find_interpreters())})"
        )
    ask = (
        "import platform, sysconfig; "
        "print(platform.python_version(), sysconfig.get_config_var('Py_GIL_DISABLED') or 0)"
    )
    try:
        answer = subprocess.run([path, "-c", ask], capture_output=True, timeout=20, check=True)
        version, free_threaded = answer.stdout.decode().split()
        return Interpreter(path, version, free_threaded == "1")
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise ObserveError(f"{path}: can't be run as Python: {error}") from error


def command(
    program: str,
    args: Sequence[object],
    python: Interpreter,
    start_method: str | None,
    module: bool,
) -> list[str]:
    """Return the command line that runs a script or a module.

    Raises `ObserveError` for a script that is not there and for an unknown start method.
    """
    if not module:
        if not os.path.isfile(program):
            raise ObserveError(f"{program}: no such program; give the path of a Python file")
        program = os.path.abspath(program)
    texts = [program, *map(str, args)]
    if start_method is None:
        return [python.path, *(["-m"] if module else []), *texts]
    if start_method not in machine.start_methods():
        raise ObserveError(
            f"{start_method}: not a start method of this platform; "
            f"choose from {', '.join(machine.start_methods())}"
        )
    return [python.path, "-c", BOOTSTRAP, start_method, "module" if module else "script", *texts]


def environment(
    changes: Mapping[str, str | None] | None,
    folder: str,
    token: str,
    per_thread: bool,
    attached: bool = False,
) -> dict[str, str]:
    """Return the program's environment: the caller's, changed and marked.

    ``folder`` is the program's own for its temporary files, unless it is ``attached``;
    a change to None removes a variable.
    """
    environ = {name: text for name, text in os.environ.items() if attached or name not in PAGE_ONLY}
    if not attached:
        environ |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
        environ["PYTHON_COLORS"] = "0"  # a notebook asks for colours, which nobody sees here
    environ["PYTHONFAULTHANDLER"] = "1"
    # A program may observe programs itself: they belong to both observers.
    environ[TOKENS] = f"{environ.get(TOKENS, '')} {token}".strip()
    for name, text in (changes or {}).items():
        if text is None:
            environ.pop(name, None)
        else:
            environ[name] = text
    if per_thread:
        site = os.path.join(folder, "site")
        os.mkdir(site)
        with open(os.path.join(site, "sitecustomize.py"), "w", encoding="utf-8") as file:
            file.write(SITECUSTOMIZE.format(signal=int(signal.SIGUSR1)))
        found = environ.get("PYTHONPATH")
        environ["PYTHONPATH"] = f"{site}{os.pathsep}{found}" if found else site
    return environ
