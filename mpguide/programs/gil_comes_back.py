"""Imports an extension module that is "silent" on the GIL, or has "declared" to need none.

On a free-threaded build the silent one switches the GIL on, for all threads and for good; a
warning says so.  Whoever maintains the extension has to declare it, with the slot
``Py_mod_gil``.  Exit code 77: needs Linux and a C compiler.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile

SOURCE = """
#include <Python.h>
static PyModuleDef_Slot slots[] = {
#if defined(DECLARED) && defined(Py_mod_gil)
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, "old", NULL, 0, NULL, slots};
PyMODINIT_FUNC PyInit_old(void) { return PyModuleDef_Init(&module); }
"""
gil = getattr(sys, "_is_gil_enabled", lambda: True)
headers, compiler = sysconfig.get_path("include"), shutil.which("cc")
if sys.platform != "linux" or not compiler or not os.path.exists(f"{headers}/Python.h"):
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    command = [
        compiler,
        "-x",
        "c",
        "-",
        "-shared",
        "-fPIC",
        f"-I{headers}",
        "-o",
        f"{folder}/old.so",
    ]
    command += ["-DDECLARED"] * (sys.argv[1:] == ["declared"])
    subprocess.run(command, input=SOURCE, text=True, check=True, timeout=30)
    sys.path.insert(0, folder)
    before = gil()
    import old
print("GIL before:", before, "and after:", gil())
