from multiprocessing import Process, Queue


def work(results):
    results.put("x" * 1_000_000)


if __name__ == "__main__":
    results = Queue()
    child = Process(target=work, args=(results,))
    child.start()
    result = results.get()  # before join()
    child.join()
    print(len(result), "characters, exit code", child.exitcode)
