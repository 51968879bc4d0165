"""A future that no executor has made is waited for."""

from concurrent.futures import Future
from threading import Thread

future = Future()
thread = Thread(target=future.result)
thread.start()
thread.join()  # waits
