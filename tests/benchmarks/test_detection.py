"""How well strange days and guilty slices are found, beside what a person would take instead."""

import importlib.util
import os
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecogov.detection.panel import since
from ecogov.detection.rootcause.leaves import leaves
from ecogov.detection.rootcause.localising import root_causes
from ecogov.detection.running import in_turn, on_every_core
from ecogov.detection.scanning import scan
from tests.benchmarks import rivals
from tests.benchmarks.faults import ANOMALY, Case, case, figures, tool
from tests.benchmarks.measuring import seconds_of, told

SERIES = int(os.environ.get("ECOGOV_BENCH_SERIES", "600"))
FEW = int(os.environ.get("ECOGOV_BENCH_FEW", "100"))
"""Series for rivals that take minutes on more."""
MANY = int(os.environ.get("ECOGOV_BENCH_MANY", "10000"))
DEVELOPMENT, JUDGING = (11, 12, 13), (101, 102, 103)
CUTS = ["vendor", "queue", "locale", "annotator", "label"]
GOALS = {
    "A": "F1 .68, recall .25 .72, dips .90, clear .87, false alarms .08 to .12, delay 2, 20 s",
    "B": "F1 .55, recall .25 .60, dips .78, clear .78, false alarms .08 to .12, delay 2, 20 s",
}
RIVALS = {
    "3 sigma, 90 days": (rivals.three_sigma, SERIES, None),
    "weekday median / MAD": (rivals.weekday_median, SERIES, None),
    "Nelson rules": (rivals.nelson, FEW, None),
    "STL + MAD": (rivals.stl, FEW, "statsmodels"),
    "PyOD KNN on the value": (rivals.raw_pyod("KNN"), FEW, None),
    "PyOD ECOD on the value": (rivals.raw_pyod("ECOD"), FEW, None),
    "PyOD IForest on the value": (rivals.raw_pyod("IForest"), FEW, None),
    "PyOD TimeSeriesOD, KNN, 7 days": (rivals.time_series_od, FEW, None),
    "ADTK level shift": (rivals.adtk, FEW, "adtk"),
    "Prophet's band": (rivals.prophet, FEW // 4, "prophet"),
}

pytestmark = pytest.mark.skipif(
    not ANOMALY.is_dir(), reason="no panels with known faults: shared/data/anomaly is not there"
)


def ours(one: Case) -> pd.DataFrame:
    return scan(one.laid).scores


@pytest.mark.parametrize("regime", ["A", "B"])
def test_faults_found(regime):
    found = figures(ours, regime, SERIES, development=DEVELOPMENT, judging=JUDGING)
    told(f"Faults, regime {regime}, ours", str(found), f"goal {GOALS[regime]}")
    told("  recall .25 by fault", found.of_faults)


@pytest.mark.parametrize("name", RIVALS)
@pytest.mark.parametrize("regime", ["A", "B"])
def test_faults_found_by_what_a_person_would_take_instead(regime, name):
    detect, series, package = RIVALS[name]
    if package and importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed, {name} did not run")
    found = figures(detect, regime, series, development=DEVELOPMENT[:1], judging=JUDGING[:1])
    told(f"Faults, regime {regime}, {name}, {series} series", str(found))
    told("  recall .25 by fault", found.of_faults)


def test_scan_of_many_series():
    laid = case(7, "A", MANY, 180).laid
    for where, run in (("one core", in_turn), ("every core", on_every_core)):
        taken = seconds_of(lambda run=run: scan(laid, run=run), runs=1)
        told(f"Scan of {MANY} series x 180 days, {where}", f"{taken:.1f} s", "goal 20 s")


def test_scan_of_one_new_day():
    laid = case(7, "A", MANY, 180).laid
    day = laid.days[-1].date()
    taken = seconds_of(lambda: scan(since(laid, day), run=on_every_core), runs=1)
    told(f"Scan of one new day of {MANY} series", f"{taken:.1f} s", "goal 5 s")


def _guilty(found: pd.DataFrame) -> Any:
    before = found.rename(columns={"k0": "k", "n0": "n"}).query("n > 0")
    after = found.rename(columns={"k1": "k", "n1": "n"}).query("n > 0")
    return root_causes(leaves(before, after, CUTS, numerator="k", denominator="n"))


def _names(causes: Any) -> list[str]:
    return ["&".join(f"{cut}={c.slice[cut]}" for cut in CUTS if cut in c.slice) for c in causes]


def _exchanged(found: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    """Turn before and after round, leaf by leaf, at random: nobody is to blame then."""
    turned = found.copy()
    is_turned = dice.random(len(found)) < 0.5
    for before, after in (("n0", "n1"), ("k0", "k1")):
        turned[before] = found[before].where(~is_turned, found[after])
        turned[after] = found[after].where(~is_turned, found[before])
    return turned


def test_guilty_slices_found():
    rows, truth = tool("make_kpi_faults").make_rca(200, 105)
    cases = dict(list(rows.groupby("case_id")))
    dice = np.random.default_rng(105)
    told_ = []
    for one in truth.itertuples():
        change = _guilty(cases[one.case_id])
        names, suspects = _names(change.causes), _names(change.suspects)
        wanted = set(one.cause.split(";"))
        blamed = _guilty(_exchanged(cases[one.case_id], dice)).causes
        told_.append(
            {
                "type": one.type,
                "hits": 2 * len(wanted & set(names)),
                "of": len(set(names)) + len(wanted),
                "first": bool(suspects) and suspects[0] in wanted,
                "three": bool(wanted & set(suspects[:3])),
                "mix": any(cause.is_mix for cause in change.causes),
                "nobody": not any(cause.is_named for cause in blamed),
            }
        )
    found = pd.DataFrame(told_)
    by_type = found.groupby("type")[["hits", "of"]].sum()
    shown = ", ".join(f"{name} {one.hits / one.of:.2f}" for name, one in by_type.iterrows())
    told(
        "Root cause, 200 cases of seed 105",
        f"F1 {found['hits'].sum() / found['of'].sum():.2f} ({shown}), first "
        f"{found['first'].mean():.2f}, among three {found['three'].mean():.2f}, mix "
        f"{found.loc[found['type'] == 'mix', 'mix'].mean():.2f}, nobody named after exchange "
        f"{found['nobody'].mean():.2f}",
        "goal F1 .77, first .82, three .90, mix .90, nobody .95; two-proportion z .55, .59, .66, 0",
    )


def test_root_cause_of_many_leaves():
    dice = np.random.default_rng(0)
    sizes = {"vendor": 8, "queue": 6, "locale": 10, "annotator": 200, "label": 12}
    found = pd.DataFrame({cut: dice.integers(0, most, 10_000) for cut, most in sizes.items()})
    found["n0"] = found["n1"] = dice.poisson(20, len(found)) + 1
    found["k0"], found["k1"] = (dice.binomial(found["n0"], 0.95) for _ in range(2))
    taken = seconds_of(lambda: _guilty(found))
    told("Root cause over 10 000 leaves", f"{taken:.2f} s", "goal 0.3 s")
