"""The additive measures behind every KPI: what the roll-ups store.

Every KPI is a ratio of sums of these, so that any roll-up of days, vendors, queues, locales or
people is the same formula over larger sums (a rate is never averaged).
"""

from typing import Final

MEASURES: Final[tuple[str, ...]] = (
    "submitted_units",  # submitted, neither skipped nor cancelled; by submit day
    "accepted_units",  # of them without gold: accepted by the project's acceptance basis
    "timed_units",  # submitted units whose handling time is known
    "timed_accepted_units",  # accepted units whose handling time is known
    "handle_seconds",  # seconds on timed units; page and suite time counted once
    "timed_rows",  # rows (not units) that carry a handling time
    "handle_seconds_squared",  # sum over timed rows of seconds squared
    "overlapped_rows",  # timed rows whose elapsed interval overlaps another of the same person
    "skipped_units",
    "cancelled_units",
    "skip_known_units",  # units of sources that say of each unit whether it was skipped
    "gold_answers",  # scored gold answers on untainted rows
    "gold_correct",
    "gold_answers_tainted",  # the same on tainted rows, kept apart
    "gold_correct_tainted",
    "reviewed_units",  # by review day
    "review_accepted_units",
    "review_fixed_units",
    "review_rejected_units",
    "first_reviewed_items",  # by day of the item's first review
    "first_passed_items",
    "return_base_items",  # items first-reviewed (a sheet has no items: its submitted units)
    "returned_items",
    "received_units",  # by the day the work came in
    "closed_units",  # by the day it was done
    "prelabels_shown",
    "prelabels_kept",
    "cost_amount",  # project currency
    "costed_accepted_units",  # accepted units that carry a cost
)
