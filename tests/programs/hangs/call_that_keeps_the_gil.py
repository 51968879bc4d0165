"""A call into C keeps the GIL for ever."""

import ctypes

ctypes.PyDLL(None).sleep(1000)  # waits
