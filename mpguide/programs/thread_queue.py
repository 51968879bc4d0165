from multiprocessing import Process, Queue


def work(answers):
    answers.put("an answer from the child")


if __name__ == "__main__":
    answers = Queue()
    child = Process(target=work, args=(answers,))
    child.start()
    print(answers.get())
    child.join()
