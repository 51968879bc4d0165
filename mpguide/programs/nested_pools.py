from multiprocessing import Pool


def area(sides):
    width, height = sides
    return width * height


if __name__ == "__main__":
    rows = range(3)
    tasks = [(row, column) for row in rows for column in range(4)]
    with Pool(2) as pool:
        areas = pool.map(area, tasks)
    for row in rows:
        print(row, sum(areas[4 * row : 4 * row + 4]))
