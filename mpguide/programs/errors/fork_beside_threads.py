"""Forks while another thread is there."""

import os
import threading

if __name__ == "__main__":
    done = threading.Event()
    threading.Thread(target=done.wait).start()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    done.set()
