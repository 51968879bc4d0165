import sys
from multiprocessing.managers import BaseManager


class Tally:
    total = 0

    def add(self, number):
        self.total += number
        return self.total


class Service(BaseManager): ...


tally = Tally()


def get_tally():
    return tally


Service.register("tally", get_tally)

if __name__ == "__main__":
    key = bytes.fromhex(input())
    with Service(("127.0.0.1", 0), key) as server:
        print(*server.address, flush=True)
        sys.stdin.read()  # serve until whoever started this ends it
