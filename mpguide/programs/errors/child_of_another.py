"""Asks in a child whether its sibling is alive."""

from multiprocessing import get_context
from time import sleep


def ask(sibling):
    print("alive:", sibling.is_alive(), flush=True)


if __name__ == "__main__":
    context = get_context("fork")
    first = context.Process(target=sleep, args=(1,))
    first.start()
    second = context.Process(target=ask, args=(first,))
    second.start()
    second.join()
    first.join()
