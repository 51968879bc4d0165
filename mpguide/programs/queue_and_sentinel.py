from multiprocessing import Process, Queue


def read(queue):
    for item in iter(queue.get, None):
        print("got", item, flush=True)


if __name__ == "__main__":
    queue = Queue()
    reader = Process(target=read, args=(queue,))
    reader.start()
    for item in ("A", "B", "C", None):
        queue.put(item)
    reader.join()
    print("the reader has ended:", reader.exitcode)
