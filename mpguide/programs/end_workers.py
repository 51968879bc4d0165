import sys
import time
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    executor = ProcessPoolExecutor(1)
    end = {"terminate": executor.terminate_workers, "kill": executor.kill_workers}
    future = executor.submit(time.sleep, 600)
    end[sys.argv[1]]()  # since Python 3.14
    print(type(future.exception(timeout=30)).__name__)
