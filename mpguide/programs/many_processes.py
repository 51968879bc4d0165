from multiprocessing import Process
from time import perf_counter, sleep

if __name__ == "__main__":
    begin = perf_counter()
    children = [Process(target=sleep, args=(0.5,)) for _ in range(5)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print(f"5 naps of 0.5 s took {perf_counter() - begin:.1f} s")
