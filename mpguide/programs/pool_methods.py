from multiprocessing import Pool


def area(width, height=1):
    return width * height


if __name__ == "__main__":
    with Pool(2) as pool:
        print("apply:", pool.apply(area, (2, 3)))
        print("map:", pool.map(area, [1, 2, 3]))
        print("starmap:", pool.starmap(area, [(1, 2), (3, 4)]))
        answer = pool.map_async(area, [1, 2, 3])  # returns at once
        print("map_async:", answer.get(timeout=30))
        for result in pool.imap(area, [1, 2, 3]):  # one by one
            print("imap:", result)
