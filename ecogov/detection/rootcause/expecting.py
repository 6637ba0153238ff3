"""What each leaf should have been, had nothing but its volume changed."""

from typing import Final

import numpy as np

from ecogov.detection.rootcause.effects import Floats
from ecogov.detection.rootcause.leaves import Leaves

_ROUNDS: Final = 8
_TRUSTS: Final = 2.0 ** np.arange(1, 12)
_USUAL_TRUST: Final = 16.0
_TRUST_SPREAD: Final = 1.5


def expected_events(found: Leaves) -> Floats:
    """Tell how many events each leaf should have after, had nothing but its volume changed.

    Few leaves have events enough to speak for themselves, so each leaf's rate is drawn towards what
    its values in each dimension suggest: the product of their factors, fitted to the margins, each
    factor itself drawn towards 1. How strongly is learnt from how widely they differ.
    """
    events, _ = found.events()
    volume = found.n0 if found.is_rate else np.ones(len(events))
    later = found.n1 if found.is_rate else np.ones(len(events))
    suggested = np.maximum(_by_margins(found, events, volume), 1e-12)
    trust = _trust(events, suggested * volume)
    return np.asarray((events + trust) / (volume + trust / suggested) * later)


def _by_margins(found: Leaves, events: Floats, volume: Floats) -> Floats:
    """Suggest a rate for each leaf from its values alone."""
    base = events.sum() / max(volume.sum(), 1e-12)
    factors = [np.ones(len(values)) for values in found.names]
    rate = np.full(len(events), base)
    for _ in range(_ROUNDS):
        for place, values in enumerate(found.names):
            code = found.codes[:, place]
            others = rate / factors[place][code]
            have = _sums(code, volume * others, values)
            want = _sums(code, events, values)
            trust = _trust(want, have)
            factors[place] = (want + trust) / (have + trust)
            rate = others * factors[place][code]
    fitted = float((rate * volume).sum())
    return np.asarray(rate * (events.sum() / fitted if fitted > 0 else 1))


def _sums(code: np.ndarray, amounts: Floats, values: np.ndarray) -> Floats:
    return np.asarray(np.bincount(code, amounts, minlength=len(values)), dtype=np.float64)


def _trust(events: Floats, expected: Floats) -> float:
    """Learn how many events a factor of 1 is worth, when factors are drawn from a gamma."""
    from scipy.special import gammaln  # noqa: PLC0415  # the import is slow

    seen = expected > 0
    k, mean = events[seen][:, None], expected[seen][:, None]
    score = (
        gammaln(k + _TRUSTS) - gammaln(_TRUSTS)
        + _TRUSTS * np.log(_TRUSTS) - (k + _TRUSTS) * np.log(mean + _TRUSTS) + k * np.log(mean)
    ).sum(axis=0)  # fmt: skip
    score -= 0.5 * (np.log(_TRUSTS / _USUAL_TRUST) / _TRUST_SPREAD) ** 2
    weight = np.exp(score - score.max())
    return float(np.exp((weight * np.log(_TRUSTS)).sum() / weight.sum()))
