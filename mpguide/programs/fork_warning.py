import os
import threading
import warnings
from multiprocessing import get_all_start_methods, get_context

if __name__ == "__main__":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    for method in get_all_start_methods():
        child = get_context(method).Process(target=os.getpid)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            child.start()
        child.join()
        files = [os.path.basename(warning.filename) for warning in caught]
        print(f"{method}: warnings from {files}")
