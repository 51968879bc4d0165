"""A coroutine awaits a future that nothing sets."""

import asyncio


async def main():
    """Await it."""
    await asyncio.get_running_loop().create_future()


asyncio.run(main())  # waits
