"""How speed is measured here: several runs, the median told, a ratio beside a baseline."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

RUNS = int(os.environ.get("ECOGOV_BENCH_RUNS", "3"))


def seconds_of(work: Callable[[], object], runs: int = RUNS) -> float:
    """Time some work several times and give the median, seconds."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def told(what: str, figure: str, goal: str = "") -> None:
    """Print one line of the benchmark's table."""
    print(f"\n{what:<58} {figure:>24}   {goal}")


def peak_megabytes(pid: int | str = "self") -> float:
    """Read the highest resident memory of a process, MB; Linux only."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")
