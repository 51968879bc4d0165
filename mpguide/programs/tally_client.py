import sys
from multiprocessing.managers import BaseManager


class Service(BaseManager): ...


Service.register("tally")

if __name__ == "__main__":
    host, port, number = sys.argv[1:]
    key = bytes.fromhex(input())
    service = Service((host, int(port)), key)
    service.connect()
    print(service.tally().add(int(number)))
