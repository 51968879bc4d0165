"""Prints a number of more than 4300 digits: ValueError.

Since 3.11: the conversion could take so long that a server stands still.

Raise the limit by sys.set_int_max_str_digits(), where you know what comes in.
"""

print(8**5000)
