"""Prints what three children draw from generators that main has made or used at its top."""

import json
import random
import secrets
from multiprocessing import Pipe, Process

import numpy

TIMEOUT = 60

numpy.random.random()
generator = numpy.random.default_rng()
dice = random.Random()
random.seed(1)
token = secrets.token_hex(8)


def draw(sender):
    numbers = {
        "numpy.random, used in main": numpy.random.random(),
        "a default_rng() of main": generator.random(),
        "a random.Random() of main": dice.random(),
        "random, seeded in main": random.random(),
        "a token of main": token,
    }
    sender.send(numbers)


def start_child():
    receiver, sender = Pipe(duplex=False)
    child = Process(target=draw, args=(sender,))
    child.start()
    return child, receiver


def drawn_by(child, receiver):
    numbers = receiver.recv() if receiver.poll(TIMEOUT) else {}
    child.join(TIMEOUT)
    return numbers


if __name__ == "__main__":
    children = [start_child() for _ in range(3)]
    print(json.dumps([drawn_by(*child) for child in children]))
