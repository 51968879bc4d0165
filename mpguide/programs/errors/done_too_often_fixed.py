"""Calls each task done once."""

from multiprocessing import JoinableQueue

if __name__ == "__main__":
    tasks = JoinableQueue()
    tasks.put("a task")
    print("got", tasks.get())
    tasks.task_done()
    tasks.join()
