"""
A page that raises
==================

Its first claim counts.
"""

from mpguide import claims

# %%
# The claim.

if __name__ == "__main__":
    claims.equal("Zero is nothing", 0, 0)

# %%
# The error.

if __name__ == "__main__":
    1 / 0
