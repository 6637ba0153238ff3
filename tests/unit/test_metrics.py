import numpy as np
import pandas as pd
import pytest

from ecogov.domain.errors import DomainError
from ecogov.domain.kpi.intervals import IntervalKind
from ecogov.domain.kpi.measures import MEASURES
from ecogov.domain.kpi.metrics import (
    CALLER_COLUMNS,
    METRICS,
    RESULT_COLUMNS,
    Dimension,
    NullReason,
    Source,
    evaluate,
    metric_of,
)

CODES = [
    "submitted_units",
    "accepted_units",
    "throughput_units_per_day",
    "units_per_hour",
    "handle_seconds",
    "aht_seconds",
    "aht_median_seconds",
    "aht_p90_seconds",
    "qa_accuracy",
    "gold_accuracy",
    "gold_accuracy_tainted",
    "acceptance_rate",
    "first_pass_yield",
    "rework_rate",
    "agreement_percent",
    "agreement_alpha",
    "agreement_ac1",
    "tat_attainment",
    "backlog_units",
    "skip_rate",
    "cost_per_accepted_unit",
]

OVER_SUMS = [metric for metric in METRICS.values() if metric.source is Source.SUMS]


def sums(*rows, **everywhere):
    """Build sums in which every measure is 0 but those that are given."""
    blank = dict.fromkeys((*MEASURES, *CALLER_COLUMNS), 0.0)
    return pd.DataFrame([{**blank, **everywhere, **row} for row in rows or ({},)])


def value(code, **measures):
    return evaluate(METRICS[code], sums(**measures)).loc[0]


def test_the_registry_holds_the_published_codes_in_their_order():
    assert list(METRICS) == CODES


@pytest.mark.parametrize("metric", OVER_SUMS, ids=lambda metric: metric.code)
def test_formulas_name_stored_measures_only(metric):
    assert set(metric.columns) <= {*MEASURES, *CALLER_COLUMNS}


@pytest.mark.parametrize("metric", OVER_SUMS, ids=lambda metric: metric.code)
def test_a_figure_needs_its_own_columns_only(metric):
    cell = evaluate(metric, sums()[list(metric.columns)])
    assert tuple(cell.columns) == RESULT_COLUMNS


def test_rates_are_of_sums_and_never_averaged():
    days = sums(
        {"review_accepted_units": 10, "reviewed_units": 10},
        {"review_accepted_units": 800, "reviewed_units": 1000},
    )
    whole = evaluate(METRICS["qa_accuracy"], days.sum().to_frame().T)
    assert whole.loc[0, "value"] == pytest.approx(0.802, abs=5e-4)


@pytest.mark.parametrize(
    ("code", "measures", "expected"),
    [
        ("submitted_units", {"submitted_units": 12}, 12),
        ("accepted_units", {"accepted_units": 9}, 9),
        ("throughput_units_per_day", {"accepted_units": 90, "working_days": 20}, 4.5),
        ("units_per_hour", {"timed_accepted_units": 30, "handle_seconds": 7200}, 15),
        ("handle_seconds", {"handle_seconds": 70, "timed_units": 2}, 70),
        ("aht_seconds", {"handle_seconds": 90, "timed_units": 3, "timed_rows": 2}, 30),
        ("qa_accuracy", {"review_accepted_units": 19, "reviewed_units": 20}, 0.95),
        ("gold_accuracy", {"gold_correct": 3, "gold_answers": 4}, 0.75),
        ("gold_accuracy_tainted", {"gold_correct_tainted": 1, "gold_answers_tainted": 4}, 0.25),
        (
            "acceptance_rate",
            {"review_accepted_units": 6, "review_fixed_units": 2, "reviewed_units": 10},
            0.8,
        ),
        ("first_pass_yield", {"first_passed_items": 7, "first_reviewed_items": 10}, 0.7),
        ("rework_rate", {"returned_items": 2, "return_base_items": 10}, 0.2),
        ("tat_attainment", {"tat_on_time": 9, "tat_due": 12}, 0.75),
        ("backlog_units", {"backlog": 40}, 40),
        ("skip_rate", {"skipped_units": 1, "cancelled_units": 1, "skip_known_units": 10}, 0.2),
        ("cost_per_accepted_unit", {"cost_amount": 10, "costed_accepted_units": 4}, 2.5),
    ],
)
def test_formula(code, measures, expected):
    cell = value(code, **measures)
    assert cell["value"] == pytest.approx(expected)
    assert cell["null_reason"] is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("throughput_units_per_day", "no_working_days"),
        ("units_per_hour", "no_times"),
        ("handle_seconds", "no_times"),
        ("aht_seconds", "no_times"),
        ("qa_accuracy", "no_reviews"),
        ("gold_accuracy", "no_gold"),
        ("gold_accuracy_tainted", "no_gold"),
        ("acceptance_rate", "no_reviews"),
        ("first_pass_yield", "no_reviews"),
        ("rework_rate", "no_reviews"),
        ("tat_attainment", "no_due_times"),
        ("skip_rate", "no_skips"),
        ("cost_per_accepted_unit", "no_costs"),
    ],
)
def test_nothing_to_divide_by_gives_a_reason_and_no_number(code, reason):
    cell = value(code)
    assert np.isnan(cell["value"])
    assert cell["null_reason"] == reason
    assert np.isnan(cell["low"])
    assert np.isnan(cell["high"])


