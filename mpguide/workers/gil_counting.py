"""The work of the pages on counting: pure Python, nothing waited for and nothing shared."""


def count(number: int) -> int:
    """Add up the numbers below this one, one by one."""
    total = 0
    for value in range(number):
        total += value
    return total
