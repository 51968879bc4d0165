from multiprocessing import Pool
from random import Random


def throw(seed):
    dice = Random(seed)
    return [dice.randint(1, 6) for _ in range(5)]


if __name__ == "__main__":
    seeds = [f"experiment 1, task {number}" for number in range(3)]
    with Pool(2) as pool:
        for seed, throws in zip(seeds, pool.map(throw, seeds), strict=True):
            print(f"{seed}: {throws}")
