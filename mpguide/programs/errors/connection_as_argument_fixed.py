"""Has a child connect to a database itself."""

import sqlite3
from multiprocessing import Process


def work(path):
    connection = sqlite3.connect(path)
    print("the child reads:", connection.execute("SELECT 42").fetchone(), flush=True)
    connection.close()


if __name__ == "__main__":
    child = Process(target=work, args=(":memory:",))
    child.start()
    child.join()
