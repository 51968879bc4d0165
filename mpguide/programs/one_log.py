import logging
import sys
from logging.handlers import QueueHandler, QueueListener
from multiprocessing import Process, Queue


def work(records):
    logging.basicConfig(handlers=[QueueHandler(records)])
    logging.warning("from a child")


if __name__ == "__main__":
    records = Queue()
    listener = QueueListener(records, logging.StreamHandler(sys.stdout))
    listener.start()
    child = Process(target=work, args=(records,))
    child.start()
    child.join()
    listener.stop()
