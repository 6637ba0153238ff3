"""Daily series of every kind as work makes them when nothing is wrong: they wander, and no more."""

import numpy as np
import pandas as pd

from tests.harness.work import FIRST_DAY

Dice = np.random.Generator


def calm(kind: str, series: int = 150, days: int = 210, *, seed: int = 1) -> pd.DataFrame:
    """Make series of one kind without a fault: weekly rhythm, slow wander, thin and thick ones."""
    dice = np.random.default_rng(seed)
    volume = _volume(dice, series, days)
    value = {"ratio": _ratio, "mean": _mean, "count": _count, "backlog": _backlog}[kind]
    told = value(dice, volume)
    is_worked = (volume > 0) & (dice.random(volume.shape) > 0.02)
    row, day = np.nonzero(is_worked)
    return pd.DataFrame(
        {
            "series_id": [f"{kind}{number:03d}" for number in row],
            "timestamp": pd.date_range(FIRST_DAY, periods=days)[day],
            **{name: one[row, day] for name, one in told.items()},
        }
    )


def _wander(dice: Dice, shape: tuple[int, int], memory: float, spread: float) -> np.ndarray:
    step = dice.normal(0, spread * np.sqrt(1 - memory**2), shape)
    step[:, 0] = dice.normal(0, spread, shape[0])
    for day in range(1, shape[1]):
        step[:, day] += memory * step[:, day - 1]
    return step


def _weekdays(dice: Dice, shape: tuple[int, int], spread: float) -> np.ndarray:
    return dice.normal(0, spread, (shape[0], 7))[:, np.arange(shape[1]) % 7]


def _volume(dice: Dice, series: int, days: int) -> np.ndarray:
    shape = (series, days)
    usual = dice.uniform(np.log(12), np.log(3000), series)[:, None]
    level = usual + _weekdays(dice, shape, 0.08) + _wander(dice, shape, 0.97, 0.15)
    rough = np.exp(dice.normal(np.log(30), 0.5, series))
    volume = dice.poisson(np.exp(level) * dice.gamma(rough, 1 / rough, (days, series)).T)
    is_weekend = np.arange(days) % 7 >= 5
    return np.where((np.arange(series) % 3 == 0)[:, None] & is_weekend, 0, volume).astype(float)


def _ratio(dice: Dice, n: np.ndarray) -> dict[str, np.ndarray]:
    share = dice.uniform(0.90, 0.985, (len(n), 1))
    level = np.log(share / (1 - share)) + _weekdays(dice, n.shape, 0.05)
    share = 1 / (1 + np.exp(-level - _wander(dice, n.shape, 0.98, 0.12)))
    spread = np.exp(dice.uniform(np.log(0.0005), np.log(0.01), (len(n), 1)))
    drawn = dice.beta(share * (1 / spread - 1), (1 - share) * (1 / spread - 1))
    k = dice.binomial(n.astype(int), drawn).astype(float)
    return {"value": k / np.maximum(n, 1), "num": k, "den": n}


def _mean(dice: Dice, n: np.ndarray) -> dict[str, np.ndarray]:
    level = np.log(dice.uniform(30, 600, (len(n), 1))) + _weekdays(dice, n.shape, 0.03)
    spread = dice.uniform(0.5, 1.1, (len(n), 1)) ** 2 / np.maximum(n, 1)
    spread = np.sqrt(spread + dice.uniform(0.02, 0.06, (len(n), 1)) ** 2)
    noise = dice.standard_t(5, n.shape) / np.sqrt(5 / 3) * spread
    return {"value": np.exp(level + _wander(dice, n.shape, 0.98, 0.06) + noise), "den": n}


def _count(_dice: Dice, n: np.ndarray) -> dict[str, np.ndarray]:
    return {"value": n}


def _backlog(dice: Dice, n: np.ndarray) -> dict[str, np.ndarray]:
    usual = n.mean(axis=1, keepdims=True)
    room = usual * dice.uniform(1.05, 1.12, usual.shape) * np.exp(dice.normal(0, 0.05, n.shape))
    stock, left = np.empty(n.shape), room[:, 0] * dice.uniform(0.5, 2, len(n))
    for day in range(n.shape[1]):
        left = np.maximum(left + n[:, day] - room[:, day] * dice.uniform(0.9, 1.1, len(n)), 0)
        stock[:, day] = left
    floor = room[:, :1] * dice.uniform(0.8, 2, usual.shape)
    return {"value": (stock + floor) * np.exp(dice.normal(0, 0.04, n.shape))}
