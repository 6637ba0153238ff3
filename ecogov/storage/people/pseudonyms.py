"""What annotators are called for who must not know who is who: the same in a project, for good."""

import base64
import hashlib
import hmac
from typing import Final

import pandas as pd

from ecogov.domain.people import Person, Right
from ecogov.storage.people.sessions import secret
from ecogov.storage.registers import Session

_LENGTH: Final = 8
_PURPOSE: Final = b"pseudonym"


def with_pseudonyms(
    session: Session, rows: pd.DataFrame, column: str, *more: str, project: str = "project_id"
) -> pd.DataFrame:
    """Hide the names of annotators in projects where the person of a session may not read them.

    Parameters
    ----------
    rows : DataFrame
        With a column of the ids of projects, which is taken out, and one of names. Not modified.
    column : str
        The column of names; None stays None.
    *more : str
        Columns that hold the same names.
    """
    told = rows.drop(columns=project)
    person: Person = session.info["person"]
    if person.may(Right.READ_NAMES) or rows.empty:
        return told
    key = bytes.fromhex(secret(session, "people") or "")
    hidden = {one: not person.may(Right.READ_NAMES, int(one)) for one in rows[project].unique()}
    names = [
        pseudonym(key, int(number), name) if name is not None and hidden[number] else name
        for number, name in zip(rows[project], rows[column], strict=True)
    ]
    shown = pd.Series(names, index=rows.index, dtype=object)
    return told.assign(**dict.fromkeys((column, *more), shown))


def pseudonym(key: bytes, project_id: int, name: str) -> str:
    """Give what stands for a name in a project; without the key nobody can tell which one."""
    told = f"{project_id}:{name}".encode()
    digest = hmac.new(key + _PURPOSE, told, hashlib.sha256).digest()
    return f"P-{base64.b32encode(digest).decode()[:_LENGTH]}"
