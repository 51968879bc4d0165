from queue import Queue
from threading import Thread


def consume(goods):
    while (item := goods.get()) is not None:
        print("used", item)


if __name__ == "__main__":
    goods = Queue(maxsize=1)
    consumer = Thread(target=consume, args=(goods,))
    consumer.start()
    for item in ("bread", "milk", "salt", None):
        goods.put(item)
    consumer.join()
    print("nothing is left:", goods.empty())
