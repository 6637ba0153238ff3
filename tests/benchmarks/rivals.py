"""What a person would take instead: rules of thumb, control charts and detectors as they come.

Each gives every day a score, higher = stranger, from one series alone; the protocol chooses the
threshold, so that all compete at equal budgets of false alarms.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from tests.benchmarks.faults import Case

WARM_UP = 60
_SEASON = 7
_FEWEST = 20


def three_sigma(one: Case) -> pd.DataFrame:
    """Distance from the mean of the last 90 days."""
    return _by_series(one, _sigmas)


def _sigmas(value: pd.Series) -> pd.Series:
    past = value.shift(1).rolling(90, min_periods=20)
    return (value - past.mean()).abs() / past.std()


def weekday_median(one: Case) -> pd.DataFrame:
    """Distance from the median of the same weekday, over the median distance."""
    return _by_series(one, _weekday_distance)


def _weekday_distance(value: pd.Series) -> pd.Series:
    weekday = value.index.day_of_week
    usual = value.groupby(weekday).transform(
        lambda same: same.shift(1).rolling(8, min_periods=3).median()
    )
    off = (value - usual).abs()
    return off / off.shift(1).rolling(90, min_periods=20).median()


def nelson(one: Case) -> pd.DataFrame:
    """How far the rules 1, 2, 3, 5 and 6 are broken against the limits of the warm-up."""
    return _by_series(one, _rules_broken)


def _rules_broken(value: pd.Series) -> pd.Series:
    frozen = _warm_up(value)
    spread = frozen.diff().abs().mean() / 1.128
    z = (value - frozen.mean()) / spread if spread > 0 else value * 0.0
    told = [z.abs() / 3]
    for side in (z, -z):
        step = side.diff() > 0
        told += [
            _run(side > 0) / 9,
            (_run(step) + 1) / 6,
            side.rolling(3).apply(lambda last: np.sort(last)[1], raw=True) / 2,
            side.rolling(5).apply(lambda last: np.sort(last)[1], raw=True) / 1,
        ]
    return pd.concat(told, axis=1).max(axis=1)


def _run(holds: pd.Series) -> pd.Series:
    """Count how many days in a row something has held."""
    return holds.groupby((~holds).cumsum()).cumsum()


def stl(one: Case) -> pd.DataFrame:
    """Distance from trend and season, each month decomposed anew, over its median."""
    return _by_series(one, _stl_distance)


def _stl_distance(value: pd.Series) -> pd.Series:
    from statsmodels.tsa.seasonal import STL  # noqa: PLC0415  # may not be installed

    filled = value.asfreq("D").interpolate()
    told = pd.Series(np.nan, index=filled.index)
    for last in range(WARM_UP // 2, len(filled) + 1):
        rest = STL(filled.iloc[max(0, last - 120) : last], period=_SEASON, robust=False).fit().resid
        told.iloc[last - 1] = abs(rest.iloc[-1]) / max(rest.abs().median(), 1e-12)
    return told.reindex(value.index)


def prophet(one: Case) -> pd.DataFrame:
    """Distance from Prophet's forecast in half widths of its band, fitted anew every month."""
    return _by_series(one, _prophet_distance)


def _prophet_distance(value: pd.Series) -> pd.Series:
    import logging  # noqa: PLC0415

    from prophet import Prophet  # noqa: PLC0415  # may not be installed

    logging.getLogger("cmdstanpy").setLevel(logging.ERROR)
    frame = pd.DataFrame({"ds": value.index, "y": value.to_numpy()})
    told = []
    for first in range(WARM_UP // 2, len(frame), 30):
        model = Prophet(yearly_seasonality=False, uncertainty_samples=200).fit(frame.iloc[:first])
        band = model.predict(frame.iloc[first : first + 30][["ds"]])
        half = ((band["yhat_upper"] - band["yhat_lower"]) / 2).clip(lower=1e-12)
        off = (frame["y"].iloc[first : first + 30].to_numpy() - band["yhat"]).abs() / half
        told.append(pd.Series(off.to_numpy(), index=value.index[first : first + 30]))
    return pd.concat(told).reindex(value.index)


def adtk(one: Case) -> pd.DataFrame:
    """ADTK's level shift: the median of three days against that of the two weeks before."""
    return _by_series(one, _adtk_shift)


def _adtk_shift(value: pd.Series) -> pd.Series:
    from adtk.transformer import DoubleRollingAggregate  # noqa: PLC0415  # may not be installed

    daily = value.asfreq("D").interpolate()
    shift = DoubleRollingAggregate(agg="median", window=(14, 3), diff="l1").transform(daily)
    return (shift.shift(2) / _warm_up(value).std()).reindex(value.index)


def raw_pyod(name: str) -> Callable[[Case], pd.DataFrame]:
    """One PyOD detector per series on the plain value, as its examples show it."""
    return partial(_by_series, scores=partial(_detected, name))


def _detected(name: str, value: pd.Series) -> pd.Series:
    first = _warm_up(value)
    known = ((value - first.mean()) / first.std()).to_numpy()
    detector = _detector(name).fit(known[: len(first), None])
    return pd.Series(detector.decision_function(known[:, None]), index=value.index)


def time_series_od(one: Case) -> pd.DataFrame:
    """PyOD's own bridge to time series: nearest neighbours of the last seven days."""
    return _by_series(one, _windowed)


def _windowed(value: pd.Series) -> pd.Series:
    from pyod.models.ts_od import TimeSeriesOD  # noqa: PLC0415  # seconds

    first = _warm_up(value)
    known = ((value - first.mean()) / first.std()).to_numpy()
    bridge = TimeSeriesOD(detector=_detector("KNN"), window_size=_SEASON).fit(known[: len(first)])
    windows = np.lib.stride_tricks.sliding_window_view(known, _SEASON)
    told = bridge.detector_.decision_function(windows)
    return pd.Series(told, index=value.index[_SEASON - 1 :]).reindex(value.index)


def _warm_up(value: pd.Series) -> pd.Series:
    return value[value.index < value.index[0] + pd.Timedelta(days=WARM_UP)]


def _detector(name: str) -> Any:
    from pyod.models.ecod import ECOD  # noqa: PLC0415  # seconds
    from pyod.models.iforest import IForest  # noqa: PLC0415
    from pyod.models.knn import KNN  # noqa: PLC0415

    return {"KNN": KNN, "ECOD": ECOD, "IForest": partial(IForest, random_state=0)}[name]()


def _by_series(one: Case, scores: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    told = []
    for name, seen in one.observations.groupby("series_id"):
        value = seen.set_index("timestamp")["value"].sort_index()
        if len(_warm_up(value)) > _FEWEST and _warm_up(value).std() > 0:
            score = scores(value).fillna(0.0)
            told.append(
                pd.DataFrame(
                    {"series_id": name, "timestamp": score.index, "score": score.to_numpy()}
                )
            )
    every = pd.concat(told).merge(one.about[["series_id", "first_scored"]], on="series_id")
    return every[every["timestamp"] >= every["first_scored"]]
