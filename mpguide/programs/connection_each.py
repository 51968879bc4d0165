"""Two children write to one database, on a connection each: the second is told to wait."""

import os
import sqlite3
import sys
from contextlib import closing
from multiprocessing import get_context
from tempfile import TemporaryDirectory

TURNS = ("anna writes", "ben writes", "anna commits", "ben writes", "ben commits")


def sign(gate, path, name):
    with closing(sqlite3.connect(path, timeout=0)) as database:
        for turn in TURNS:
            gate.wait(30)
            said = turn
            try:
                if turn == f"{name} writes":
                    database.execute("INSERT INTO guests VALUES (?)", (name,))
                elif turn == f"{name} commits":
                    database.commit()
            except sqlite3.OperationalError as error:
                said = f"{turn}: {error}"
            if turn.startswith(name):
                print(said, flush=True)


if __name__ == "__main__":
    context = get_context(sys.argv[1])
    gate = context.Barrier(2)
    with TemporaryDirectory() as folder:
        path = os.path.join(folder, "guests")
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE guests (name)")
        children = [
            context.Process(target=sign, args=(gate, path, name)) for name in ("anna", "ben")
        ]
        for child in children:
            child.start()
        for child in children:
            child.join()
