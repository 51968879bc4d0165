from multiprocessing import Process, get_start_method

number = 1


def look(given):
    print(f"global: {number}, argument: {given}", flush=True)


if __name__ == "__main__":
    number = 2
    print("a child by", get_start_method(), "finds", flush=True)
    child = Process(target=look, args=(number,))
    child.start()
    child.join()
