"""For each line "way, rows, columns, column", has a child add up a column of a matrix.

Prints the sum, and the seconds of each part from before start() to the end of join().
"""

import time

BEGUN = time.perf_counter_ns()

import multiprocessing
import pickle
import sys
from array import array
from multiprocessing.shared_memory import SharedMemory

TIMEOUT = 60


class Moment:
    """Keeps when it was pickled, and arrives as the time at which it is unpickled."""

    pickled = 0

    def __reduce__(self):
        self.pickled = time.perf_counter_ns()
        return time.perf_counter_ns, ()


def add_up(matrix, rows, columns, column):
    total = 0.0
    for row in range(rows):
        total += matrix[row * columns + column]
    return total


def child(sender, way, shape, task):
    moments = {"entered": time.perf_counter_ns()}
    begin, given, _ = task
    matrix = given
    if way == "protocol 5":
        receiver, head, number = given
        buffers = [receiver.recv_bytes() for _ in range(number)]
        matrix = pickle.loads(head, buffers=buffers)  # noqa: S301 - our own
    elif way == "shared memory":
        matrix = given.buf.cast("d")
    moments["there"] = time.perf_counter_ns()
    total = add_up(matrix, *shape)
    moments["done"] = time.perf_counter_ns()
    main = sys.modules["__main__"]
    moments |= {"main": main.BEGUN, "ready": main.READY}
    if isinstance(begin, int):  # for a forked child nothing is pickled
        moments["arriving"] = begin
    sender.send((total, moments))
    if way == "shared memory":
        matrix.release()
        given.close()


def time_parts(context, way, matrix, *shape):
    receiver, sender = context.Pipe(duplex=False)
    begin, given, end, buffers = Moment(), matrix, Moment(), []
    begun = time.perf_counter_ns()
    if way == "protocol 5":
        far, near = context.Pipe(duplex=False)
        head = pickle.dumps(matrix, 5, buffer_callback=buffers.append)
        given = far, head, len(buffers)
    pickled = time.perf_counter_ns()
    process = context.Process(target=child, args=(sender, way, shape, (begin, given, end)))
    process.start()
    sender.close()  # so that a child that fails is heard of
    for buffer in buffers:
        near.send_bytes(buffer.raw())
    if not receiver.poll(TIMEOUT):
        sys.exit("the child gave no answer")
    total, moments = receiver.recv()
    process.join(TIMEOUT)
    joined = time.perf_counter_ns()

    parts = {}
    ready = arriving = moments.get("arriving", moments["entered"])
    if moments["main"] > begun:  # else the child found it imported
        ready, arriving = moments["main"], moments["ready"]
        parts["import"] = arriving - ready
    if way == "protocol 5" or end.pickled:
        parts["pickle"] = pickled - begun + end.pickled - begin.pickled
    parts["start"] = ready - begun - parts.get("pickle", 0)
    parts["transfer"] = moments["there"] - arriving
    parts["work"] = moments["done"] - moments["there"]
    parts["end"] = joined - moments["done"]
    return {"sum": total} | {part: max(taken, 1) / 1e9 for part, taken in parts.items()}


def make_matrix(way, rows, columns):
    """Return the rows, one after another."""
    numpy = sys.modules.get("numpy")
    if numpy and way != "shared memory":
        return numpy.arange(rows * columns, dtype=float)
    numbers = array("d", range(rows * columns))
    if way != "shared memory":
        return numbers
    block = SharedMemory(create=True, size=8 * len(numbers))
    block.buf[: 8 * len(numbers)] = memoryview(numbers).cast("B")
    return block


def main():
    import json

    context = multiprocessing.get_context(sys.argv[1])
    made = {}
    print("ready", flush=True)
    for line in sys.stdin:
        way, *shape = line.strip().split(", ")
        if not shape:
            break
        rows, columns, column = map(int, shape)
        key = way, rows, columns
        if key not in made:
            made[key] = make_matrix(*key)
        print(json.dumps(time_parts(context, way, made[key], rows, columns, column)), flush=True)
    for matrix in made.values():
        if isinstance(matrix, SharedMemory):
            matrix.close()
            matrix.unlink()


READY = time.perf_counter_ns()

if __name__ == "__main__":
    main()
