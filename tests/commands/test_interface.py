"""Tokens, webhooks and the interface as commands."""

import socket


def test_token_is_shown_once_listed_and_revoked(command, project):
    made = command(
        "token", "add", "--label", "Tool", "--scope", "read,ingest", "--project", project
    )
    assert made.stdout.strip().startswith("ecogov_")
    [listed] = command("token", "list", "--json").json
    assert (listed["scopes"], listed["project"]) == (["ingest", "read"], project)
    assert command("token", "revoke", 1).status == 0
    assert command("token", "list", "--json").json == []


def test_token_without_a_known_scope_is_refused(command):
    assert command("token", "add", "--label", "Tool", "--scope", "everything").status == 1


def test_webhook_is_added_listed_and_revoked(command):
    made = command("webhook", "add", "https://example.org/hook", "--event", "risk,import", "--json")
    assert len(made.json["secret"]) > 30
    assert command("webhook", "list", "--json").json[0]["events"] == ["import", "risk"]
    assert "Imports" in command("webhook", "list").stdout
    assert command("webhook", "revoke", 1).status == 0
    assert command("webhook", "list", "--json").json == []


def test_interface_refuses_a_taken_port(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = command("api", "--port", taken.getsockname()[1], "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "run.port_taken")
