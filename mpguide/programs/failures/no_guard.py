from multiprocessing import Process


def work():
    print("the child works", flush=True)


child = Process(target=work)
child.start()
child.join()
print("the child's exit code:", child.exitcode)
