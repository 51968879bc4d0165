"""The same as start_child, with a main module that imports numpy."""

import numpy  # noqa: F401
from start_child import main

if __name__ == "__main__":
    main()
