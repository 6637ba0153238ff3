"""Cards of the anomaly desk as a scan stores them, without a scan."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from ecogov.services.anomalies.summing import picture, summary, told
from ecogov.storage.anomalies import cards
from ecogov.storage.database import Database
from tests.builders import ACTOR

DAY = date(2026, 11, 18)
FOUND_AT = datetime(2026, 11, 19, 6, tzinfo=UTC)


def a_flagged_day(project_id: int, **own: Any) -> dict[str, Any]:
    """Tell a day on which accuracy fell from 96 % to 90 %."""
    metric = own.get("metric", "qa_accuracy")
    place = {"vendor_id": 0, "queue_id": 0, "locale": "zh-CN", "annotator_id": 0}
    place |= {name: own[name] for name in place if name in own}
    keys = "|".join(map(str, place.values()))
    return {
        "project_id": project_id, "series": f"{metric}|{keys}", "metric": metric,
        "measure": "ratio", **place, "day": DAY, "value": 0.9, "numerator": 900.0,
        "denominator": 1000.0, "expected": 0.96, "expected_low": 0.945, "expected_high": 0.972,
        "p_value": 1e-6, "score": 0.67, "direction": "down", "finding": "shift", "since": DAY,
        "days": 1, "siblings": 2, "siblings_alike": 0,
        "evidence": {"shift_evidence": 9.0, "spread_evidence": 3.0, "shared_evidence": -5.0},
        **own,
    }  # fmt: skip


def stored_card(db: Database, project_id: int, *, card: Any = None, **own: Any) -> int:
    """Store a card of one flagged day and give its id; `card` are columns of the card."""
    rows = [a_flagged_day(project_id, **own)]
    days = frame_of(*rows)
    columns = {
        **summary(days), "version": 1, "project_id": project_id, "status": "new",
        "found_at": FOUND_AT, "lead": told(days, a_band(days)),
        "picture": picture(days, a_band(days), DAY), "context": [],
        "cause": [{"slice": {"locale": "zh-CN"}, "is_shared": True}],
    }  # fmt: skip
    with db.write(ACTOR) as session:
        number = cards.next_number(session, project_id)
        key = cards.add_card(session, {**columns, "number": number, **(card or {})})
        cards.add_days(session, [{**row, "anomaly_id": key} for row in rows])
    return key


def frame_of(*rows: dict[str, Any]) -> pd.DataFrame:
    """Lay flagged days out as storage reads them."""
    days = pd.DataFrame(rows)
    return days.astype({"numerator": "float64", "denominator": "float64"})


def a_band(days: pd.DataFrame) -> pd.DataFrame:
    """Tell thirty quiet days before the strange one, and that one."""
    last = days.iloc[0]
    dates = pd.to_datetime([last["day"] - timedelta(days=back) for back in range(30, -1, -1)])
    band = pd.DataFrame({"day": dates, "value": 0.96, "num": 960.0, "den": 1000.0})
    band = band.assign(expected=0.96, low=0.945, high=0.972, is_off=dates.day_of_week > 4)
    band.loc[band.index[-1], ["value", "num"]] = last["value"], last["numerator"]
    return band
