"""
A page that could not tell
==========================

The machine was busy.
"""

from mpguide import claims

# %%
# The claim.

if __name__ == "__main__":
    claims.timing("A snail is slower", ("undecided", "12 votes of 30"))
