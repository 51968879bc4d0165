"""Starts a scheduler and two workers, gives them jobs, and kills a worker during the last.

What it has found is its line of JSON; others are what Dask logs.
"""

import json
import os
import sys
from itertools import islice
from math import factorial
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import sleep

import numpy as np
import psutil
from dask.distributed import Client, as_completed, get_worker
from joblib import Parallel, delayed, parallel_config


def digits(number, log):
    sleep(0.05)
    with open(log, "a") as file:
        print(number, get_worker().name, file=file)
    return len(str(factorial(number)))


def trace(number):
    matrix = np.arange(number * number).reshape(number, number)
    return int(np.trace(matrix @ matrix))


def owner():
    return get_worker().name


def start(folder, role, *options):
    options += ("--scheduler-file", os.path.join(folder, "scheduler.json"))
    options += ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    command = [sys.executable, "-m", "dask", role, *options]
    return Popen(command, cwd=folder, env=os.environ | {"TMPDIR": folder}, stderr=DEVNULL)


def listens(process):
    found = psutil.Process(process.pid).net_connections("inet")
    return {each.laddr.ip for each in found if each.status == psutil.CONN_LISTEN}


def work(client, numbers, log, processes=None):
    futures, killed = client.map(digits, numbers, log=log), None
    if processes:
        first, *_ = islice(as_completed(futures), 4)
        (address,) = client.who_has(first)[first.key]
        killed = client.scheduler_info()["workers"][address]["name"]
        processes[killed].kill()
    found = {"results": client.gather(futures), "killed": killed, "ran": {n: [] for n in numbers}}
    with open(log) as file:
        for number, name in map(str.split, file):
            found["ran"][int(number)].append(name)
    return found


if __name__ == "__main__":
    numbers = [*map(int, sys.argv[1:])]
    with TemporaryDirectory() as folder:
        processes = {"scheduler": start(folder, "scheduler", "--port", "0")}
        for name in ("Ann", "Bob"):
            one = ("--name", name, "--nthreads", "1", "--no-nanny")
            processes[name] = start(folder, "worker", *one)
        with Client(scheduler_file=os.path.join(folder, "scheduler.json"), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            found = {"listen": [*set().union(*map(listens, processes.values()))]}
            found["matrix"] = client.gather(client.map(trace, numbers))
            with parallel_config("dask"):
                found["joblib"] = Parallel()(delayed(owner)() for _ in numbers)
            found["calm"] = work(client, numbers, os.path.join(folder, "calm"))
            found["loss"] = work(client, numbers, os.path.join(folder, "loss"), processes)
            found["workers"] = [w["name"] for w in client.scheduler_info()["workers"].values()]
            client.shutdown()
        for process in processes.values():
            process.wait(10)
    print(json.dumps(found))
