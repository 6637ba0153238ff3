"""Daily figures made on the spot, seeded: several vendors, weekly rhythm, nothing wrong."""

import numpy as np
import pandas as pd

FIRST_DAY = "2026-01-05"


def shares(
    series: int = 12, days: int = 130, *, units: int = 400, rate: float = 0.95, seed: int = 3
) -> pd.DataFrame:
    """Make ratios of `series` series, named ``s00`` and so on; three weekdays of less volume."""
    dice = np.random.default_rng(seed)
    calendar = pd.date_range(FIRST_DAY, periods=days)
    volume = np.where(calendar.day_of_week < 4, units, units // 2)
    frames = []
    for number in range(series):
        den = dice.poisson(volume)
        num = dice.binomial(den, rate)
        frames.append(
            pd.DataFrame(
                {
                    "series_id": f"s{number:02d}",
                    "timestamp": calendar,
                    "value": num / np.maximum(den, 1),
                    "num": num.astype(float),
                    "den": den.astype(float),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def described(observations: pd.DataFrame, kind: str, **place: object) -> pd.DataFrame:
    """Describe all series alike."""
    names = observations["series_id"].unique()
    return pd.DataFrame({"series_id": names, "kind": kind, **place})


def amounts(
    series: int = 3, days: int = 130, *, level: float = 200.0, spread: float = 0.08, seed: int = 5
) -> pd.DataFrame:
    """Make positive values of `series` series that scatter around a level."""
    dice = np.random.default_rng(seed)
    calendar = pd.date_range(FIRST_DAY, periods=days)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "series_id": f"a{number:02d}",
                    "timestamp": calendar,
                    "value": level * np.exp(dice.normal(0, spread, days)),
                }
            )
            for number in range(series)
        ],
        ignore_index=True,
    )
