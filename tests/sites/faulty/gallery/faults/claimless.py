"""
A page without a claim
======================

It only prints.
"""

print("hello")

# %%
# Nothing more.

print("bye")
