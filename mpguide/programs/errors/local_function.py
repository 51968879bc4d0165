"""Gives a child a function that is defined inside another one."""

from multiprocessing import Process


def main():
    def work():
        print("the child works", flush=True)

    child = Process(target=work)
    child.start()
    child.join()


if __name__ == "__main__":
    main()
