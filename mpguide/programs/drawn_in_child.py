"""Prints what three children draw from generators that they make themselves, or use first."""

import json
import random
import secrets
from multiprocessing import Pipe, Process

import numpy

TIMEOUT = 60


def draw(sender):
    numbers = {
        "numpy.random, new to the child": numpy.random.random(),
        "a default_rng() of the child": numpy.random.default_rng().random(),
        "random, never seeded": random.random(),
        "a token of the child": secrets.token_hex(8),
    }
    sender.send(numbers)


def draw_from_seed(sender, seed):
    generator = numpy.random.default_rng(seed)
    sender.send({"a seed spawned for the child": generator.random()})


def start_child(target, *seed):
    receiver, sender = Pipe(duplex=False)
    child = Process(target=target, args=(sender, *seed))
    child.start()
    return child, receiver


def drawn_by(child, receiver):
    numbers = receiver.recv() if receiver.poll(TIMEOUT) else {}
    child.join(TIMEOUT)
    return numbers


if __name__ == "__main__":
    children = [start_child(draw) for _ in range(3)]
    seeds = numpy.random.SeedSequence(1).spawn(3)  # now main has numpy.random, too
    seeded = [start_child(draw_from_seed, seed) for seed in seeds]
    pairs = zip(children, seeded, strict=True)
    print(json.dumps([drawn_by(*one) | drawn_by(*other) for one, other in pairs]))
