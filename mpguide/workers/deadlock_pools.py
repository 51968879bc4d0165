"""What tasks of the chapter `deadlock` do that make a pool of their own."""

from multiprocessing import Pool, active_children

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Callable


def square(number: int) -> int:
    """Return the square of a number."""
    return number * number


def by_pool(count: int) -> tuple[int, int]:
    """Add up squares in a pool; return the sum, and how many processes it takes."""
    with Pool(2) as pool:
        return sum(pool.map(square, range(count))), len(active_children())


def by_executor(count: int) -> tuple[int, int]:
    """Add up squares in an executor of one; return the sum, and how many processes it takes."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1) as executor:
        return sum(executor.map(square, range(count))), len(active_children())


def by_threads(count: int) -> tuple[int, int]:
    """Add up squares in threads; return the sum, and how many processes it takes."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as executor:
        return sum(executor.map(square, range(count))), len(active_children())


def attempt(work: "Callable[[int], tuple[int, int]]", count: int) -> tuple[int, int] | str:
    """Return what the work comes to, or what the error says that refuses it."""
    try:
        return work(count)
    except AssertionError as error:
        return str(error)
