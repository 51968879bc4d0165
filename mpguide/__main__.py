"""``python -m mpguide``."""

import sys

from mpguide.cli import main

if __name__ == "__main__":
    sys.exit(main())
