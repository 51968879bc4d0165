"""A log handler waits for a thread that waits for the handler's lock."""

import logging
import threading


class Asks(logging.Handler):
    """Has a thread write each record, and waits for it."""

    def emit(self, record):
        """Wait for a thread that needs this handler."""
        thread = threading.Thread(target=logging.warning, args=("again",), daemon=True)
        thread.start()
        thread.join()  # waits


logging.getLogger().addHandler(Asks())
logging.warning("once")