@pytest.mark.parametrize("metric", OVER_SUMS, ids=lambda metric: metric.code)
def test_missing_measures_never_become_zero(metric):
    unknown = pd.DataFrame(np.nan, index=[0], columns=list(metric.columns))
    cell = evaluate(metric, unknown).loc[0]
    assert np.isnan(cell["value"])
    assert cell["null_reason"] == metric.null_reason


def test_an_unknown_backlog_is_not_an_empty_one():
    assert value("backlog_units", backlog=0)["value"] == 0
    assert value("backlog_units", backlog=np.nan)["null_reason"] == "no_open_units"


def test_what_the_caller_knows_already_wins():
    frame = sums({"cost_amount": 5, "costed_accepted_units": 5, "null_reason": "mixed_currency"})
    cell = evaluate(METRICS["cost_per_accepted_unit"], frame).loc[0]
    assert np.isnan(cell["value"])
    assert cell["null_reason"] == "mixed_currency"


def test_null_hints_that_are_none_change_nothing():
    frame = sums({"submitted_units": 3}, {"submitted_units": 4}).assign(null_reason=None)
    cells = evaluate(METRICS["submitted_units"], frame)
    assert cells["value"].tolist() == [3, 4]
    assert cells["null_reason"].tolist() == [None, None]


def test_rate_carries_its_wilson_interval_and_its_n():
    cell = value("qa_accuracy", review_accepted_units=48, reviewed_units=50)
    assert cell["low"] == pytest.approx(0.8654, abs=5e-5)
    assert cell["high"] == pytest.approx(0.9890, abs=5e-5)
    assert cell["n"] == 50


def test_mean_time_is_bounded_only_where_every_unit_is_a_row():
    rows = {"handle_seconds": 15, "handle_seconds_squared": 55, "timed_rows": 5}
    single = value("aht_seconds", **rows, timed_units=5)
    beside_totals = value("aht_seconds", **rows, timed_units=10)
    assert (single["low"], single["high"]) == pytest.approx((1.0368, 4.9632), abs=1e-4)
    assert beside_totals["value"] == 1.5
    assert np.isnan(beside_totals["low"])
    assert beside_totals["n"] == 10


def test_mean_time_is_never_bounded_below_zero():
    cell = value(
        "aht_seconds", handle_seconds=100, handle_seconds_squared=1e4, timed_rows=2, timed_units=2
    )
    assert cell["low"] == 0


def test_evaluate_keeps_the_index_and_the_input():
    frame = sums({"submitted_units": 1}, {"submitted_units": 2}).set_axis(["b", "a"])
    before = frame.copy()
    assert evaluate(METRICS["submitted_units"], frame).index.tolist() == ["b", "a"]
    pd.testing.assert_frame_equal(frame, before)


def test_evaluate_reads_nullable_integers():
    frame = sums({"gold_correct": 3, "gold_answers": 4}, {"gold_answers": 4}).astype("Int64")
    frame.loc[1, "gold_correct"] = pd.NA
    cells = evaluate(METRICS["gold_accuracy"], frame)
    assert cells["null_reason"].tolist() == [None, "no_gold"]


def test_no_rows_in_no_rows_out():
    cells = evaluate(METRICS["qa_accuracy"], sums().iloc[:0])
    assert cells.empty
    assert tuple(cells.columns) == RESULT_COLUMNS


def test_a_missing_column_is_a_mistake_and_not_a_null():
    with pytest.raises(KeyError):
        evaluate(METRICS["throughput_units_per_day"], sums().drop(columns="working_days"))


def test_quantiles_and_agreement_are_not_of_sums():
    with pytest.raises(KeyError):
        evaluate(METRICS["agreement_alpha"], sums())


def test_unknown_codes_are_refused():
    assert metric_of("qa_accuracy").interval is IntervalKind.WILSON
    with pytest.raises(DomainError, match=r"metric\.unknown"):
        metric_of("accuracy")


def test_agreement_and_backlog_belong_to_no_single_person():
    for code in ("agreement_alpha", "backlog_units", "tat_attainment"):
        assert Dimension.ANNOTATOR not in METRICS[code].dimensions


def test_every_metric_says_why_it_can_be_missing():
    assert all(isinstance(metric.null_reason, NullReason) for metric in METRICS.values())
