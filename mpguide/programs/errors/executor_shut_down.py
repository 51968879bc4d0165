"""Uses an executor after its with block."""

from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        pass
    print(executor.submit(abs, -1).result())
