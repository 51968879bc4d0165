"""Draws a secret at the top of the main module: every child has the same.

Under fork; under forkserver, too, where the fork server imports the main module (since 3.13.8
and 3.14.1): it draws once, and each child is a copy.

Draw it in the child.
"""

import secrets
import sys
from multiprocessing import get_context

token = secrets.token_hex(16)


def tell(says):
    says.send(token)


if __name__ == "__main__":
    context = get_context(sys.argv[1])
    hears, says = context.Pipe(duplex=False)
    children = [context.Process(target=tell, args=(says,)) for _ in range(2)]
    for child in children:
        child.start()
    tokens = {hears.recv() for _ in children}
    for child in children:
        child.join()
    print("different tokens:", len(tokens))
