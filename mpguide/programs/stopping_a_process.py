from multiprocessing import Event, Process, parent_process


def work(ready):
    try:
        ready.set()
        parent_process().join()
    finally:
        print("cleaned up", flush=True)


if __name__ == "__main__":
    ready = Event()
    child = Process(target=work, args=(ready,))
    child.start()
    ready.wait()
    child.terminate()
    child.join()
    print("exit code:", child.exitcode)
