"""A program that is not Python never ends."""

import subprocess

subprocess.run(["sleep", "1000"], check=False)  # waits
