"""Gives a child the connection to a database."""

import sqlite3
from multiprocessing import Process


def work(connection):
    print("the child reads:", connection.execute("SELECT 42").fetchone(), flush=True)


if __name__ == "__main__":
    connection = sqlite3.connect(":memory:")
    child = Process(target=work, args=(connection,))
    child.start()
    child.join()
