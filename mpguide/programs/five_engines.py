from concurrent import futures

KINDS = "ThreadPoolExecutor", "ProcessPoolExecutor", "InterpreterPoolExecutor"


def count_to(number):
    return sum(1 for _ in range(number))


if __name__ == "__main__":
    for kind in KINDS:
        if executor := getattr(futures, kind, None):  # the last one since 3.14
            with executor(2) as pool:
                print(kind, *pool.map(count_to, [1_000, 20_000]))
