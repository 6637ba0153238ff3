"""The HTTP interface as other systems meet it, on a database of its own."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from ecogov.api.database import database
from ecogov.api.server import app
from ecogov.domain.interface.tokens import Scope, TokenDraft
from ecogov.services.interface.tokens import create_token
from tests.builders import ACTOR


@pytest.fixture
def token_for(db, monkeypatch) -> Callable[..., str]:
    """Make tokens for the database that the interface serves, which is `db`."""
    monkeypatch.setenv("ECOGOV_DATABASE_URL", db.url)

    def made(*scopes: Scope, project_id: int | None = None) -> str:
        told = frozenset(scopes or Scope)
        draft = TokenDraft(label="labelling tool", scopes=told, project_id=project_id)
        return create_token(db, draft, actor=ACTOR)

    yield made
    database().close()


@pytest.fixture
def client_of(token_for):  # noqa: ARG001 - it names the database
    """Make clients that bear a token, or none."""

    def made(token: str | None = None, **headers: str) -> TestClient:
        borne = {"Authorization": f"Bearer {token}"} if token else {}
        return TestClient(app, headers={**borne, **headers}, raise_server_exceptions=False)

    return made


@pytest.fixture
def client(client_of, token_for):
    """Give a client that may do everything that tokens allow."""
    return client_of(token_for())
