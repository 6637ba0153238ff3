"""Webhooks: what happens here is told elsewhere, signed, and told again until it is heard.

What was done is read from the audit trail, so that nothing is told which was not stored. A message
says what happened to which record and nothing about people; who wants more asks for it by token.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ecogov.domain.errors import NotFoundError
from ecogov.domain.interface.webhooks import WebhookDraft
from ecogov.domain.people import Right
from ecogov.services import editing
from ecogov.services.interface.telling import tell
from ecogov.services.jobs.running import Run
from ecogov.services.people.rights import require
from ecogov.storage import audit
from ecogov.storage.database import Database
from ecogov.storage.interface import webhooks
from ecogov.storage.interface.webhooks import WEBHOOKS
from ecogov.storage.jobs import queue
from ecogov.storage.registers import now

KIND: Final = "webhook"
_SECRET_BYTES: Final = 32


def add_webhook(db: Database, draft: WebhookDraft, *, actor: str) -> str:
    """Tell events from now on, and give the secret that signs them; it is shown this once.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    NotFoundError
        ``project.unknown``.
    DomainError
        ``record.archived`` when the project was put away.
    """
    require(db, Right.ADMINISTER)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    told = {"url": draft.url, "events": sorted(draft.events), "project_id": draft.project_id}
    with db.write(actor) as session:
        if draft.project_id is not None:
            editing.open_project(session, draft.project_id)
        kept = {
            "secret": secret,
            "last_audit_id": webhooks.newest_entry(session),
            "created_at": now(),
            "created_by": actor,
        }
        number = WEBHOOKS.add(session, {**told, **kept})
        record = (WEBHOOKS.name, number)
        audit.note(session, "webhook.add", record, project_id=draft.project_id, after=told)
    return secret


def list_webhooks(db: Database) -> pd.DataFrame:
    """List the webhooks in use, newest first.

    Returns
    -------
    DataFrame, shape (n_webhooks, 6)
        Columns ``id, url, events`` (list of str), ``project`` (code, None for all), ``created_at``
        and ``created_by``.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        return webhooks.webhooks_frame(session)


def revoke_webhook(db: Database, webhook_id: int, *, actor: str) -> None:
    """Tell nothing there any more; one that is closed already stays so.

    Raises
    ------
    NotFoundError
        ``webhook.unknown``.
    """
    require(db, Right.ADMINISTER)
    with db.write(actor) as session:
        stored = WEBHOOKS.get(session, webhook_id)
        if stored["revoked_at"] is None:
            WEBHOOKS.replace(session, webhook_id, {"revoked_at": now()})
            told = {"url": stored["url"]}
            record = (WEBHOOKS.name, webhook_id)
            audit.note(
                session, "webhook.revoke", record, project_id=stored["project_id"], before=told
            )


def relay(db: Database) -> int:
    """Ask for a job for each event that a webhook has not been told of yet, and count them.

    Raises
    ------
    NotAllowedError
        ``right.missing``.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        known = webhooks.in_use(session)
    n_asked = 0
    for webhook in known:
        with db.touch({"actor": KIND}) as session:
            entries = webhooks.untold(
                session, webhook["last_audit_id"], webhook["events"], webhook["project_id"]
            )
            for entry in entries:
                payload = {"webhook": webhook["id"], "message": _message(entry)}
                name = f"{KIND}:{webhook['id']}:{entry['id']}"
                n_asked += queue.enqueue(session, KIND, payload, dedupe=name) is not None
            if entries:
                webhooks.told_until(session, webhook["id"], entries[-1]["id"])
    return n_asked


def deliver(db: Database, payload: Mapping[str, Any], _run: Run) -> Mapping[str, object] | None:
    """Tell one event; the work of a job.

    Raises
    ------
    DomainError
        ``webhook.private`` when the address leads into a network of ours.
    UnavailableError
        ``webhook.unheard`` when nobody took it: it is told again later.
    """
    require(db, Right.ADMINISTER)
    with db.read() as session:
        try:
            webhook = WEBHOOKS.get(session, int(payload["webhook"]))
        except NotFoundError:
            return None
    if webhook["revoked_at"] is not None:
        return None
    body = json.dumps(payload["message"], sort_keys=True, separators=(",", ":")).encode()
    status = tell(webhook["url"], body, webhook["secret"], delivery=payload["message"]["id"])
    return {"status": status}


def _message(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "at": entry["at"].isoformat(),
        "event": entry["action"],
        "project": entry["project"],
        "record": {"type": entry["record_type"], "id": entry["record_id"]},
    }
