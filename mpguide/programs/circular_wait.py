from multiprocessing import Lock, Process


def move(locks, source, target):
    first, second = sorted((source, target))
    with locks[first], locks[second]:
        print("has both locks", flush=True)


if __name__ == "__main__":
    locks = [Lock(), Lock()]
    movers = [Process(target=move, args=(locks, *ends)) for ends in [(0, 1), (1, 0)]]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()
