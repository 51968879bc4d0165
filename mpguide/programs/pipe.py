from multiprocessing import Pipe, Process


def answer(there):
    question = there.recv()
    there.send(question.upper())


if __name__ == "__main__":
    here, there = Pipe()
    child = Process(target=answer, args=(there,))
    child.start()
    there.close()  # now only the child has this end
    here.send("anybody there?")
    print(here.recv())
    child.join()
