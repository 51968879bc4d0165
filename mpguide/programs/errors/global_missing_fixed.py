"""Hands a child what it needs."""

from multiprocessing import Process


def work(config):
    print("the child's config:", config, flush=True)


if __name__ == "__main__":
    config = {"limit": 10}
    child = Process(target=work, args=(config,))
    child.start()
    child.join()
