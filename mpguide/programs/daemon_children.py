from multiprocessing import Event, Process
from time import sleep


def work(at_work):
    print("the daemon works", flush=True)
    at_work.set()
    sleep(30)
    print("never printed", flush=True)


if __name__ == "__main__":
    at_work = Event()
    child = Process(target=work, args=(at_work,), daemon=True)
    child.start()
    at_work.wait(30)
    print("the program ends")
