import threading
from time import sleep


def nap(seconds):
    sleep(seconds)
    print("slept, and", 1 / seconds, "of these make a second")


if __name__ == "__main__":
    threading.excepthook = lambda failed: print("failed:", failed.exc_value)
    threads = [threading.Thread(target=nap, args=(n / 4,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
