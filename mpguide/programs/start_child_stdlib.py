"""The same as start_child, with a main module that imports a good part of the standard library."""

import time

BEGUN = time.perf_counter_ns()

import argparse
import asyncio
import email.message
import logging.handlers
import unittest.mock
import urllib.request
import xml.dom.minidom

from start_child import main

READY = time.perf_counter_ns()

if __name__ == "__main__":
    main()
