from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pipe, Pool, Process, Queue


def double(number):
    return 2 * number


def put(queue, number):
    queue.put(double(number))


def send(end, number):
    end.send(double(number))


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        answers = [executor.submit(double, 21).result(timeout=30)]

    with Pool(1) as pool:
        answers.append(pool.apply(double, (21,)))

    queue = Queue()
    child = Process(target=put, args=(queue, 21))
    child.start()
    answers.append(queue.get(timeout=30))  # before the join
    child.join()

    here, there = Pipe()
    child = Process(target=send, args=(there, 21))
    child.start()
    answers.append(here.recv())
    child.join()
    print(answers)
