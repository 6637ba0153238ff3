"""Storing what a scan found: flagged days onto cards, cards summed up, the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any, Final

import pandas as pd

from ecogov.domain.anomalies.grouping import (
    LONGEST_CHANGE_DAYS,
    NEIGHBOURS_DAYS,
    Card,
    FlaggedDay,
    grouped,
)
from ecogov.domain.anomalies.triage import OPEN, WATCHED_FROM_DAYS, AnomalyStatus, Reason
from ecogov.domain.anomalies.watched import Place, series_of
from ecogov.domain.workdays import Calendar, DayOff
from ecogov.services.anomalies.causes import Moved, causes, in_common, periods
from ecogov.services.anomalies.looking import Looked
from ecogov.services.anomalies.summing import (
    PICTURE_AFTER_DAYS,
    lead_of,
    picture,
    plain,
    summary,
    told,
    window,
)
from ecogov.storage import calendars
from ecogov.storage.anomalies import cards
from ecogov.storage.registers import Session, rows_of

_MARKED_BEFORE: Final = 5
_MARKED_AFTER: Final = 2
_NUMBERS: Final = ("value", "expected", "expected_low", "expected_high", "p_value", "score")
_EVIDENCE: Final = ("shift_evidence", "spread_evidence", "shared_evidence")


@dataclass(frozen=True, slots=True)
class Keeper:
    """One transaction that stores what was found in one project, up to a day.

    Parameters
    ----------
    last_day : date
        Last day of the project that has data, as the scan saw it.
    """

    session: Session
    looked: Looked
    calendar: Calendar
    due_from: date
    as_of: date
    last_day: date
    at: datetime
    is_marked_planned: bool

    @property
    def project_id(self) -> int:
        """The project that was looked at."""
        return self.looked.project_id

    def keep(self) -> int:
        """Store the flagged days of the due days, and give the number of cards that are new."""
        stored = cards.days_frame(self.session, project_id=self.project_id, since=self.due_from)
        stored = stored[stored["day"] <= self.as_of]
        found = self.looked.found
        known = {(row.series, row.day): row for row in rows_of(stored)}
        rows = [self._row(row) for row in found.to_dict("records")]
        fresh = [row for row in rows if (row["series"], row["day"]) not in known]
        seen = {(row["series"], row["day"]) for row in rows}
        gone = [row for key, row in known.items() if key not in seen]
        for row in rows:
            old = known.get((row["series"], row["day"]))
            if old is not None:
                cards.update_day(self.session, old.id, row)
        cards.drop_days(self.session, [row.id for row in gone])
        touched = {int(row.anomaly_id) for row in rows_of(stored)}
        new = self._add(fresh)
        for card_id in sorted(touched | {row["anomaly_id"] for row in fresh} - new):
            self._sum_up(card_id)
        for card_id in sorted(new):
            self._sum_up(card_id, is_new=True)
        self._go_on(touched | new)
        return len(new)

    def _row(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        metric, place = series_of(row["series_id"])
        band = self.looked.bands[row["series_id"]].set_index("day").loc[row["timestamp"]]
        return {
            "project_id": self.project_id,
            "series": row["series_id"],
            "metric": metric,
            "measure": str(row["measure"]),
            "vendor_id": place.vendor_id,
            "queue_id": place.queue_id,
            "locale": place.locale,
            "annotator_id": place.annotator_id,
            "day": row["timestamp"].date(),
            "numerator": _known(band["num"]),
            "denominator": _known(band["den"]),
            **{name: float(row[name]) for name in _NUMBERS},
            "direction": str(row["direction"]),
            "finding": str(row["kind"]),
            "since": row["since"].date(),
            **{name: int(row[name]) for name in ("days", "siblings", "siblings_alike")},
            "evidence": plain([{name: float(row[name]) for name in _EVIDENCE}])[0],
        }

    def _add(self, fresh: list[dict[str, Any]]) -> set[int]:
        """Put new flagged days onto cards, and give the ids of the cards that are new."""
        new: set[int] = set()
        for card in grouped([_flagged(row) for row in fresh], self._standing()):
            mine = [fresh[at] for at in card.added]
            key = card.key
            if key is None:
                key = self._new_card(mine)
                new.add(key)
            for row in mine:
                row["anomaly_id"] = key
        cards.add_days(self.session, fresh)
        return new

    def _standing(self) -> list[Card]:
        """Read the cards that new days may belong to."""
        since = self.due_from - timedelta(days=NEIGHBOURS_DAYS + LONGEST_CHANGE_DAYS)
        near = cards.cards_seen_since(self.session, self.project_id, since)
        days = cards.days_frame(self.session, card_ids=list(near))
        by_card = dict(iter(days.groupby("anomaly_id")))
        return [
            Card(key, [_flagged(row) for row in by_card[key].to_dict("records")])
            for key in near
            if key in by_card
        ]

    def _new_card(self, rows: list[dict[str, Any]]) -> int:
        days = pd.DataFrame(rows)
        values = {
            **summary(days),
            "version": 1,
            "project_id": self.project_id,
            "number": cards.next_number(self.session, self.project_id),
            "status": AnomalyStatus.NEW.value,
            "found_at": self.at,
            "lead": {},
            "picture": {},
            "context": [],
        }
        return cards.add_card(self.session, values)

    def _sum_up(self, card_id: int, *, is_new: bool = False) -> None:
        days = cards.days_frame(self.session, card_ids=[card_id])
        if days.empty:
            self._correct(card_id)
            return
        band = self.looked.bands.get(lead_of(days)["series"])
        values = {**summary(days), "lead": told(days, band)}
        since, until = window(days, lead_of(days))
        moved = Moved(values["metric"], values["direction"] == "up")
        found = causes(self.session, self.project_id, moved, periods(since, until))
        found = found or [in_common(days)]
        values |= {"cause": plain(found), "context": self._context(since)}
        if band is not None:
            values["picture"] = picture(days, band, self.as_of)
        if is_new:
            values |= self._first_status(values)
        cards.update_card(self.session, card_id, values)

    def _first_status(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Settle a card that needs nobody: long over when it was found, or planned."""
        if values["last_day"] < self.last_day - timedelta(days=WATCHED_FROM_DAYS):
            return _settled(AnomalyStatus.CLOSED, Reason.HISTORY, self.at)
        has_mark = any(one["kind"] == "mark" for one in values["context"])
        if self.is_marked_planned and has_mark:
            return _settled(AnomalyStatus.PLANNED, Reason.KNOWN_EVENT, self.at)
        return {}

    def _correct(self, card_id: int) -> None:
        """Close a card of which nothing is strange since the figures were corrected."""
        stored = cards.cards_of(self.session, [card_id])[card_id]
        if stored["status"] in OPEN:
            settled = _settled(AnomalyStatus.CLOSED, Reason.CORRECTED, self.at)
            cards.update_card(self.session, card_id, {**settled, "version": stored["version"] + 1})

    def _go_on(self, done: set[int]) -> None:
        """Let the pictures of cards that are still looked at go on to the last day."""
        live = cards.cards_seen_since(self.session, self.project_id, picture_from(self.due_from))
        for card_id, stored in live.items():
            band = self.looked.bands.get(stored["lead"].get("series", ""))
            if card_id in done or band is None:
                continue
            days = cards.days_frame(self.session, card_ids=[card_id])
            if not days.empty:
                drawn = picture(days, band, self.as_of)
                cards.update_card(self.session, card_id, {"picture": drawn})

    def _context(self, since: date) -> list[dict[str, Any]]:
        """List what was known to happen around the first strange day."""
        marks = calendars.change_marks_frame(self.session, self.project_id)
        first = since - timedelta(days=_MARKED_BEFORE)
        last = since + timedelta(days=_MARKED_AFTER)
        told: list[dict[str, Any]] = [
            {"kind": "mark", "day": row.day.isoformat(), "en": row.title_en, "zh": row.title_zh}
            for row in rows_of(marks)
            if first <= row.day <= last
        ]
        around = self.calendar.non_working(since - timedelta(days=1), since + timedelta(days=1))
        told += [
            {"kind": "holiday", "day": one.day.isoformat(), "en": one.name_en or "",
             "zh": one.name_zh or ""}
            for one in around
            if one.reason is not DayOff.WEEKEND
        ]  # fmt: skip
        return told


def picture_from(day: date) -> date:
    """Tell how long ago a card may have ended whose picture still goes on."""
    return day - timedelta(days=PICTURE_AFTER_DAYS)


def _settled(status: AnomalyStatus, reason: Reason, at: datetime) -> dict[str, Any]:
    return {"status": status.value, "reason": reason.value, "settled_at": at}


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _flagged(row: Mapping[Any, Any]) -> FlaggedDay:
    place = Place(row["vendor_id"], row["queue_id"], row["locale"], row["annotator_id"])
    return FlaggedDay(
        metric=row["metric"],
        place=place,
        day=row["day"],
        since=row["since"],
        p_value=float(row["p_value"]),
        is_up=row["direction"] == "up",
    )
