import sys
from multiprocessing import get_context


def work():
    print("the child works", flush=True)


context = get_context(*sys.argv[1:])
child = context.Process(target=work)
child.start()
child.join()
print("the child's exit code:", child.exitcode)
