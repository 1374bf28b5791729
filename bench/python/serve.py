"""A contender's own process in Python: serve.py <module> <threads> <turbo> <settings>, with the protocol of child/serve.mjs."""
import importlib
import json
import os
import sys
import time

import measure
from peak import peak_mb

REPLIES = os.fdopen(3, "w")


def reply(value):
    REPLIES.write(json.dumps(value) + "\n")
    REPLIES.flush()


def prepare(module, threads, command):
    contender = importlib.import_module(module)
    run, answer = contender.TASKS[command["task"]](command["spec"], threads)
    started = time.perf_counter()
    result = run()
    first = 1000 * (time.perf_counter() - started)
    peak = peak_mb()
    return {"version": contender.version(), "answer": answer(result), "firstMs": first, "peakMb": peak}, run


def main():
    module, threads = sys.argv[1], int(sys.argv[2])
    run = None
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if command["op"] == "prepare":
                answer, run = prepare(module, threads, command)
                reply(answer)
            elif command["op"] == "warm":
                reply({"lastMs": measure.warm(run, command["ms"])})
            else:
                times = measure.measure(run, command["budgetMs"], command["expectedMs"])
                reply({"times": times, "peakMb": peak_mb()})
        except Exception as error:  # whatever it is, it is this contender's row
            reply({"error": f"{type(error).__name__}: {error}"})


main()
