"""What is stored about a person: taken out for them, or pseudonymised for good."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ecogov.domain.errors import DomainError
from ecogov.domain.people import Right
from ecogov.services.people.accounts import keeping_an_administrator
from ecogov.services.people.rights import require
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.people import accounts, erasure, mentions
from ecogov.storage.people.accounts import ACCOUNTS
from ecogov.storage.registers import Session, now

_SHORTEST_NAME: Final = 2
_LONGEST_NAME: Final = 254


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did, or would do.

    Parameters
    ----------
    pseudonym : str
        What stands where the person was named.
    values : mapping of str to int
        How many values were written over, by ``table.column``.
    entries : int
        How many entries of the trail were.
    left : tuple of Mention
        Values that hold the name only inside other words: look at them.
    """

    pseudonym: str
    values: dict[str, int]
    entries: int
    left: tuple[mentions.Mention, ...]


def stored_about(db: Database, names: Sequence[str]) -> dict[str, Any]:
    """Give everything in which a person is named, under whichever of their names.

    Returns
    -------
    dict
        ``account`` (or None), ``roles``, ``sessions``, ``values`` (``table, column, key, value``)
        and ``trail``: entries in which they act or are named.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        wanted = _names(session, names)
        account = accounts.by_email(session, wanted[0])
        return {
            "account": erasure.shown_account(account),
            "roles": erasure.roles(session, account),
            "sessions": erasure.sessions(session, account),
            "values": [
                {"table": one.table, "column": one.column, "key": one.key, "value": one.value}
                for one in mentions.mentions(session, wanted)
            ],
            "trail": erasure.entries(session, wanted),
        }


def erase_person(
    db: Database, names: Sequence[str], *, actor: str, is_rehearsal: bool = False
) -> Erased:
    """Write over a person wherever they are named: account, records, annotators, the trail.

    The first name is the address of their account, where they have one; the names that stand
    there are taken too. The chain of the trail still verifies.

    Raises
    ------
    DomainError
        ``erasure.name`` for a name that is too short to look for, ``erasure.broken`` when the
        trail or a published report does not hold already, ``account.last_administrator``.
    """
    require(db, Right.ADMINISTER)
    if is_rehearsal:
        with db.rehearse() as session:
            return _erased(session, names)
    with db.write(actor) as session:
        return _erased(session, names)


def _erased(session: Session, names: Sequence[str]) -> Erased:
    if audit.broken_links(session) or erasure.tampered_reports(session):
        raise DomainError("erasure.broken")
    wanted = _names(session, names)
    pseudonym = f"erased-{secrets.token_hex(4)}"
    # One for each name, so that no two rows that had to differ become the same.
    told = {
        name: pseudonym if place == 0 else f"{pseudonym}-{place + 1}"
        for place, name in enumerate(wanted)
    }
    account = accounts.by_email(session, wanted[0])
    if account is not None:
        with keeping_an_administrator(session):
            erasure.erase_account(session, account["id"], pseudonym, now())
    values: dict[str, int] = {}
    left = []
    for one in list(mentions.mentions(session, wanted)):
        value = mentions.renamed(one.value, told)
        if mentions.names_in(value, wanted):
            left.append(replace(one, value=value))
        if value != one.value:
            mentions.write_over(session, one, value)
            place = f"{one.table}.{one.column}"
            values[place] = values.get(place, 0) + 1
    erasure.seal_reports(session)
    entries = audit.erase(session, frozenset(wanted), lambda value: mentions.renamed(value, told))
    subject = account["id"] if account is not None else pseudonym
    after = {"pseudonym": pseudonym, "values": sum(values.values()), "entries": entries}
    audit.note(session, audit.ERASURE, (ACCOUNTS.name, subject), after=after)
    return Erased(pseudonym, values, len(entries), tuple(left))


def _names(session: Session, names: Sequence[str]) -> tuple[str, ...]:
    given = [name.strip() for name in names if name.strip()]
    account = accounts.by_email(session, given[0]) if given else None
    if account is not None:
        given += [account[name] for name in ("name_en", "name_zh") if account[name]]
    for name in given or [""]:
        if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME:
            raise DomainError("erasure.name", shortest=_SHORTEST_NAME)
    return tuple(dict.fromkeys(given))
