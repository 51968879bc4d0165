"""Products of matrices, which numpy leaves to a library with threads of its own."""


def limit(threads: int) -> None:
    """Let that library use so many threads in this process, from now on."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    np.ones(1)
    threadpool_limits(threads)


def multiply(turns: int, size: int = 200) -> None:
    """Multiply two square matrices, so many times."""
    import numpy as np

    matrix = np.ones((size, size))
    for _ in range(turns):
        matrix @ matrix
