"""Takes from the queue what the child has put, then joins it."""

from multiprocessing import Process, Queue


def work(results):
    results.put(bytes(100_000))


if __name__ == "__main__":
    results = Queue()
    child = Process(target=work, args=(results,))
    child.start()
    print("got", len(results.get()), "bytes")
    child.join()
