"""Maps a function of two arguments by starmap()."""

from multiprocessing import Pool


def area(width, height):
    return width * height


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.starmap(area, [(1, 2), (3, 4)]))
