"""Asks in the parent whether its child is alive."""

from multiprocessing import get_context
from time import sleep

if __name__ == "__main__":
    context = get_context("fork")
    first = context.Process(target=sleep, args=(1,))
    first.start()
    print("alive:", first.is_alive(), flush=True)
    first.join()
