from collections import Counter
from multiprocessing.managers import BaseManager
from secrets import token_bytes


class Service(BaseManager): ...


Service.register("Counter", Counter)

if __name__ == "__main__":
    key = token_bytes(32)
    with Service(("127.0.0.1", 0), key) as server:
        # so does any program that is told the address and the key
        client = Service(server.address, key)
        client.connect()
        print(client.Counter("hello").most_common(1))
