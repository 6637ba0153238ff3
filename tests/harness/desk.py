"""A project with daily sheets of three vendors, in which one thing goes wrong."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from tests.harness.exports import records_bytes

FIRST_DAY = date(2026, 3, 2)
DAYS = 110
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
DIP_FROM = LAST_DAY - timedelta(days=4)
VENDORS = ("KERLIP", "LANTERN", "SERRA")


def sheet(
    *, days: int = DAYS, dip: float = 0.14, first: int = 0, **cells: Mapping[date, object]
) -> bytes:
    """Write the sheets of all vendors, Monday to Friday, from the day numbered `first` on.

    On the last five days of the full span Kerlip's share of defects is `dip`, else 4 %. `cells`
    puts values into a column of Serra's rows on single days.
    """
    dice = np.random.default_rng(7)
    rows = []
    for number in range(days):
        day = FIRST_DAY + timedelta(days=number)
        for vendor in VENDORS:
            units, reviewed = int(dice.poisson(400)), int(dice.poisson(220))
            is_bad = vendor == "KERLIP" and day >= DIP_FROM
            chance, defects = dice.random(reviewed), 0
            defects = int((chance < (dip if is_bad else 0.04)).sum())
            hours = round(float(units / 60 * np.exp(dice.normal(0, 0.04))), 2)
            if day.weekday() > 4 or number < first:
                continue
            row = {
                "Date": day.isoformat(), "Vendor": vendor, "Queue": "images",
                "Language": "zh-CN", "Units": units, "Hours": hours, "Reviewed": reviewed,
                "Defects": defects,
            }  # fmt: skip
            if vendor == "SERRA":
                row |= {name: values[day] for name, values in cells.items() if day in values}
            rows.append(row)
    columns = dict.fromkeys(name for row in rows for name in row)
    return records_bytes([{name: row.get(name, "") for name in columns} for row in rows])
