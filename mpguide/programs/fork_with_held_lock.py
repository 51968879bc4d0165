import threading
from multiprocessing import get_all_start_methods, get_context

lock, held = threading.Lock(), threading.Event()


def hold():
    with lock:
        held.set()
        threading.Event().wait()  # for ever


def work():
    return lock.acquire(timeout=0.3)


if __name__ == "__main__":
    threading.Thread(target=hold, daemon=True).start()
    held.wait()
    for method in get_all_start_methods():
        with get_context(method).Pool(1) as pool:
            print(f"{method}: the child gets the lock: {pool.apply(work)}")
