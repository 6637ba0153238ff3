"""Which rows stand behind a KPI: what is listed when a figure is opened."""

from enum import StrEnum
from typing import Final


class Behind(StrEnum):
    """Rows that a figure counts; its numerator is among them."""

    SUBMITTED = "submitted"
    TIMED = "timed"
    REVIEWED = "reviewed"
    GOLD = "gold"
    GOLD_TAINTED = "gold_tainted"
    OVERLAP = "overlap"
    DUE = "due"
    OPEN = "open"
    ATTEMPTED = "attempted"
    COSTED = "costed"


BEHIND: Final[dict[str, Behind]] = {
    "submitted_units": Behind.SUBMITTED,
    "accepted_units": Behind.SUBMITTED,
    "throughput_units_per_day": Behind.SUBMITTED,
    "units_per_hour": Behind.TIMED,
    "handle_seconds": Behind.TIMED,
    "aht_seconds": Behind.TIMED,
    "aht_median_seconds": Behind.TIMED,
    "aht_p90_seconds": Behind.TIMED,
    "qa_accuracy": Behind.REVIEWED,
    "acceptance_rate": Behind.REVIEWED,
    "first_pass_yield": Behind.REVIEWED,
    "rework_rate": Behind.REVIEWED,
    "gold_accuracy": Behind.GOLD,
    "gold_accuracy_tainted": Behind.GOLD_TAINTED,
    "agreement_percent": Behind.OVERLAP,
    "agreement_alpha": Behind.OVERLAP,
    "agreement_ac1": Behind.OVERLAP,
    "tat_attainment": Behind.DUE,
    "backlog_units": Behind.OPEN,
    "skip_rate": Behind.ATTEMPTED,
    "cost_per_accepted_unit": Behind.COSTED,
}
"""Every KPI, and the rows that it counts."""
