"""What takes long to make and needs no test package: `python -m tests.prepare`, while the rest is still being installed.

A test that comes too early waits, or makes it itself.
"""

from tests.chat.trained import trained_reader
from tests.kernels import compile_kernels

if __name__ == "__main__":
    compile_kernels()
    trained_reader()
