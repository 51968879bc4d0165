"""Prints a number of more than 4300 digits, with the limit raised."""

import sys

sys.set_int_max_str_digits(10_000)
print(len(str(8**5000)), "digits")
