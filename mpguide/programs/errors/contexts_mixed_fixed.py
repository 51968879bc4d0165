"""Takes the lock and the child from one context."""

from multiprocessing import get_context


def work(lock):
    with lock:
        print("the child works", flush=True)


if __name__ == "__main__":
    context = get_context("spawn")
    lock = context.Lock()
    child = context.Process(target=work, args=(lock,))
    child.start()
    child.join()
