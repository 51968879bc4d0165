"""Has a child change a value that parent and child share."""

from multiprocessing import Process, Value


def work(count):
    with count.get_lock():
        count.value += 1


if __name__ == "__main__":
    count = Value("i", 0)
    child = Process(target=work, args=(count,))
    child.start()
    child.join()
    print("count:", count.value)
