from multiprocessing import JoinableQueue, Process


def work(tasks):
    while True:
        print("did", tasks.get(), flush=True)
        tasks.task_done()


if __name__ == "__main__":
    tasks = JoinableQueue()
    Process(target=work, args=(tasks,), daemon=True).start()
    for task in ("A", "B", "C"):
        tasks.put(task)
    tasks.join()
    print("all is done")
