"""The pieces of ``tests/soak.py``: its loads, its runs, what is kept of them, its report."""
