"""A barrier waits for ever for a party that never comes.

Under every start method: it is made for one more process than there are.

Make it for as many as call wait() ("full"), and give wait() a timeout.
"""

import sys
from multiprocessing import get_context


def work(number, barrier):
    barrier.wait()
    print(f"child {number} goes on", flush=True)


if __name__ == "__main__":
    method, party = sys.argv[1:]
    context = get_context(method)
    barrier = context.Barrier(2 if party == "full" else 3)
    children = [context.Process(target=work, args=(number, barrier)) for number in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
