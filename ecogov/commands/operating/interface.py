"""Commands of the HTTP interface: serve it apart, make and revoke the tokens that open it."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = group("", "")
tokens: Final = group("token", "Tokens under which other systems come in by HTTP.")
webhooks: Final = group("webhook", "Where events are told to, signed.")
app.add_typer(tokens)
app.add_typer(webhooks)


@command(app, "api")
def api(
    terminal: "Terminal",
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8601,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share it.")] = 1,
) -> None:
    """Serve the HTTP interface and the calendar feeds apart from the pages, until Ctrl+C."""
    import uvicorn

    from ecogov.commands.serving import check_port_is_free
    from ecogov.settings import hand_down
    from ecogov.storage.addresses import check_reachable
    from ecogov.storage.migrate import prepare

    check_reachable(terminal.settings.database_url)
    prepare(terminal.settings.database_url)
    check_port_is_free(host, port)
    hand_down(terminal.settings)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}"
    terminal.say(terminal.t("command.run.address", url=url))
    if terminal.is_json:
        terminal.answer({"url": url})
    # Its log of requests holds addresses of callers and the secret addresses of calendars.
    uvicorn.run(
        "ecogov.api.server:app", host=host, port=port, workers=workers,
        access_log=False, server_header=False, log_level="warning",
    )  # fmt: skip


@command(tokens, "add")
def add(
    terminal: "Terminal",
    *,
    label: Annotated[str, typer.Option(help="Which system will use it.")],
    scope: Annotated[list[str], typer.Option(help="read, ingest; by comma or repeated.")],
    project: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only this project; else all.")
    ] = None,
) -> None:
    """Make a token; it is shown this once."""
    from ecogov.commands.terminal.options import listed
    from ecogov.domain.interface.tokens import TokenDraft
    from ecogov.services.interface.tokens import create_token
    from ecogov.services.projects import get_project

    project_id = get_project(terminal.db, project).id if project else None
    draft = TokenDraft.model_validate(
        {"label": label, "scopes": listed(scope), "project_id": project_id}
    )
    token = create_token(terminal.db, draft, actor=terminal.actor)
    terminal.say(terminal.t("command.token.added"))
    terminal.answer({"token": token}, token)


@command(tokens, "list")
def list_(terminal: "Terminal") -> None:
    """List the tokens in use; the tokens themselves are stored nowhere."""
    from ecogov.commands.terminal.plain import records
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import moment
    from ecogov.services.interface.tokens import list_tokens

    t = terminal.t
    found = list_tokens(terminal.db)
    headings = [t(f"token.{name}") for name in ("id", "label", "scopes", "project", "used")]
    rows = [
        (
            one["id"],
            one["label"],
            t("value.list_separator").join(t(f"token.scope.{scope}") for scope in one["scopes"]),
            one["project"] or t("token.all_projects"),
            moment(t, one["last_used_at"]),
        )
        for one in found.to_dict("records")
    ]
    terminal.answer(records(found), table(headings, rows))


@command(tokens, "revoke")
def revoke(
    terminal: "Terminal",
    *,
    number: Annotated[int, typer.Argument(metavar="ID", help="Number of the token.")],
) -> None:
    """Close a token for good."""
    from ecogov.services.interface.tokens import revoke_token

    revoke_token(terminal.db, number, actor=terminal.actor)
    terminal.say(terminal.t("command.token.revoked", token=str(number)))
    if terminal.is_json:
        terminal.answer({"token": number})


@command(webhooks, "add")
def add_webhook(
    terminal: "Terminal",
    *,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to tell; https.")],
    event: Annotated[
        list[str], typer.Option(help="import, anomaly, risk, milestone, …; by comma or repeated.")
    ],
    project: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only of this project; else of all.")
    ] = None,
) -> None:
    """Tell events from now on; the secret that signs them is shown this once."""
    from ecogov.commands.terminal.options import listed
    from ecogov.domain.interface.webhooks import WebhookDraft
    from ecogov.services.interface.webhooks import add_webhook as add_one
    from ecogov.services.projects import get_project

    project_id = get_project(terminal.db, project).id if project else None
    draft = WebhookDraft.model_validate(
        {"url": url, "events": listed(event), "project_id": project_id}
    )
    secret = add_one(terminal.db, draft, actor=terminal.actor)
    terminal.say(terminal.t("command.webhook.added"))
    terminal.answer({"secret": secret}, secret)


@command(webhooks, "list")
def list_webhooks(terminal: "Terminal") -> None:
    """List where events are told to."""
    from ecogov.commands.terminal.plain import records
    from ecogov.commands.terminal.session import table
    from ecogov.services.interface.webhooks import list_webhooks as listing

    t = terminal.t
    found = records(listing(terminal.db))
    headings = [t(f"webhook.{name}") for name in ("id", "url", "events", "project")]
    rows = [
        (
            one["id"],
            one["url"],
            t("value.list_separator").join(t(f"webhook.event.{event}") for event in one["events"]),
            one["project"] or t("token.all_projects"),
        )
        for one in found
    ]
    terminal.answer(found, table(headings, rows))


@command(webhooks, "revoke")
def revoke_webhook(
    terminal: "Terminal",
    *,
    number: Annotated[int, typer.Argument(metavar="ID", help="Number of the webhook.")],
) -> None:
    """Tell nothing there any more."""
    from ecogov.services.interface.webhooks import revoke_webhook as revoke_one

    revoke_one(terminal.db, number, actor=terminal.actor)
    terminal.say(terminal.t("command.webhook.revoked", webhook=str(number)))
    if terminal.is_json:
        terminal.answer({"webhook": number})
