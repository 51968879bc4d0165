from multiprocessing import Pool
from time import sleep


def work(number):
    sleep(0.5)


if __name__ == "__main__":
    with Pool(4) as pool:
        tasks = [pool.apply_async(work, (n,)) for n in range(4)]
    print("just left:", sum(task.ready() for task in tasks), "of 4")
    with Pool(4) as pool:
        tasks = [pool.apply_async(work, (n,)) for n in range(4)]
        pool.close()
        pool.join()
    print("joined:", sum(task.ready() for task in tasks), "of 4")
