from multiprocessing import Lock, Pipe, Process


def write(end, lock, letter):
    for _ in range(3):
        with lock:  # one writer at a time
            end.send(letter * 300_000)


if __name__ == "__main__":
    reader, end = Pipe(duplex=False)
    work = end, Lock()
    for letter in "ab":
        Process(target=write, args=(*work, letter)).start()
    got = [reader.recv() for _ in range(6)]
    print({letter: got.count(letter * 300_000) for letter in "ab"})
