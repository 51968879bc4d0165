import faulthandler
from multiprocessing import Lock, Process
from tempfile import TemporaryDirectory


def work(lock, path):
    with open(path, "w") as file:
        faulthandler.dump_traceback_later(1, exit=True, file=file)
        lock.acquire()


if __name__ == "__main__":
    lock = Lock()
    with TemporaryDirectory() as folder, lock:
        child = Process(target=work, args=(lock, f"{folder}/stack"))
        child.start()
        child.join()
        with open(f"{folder}/stack") as file:
            print(*[line.split(", ")[-1] for line in file if "in work" in line])
