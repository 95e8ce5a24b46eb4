"""Time measured as growth, so that a slow machine does not matter."""

import time

import pytest


@pytest.fixture
def growth():
    """How many times longer four times the input takes: about 4 when linear, about 16 when quadratic."""

    def measure(work, size):
        def best(n):
            times = []
            for _ in range(3):
                start = time.process_time()
                work(n)
                times.append(time.process_time() - start)
            return min(times)

        return best(4 * size) / max(best(size), 0.0005)

    return measure
