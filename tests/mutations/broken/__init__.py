"""What is broken in a mutated world, a module for each part of it.

A change is a function that is handed a module once that is imported, and not before, so that a
process that never imports it does not pay.  What imports from it later gets what is broken.
"""

import os
import sys

VARIABLE = "MPGUIDE_MUTATION"
"""The variable that names the change, as in ``locks.open_lock``."""

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""Where the interpreters find `sitecustomize` and this package."""


def after(*modules):
    """Have a change made as soon as each of these modules has been imported."""

    def mark(change):
        change.after = modules
        return change

    return mark


def activate(name):
    """Break what the change of this name breaks, in this process and in what it imports."""
    part, _, change = name.partition(".")
    package = __import__(f"broken.{part}")
    change = getattr(getattr(package, part), change)
    changes = dict.fromkeys(change.after, change)
    changes["mpguide.experiments.start_methods"] = _reach
    for module in changes.keys() & {*sys.builtin_module_names}:
        __import__(module)
    for module in changes.keys() & sys.modules.keys():
        changes.pop(module)(sys.modules[module])
    if changes:
        sys.meta_path.insert(0, _Finder(changes))


def _reach(module):
    """Reach the programs whose path this experiment sets by itself."""
    module.CLOCK = {"PYTHONPATH": os.pathsep.join([FOLDER, module.CLOCK["PYTHONPATH"]])}


class _Finder:
    """Finds the modules that wait for a change as the others do, and changes them then."""

    def __init__(self, changes):
        self.changes = changes

    def find_spec(self, name, path=None, target=None):
        """Return the spec that the next finder has, with a loader that makes the change."""
        if name not in self.changes:
            return None
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(name, path, target)):
                spec.loader.exec_module = self._then_change(spec.loader.exec_module, name)
                return spec
        return None

    def _then_change(self, load, name):
        def load_and_change(module):
            load(module)
            self.changes[name](module)

        return load_and_change
