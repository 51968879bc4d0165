from multiprocessing import Event, Lock, Process


def hold(lock, held):
    with lock:
        held.set()
        Event().wait(10)


if __name__ == "__main__":
    lock, held = Lock(), Event()
    child = Process(target=hold, args=(lock, held))
    child.start()
    held.wait()
    child.terminate()
    child.join()
    print("somebody else gets the lock:", lock.acquire(timeout=0.5))
