"""
A page with two refuted claims
==============================

Both are told at the end.
"""

from mpguide import claims

# %%
# The claims.

if __name__ == "__main__":
    claims.equal("Two and two is five", 2 + 2, 5)
    claims.holds("The\nsun is cold", False, "5772\nkelvin")
    claims.equal("Two and two is four", 2 + 2, 4)
