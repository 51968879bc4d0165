"""A task in a thread waits for what the main thread does after it has the result."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

go_on = Event()
with ThreadPoolExecutor(1) as executor:
    executor.submit(go_on.wait).result()  # waits
    go_on.set()
