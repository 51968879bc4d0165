from multiprocessing import Pool

table = {}


def load():
    table.update({number: number * number for number in range(1000)})


def look_up(number):
    return table[number]


if __name__ == "__main__":
    with Pool(4, initializer=load) as pool:
        print(pool.map(look_up, [3, 10, 999]))
    print("in the parent:", table)
