import sys
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    limit = {"buffersize": int(sys.argv[1])} if sys.argv[1:] else {}  # since Python 3.14
    with ProcessPoolExecutor(1) as executor:
        numbers = iter(range(100))
        results = executor.map(abs, numbers, **limit)
        print("left of 100:", len([*numbers]))
