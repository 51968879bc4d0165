from multiprocessing import Manager, Process


def add(shared, item):
    shared["plain"].append(item)
    shared["proxy"].append(item)


if __name__ == "__main__":
    with Manager() as manager:
        shared = manager.dict(plain=[], proxy=manager.list())
        child = Process(target=add, args=(shared, 1))
        child.start()
        child.join()
        print("plain:", shared["plain"], "proxy:", list(shared["proxy"]))
