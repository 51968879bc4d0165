"""Calls more tasks done than there were."""

from multiprocessing import JoinableQueue

if __name__ == "__main__":
    tasks = JoinableQueue()
    tasks.put("a task")
    print("got", tasks.get())
    tasks.task_done()
    tasks.task_done()
