"""Digests sent on a rhythm: composed of what changed since the last one, quiet when nothing did.

Who is told stands in the settings, because the address of a chat is a secret. When and what
somebody was told stands in the audit trail.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from ecogov.domain.errors import DomainError, NotFoundError, UnavailableError
from ecogov.domain.people import Right
from ecogov.domain.status.digests import Item, is_due, news, state_of
from ecogov.i18n.digests import Message, digest_message
from ecogov.i18n.translator import translator
from ecogov.services.jobs.running import Run
from ecogov.services.people.rights import require
from ecogov.services.projects import list_projects
from ecogov.services.status.reporting import project_status
from ecogov.services.trail import history
from ecogov.settings import DigestSetting, load
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.registers import now

RECORD: Final = "digest"
_SENT: Final = "digest.send"

Deliver = Callable[[str, Message], bool]
"""Sends a message to an address, and tells whether it arrived."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest that is ready; `is_quiet` says that there is nothing to tell."""

    name: str
    items: tuple[Item, ...]
    message: Message

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed since the last one."""
        return all(item.is_quiet for item in self.items)


def compose_digest(db: Database, name: str, today: date) -> Digest:
    """Write a digest without sending it.

    Raises
    ------
    NotFoundError
        ``digest.unknown``.
    """
    require(db, Right.ADMINISTER)
    setting = _setting(name)
    _, told = _last(db, name)
    items = [
        news(told.get(code), project_status(db, project_id, today))
        for project_id, code in _projects(db, setting)
    ]
    t = translator(setting.language)
    address = f"{load().public_url.rstrip('/')}/status" if load().public_url else ""
    return Digest(name, tuple(items), digest_message(t, items, address))


def send_digests(
    db: Database,
    today: date,
    *,
    names: Sequence[str] = (),
    actor: str,
    deliver: Deliver | None = None,
) -> dict[str, str]:
    """Send what is due, and answer by name what became of it: sent, quiet, waits.

    Those that are named are sent whether due or not. A digest that does not arrive stays due, so
    that the next call sends it; the others are sent all the same.

    Raises
    ------
    UnavailableError
        ``digest.undelivered``, with the names of those that did not arrive.
    """
    require(db, Right.ADMINISTER)
    fates: dict[str, str] = {}
    for name in names or load().digests:
        last, _ = _last(db, name)
        if not names and not is_due(_setting(name).every, last, today):
            fates[name] = "waits"
            continue
        digest = compose_digest(db, name, today)
        if digest.is_quiet:
            fates[name] = "quiet"
            continue
        address = _setting(name).url.get_secret_value()
        is_there = (notify if deliver is None else deliver)(address, digest.message)
        fates[name] = "sent" if is_there else "failed"
        _keep(db, digest, is_there=is_there, actor=actor)
    lost = [name for name, fate in fates.items() if fate == "failed"]
    if lost:
        raise UnavailableError("digest.undelivered", names=", ".join(lost))
    return fates


def send_as_job(db: Database, _payload: Mapping[str, Any], run: Run) -> Mapping[str, object]:
    """Do it in the background; what did not arrive is tried again."""
    fates = send_digests(db, now().date(), actor=run.actor)
    return {"sent": sum(fate == "sent" for fate in fates.values())}


def notify(address: str, message: Message) -> bool:
    """Send by mail, Slack, Teams, Feishu or whatever else Apprise knows; tell if it arrived.

    Raises
    ------
    DomainError
        ``digest.address`` for an address that means nothing to it.
    """
    import apprise  # noqa: PLC0415 - the import is slow

    told = apprise.Apprise()
    if not told.add(address):
        raise DomainError("digest.address")
    return bool(told.notify(title=message.title, body=message.text))


def _setting(name: str) -> DigestSetting:
    found = load().digests.get(name)
    if found is None:
        raise NotFoundError("digest.unknown", name=name)
    return found


def _projects(db: Database, setting: DigestSetting) -> list[tuple[int, str]]:
    rows = list_projects(db)
    if setting.programme:
        rows = rows[rows["programme"] == setting.programme]
    if setting.projects:
        rows = rows[rows["code"].isin(setting.projects)]
    return [(int(one), str(code)) for one, code in zip(rows["id"], rows["code"], strict=True)]


def _last(db: Database, name: str) -> tuple[date | None, Mapping[str, Any]]:
    """Read on which day the last digest arrived, and what was told then, by project."""
    acts = history(db, RECORD, name)
    sent = acts[acts["action"] == _SENT]
    if sent.empty:
        return None, {}
    at: datetime = sent["at"].iloc[0]
    return at.date(), dict(sent["after"].iloc[0]["projects"])


def _keep(db: Database, digest: Digest, *, is_there: bool, actor: str) -> None:
    told = {item.subject.code: state_of(item.report) for item in digest.items}
    with db.write(actor) as session:
        if is_there:
            audit.note(session, _SENT, (RECORD, digest.name), after={"projects": told})
        else:
            audit.note(session, "digest.fail", (RECORD, digest.name))
