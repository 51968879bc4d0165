"""
Copied generators draw the same numbers
=======================================

Does each process draw random numbers of its own?
A generator that is made or used before a fork is copied with all else, and
each copy goes on with the same numbers; only :mod:`random` seeds itself anew.
Give each task a seed of its own: see in the table that this holds under every
start method, as little else does.
"""

import json

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: random_numbers
#    :prints:

# %%
# What is compared
# ----------------
#
# Three children draw one number from each of several sources.
# The first five are begun at the top of the main module:
#
# .. program:: drawn_from_main
#
# The others belong to the child, or are not touched before it starts:
#
# .. program:: drawn_in_child
#
# They are files, each run by an interpreter of its own, since what a child
# draws depends on what the main module of its parent has done.

if __name__ == "__main__":
    methods, drawn = machine.start_methods(), {}
    for method in methods:
        for name in ("drawn_from_main", "drawn_in_child"):
            program = observe.program(name)
            run = observe.run(
                program, start_method=method, quiet=None, deadline=90
            )
            children = json.loads(run.output)
            for source in children[0]:
                numbers = [numbers[source] for numbers in children]
                drawn[source, method] = numbers

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    def compared(numbers):
        if len(set(numbers)) in (1, len(numbers)):
            return "the same" if len(set(numbers)) == 1 else "different"
        return "some the same"

    found = {place: compared(numbers) for place, numbers in drawn.items()}
    figures.draw_table(
        list(dict.fromkeys(source for source, _ in drawn)),
        methods,
        found,
        "The numbers of three children",
    )

# %%
# What it shows
# -------------
#
# A forked child has the generator as it was.
# So has a child of a fork server that has imported the main module, as it does
# from 3.13.8 and 3.14.1 on; before that, and under ``spawn``, each child
# imports main for itself, and makes a generator of its own.
# A program may thus be right on one version and wrong on the next: see a token
# that every child has in :ref:`the failures lab <failure-same_token>`.
#
# Without a use in main, ``numpy.random`` is loaded by the child, and seeded
# there.
# Don't count on that: any import of ``numpy.random``, be it in a library,
# makes its generator, and then each forked child has it.
#
# :mod:`random` is the other way round.
# It seeds itself again after a fork, and forgets the seed that you gave it;
# where each child imports main, each one gives it that same seed.

if __name__ == "__main__":
    preloads = machine.forkserver_preloads_main()
    copied = {"fork": True, "forkserver": preloads, "spawn": False}
    expected = {
        "numpy.random, used in main": copied,
        "a default_rng() of main": copied,
        "a random.Random() of main": copied,
        "random, seeded in main": {m: not copied[m] for m in copied},
        "a token of main": copied,
        "numpy.random, new to the child": {},
        "a default_rng() of the child": {},
        "random, never seeded": {},
        "a token of the child": {},
        "a seed spawned for the child": {},
    }
    for source, same in expected.items():
        for method in ("fork", "forkserver", "spawn"):
            word = "the same" if same.get(method) else "different"
            text = f"Under {method}, {source}: {word}"
            if method in methods:
                claims.equal(text, found.get((source, method)), word)
            else:
                claims.not_testable(text, "exact", f"needs {method}")

# %%
# Seeds that are spawned from one are different, and those of the next run are
# the same again.

if __name__ == "__main__":
    spawned = "a seed spawned for the child"
    as_spawned = drawn[spawned, "spawn"]
    again = [drawn[spawned, method] == as_spawned for method in methods]
    text = "Spawned seeds give the same under each method"
    claims.equal(text, again, [True] * len(methods))

# %%
# What you may have read
# ----------------------
#
# .. asked:: 20
#    :proof:
#       Under fork, numpy.random, used in main: the same
#       Under fork, a seed spawned for the child: different
#       Spawned seeds give the same under each method
#
#    Why do my workers draw the same random numbers?
#
#    They have copies of one generator, which the parent had before they were
#    forked.
#    Call ``numpy.random.SeedSequence(seed).spawn(n)`` in the parent, hand each
#    task one of the seeds, and let it make its generator by ``default_rng``.

# %%
# Next: :ref:`what threads can do beside each other
# <sphx_glr_gallery_gil_sleeping_threads.py>`.
# Try: in ``drawn_in_child.py``, import ``numpy.random`` at the top, and see
# which row of the table changes.
