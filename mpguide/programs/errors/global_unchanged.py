"""Has a child change a global of the parent."""

from multiprocessing import Process

count = 0


def work():
    global count
    count += 1


if __name__ == "__main__":
    child = Process(target=work)
    child.start()
    child.join()
    print("count:", count)
