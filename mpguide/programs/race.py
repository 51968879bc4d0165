from multiprocessing import Process, Value


def count(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


if __name__ == "__main__":
    counter = Value("i")
    work = {"target": count, "args": (counter, 10_000)}
    children = [Process(**work) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print(counter.value, "of 20000 are counted")
