"""
A page without a picture
========================

It is short.
"""

from mpguide import claims

# %%
# One claim.

if __name__ == "__main__":
    claims.equal("One and one is two", 1 + 1, 2)
