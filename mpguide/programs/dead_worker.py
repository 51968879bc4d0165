import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def work():
    os._exit(3)  # stands for a crash in C code


if __name__ == "__main__":
    with ProcessPoolExecutor() as executor:
        task = executor.submit(work)
        try:
            task.result()
        except BrokenProcessPool as error:
            print(error)
