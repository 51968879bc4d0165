import subprocess
import sys
from multiprocessing import Pool


def square(number):
    return number**2


if __name__ == "__main__":
    with Pool(1) as pool:
        print("a function returns an object:", repr(pool.apply(square, (12,))))
    program = [sys.executable, "-c", "print(int(input()) ** 2)"]
    done = subprocess.run(program, input="12", capture_output=True, text=True, timeout=30)
    print("a program writes text:", repr(done.stdout))
