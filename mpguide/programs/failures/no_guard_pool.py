import sys
from multiprocessing import get_context


def square(number):
    return number * number


context = get_context(*sys.argv[1:])
with context.Pool(1) as pool:
    print(pool.map(square, [1, 2, 3]))
