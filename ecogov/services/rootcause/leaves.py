"""The finest slices of both periods of a question, by the codes that people know."""

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.metrics import Metric, Source, metric_of
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.people import Right
from ecogov.domain.rootcause.parts import LEVEL, PER_DAY, Kind, kind_of, parts_of, spread_of
from ecogov.domain.rootcause.questions import ChangeQuestion, Period
from ecogov.domain.targets import TURNAROUND
from ecogov.services.calendars import project_calendar
from ecogov.services.kpis import kpi_cells
from ecogov.services.people.rights import require
from ecogov.storage.database import Database
from ecogov.storage.production import kpis, slicing

MOST_LEAVES: Final = 20_000

_NUMBERED: Final = ("vendor", "queue", "annotator")
_ROLLED_UP: Final = ("vendor", "queue", "locale")
_DUST: Final = 1e-6
_TIMED: Final = ("timed_rows", "timed_units", "handle_seconds", "handle_seconds_squared")


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Both periods of a question, cut as finely as they can be.

    Parameters
    ----------
    before, after : DataFrame
        One column per cut with codes ("" stands for none), then ``k`` and ``n``.
    cuts : tuple of str
        Dimensions that both are cut along.
    left_out : tuple of str
        Dimensions that would have made too many slices.
    spread : float
        Standard deviation of single units over their mean; NaN where it is not known.
    factor : float
        What amounts before were multiplied by, so that both periods have as many working days.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    cuts: tuple[str, ...]
    left_out: tuple[str, ...]
    spread: float
    factor: float


def sides_of(db: Database, question: ChangeQuestion) -> Sides:
    """Read both periods.

    Raises
    ------
    NotFoundError
        ``project.unknown``.
    DomainError
        ``rootcause.empty`` when a period has nothing to compare.
    """
    require(db, Right.READ, question.project_id)
    metric = metric_of(question.metric)
    read = _cells if _needs_cells(metric) else _sums
    cuts, left_out = question.cuts, list[str]()
    while True:
        told = read(db, question, cuts)
        widest = max(len(frame) for frame, _ in told)
        if widest < MOST_LEAVES or len(cuts) == 1:
            break
        dropped = max(cuts, key=lambda name: told[1][0][name].nunique())
        left_out.append(dropped)
        cuts = tuple(name for name in cuts if name != dropped)
    (before, _), (after, spread) = told
    factors = _factors(db, question, metric)
    before = before.assign(k=before["k"] * factors[0])
    after = after.assign(k=after["k"] * factors[1])
    if not (before["n"].sum() > 0 and after["n"].sum() > 0):
        raise DomainError("rootcause.empty")
    with db.read() as session:
        names = {
            name: kpis.names_of(session, name, question.slice.project_ids).set_index("key")["code"]
            for name in cuts
            if name in _NUMBERED
        }
    before, after = (_by_code(frame, names) for frame in (before, after))
    return Sides(before, after, cuts, tuple(left_out), spread, factors[0] / factors[1])


def within(slice_: Slice, period: Period) -> Slice:
    """Narrow a slice down to the days of a period."""
    return replace(slice_, first_day=period.first, last_day=period.last)


def _needs_cells(metric: Metric) -> bool:
    """Tell whether a KPI is made of more than the sums of the roll-ups."""
    return metric.source is not Source.SUMS or metric.code in {TURNAROUND, LEVEL}


def _sums(
    db: Database, question: ChangeQuestion, cuts: tuple[str, ...]
) -> list[tuple[pd.DataFrame, float]]:
    metric = metric_of(question.metric)
    totals = (metric.numerator, metric.denominator if metric.code != PER_DAY else None)
    names = [name for total in totals if total is not None for name in total.columns]
    measures = list(dict.fromkeys([*names, *(_TIMED if "handle_seconds" in names else ())]))
    told = []
    with db.read() as session:
        for period in (question.before, question.after):
            slice_ = within(question.slice, period)
            sums = _whole(session, slice_, cuts, measures)
            spread = spread_of(sums) if "timed_rows" in measures else float("nan")
            parts = sums[list(cuts)].join(parts_of(metric, sums))
            told.append((parts[(parts["k"] > 0) | (parts["n"] > 0)], spread))
    return told


def _whole(
    session: Any,  # noqa: ANN401 - a session of storage
    slice_: Slice,
    cuts: tuple[str, ...],
    measures: list[str],
) -> pd.DataFrame:
    """Sum the measures of every leaf; rows without an answer are leaves of their own."""
    sums = slicing.slice_sums(session, slice_, cuts, measures, limit=MOST_LEAVES)
    others = [name for name in cuts if name != "label"]
    if "label" not in cuts or slice_.labels or not set(others) <= set(_ROLLED_UP):
        return sums
    every = slicing.slice_sums(session, slice_, others, measures, limit=MOST_LEAVES)
    known = sums.groupby(others)[measures].sum() if others else sums[measures].sum().to_frame().T
    rest = every.set_index(others)[measures] if others else every[measures]
    rest = rest.sub(known, fill_value=0.0)
    has_rest = rest[rest.abs().max(axis=1) > _DUST].clip(lower=0.0)
    frame = has_rest.reset_index() if others else has_rest
    return pd.concat([sums, frame.assign(label="")], ignore_index=True)


def _cells(
    db: Database, question: ChangeQuestion, cuts: tuple[str, ...]
) -> list[tuple[pd.DataFrame, float]]:
    told = []
    is_amount = kind_of(metric_of(question.metric)) is Kind.AMOUNT
    for period in (question.before, question.after):
        asked = Question(within(question.slice, period), (question.metric,), cuts)
        cells = kpi_cells(db, asked)
        keys: dict[str, Any] = {
            name: cells[f"{name}_id" if name in _NUMBERED else name] for name in cuts
        }
        k = cells["numerator"].astype("float64").fillna(0.0)
        n = 1.0 if is_amount else cells["denominator"].astype("float64").fillna(0.0)
        parts = pd.DataFrame({**keys, "k": k, "n": n})
        told.append((parts[(parts["k"] > 0) | (parts["n"] > 0)], float("nan")))
    return told


def _factors(db: Database, question: ChangeQuestion, metric: Metric) -> tuple[float, float]:
    """Tell what amounts are multiplied by: both periods then have as many working days."""
    if kind_of(metric) is not Kind.AMOUNT or metric.code == LEVEL:
        return 1.0, 1.0
    calendar = project_calendar(db, question.project_id)
    periods = (question.before, question.after)
    days = [calendar.working_days(one.first, one.last) for one in periods]
    if not all(days):
        days = [one.days for one in periods]
    if metric.code == PER_DAY:
        return 1 / days[0], 1 / days[1]
    return days[1] / days[0], 1.0


def _by_code(frame: pd.DataFrame, names: dict[str, "pd.Series[str]"]) -> pd.DataFrame:
    coded = {
        name: frame[name].map(codes).astype("object").fillna("") for name, codes in names.items()
    }
    return frame.assign(**coded).reset_index(drop=True)
