import pickle
from multiprocessing import Queue


def put(queue, item):
    pickle.dumps(item)  # raises the error here, where you can see it
    queue.put(item)


if __name__ == "__main__":
    queue = Queue()
    try:
        put(queue, lambda: 0)
    except (AttributeError, TypeError, pickle.PicklingError) as error:
        print("not sent:", type(error).__name__)
