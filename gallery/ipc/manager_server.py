"""
A manager serves other machines
===============================

Can a program use an object that lives in another program, on another machine?
Yes: a manager waits at an address, and whoever knows its key calls the methods
of what it serves.
See in the table that a wrong key is refused and harms nobody, and that the
right one opens more than you might think.
"""

import secrets
import socket
import subprocess
import sys
from functools import partial

from mpguide import claims, observe
from mpguide.experiments.manager_server import relay

# %%
# In short
# --------
#
# .. program:: manager_server
#    :prints:

# %%
# Two programs
# ------------
#
# The server registers what it serves, and says at which port it waits.
# At ``127.0.0.1`` only this machine reaches it; read to the end before you
# take an address that others can reach.
#
# .. program:: tally_server
#
# The client registers the name alone, and knows nothing of the class:
#
# .. program:: tally_client
#
# Both read the key from their standard input, since all users of a machine can
# see with which arguments a program was started.

if __name__ == "__main__":
    key, wrong = secrets.token_bytes(32), secrets.token_bytes(32)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}

    def program(name, *arguments):
        return [sys.executable, observe.program(name), *map(str, arguments)]

    def call(name, key, *arguments):
        command, said = program(name, *arguments), {"input": key.hex()}
        limits = {"capture_output": True, "text": True, "timeout": 60}
        return subprocess.run(command, check=False, **said, **limits)

# %%
# Run it
# ------
#
# Between the calls come one with a wrong key, and a stranger that says
# something else.
# A relay in between hears what client and server say to each other.
#
# .. program:: tally_intruder

if __name__ == "__main__":
    with subprocess.Popen(program("tally_server"), **pipes) as server:
        print(key.hex(), file=server.stdin, flush=True)
        host, port = server.stdout.readline().split()
        address, elsewhere = (host, int(port)), ("127.0.0.2", int(port))
        totals = [call("tally_client", key, *address, n) for n in (2, 40)]
        refused = call("tally_client", wrong, *address, 1)
        totals.append(call("tally_client", key, *address, 0))
        with socket.create_connection(address, 30) as stranger:
            stranger.sendall(b"GET / HTTP/1.0\r\n\r\n")
        with relay(address) as line:
            totals.append(call("tally_client", key, *line.address, 0))
        intruder = call("tally_intruder", key, *address)
        totals.append(call("tally_client", key, *address, 0))
        text = "No other address of the machine answers"
        reach = partial(socket.create_connection, elsewhere, 5)
        claims.raises(text, OSError, reach)
    totals = [int(total.stdout) for total in totals]
    print(totals, refused.stderr.splitlines()[-1])

# %%
# What it shows
# -------------
#
# What comes back was counted in the server: the second client finds what the
# first one has left there.
# A wrong key costs the client its call, and nobody else anything.
#
# The key itself never travels: each side proves that it knows it.
# But nothing that follows is encrypted, so between machines it belongs into a
# tunnel, such as ssh makes one.
#
# And what travels is pickled: to unpickle it is to call what the sender names.
# So whoever has the key can run any code in the server.

if __name__ == "__main__":
    claims.equal("It waits at the loopback address", host, "127.0.0.1")
    claims.equal("Another program's call comes back", totals[0], 2)
    claims.equal("The next one finds what is left", totals[1], 42)
    error = refused.stderr.splitlines()[-1]
    found = refused.returncode == 1 and "AuthenticationError" in error
    claims.holds("A wrong key is refused", found, error)
    claims.equal("The server goes on, unharmed", totals[2], 42)
    claims.equal("A stranger does not stop it", totals[3], 42)
    claims.equal("The key is not sent", key in line.heard, False)
    claims.equal("The call is sent in clear", b"add" in line.heard, True)
    added, client = map(int, intruder.stdout.split())
    text = "With the key, it calls what the client names"
    claims.holds(text, added != client, f"{added}, not {client}")
    claims.equal("And counts what that returns", totals[4], 42 + added)

# %%
# What you may have read
# ----------------------
#
# .. said:: C2
#    :today: true
#    :proof: Another program's call comes back
#       A wrong key is refused
#       With the key, it calls what the client names
#
#    Managers can serve other machines.
#
#    They can, among programs that trust each other, over lines that nobody
#    taps.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    calls = {
        "the key": ("works", f"gets {totals[1]}"),
        "a wrong key": ("fails", error.rpartition(".")[2]),
        "a stranger": ("fails", "not understood"),
        "the key, and a trap": ("silent", "has getpid() called"),
    }
    cells = {(who, "the client"): what for who, what in calls.items()}
    for who, total in zip(calls, totals[1:], strict=True):
        cells[who, "the server then"] = "works", f"answers {total}"
    columns = ("the client", "the server then")
    figures.draw_outcomes([*calls], columns, cells, "Who calls, and then")

# %%
# Next: :ref:`one log from many processes <sphx_glr_gallery_ipc_one_log.py>`.
# Try: start ``tally_server.py`` and ``tally_client.py`` in two terminals, and
# type the same key into both: any even number of digits will do.
