import sys
from multiprocessing import get_context


def work():
    print("the child works", flush=True)


if __name__ == "__main__":
    child = get_context(sys.argv[1]).Process(target=work)
    child.start()
    child.join()
    print("the child's exit code:", child.exitcode)
