from multiprocessing import Pool


def invert(number):
    return 1 / number


if __name__ == "__main__":
    with Pool(2) as pool:
        answer = pool.apply_async(invert, (0,))
        try:
            answer.get(timeout=30)
        except ZeroDivisionError as error:
            told = "return 1 / number" in str(error.__cause__)
            print("raised again here:", error)
            print("its cause shows the line in the worker:", told)
