"""Write a hundred megabytes."""

import os

print("first", flush=True)
for _ in range(100):
    os.write(1, b"x" * 999_999 + b"\n")
print("last")
