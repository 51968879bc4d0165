import os

parent = os.getpid()
returned = os.fork()
if returned == 0:
    print("in the child, it returned:", returned)
    print("the child's parent is the one that forked:", os.getppid() == parent, flush=True)
    os._exit(7)
waited, status = os.waitpid(returned, 0)
print("in the parent, it returned the child's pid:", waited == returned)
print("the child's exit code:", os.waitstatus_to_exitcode(status))
