"""Loses a row: passes an SQLite connection to a child, before it writes and while it does.

While it writes, both commit under fork without an error, and the parent's row is gone: the
child's copy still counts on the lock that the parent's commit has given back.
Elsewhere start() raises TypeError.

Open the connection in the child.
"""

import os
import sqlite3
import sys
from contextlib import closing
from multiprocessing import get_context
from tempfile import TemporaryDirectory


def sign(gate, database, name):
    gate.wait(30)
    database.execute("INSERT INTO guests VALUES (?)", (name,))
    database.commit()


def main(context, path, *beginning):
    alone, after = context.Barrier(1), context.Barrier(2)
    with closing(sqlite3.connect(path)) as database:
        for statement in ("CREATE TABLE guests (name)", *beginning):
            database.execute(statement)
        child = context.Process(target=sign, args=(after, database, "child"))
        child.start()
        sign(alone, database, "parent")
        after.wait(30)
        child.join()
    with closing(sqlite3.connect(path)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM guests")]
    print(f"forked {os.path.basename(path)} it writes, rows:", *names)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        context = get_context(sys.argv[1])
        main(context, os.path.join(folder, "before"))
        main(context, os.path.join(folder, "while"), "BEGIN IMMEDIATE")
