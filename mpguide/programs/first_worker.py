import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context

if __name__ == "__main__":
    context = get_context(*sys.argv[1:])
    with ProcessPoolExecutor(3, context) as executor:
        executor.submit(abs, -1).result(timeout=30)
        started = len(active_children())

    with context.Pool(3):
        print(f"executor, pool: {started}, {len(active_children())}")
