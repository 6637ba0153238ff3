"""Sample calls of tokens and webhooks."""

from typing import Any

from ecogov.domain.interface.tokens import Scope, TokenDraft
from ecogov.domain.interface.webhooks import WebhookDraft
from ecogov.services.interface.tokens import create_token, list_tokens
from ecogov.services.interface.webhooks import add_webhook, list_webhooks, revoke_webhook
from ecogov.services.jobs.running import Run
from tests.builders import ACTOR
from tests.harness.rights import World
from tests.harness.rights_samples.declaring import ADMINISTER, actor, told


def _token_draft(w: World) -> TokenDraft:
    scopes = frozenset({Scope.READ})
    return TokenDraft(label=f"System {w.fresh}", scopes=scopes, project_id=w.project_id)


def _token(w: World) -> int:
    create_token(w.db, _token_draft(w), actor=ACTOR)
    return int(list_tokens(w.db)["id"].iloc[0])


def _webhook_draft(w: World) -> WebhookDraft:
    url, events = "https://example.org/told", frozenset({"risk"})
    return WebhookDraft(url=url, events=events, project_id=w.project_id)


def _webhook(w: World) -> int:
    add_webhook(w.db, _webhook_draft(w), actor=ACTOR)
    return int(list_webhooks(w.db)["id"].iloc[0])


def _closed(w: World) -> dict[str, Any]:
    """Give the work of a webhook that is closed: nothing is sent."""
    number = _webhook(w)
    revoke_webhook(w.db, number, actor=ACTOR)
    return {"webhook": number, "message": {"id": 1}}


told("interface.tokens.create_token", ADMINISTER, _token_draft, actor=actor, reach="everywhere")
told("interface.tokens.list_tokens", ADMINISTER, reach="everywhere")
told("interface.tokens.revoke_token", ADMINISTER, _token, actor=actor, reach="everywhere")
told("interface.tokens.forget_answers", ADMINISTER, reach="everywhere")
told("interface.webhooks.add_webhook", ADMINISTER, _webhook_draft, actor=actor, reach="everywhere")
told("interface.webhooks.list_webhooks", ADMINISTER, reach="everywhere")
told("interface.webhooks.revoke_webhook", ADMINISTER, _webhook, actor=actor, reach="everywhere")
told("interface.webhooks.relay", ADMINISTER, reach="everywhere")
told(
    "interface.webhooks.deliver",
    ADMINISTER,
    _closed,
    lambda _w: Run(1, ACTOR),
    reach="everywhere",
)
