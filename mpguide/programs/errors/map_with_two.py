"""Maps a function of two arguments."""

from multiprocessing import Pool


def area(width, height):
    return width * height


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(area, [(1, 2), (3, 4)]))
