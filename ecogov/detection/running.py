"""Where the parts of a scan are computed: in turn, on every core, or on an existing Dask cluster.

Every part is the same computation wherever it runs, so the results are the same.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from ecogov.domain.errors import DomainError

if TYPE_CHECKING:
    from distributed import Client, Future

Part = TypeVar("Part")
Result = TypeVar("Result")

_CONNECT_SECONDS: Final = 20
_RETRIES: Final = 3
"""How often a part is computed anew when its worker dies."""


class Runner(Protocol):
    """Something that computes parts and gives their results in the same order."""

    def __call__(
        self, work: Callable[[Part], Result], parts: Sequence[Part]
    ) -> Iterable[Result]: ...


def in_turn(work: Callable[[Part], Result], parts: Sequence[Part]) -> Iterator[Result]:
    """Compute one part after the other."""
    return map(work, parts)


def on_every_core(work: Callable[[Part], Result], parts: Sequence[Part]) -> Iterable[Result]:
    """Compute parts on threads: what takes time here lets go of Python's lock."""
    from joblib import Parallel, delayed  # noqa: PLC0415  # only a scan needs it

    side_by_side = Parallel(n_jobs=-1, prefer="threads", return_as="generator")
    told: Iterable[Result] = side_by_side(delayed(work)(part) for part in parts)
    return told


def runner(cluster: str | None) -> AbstractContextManager[Runner]:
    """Choose where to compute.

    Parameters
    ----------
    cluster : str, optional
        Address of the scheduler of a Dask cluster, whose workers can import this program; left out,
        the cores of this machine compute.

    Raises
    ------
    DomainError
        ``scan.dask_missing`` when Dask is not installed, ``scan.dask_unreachable`` when nothing
        answers at the address, ``scan.dask_lost`` when it stops answering, or when a part has
        brought down one worker after the other.
    """
    return _on_cluster(cluster) if cluster else nullcontext(on_every_core)


@contextmanager
def _on_cluster(address: str) -> Iterator[Runner]:
    with _connected(address) as client:

        def run(work: Callable[[Part], Result], parts: Sequence[Part]) -> Iterator[Result]:
            waiting = deque(
                client.submit(work, part, pure=False, retries=_RETRIES) for part in parts
            )
            while waiting:
                # Popped, so that the workers need not keep what has been fetched.
                yield _fetched(waiting.popleft(), address)

        yield run


def _connected(address: str) -> "Client":
    try:
        from distributed import Client  # noqa: PLC0415  # an optional package
    except ImportError as error:
        raise DomainError("scan.dask_missing", address=address) from error
    try:
        return Client(  # type: ignore[no-untyped-call]
            address, timeout=_CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise DomainError("scan.dask_unreachable", address=address) from error


def _fetched(future: "Future[Result]", address: str) -> Result:
    from distributed import KilledWorker  # noqa: PLC0415  # an optional package

    try:
        return future.result()
    except (OSError, CancelledError, KilledWorker) as error:
        raise DomainError("scan.dask_lost", address=address) from error
