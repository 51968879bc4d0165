"""A process waits for its own message."""

from multiprocessing import Pipe

here, there = Pipe()
print(here.recv())  # waits
