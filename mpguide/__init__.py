"""The instruments of the multiprocessing guide: record, time, claim, observe.

Every child process imports this module, so it imports nothing.
"""

__version__ = "0.1.0"
