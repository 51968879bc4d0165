"""A child waits for a lock that its parent never releases, a thread for an event."""

import multiprocessing
import threading


def wait_for_lock(lock):
    """Wait for ever."""
    print("child waits", flush=True)
    with lock:
        print("never")


def wait_for_event(event):
    """Wait for ever."""
    event.wait()


if __name__ == "__main__":
    lock = multiprocessing.Lock()
    lock.acquire()
    threading.Thread(target=wait_for_event, args=[threading.Event()], daemon=True).start()
    child = multiprocessing.Process(target=wait_for_lock, args=[lock])
    child.start()
    child.join()
