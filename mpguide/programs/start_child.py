"""For each line "start", starts a child, and prints when it got how far: seconds since start()."""

import time

BEGUN = time.perf_counter_ns()

import multiprocessing
import sys

TIMEOUT = 30


def first_line(sender):
    now = time.perf_counter_ns()
    main = sys.modules["__main__"]
    up = getattr(sys.modules.get("sitecustomize"), "NOW", 0)
    sender.send({"interpreter": up, "imports": main.BEGUN, "main": main.READY, "first line": now})


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
    moments = {"start()": started, **receiver.recv(), "joined": joined}
    # What a forked child has of its parent, or of the fork server, was there before.
    return {name: (moment - begin) / 1e9 for name, moment in moments.items() if moment > begin}


def main():
    import json

    context = multiprocessing.get_context(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() != "start":
            break
        print(json.dumps(start_child(context)), flush=True)


READY = time.perf_counter_ns()

if __name__ == "__main__":
    main()
