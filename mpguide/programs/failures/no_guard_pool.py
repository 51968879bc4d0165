from multiprocessing import Pool


def square(number):
    return number * number


with Pool(2) as pool:
    print(pool.map(square, [1, 2, 3]))
