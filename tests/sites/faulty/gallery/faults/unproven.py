"""
A page whose answer rests on nothing
====================================

Its proof is no claim of it.
"""

from mpguide import claims

# %%
# The claim.

if __name__ == "__main__":
    claims.equal("One is one", 1, 1)

# %%
# .. said:: A1 A2
#    :today: true
#    :proof:
#       One is one
#       Two is two
#
#    Two is two.
#
#    It is.
