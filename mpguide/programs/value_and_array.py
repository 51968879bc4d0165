from multiprocessing import Array, Process, Value


def change(number, text, numbers):
    number.value = 7
    text.value = "some naïve text".encode()
    numbers[:] = [n * n for n in numbers]


if __name__ == "__main__":
    shared = Value("i"), Array("c", 20), Array("d", [1, 2, 3])
    child = Process(target=change, args=shared)
    child.start()
    child.join()
    number, text, numbers = shared
    print(number.value, text.value.decode(), numbers[:])
