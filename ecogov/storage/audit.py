"""The audit trail: entries wait in the session and are chained when its transaction ends."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ecogov.storage.records import AuditRow

_LATER: Final = ("address", "salt")
_WAITING: Final = "audit_waiting"
FIRST_HASH: Final = "0" * 64


def note(
    session: Session,
    action: str,
    record: tuple[str, object],
    *,
    project_id: int | None = None,
    before: object = None,
    after: object = None,
) -> None:
    """Remember an act of the session's actor; it is stored with the act itself or not at all."""
    entry = {
        "at": datetime.now(UTC),
        "actor": session.info["actor"],
        "action": action,
        "record_type": record[0],
        "record_id": str(record[1]),
        "project_id": project_id,
        "before": _plain(before),
        "after": _plain(after),
        "address": session.info.get("address"),
        "salt": secrets.token_hex(16),
    }
    session.info.setdefault(_WAITING, []).append(entry)


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """Let a part of a transaction fail by itself: what it did and what it noted is undone."""
    n_waiting = len(session.info.get(_WAITING, []))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        del session.info.get(_WAITING, [])[n_waiting:]
        raise


def chain(session: Session) -> None:
    """Store the waiting entries; the caller holds the lock on the revision row."""
    waiting = session.info.pop(_WAITING, [])
    if not waiting:
        return
    last = session.execute(
        select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)  # type: ignore[attr-defined,call-overload]
    ).scalar_one_or_none()
    for entry in waiting:
        entry["previous_hash"] = last or FIRST_HASH
        entry["hash"] = last = entry_hash(entry)
    session.execute(insert(AuditRow), waiting)


def entry_hash(entry: dict[str, Any]) -> str:
    """Hash an entry together with the hash of the one before it.

    Entries from before `_LATER` fields existed have none of them, and keep their hash.
    """
    absent = {"id", "hash"} | {name for name in _LATER if entry[name] is None}
    told = {name: value for name, value in entry.items() if name not in absent}
    told["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def count(session: Session) -> int:
    """Count the entries of the trail, those of this transaction included."""
    stored = session.execute(select(func.count()).select_from(AuditRow)).scalar_one()
    return int(stored) + len(session.info.get(_WAITING, []))


def broken_links(session: Session) -> list[int]:
    """Name the entries whose hash or whose link to the entry before does not hold."""
    broken: list[int] = []
    last = FIRST_HASH
    rows = session.execute(select(AuditRow.__table__).order_by(AuditRow.id))  # type: ignore[attr-defined,arg-type]
    for row in rows.mappings().yield_per(1000):
        entry = dict(row)
        if entry["previous_hash"] != last or entry_hash(entry) != entry["hash"]:
            broken.append(entry["id"])
        last = entry["hash"]
    return broken


def _plain(value: object) -> object:
    if value is None:
        return None
    plain: object = json.loads(json.dumps(value, default=str), parse_float=_number)
    return plain


def _number(text: str) -> float | int:
    # JSONB gives 1e+22 back as a whole number, and the hash must not depend on the database.
    number = float(text)
    return int(number) if number.is_integer() else number
