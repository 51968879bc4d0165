"""What is wrong with a request to observe."""


class ObserveError(Exception):
    """A program that can't be observed: the message says what, where, and what to do."""
