"""A coroutine takes a lock in the loop's own thread, where another one has it."""

import asyncio
import threading

lock = threading.Lock()


async def work():
    """Keep the lock while others run."""
    lock.acquire()  # waits
    await asyncio.sleep(0)
    lock.release()


async def main():
    """Run two at once."""
    await asyncio.gather(work(), work())


asyncio.run(main())
