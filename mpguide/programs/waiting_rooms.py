from multiprocessing import Event, Process


def wait_at(door):
    door.wait()
    print("a child goes through", flush=True)


if __name__ == "__main__":
    door = Event()
    children = [Process(target=wait_at, args=(door,)) for _ in range(2)]
    for child in children:
        child.start()
    print("the door opens", flush=True)
    door.set()
    for child in children:
        child.join()
