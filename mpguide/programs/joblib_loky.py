from joblib import Parallel, delayed


def times(factor):
    return lambda number: factor * number


if __name__ == "__main__":
    workers = Parallel(n_jobs=2)
    print("lambda: ", workers(delayed(lambda number: number**2)(n) for n in range(5)))
    print("closure:", workers(delayed(times(3))(n) for n in range(5)))
