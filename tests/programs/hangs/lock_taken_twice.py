"""A thread takes a lock that it has."""

import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()  # waits
