"""The interface keeps what its own document promises, whatever is sent."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ecogov.api.database import database
from ecogov.api.server import app
from ecogov.api.v1.document import document
from ecogov.api.v1.interface import ENDPOINTS
from ecogov.domain.interface.tokens import Scope, TokenDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.interface.tokens import create_token
from ecogov.storage.database import Database
from ecogov.storage.migrate import upgrade
from tests.builders import ACTOR, stored_project, stored_record

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """Token of a database with a project and a few records, which the interface serves."""
    url = f"sqlite:///{(tmp_path_factory.mktemp('api') / 'ecogov.db').as_posix()}"
    upgrade(url)
    db = Database.open(url)
    project_id = stored_project(db)
    stored_record(db, RecordKind.RISK, project_id)
    stored_record(db, RecordKind.MILESTONE, project_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ECOGOV_DATABASE_URL", url)
        patch.setenv("ECOGOV_API_REQUESTS_PER_MINUTE", "100000")
        yield create_token(db, TokenDraft(label="test", scopes=frozenset(Scope)), actor=ACTOR)
        database().close()
    db.close()


schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@schema.parametrize()
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
def test_interface_keeps_what_its_document_promises(case, token):
    if case.path_parameters:
        case.path_parameters["code"] = "TS-VIDEO"
    headers = {"Authorization": f"Bearer {token}"}
    case.call_and_validate(headers=headers, checks=CHECKS)


def test_document_is_complete():
    told = document(ENDPOINTS)
    operations = [one for path in told["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(ENDPOINTS)
    assert all(one["summary"] for one in operations)
    assert {"Refusal", "ItemEvent", "DaySum", "KpiCell"} <= told["components"]["schemas"].keys()
