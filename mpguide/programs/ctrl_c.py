import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children
from time import sleep

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        tasks = [executor.submit(sleep, 60) for _ in range(8)]
        try:
            signal.raise_signal(signal.SIGINT)  # as Ctrl-C does
            print(len([task.result() for task in tasks]), "tasks done")
        except KeyboardInterrupt:
            for worker in active_children():
                worker.terminate()
            print("interrupted")
