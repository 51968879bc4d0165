"""Reads numbers, such as 1/3, from its input, and writes their sum."""

import sys
from fractions import Fraction

print(sum(map(Fraction, sys.stdin.read().split())))
