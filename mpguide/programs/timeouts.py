from multiprocessing import Process
from time import sleep


def work():
    sleep(60)


if __name__ == "__main__":
    child = Process(target=work)
    child.start()
    child.join(timeout=0.5)
    if child.exitcode is None:
        print("still at work")
        child.terminate()
        child.join()
    print("exit code:", child.exitcode)
