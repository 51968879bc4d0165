from concurrent.futures import ProcessPoolExecutor, as_completed
from time import sleep


def nap(seconds):
    sleep(seconds)
    return seconds


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        futures = [executor.submit(nap, seconds) for seconds in (1.5, 0.1)]
        for future in as_completed(futures):
            print("as completed:", future.result())
        for result in executor.map(nap, [0.5, 0.1]):
            print("as asked:", result)
