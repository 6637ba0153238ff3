"""The audit trail: entries wait in the session and are chained when its transaction ends."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from ecogov.storage.records import AuditRow

_LATER: Final = ("address", "salt")
_WAITING: Final = "audit_waiting"
_TELLING: Final = ("actor", "record_id", "before", "after")
_DIGEST_LENGTH: Final = 32
AUDIT: Final[Any] = AuditRow.__table__  # type: ignore[attr-defined]
ERASURE: Final = "account.erase"
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
    """Name the entries whose hash or whose link to the entry before does not hold.

    An entry that a person was erased from keeps its hash, and with it its place in the chain. What
    is left of it is proven by the entry of the erasure, which stands in the chain itself.
    """
    erased = _erased_digests(session)
    broken: list[int] = []
    last = FIRST_HASH
    for entry in _entries(session):
        proof = erased.get(entry["id"])
        holds = digest(entry) == proof if proof else entry_hash(entry) == entry["hash"]
        if entry["previous_hash"] != last or not holds:
            broken.append(entry["id"])
        last = entry["hash"]
    return broken


def head(session: Session) -> tuple[int, str] | None:
    """Give id and hash of the newest entry: kept elsewhere, it proves that none was cut off."""
    query = select(AUDIT.c.id, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)
    row = session.execute(query).first()
    return None if row is None else (int(row.id), str(row.hash))


def has_entry(session: Session, entry_id: int, hash_: str) -> bool:
    """Tell whether an entry stands in the trail as it once did."""
    query = select(AUDIT.c.id).where(AUDIT.c.id == entry_id, AUDIT.c.hash == hash_)
    return session.execute(query).first() is not None


def digest(entry: dict[str, Any]) -> str:
    """Prove what is left of an entry that a person was erased from, its own hash included."""
    told = {name: value for name, value in entry.items() if name not in {"id", "hash"}}
    told["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    told["stood"] = [entry["id"], entry["hash"]]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def erase(session: Session, names: frozenset[str], rename: Callable[[Any], Any]) -> dict[str, str]:
    """Write over who is named in the trail, and give the digest of each entry that was touched.

    The salt goes too: without it the hash of an entry cannot confirm a guess at what it held.
    Entries from before there were salts keep that weakness.
    """
    digests = {}
    for entry in list(_entries(session)):
        told = {name: rename(entry[name]) for name in _TELLING}
        told["address"] = None if entry["actor"] in names else entry["address"]
        if all(told[name] == entry[name] for name in told):
            continue
        left = {**told, "salt": None}
        session.execute(update(AUDIT).where(AUDIT.c.id == entry["id"]).values(left))
        digests[str(entry["id"])] = digest({**entry, **left})
    return digests


def _entries(session: Session) -> Iterator[dict[str, Any]]:
    rows = session.execute(select(AUDIT).order_by(AUDIT.c.id))
    yield from map(dict, rows.mappings().yield_per(1000))


def _erased_digests(session: Session) -> dict[int, str]:
    query = select(AUDIT.c.after).where(AUDIT.c.action == ERASURE).order_by(AUDIT.c.id)
    told: list[dict[str, str]] = [
        row["after"]["entries"] for row in session.execute(query).mappings()
    ]
    return {int(number): proof for entries in told for number, proof in entries.items()}


def _plain(value: object) -> object:
    if value is None:
        return None
    plain: object = json.loads(json.dumps(value, default=str), parse_float=_number)
    return plain


def _number(text: str) -> float | int:
    # JSONB gives 1e+22 back as a whole number, and the hash must not depend on the database.
    number = float(text)
    return int(number) if number.is_integer() else number
