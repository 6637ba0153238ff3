"""How often somebody may ask: a bucket that refills, for each token and for each stranger."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from ecogov.domain.errors import DomainError

_MOST_BUCKETS: Final = 10_000


class Throttle:
    """Buckets of a process: each holds a minute's worth and refills evenly.

    Parameters
    ----------
    per_minute : int
        How many requests a minute allows.
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str) -> None:
        """Take one request out of a bucket.

        Raises
        ------
        DomainError
            ``api.too_many``, with the ``seconds`` after which there is one again.
        """
        at = self._clock()
        with self._lock:
            left, since = self._buckets.pop(who, (self._most, at))
            filled = min(self._most, left + (at - since) * self._per_second)
            is_allowed = filled >= 1
            self._buckets[who] = (filled - 1 if is_allowed else filled, at)
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        if not is_allowed:
            seconds = max(1, math.ceil((1 - filled) / self._per_second))
            raise DomainError("api.too_many", seconds=seconds)
