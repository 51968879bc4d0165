"""Two functions wait for ever for the lock that the other one has.

Under every start method: one takes the lock of the accounts first, the other that of the log.

Take both locks in the same order in every function ("same").
"""

import sys
from multiprocessing import get_context


def transfer(accounts, log, met):
    with accounts:
        met.wait(10)
        with log:
            print("transferred", flush=True)


def audit(accounts, log, met):
    with log:
        met.wait(10)
        with accounts:
            print("audited", flush=True)


def audit_in_order(accounts, log, met):
    met.wait(10)
    with accounts, log:
        print("audited", flush=True)


if __name__ == "__main__":
    method, order = sys.argv[1:]
    context = get_context(method)
    shared = context.Lock(), context.Lock(), context.Barrier(2)
    works = transfer, audit_in_order if order == "same" else audit
    children = [context.Process(target=work, args=shared) for work in works]
    for child in children:
        child.start()
    for child in children:
        child.join()
