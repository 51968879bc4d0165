"""The same as start_child, with a main module that imports a good part of the standard library."""

import time

BEGUN = time.perf_counter_ns()

import argparse  # noqa: F401
import asyncio  # noqa: F401
import email.message  # noqa: F401
import logging.handlers  # noqa: F401
import unittest.mock  # noqa: F401
import urllib.request  # noqa: F401
import xml.dom.minidom  # noqa: F401

from start_child import main

READY = time.perf_counter_ns()

if __name__ == "__main__":
    main()
