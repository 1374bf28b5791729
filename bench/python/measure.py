"""Milliseconds of each run: as many runs as fit the budget, at least one, of short calls three. The same rule as child/measure.mjs."""
import time

SHORT_MS = 25
LEAST_RUNS = 3


def once(run):
    started = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - started)


def measure(run, budget_ms, expected_ms):
    times = [once(run)]
    if expected_ms >= SHORT_MS:
        while sum(times) + times[0] <= budget_ms:
            times.append(once(run))
        return times
    while len(times) < LEAST_RUNS or sum(times) < budget_ms:
        times.append(once(run))
    return times


def warm(run, milliseconds):
    until = time.perf_counter() + milliseconds / 1000
    last = 0.0
    while time.perf_counter() < until:
        last = once(run)
    return last
