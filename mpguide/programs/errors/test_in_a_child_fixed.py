"""Tests by pytest, in a way that a child can import the test's file."""

import os
import tempfile

import pytest

TEST = """
import multiprocessing

def work():
    pass

def test_child():
    child = multiprocessing.get_context("spawn").Process(target=work)
    child.start()
    child.join()
    assert child.exitcode == 0
"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "test_it.py"), "w") as file:
            file.write(TEST)
        pytest.main(["-qs", "--tb=no", "--rootdir", folder, folder])
