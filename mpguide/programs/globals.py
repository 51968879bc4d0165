from multiprocessing import Process

results = []


def square(number):
    results.append(number * number)
    print("the child has", results, flush=True)


if __name__ == "__main__":
    for number in (2, 3):
        child = Process(target=square, args=(number,))
        child.start()
        child.join()
    print("the parent has", results)
