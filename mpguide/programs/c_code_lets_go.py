from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from time import perf_counter, process_time


def digest(block):
    return sha256(block).hexdigest()[:8]


if __name__ == "__main__":
    blocks = [bytes([number]) * 50_000_000 for number in range(4)]
    begin, used = perf_counter(), process_time()
    with ThreadPoolExecutor(4) as pool:
        print(*pool.map(digest, blocks))
    cores = (process_time() - used) / (perf_counter() - begin)
    print(f"four threads kept {cores:.1f} cores busy")
