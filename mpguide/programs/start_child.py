"""Starts a child for each line "start" and prints when it ran, in seconds since before start()."""

import multiprocessing
import sys
import time

TIMEOUT = 30


def first_line(sender):
    sender.send(time.perf_counter_ns())


def start_child(context):
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=first_line, args=(sender,))
    begin = time.perf_counter_ns()
    child.start()
    started = time.perf_counter_ns()
    child.join(TIMEOUT)
    joined = time.perf_counter_ns()
    if child.exitcode != 0 or not receiver.poll():
        sys.exit(f"the child did not run: exit code {child.exitcode}")
    moments = {"start()": started, "first line": receiver.recv(), "joined": joined}
    return {name: (moment - begin) / 1e9 for name, moment in moments.items()}


def main():
    import json

    context = multiprocessing.get_context(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() != "start":
            break
        print(json.dumps(start_child(context)), flush=True)


if __name__ == "__main__":
    main()
