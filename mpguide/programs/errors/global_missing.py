"""Has a child read a global that only the parent sets."""

from multiprocessing import Process


def work():
    print("the child's config:", config, flush=True)


if __name__ == "__main__":
    config = {"limit": 10}
    child = Process(target=work)
    child.start()
    child.join()
