"""A child for tests of limits that never comes to an end by itself."""

from __future__ import annotations

from harvesters.confined import limit_this_process

if __name__ == "__main__":
    limit_this_process()
    while True:
        pass
